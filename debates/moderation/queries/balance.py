"""What moderators see of how evenly they moderate: by position, and their own rates beside all others'.

Each comment counts once, by the last decision of a person about it in the period that nobody undid. Where
fewer than five were decided about, their number is hidden, and how.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from debates.moderation.balance import JUDGING, Judged, removed_more_often
from debates.moderation.measures import Measure
from debates.moderation.models import Decision
from debates.moderation.models.decisions import DecisionQuerySet
from debates.moderation.transparency import LEAST, Year
from debates.publishing.languages import direction_of
from debates.publishing.models import Debate, Position
from debates.stances.statistics import Share
from debates.stances.telling.shapes import NOTHING, Heading, Row, Table, Value
from debates.stances.telling.words import count_cell, exactly, number, so_many_of, text_cell

ON_PAGE = 20
"""So many debates stand on a page."""

Counts = dict[str, int]
Span = tuple[datetime, datetime] | None
"""From when and until when; None for all the time."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A period to choose: its code, and what it is called."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DebateBalance:
    """How comments of one debate were decided about. `sentences` say which rates are apart."""

    question: str
    slug: str
    language: str
    direction: str
    table: Table
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BalancePage:
    """A page of debates of a period, those with the most decisions first; `after` is the next page, or 0."""

    period: str
    choices: tuple[Choice, ...]
    together: Table
    debates: tuple[DebateBalance, ...]
    before: int
    after: int


def balance_page(by: Any, period: str, page: int, now: datetime) -> BalancePage | None:
    """Answer a page of the balance of a period, of all the time where none is named. Five queries at most.

    Nothing where there is no such period or page.
    """
    choices = choices_of(now)
    if period and period not in {choice.code for choice in choices}:
        return None
    found = judged(span_of(period))
    groups = grouped(found)
    busiest = sorted(groups, key=lambda debate: (-sum(map(total, groups[debate].values())), debate))
    shown = busiest[(page - 1) * ON_PAGE : page * ON_PAGE]
    if page > 1 and not shown:
        return None
    return BalancePage(
        period=period,
        choices=choices,
        together=together(found, by),
        debates=balances(shown, groups),
        before=page - 1,
        after=page + 1 if len(busiest) > page * ON_PAGE else 0,
    )


def balance_of(debate: Debate, by: Any) -> tuple[DebateBalance, DebateBalance]:
    """Answer the balance of one debate, and that of what `by` decided in it. Four queries."""
    everybody = grouped(judged(None).filter(case__comment__debate=debate))
    own = grouped(judged(None).filter(case__comment__debate=debate, decided_by=by))
    positions = [*Position.objects.filter(debate=debate).order_by("order")]
    of_all, of_own = (balance(debate, positions, found.get(debate.pk, {})) for found in (everybody, own))
    return of_all, of_own


# ---------------------------------------------------------------- periods


def choices_of(now: datetime) -> tuple[Choice, ...]:
    """Answer the years since the first decision with their halves, the newest first. One query."""
    zone = timezone.get_default_timezone()
    first = Decision.objects.aggregate(first=Min("at"))["first"]
    if first is None:
        return ()
    choices: list[Choice] = []
    for year in range(now.astimezone(zone).year, first.astimezone(zone).year - 1, -1):
        choices.append(Choice(str(year), str(year)))
        if now >= Year(year, zone).middle:
            second = _("July to December %(year)d") % {"year": year}
            choices.append(Choice(f"{year}-H2", second))
        choices.append(Choice(f"{year}-H1", _("January to June %(year)d") % {"year": year}))
    return tuple(choices)


def span_of(code: str) -> Span:
    """Answer from when until when a period is, by its code; None for all the time."""
    if not code:
        return None
    number_, _dash, half = code.partition("-H")
    first, second, whole = Year(int(number_), timezone.get_default_timezone()).spans
    return {"1": first, "2": second}.get(half, whole)


# ---------------------------------------------------------------- what is counted


def judged(span: Span) -> DecisionQuerySet:
    """Answer the last decision about each comment, by a person, that nobody undid."""
    among = Q(at__gte=span[0], at__lt=span[1]) if span else Q()
    judging = Decision.objects.filter(
        among, measure__in=sorted(measure.value for measure in JUDGING), automated_decision=False
    ).exclude(superseded_by__measure=Measure.UNDO)
    later = judging.order_by().filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    return judging.order_by().filter(~Exists(later))


