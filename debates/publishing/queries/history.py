"""Every version of a text, and what lies between any two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.publishing.models import Revision, Saving, Text
from debates.richtext.differences import Part, differences
from debates.richtext.plain_text import count_words

PAGE = 25
"""Versions on one page of a history."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a text: who saved it, when and how, and what it is to the text now."""

    number: int
    by: str
    at: datetime
    saving: str | Promise
    note: str
    signs: tuple[str | Promise, ...]
    is_aside: bool


@dataclass(frozen=True, slots=True)
class History:
    """A page of the versions of a text, newest first."""

    versions: tuple[Version, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a text, and what lies between them word by word.

    Words that are in the first alone are `removed`, in the second alone `added`.
    """

    first: Version
    second: Version
    parts: tuple[Part, ...]
    words: tuple[int, int]

    @property
    def differs(self) -> bool:
        """Answer whether they say different things."""
        return any(part.change != "kept" for part in self.parts)


def history_of(text: Text, page: int) -> History:
    """Answer a page of the versions of a text, in three queries; the nearest where there is no such page."""
    rows = text.revisions.with_people().select_related("approval").defer("source")
    found = Paginator(rows, PAGE).get_page(page)
    versions = tuple(version_of(row, text) for row in found)
    return History(versions, found.number, found.paginator.num_pages)


def comparison_of(text: Text, first: int, second: int) -> Comparison | None:
    """Answer what lies between two versions by their numbers; nothing where one of them is not there."""
    rows = text.revisions.with_people().select_related("approval").filter(number__in={first, second})
    by_number = {row.number: row for row in rows}
    if first not in by_number or second not in by_number:
        return None
    return compared(by_number[first], by_number[second], text)


def compared(first: Revision, second: Revision, text: Text) -> Comparison:
    """Answer what lies between two versions."""
    return Comparison(
        version_of(first, text),
        version_of(second, text),
        differences(first.source, second.source),
        (count_words(first.source), count_words(second.source)),
    )


def change_of(text: Text) -> Comparison | None:
    """Answer what lies between what readers see and the change that waits; nothing where none does."""
    if text.pending is None:
        return None
    stands = text.revisions.with_people().filter(number=text.revision).first()
    nothing = Revision(text=text, number=text.revision, source=text.source, at=text.pending.at)
    return compared(stands or nothing, text.pending, text)


def previous_of(text: Text, number: int) -> int | None:
    """Answer the number of the version that this one was written from, or of the nearest one before that."""
    started = text.revisions.filter(number=number).values_list("started_from", flat=True).first()
    earlier = text.revisions.filter(number__lt=number).exclude(saving=Saving.ASIDE)
    if started:
        earlier = earlier.filter(number__lte=started)
    return earlier.order_by("number").values_list("number", flat=True).last()


def version_of(row: Revision, text: Text) -> Version:
    """Answer a version as its history shows it."""
    return Version(
        number=row.number,
        by=row.by.display_name if row.by else "",
        at=row.at,
        saving=row.get_saving_display(),
        note=row.note,
        signs=tuple(signs_of(row, text)),
        is_aside=row.saving == Saving.ASIDE,
    )


def signs_of(row: Revision, text: Text) -> Sequence[str | Promise]:
    """Answer what a version is to the text now."""
    signs: list[str | Promise] = []
    if row.number == text.revision:
        signs.append(pgettext_lazy("what a version of a text is", "The text now"))
    if row.pk == text.pending_id:
        signs.append(pgettext_lazy("what a version of a text is", "The change that waits"))
    if hasattr(row, "approval"):
        signs.append(_("Approved"))
    return signs
