"""Counts a debate's sealed answers: what a snapshot keeps, and what a recount repeats."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Case, Count, DateTimeField, Max, OuterRef, QuerySet, Subquery, Value, When

from debates.publishing.models import Debate
from debates.publishing.queries.corrections import moments_of_corrections
from debates.stances.corrections import groups_before
from debates.stances.models import Burst, Cast
from debates.stances.options import BOTH, UNSURE, Kind, Option, Phase, Tier
from debates.stances.results import Cell, Counted

Tally = Counter[tuple[str, str, str]]
"""How many answers there are of each phase, tier and option."""


def options_of(debate: Debate) -> tuple[str, ...]:
    """Answer the codes of what can be answered, in their order: the positions, both, unsure."""
    positions = debate.positions.order_by("order").values_list("pk", flat=True)
    return (*(Option(Kind.POSITION, pk).code for pk in positions), BOTH.code, UNSURE.code)


def last_said(debate: Debate, up_to: int) -> QuerySet[Cast]:
    """Answer the last thing that each reader said in each phase, of what is sealed at `up_to` or earlier."""
    said = Cast.objects.standing().filter(debate=debate, place__lte=up_to)
    last = said.order_by().values("voter", "phase").annotate(last=Max("place")).values("last")
    return Cast.objects.filter(debate=debate, place__in=last)


def tally(answers: QuerySet[Any]) -> Tally:
    """Answer how many of these there are of each phase, tier and option."""
    rows = answers.order_by().values_list("phase", "tier", "kind", "position").annotate(count=Count("pk"))
    return Counter(
        {
            (phase, tier, Option(Kind(kind), position).code): number
            for phase, tier, kind, position, number in rows
        }
    )


def count(debate: Debate, up_to: int, corrections: Sequence[datetime] | None = None) -> Counted:
    """Answer all that is counted of what is sealed at `up_to` or earlier.

    Ballots from before and after `corrections` are told apart: where none are named, those that readers were
    told of by now.
    """
    if corrections is None:
        corrections = moments_of_corrections(debate)
    options = options_of(debate)
    names = ("phase", "tier", "exposed", "arm", "read", "burst", "kind", "position")
    answers = with_burst(debate, last_said(debate, up_to))
    rows = answers.order_by(*names).values_list(*names).annotate(count=Count("pk"))
    cells = tuple(
        Cell(phase, tier, exposed, arm, read, burst_code(start), Option(Kind(kind), position).code, number)
        for phase, tier, exposed, arm, read, start, kind, position, number in rows
    )
    before = corrected(debate, up_to, corrections)
    return Counted(options, len(options) - 2, cells, movement(debate, up_to, options), before)


def corrected(debate: Debate, up_to: int, corrections: Sequence[datetime]) -> tuple[tuple[str, int], ...]:
    """Answer of each correction how many ballots came before it and after the one that precedes it.

    Ballots after reading of readers with an account, as in the headline of the results.
    """
    if not corrections:
        return ()
    answers = last_said(debate, up_to).filter(phase=Phase.AFTER, tier=Tier.VERIFIED)
    hours = dict(answers.order_by().values_list("hour").annotate(count=Count("pk")))
    moments = sorted(corrections)
    groups = groups_before(hours, moments)
    return tuple(zip(map(moment_code, moments), groups, strict=True))


def moment_code(moment: datetime) -> str:
    """Answer how a snapshot names a correction."""
    return moment.astimezone(UTC).isoformat()


def with_burst(debate: Debate, answers: QuerySet[Cast]) -> QuerySet[Cast]:
    """Answer these answers with the start of the burst that their ballot came with, `burst`; None for none.

    A ballot came with its first answer: whoever answers again later stays in the crowd that they came with,
    and whoever changes a ballot while a crowd comes is not of it.
    """
    starts = [*Burst.objects.filter(debate=debate).order_by("start").values_list("start", flat=True)]
    if not starts:
        return answers.annotate(burst=Value(None, DateTimeField()))
    same = Cast.objects.standing().filter(debate=debate, voter=OuterRef("voter"), phase=OuterRef("phase"))
    came = Subquery(same.order_by("pk").values("bin10")[:1])
    # Most answers are asked nothing: those with an account, and what was last said before any crowd came.
    return answers.annotate(came=Case(When(bin10__gte=starts[0], then=came))).annotate(
        burst=Case(When(came__in=starts, then="came"))
    )


def burst_code(start: datetime | None) -> str:
    """Answer how a snapshot names the burst that began then; nothing for none."""
    return f"{start.astimezone(UTC):%Y-%m-%dT%H:%M}" if start else ""


def movement(debate: Debate, up_to: int, options: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    """Answer how many verified readers went from each answer to each: rows before reading, columns after.

    What counts as after is the last answer before the reader was shown any result.
    """
    verified = Cast.objects.standing().filter(debate=debate, place__lte=up_to, tier=Tier.VERIFIED)
    uninfluenced = verified.filter(phase=Phase.AFTER, exposed=False)
    last = uninfluenced.order_by().values("voter").annotate(last=Max("place")).values("last")
    before = verified.filter(phase=Phase.BEFORE, voter=OuterRef("voter"))
    pairs = (
        uninfluenced.filter(place__in=last)
        .annotate(
            kind_before=Subquery(before.values("kind")[:1]),
            position_before=Subquery(before.values("position")[:1]),
        )
        .exclude(kind_before=None)
        .order_by()
        .values_list("kind_before", "position_before", "kind", "position")
        .annotate(count=Count("pk"))
    )
    matrix = [[0] * len(options) for _ in options]
    place = {code: number for number, code in enumerate(options)}
    for kind_before, position_before, kind, position, number in pairs:
        row = place[Option(Kind(kind_before), position_before).code]
        matrix[row][place[Option(Kind(kind), position).code]] += number
    return tuple(tuple(row) for row in matrix)