def grouped(found: DecisionQuerySet) -> dict[int, dict[int | None, Counts]]:
    """Answer how many comments were decided about how, by debate and position, in one query."""
    rows = found.values("case__comment__debate", "case__comment__position", "measure")
    groups: dict[int, dict[int | None, Counts]] = {}
    for debate, position, measure, count in rows.annotate(n=Count("pk")).values_list(
        "case__comment__debate", "case__comment__position", "measure", "n"
    ):
        groups.setdefault(debate, {}).setdefault(position, {})[measure] = count
    return groups


def total(counts: Counts) -> int:
    """Answer how many comments were decided about."""
    return sum(counts.values())


def together(found: DecisionQuerySet, by: Any) -> Table:
    """Answer what `by` decided beside what everybody did, in one query."""
    own: Counts = {}
    everybody: Counts = {}
    rows = found.values("decided_by", "measure").annotate(n=Count("pk"))
    for person, measure, count in rows.values_list("decided_by", "measure", "n"):
        everybody[measure] = everybody.get(measure, 0) + count
        if person == by.pk:
            own[measure] = own.get(measure, 0) + count
    rows_of = (
        (Heading(pgettext("heading beside a moderator’s own numbers", "You")), Judged.of(own)),
        (Heading(_("All moderators together")), Judged.of(everybody)),
    )
    return table_of(_("Comments of all debates that were decided about"), rows_of)


# ---------------------------------------------------------------- what is told


def balances(
    shown: Sequence[int], groups: Mapping[int, Mapping[int | None, Counts]]
) -> tuple[DebateBalance, ...]:
    """Answer the balance of each of these debates, in two queries."""
    debates = Debate.objects.in_bulk(shown)
    positions: dict[int, list[Position]] = {}
    for position in Position.objects.filter(debate__in=shown).order_by("debate", "order"):
        positions.setdefault(position.debate_id, []).append(position)
    return tuple(balance(debates[pk], positions.get(pk, []), groups[pk]) for pk in shown)


def balance(
    debate: Debate, positions: Iterable[Position], groups: Mapping[int | None, Counts]
) -> DebateBalance:
    """Answer how comments of a debate were decided about, by what they are on."""
    sides = [
        (Heading(position.label, position.letter), Judged.of(groups.get(position.pk, {})))
        for position in positions
    ]
    whole = Heading(pgettext("what comments are on", "The debate as a whole"))
    rows = [*sides, (whole, Judged.of(groups.get(None, {})))]
    return DebateBalance(
        question=debate.question,
        slug=debate.slug,
        language=debate.language,
        direction=direction_of(debate.language),
        table=table_of(_("Comments that were decided about, by what they are on"), rows),
        sentences=tuple(sentences_of(sides)),
    )


def sentences_of(sides: Sequence[tuple[Heading, Judged]]) -> Iterable[str]:
    """Answer a sentence for each two positions whose comments were not removed equally often."""
    for one, other in removed_more_often([judged_ for _heading, judged_ in sides]):
        (more, of_more), (less, of_less) = sides[one], sides[other]
        yield _(
            "Comments on %(more)s were removed more often than those on %(less)s:"
            " %(many)s against %(few)s. That is more than chance; whether it is fair, the comments say."
        ) % {
            "more": more.whole,
            "less": less.whole,
            "many": so_many_of(of_more.removal),
            "few": so_many_of(of_less.removal),
        }


def table_of(caption: str, rows: Iterable[tuple[Heading, Judged]]) -> Table:
    """Answer a table of rates."""
    columns = (
        Heading(pgettext("column of numbers of comments", "Decided")),
        Heading(pgettext("column of numbers of comments", "Approved")),
        Heading(pgettext("column of numbers of comments", "Removed")),
    )
    return Table(caption, columns, tuple(Row(heading, cells_of(judged_)) for heading, judged_ in rows))


def cells_of(judged_: Judged) -> tuple[Value | None, ...]:
    """Answer the cells of a row: of fewer than five only that they are fewer.

    The rest of those decided about was collapsed.
    """
    if not judged_.decided:
        return count_cell(0), NOTHING, NOTHING
    if not judged_.tells:
        return text_cell(_("fewer than %(count)d") % {"count": LEAST}), None, None
    decided = judged_.decided
    return count_cell(decided), rate_cell(judged_.approved, decided), rate_cell(judged_.removed, decided)


def rate_cell(count: int, decided: int) -> Value | None:
    """Answer the cell of a rate: the count, the share, and its 95% interval."""
    return text_cell(f"{number(count)}: {exactly(Share(count, decided))}")
