"""The notes in the margin of an essay, beside what they are about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from debates.publishing.models import Note, Text
from debates.publishing.queries.paragraphs import paragraphs_of


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as editors and the essay's guest see it; `version` is the revision that it was made on."""

    id: int
    body: str
    by: str
    at: datetime
    version: int
    is_open: bool
    settled_by: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Remarked:
    """A paragraph, what was remarked on it, and whether it is still in the essay.

    Its id is empty where the notes are about the essay as a whole.
    """

    id: str
    words: str
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True)
class NotesPage:
    """All notes on an essay: on all of it, paragraph by paragraph, and on what it no longer says."""

    version: int
    whole: Remarked
    paragraphs: tuple[Remarked, ...]
    gone: tuple[Remarked, ...]

    @property
    def open(self) -> int:
        """Answer how many of them nobody has settled."""
        places = (self.whole, *self.paragraphs, *self.gone)
        return sum(note.is_open for place in places for note in place.notes)


def notes_of(text: Text) -> NotesPage:
    """Answer the notes on an essay beside its paragraphs as they are now, in one query."""
    rows = Note.objects.filter(revision__text=text).select_related("revision", "by", "settled_by")
    by_place: dict[str, list[Note]] = {}
    for row in rows:
        by_place.setdefault(row.paragraph, []).append(row)
    paragraphs = paragraphs_of(text.working_source)
    gone = {place: found for place, found in by_place.items() if place and place not in paragraphs}
    return NotesPage(
        version=text.working_revision,
        whole=Remarked("", "", views_of(by_place.get("", ()))),
        paragraphs=tuple(
            Remarked(place, words, views_of(by_place.get(place, ()))) for place, words in paragraphs.items()
        ),
        gone=tuple(Remarked(place, found[0].quote, views_of(found)) for place, found in gone.items()),
    )


def views_of(notes: Iterable[Note]) -> tuple[NoteView, ...]:
    """Answer notes in the order in which they were written."""
    return tuple(
        NoteView(
            id=note.pk,
            body=note.body,
            by=note.by.display_name if note.by else "",
            at=note.at,
            version=note.revision.number,
            is_open=note.settled_at is None,
            settled_by=note.settled_by.display_name if note.settled_by else "",
            settled_at=note.settled_at,
        )
        for note in notes
    )
