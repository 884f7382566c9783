"""What of a snapshot may be shown, and the numbers that may stand beside it. A pure rule.

Everything that a page, a file or a list says of results is made from this, and from nothing else of a
snapshot: so what is hidden here is hidden everywhere. Words and pictures are made elsewhere.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TypeVar

from debates.stances.corrections import shown_before
from debates.stances.movement import MIN_PAIRS, Headline, paired_result
from debates.stances.options import EssaysRead, Tier
from debates.stances.order_balance import OrderAudit, audit_order, balanced_shares
from debates.stances.percentages import MIN_BALLOTS, shown_percentages
from debates.stances.results import Counted
from debates.stances.statistics import ChiSquare, Estimate, Exchange, Interval, Share, wilson
from debates.stances.suppression import (
    ShownTable,
    may_show,
    may_show_all,
    suppressed_row,
    suppressed_table,
)

T = TypeVar("T")


class Missing(StrEnum):
    """Why something is not shown."""

    NOBODY = "nobody"
    """There is nothing to show."""
    FEW = "few"
    """It shows from a number of ballots that is not reached yet."""
    HIDDEN = "hidden"
    """Fewer than five readers could be told apart."""


@dataclass(frozen=True, slots=True)
class ShownCounts:
    """How many of `total` readers gave each answer, None where that is hidden.

    `percentages` and `intervals` (Wilson's) are there from 30 readers on, None where the count is hidden.
    """

    total: int
    counts: tuple[int | None, ...]
    percentages: tuple[str | None, ...] | None
    intervals: tuple[Interval | None, ...] | None

    @property
    def shares(self) -> tuple[float | None, ...]:
        """Answer the share of each answer, between 0 and 1."""
        return tuple(None if count is None else count / max(self.total, 1) for count in self.counts)

    @property
    def hides(self) -> bool:
        """Answer whether any count is hidden."""
        return None in self.counts


@dataclass(frozen=True, slots=True)
class Split:
    """Some of the readers, and all the others."""

    part: ShownCounts
    rest: ShownCounts


@dataclass(frozen=True, slots=True)
class Movement:
    """What the `n` readers did who answered before and after reading; None where a number is hidden.

    `contrasts` and `exchanges` are by two positions, of which the first comes first among the options.
    """

    n: int
    table: ShownTable
    headline: Headline
    changed: Share | None
    swings: tuple[Estimate | None, ...]
    conversions: tuple[Share | None, ...]
    retentions: tuple[Share | None, ...]
    contrasts: dict[tuple[int, int], Estimate | None]
    exchanges: dict[tuple[int, int], Exchange | None]
    any_change: ChiSquare | None


@dataclass(frozen=True, slots=True)
class Order:
    """The answers by the order in which positions were shown. `balanced` are shares between 0 and 1."""

    arms: tuple[ShownCounts, ...]
    balanced: tuple[float, ...] | None
    audit: OrderAudit


@dataclass(frozen=True, slots=True)
class Before:
    """How many readers voted before a correction, by its moment; None where that is hidden."""

    moment: str
    count: int | None


@dataclass(frozen=True, slots=True)
class ShownResults:
    """All that may be shown. `readers` have an account; the others are counted apart in `visitors`.

    `apart` is how many ballots without an account are left out, since moderators set them apart.
    """

    options: tuple[str, ...]
    positions: int
    readers: ShownCounts
    visitors: ShownCounts | Missing
    apart: int
    movement: Movement | Missing
    order: Order | Missing
    exposed: Split | Missing
    read_all: Split | Missing
    before: tuple[Before, ...] = ()


def shown_results(counted: Counted, apart: Collection[str] = ()) -> ShownResults:
    """Answer what may be shown of what was counted, where moderators set these bursts apart."""
    readers = counted.current()
    everybody_else = counted.current(tier=Tier.UNVERIFIED)
    visitors = counted.current(tier=Tier.UNVERIFIED, apart=apart)
    return ShownResults(
        options=counted.options,
        positions=counted.positions,
        readers=shown_counts(readers),
        visitors=_visitors(readers, visitors, everybody_else),
        apart=sum(everybody_else) - sum(visitors),
        movement=_movement(counted),
        order=_order(counted),
        exposed=_split(counted.current(exposed=True), readers),
        read_all=_split(counted.current(read=EssaysRead.BOTH), readers),
        before=_before(counted.corrected, sum(readers)),
    )


def shown_counts(counts: Sequence[int]) -> ShownCounts:
    """Answer the counts of a group as they may be shown to somebody who knows its total.

    Percentages follow from what is shown: what is hidden is one number to them, so that no rounding tells
    more of it.
    """
    shown, total = suppressed_row(counts), sum(counts)
    if total < MIN_BALLOTS:
        return ShownCounts(total, shown, None, None)
    known = [count for count in shown if count is not None]
    words = iter(shown_percentages([*known, total - sum(known)]) or ())
    return ShownCounts(
        total=total,
        counts=shown,
        percentages=tuple(None if count is None else next(words) for count in shown),
        intervals=tuple(None if count is None else wilson(count, total) for count in shown),
    )


def _visitors(
    readers: Sequence[int], visitors: Sequence[int], everybody_else: Sequence[int]
) -> ShownCounts | Missing:
    """Answer the counts without an account. What moderators set apart is the rest, and not to be told."""
    if not sum(everybody_else):
        return Missing.NOBODY
    whole = [sum(pair) for pair in zip(readers, everybody_else, strict=True)]
    return shown_counts(visitors) if may_show_all([readers, visitors], whole) else Missing.HIDDEN


def _split(part: Sequence[int], whole: Sequence[int]) -> Split | Missing:
    if not sum(part):
        return Missing.NOBODY
    if not may_show(part, whole):
        return Missing.HIDDEN
    rest = [every - some for every, some in zip(whole, part, strict=True)]
    return Split(shown_counts(part), shown_counts(rest))


def _before(corrected: Sequence[tuple[str, int]], whole: int) -> tuple[Before, ...]:
    shown = shown_before([ballots for _moment, ballots in corrected], whole)
    return tuple(Before(moment, count) for (moment, _ballots), count in zip(corrected, shown, strict=True))


def _order(counted: Counted) -> Order | Missing:
    arms, whole = counted.by_arm(), counted.current()
    if sum(whole) < MIN_BALLOTS:
        return Missing.FEW
    if not may_show_all(arms, whole):
        return Missing.HIDDEN
    return Order(tuple(map(shown_counts, arms)), balanced_shares(arms), audit_order(arms))


def _movement(counted: Counted) -> Movement | Missing:
    if sum(map(sum, counted.matrix)) < MIN_PAIRS:
        return Missing.FEW
    result = paired_result(counted.options, counted.matrix, counted.positions)
    table = suppressed_table(counted.matrix)
    options = [table.shows_option(option) for option in range(len(counted.options))]
    pairs = {pair: table.shows_pair(*pair) for pair in combinations(range(counted.positions), 2)}
    return Movement(
        n=result.n,
        table=table,
        headline=result.headline,
        changed=result.changed if table.shows_changed() else None,
        swings=_where(options, result.swings),
        conversions=_where(options, result.conversions),
        retentions=_where(options, result.retentions),
        contrasts={pair: result.contrasts[pair] if shown else None for pair, shown in pairs.items()},
        exchanges={pair: result.exchanges[pair] if shown else None for pair, shown in pairs.items()},
        any_change=result.any_change if table.shows_all() else None,
    )


def _where(shown: Sequence[bool], values: Sequence[T]) -> tuple[T | None, ...]:
    """Answer the values that may be shown, None in the place of the others."""
    return tuple(value if may else None for may, value in zip(shown, values, strict=True))
