"""What was put right after publication, as readers are told it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from debates.publishing.canon import is_part_shown, shown_texts
from debates.publishing.languages import direction_of
from debates.publishing.models import Correction, Debate
from debates.richtext.differences import differences
from debates.richtext.excerpts import Excerpts, excerpts

PAGE = 10
"""Corrections on one page: each of them compares two versions of a text."""

LONGEST = 120_000
"""Characters of both versions together up to which the words are compared."""


@dataclass(frozen=True, slots=True)
class Told:
    """One correction as readers are told it: what was wrong, and the words.

    `changes` is None where the texts are too long to be compared word by word. `url` leads to the text.
    """

    id: int
    at: datetime
    note: str
    title: str
    url: str
    language: str
    direction: str
    changes: Excerpts | None


@dataclass(frozen=True, slots=True)
class Corrections:
    """A page of the corrections of a debate, newest first, and the number after which the next one begins."""

    told: tuple[Told, ...]
    next: int | None


def last_correction() -> Subquery:
    """Answer when a text was last corrected, for a query of texts."""
    newest = Correction.objects.filter(text=OuterRef("pk")).order_by("-at", "-pk")
    return Subquery(newest.values("at")[:1])


def shown_corrections(debate: Debate) -> QuerySet[Correction]:
    """Answer the corrections of the texts of a debate that readers see, newest first, however many."""
    return Correction.objects.filter(shown_texts(debate)).order_by("-at", "-pk")


def last_corrections(debates: Iterable[Debate]) -> dict[int, datetime]:
    """Answer when each of these debates was last corrected in what readers see, in one query."""
    by_id = {debate.pk: debate for debate in debates}
    rows = Correction.objects.filter(text__debate__in=by_id).order_by()
    parts = rows.values_list("text__debate", "text__kind", "text__essay__round").annotate(last=Max("at"))
    found: dict[int, datetime] = {}
    for debate, kind, round_, last in parts:
        if is_part_shown(by_id[debate], kind, round_ or ""):
            found[debate] = max(last, found.get(debate, last))
    return found


def corrections_of(debate: Debate, before: int | None = None, size: int = PAGE) -> Corrections:
    """Answer a page of the corrections of a debate that readers see: older than the one with this number.

    One query, however many there are, and one more for a page that is not the first.
    """
    found = shown_corrections(debate)
    if before is not None:
        last = found.filter(pk=before).values_list("at", flat=True).first()
        if last is None:
            return Corrections((), None)
        found = found.filter(Q(at__lt=last) | Q(at=last, pk__lt=before))
    around = found.select_related("before", "after", "text__essay__position")
    rows = list(around[: size + 1])
    shown = rows[:size]
    return Corrections(tuple(told_of(debate, shown)), shown[-1].pk if len(rows) > size else None)


def told_of(debate: Debate, rows: Iterable[Correction]) -> Iterable[Told]:
    """Answer corrections of a debate as readers are told them."""
    for row in rows:
        essay = row.text.essay
        if essay is not None:
            essay.position.debate = debate
        language = (essay.language if essay else "") or debate.language
        yield Told(
            id=row.pk,
            at=row.at,
            note=row.note,
            title=row.text.name,
            url=essay.get_absolute_url() if essay else debate.get_absolute_url(),
            language=language,
            direction=direction_of(language),
            changes=changes_of(row.before.source, row.after.source),
        )


def changes_of(before: str, after: str) -> Excerpts | None:
    """Answer what changed between two versions, with the words around; nothing for what is too long."""
    return excerpts(differences(before, after)) if len(before) + len(after) <= LONGEST else None


def corrected_since(debate: Debate, moment: datetime) -> Correction | None:
    """Answer the newest correction of a debate since then, with its text; nothing where there is none."""
    return shown_corrections(debate).filter(at__gte=moment).select_related("text").first()


def moments_of_corrections(debate: Debate) -> tuple[datetime, ...]:
    """Answer when the texts of a debate that readers see were corrected, oldest first, the last hundred."""
    newest = shown_corrections(debate).values_list("at", flat=True)[:100]
    return tuple(sorted(newest))
