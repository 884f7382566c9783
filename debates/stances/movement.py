"""What moved between before and after reading, and what the one sentence about it may say."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations
from statistics import NormalDist

from debates.stances.statistics import (
    ChiSquare,
    Estimate,
    Exchange,
    Share,
    Table,
    changed,
    contrast,
    conversion,
    direct,
    retention,
    size_of,
    stuart_maxwell,
    swing,
)

MIN_PAIRS = 50
"""From so many readers who answered twice a page shows movement."""

ERROR = 0.05
"""How often chance alone may name a position, at most."""


class Direction(StrEnum):
    """Which sentence a result allows. None of them says that somebody won."""

    TOWARDS = "towards"
    """More readers moved towards one position than towards any other."""
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    """Positions gained readers, but none clearly more than every other."""
    NO_NET_MOVEMENT = "no_net_movement"
    """No position has more readers after reading than before."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The sentence, and the position that it names: its place among the options, where it names one."""

    direction: Direction
    option: int | None = None


@dataclass(frozen=True, slots=True)
class PairedResult:
    """What the readers did who answered before and after reading; `positions` come first among the options.

    `swings`, `conversions` and `retentions` are by option; `contrasts` and `exchanges` by two positions, of
    which the first is the one that gains where the number is positive.
    """

    options: tuple[str, ...]
    positions: int
    matrix: tuple[tuple[int, ...], ...]
    n: int
    swings: tuple[Estimate, ...]
    conversions: tuple[Share, ...]
    retentions: tuple[Share, ...]
    contrasts: dict[tuple[int, int], Estimate]
    exchanges: dict[tuple[int, int], Exchange]
    any_change: ChiSquare
    changed: Share
    headline: Headline

    @property
    def before(self) -> tuple[int, ...]:
        """Answer how many readers chose each option before reading."""
        return tuple(sum(row) for row in self.matrix)

    @property
    def after(self) -> tuple[int, ...]:
        """Answer how many readers chose each option after reading."""
        return tuple(sum(column) for column in zip(*self.matrix, strict=True))


def paired_result(options: Sequence[str], matrix: Table, positions: int) -> PairedResult:
    """Answer all that is said of a transition matrix, its rows before reading and its columns after.

    The first `positions` of the options are the positions of the debate; the others are “both” and “unsure”.
    Raises `ValueError` where options and matrix do not fit each other, there are not two positions, or nobody
    answered twice.
    """
    if len(options) != len(matrix) or not 2 <= positions <= len(options):  # noqa: PLR2004
        raise ValueError("Every option has its row, and two or more of them are positions.")
    n, places = size_of(matrix), range(len(options))
    pairs = list(permutations(range(positions), 2))
    return PairedResult(
        options=tuple(options),
        positions=positions,
        matrix=tuple(tuple(row) for row in matrix),
        n=n,
        swings=tuple(swing(matrix, option) for option in places),
        conversions=tuple(conversion(matrix, option) for option in places),
        retentions=tuple(retention(matrix, option) for option in places),
        contrasts={pair: contrast(matrix, *pair) for pair in pairs},
        exchanges={pair: direct(matrix, *pair) for pair in pairs},
        any_change=stuart_maxwell(matrix),
        changed=changed(matrix),
        headline=headline(matrix, positions),
    )


def headline(matrix: Table, positions: int) -> Headline:
    """Answer the sentence that a transition matrix allows.

    A position is named where two things hold. More readers came to it than left it: that is counted, not
    estimated. And its share grew clearly more than that of every other position: each contrast lies further
    above 0 than its interval reaches. With two positions that is the interval at 95 %. With k positions each
    of them could be named by chance, so each gets a k-th of the error (Bonferroni), and the interval is the
    one at 1 - 0.05/k. No further correction is needed for the several others that it is compared with, since
    it has to exceed all of them (an intersection–union test; Berger 1982). So a position is named wrongly in
    at most one of twenty debates, however the answers hang together.

    “Both” and “unsure” are never named: the question is between the positions. Raises `ValueError` as
    `size_of` does.
    """
    gains = [swing(matrix, position).value for position in range(positions)]
    if max(gains) <= 0:
        return Headline(Direction.NO_NET_MOVEMENT)
    first = gains.index(max(gains))
    reach = NormalDist().inv_cdf(1 - ERROR / positions)
    others = (contrast(matrix, first, other) for other in range(positions) if other != first)
    if all(found.value > reach * found.se for found in others):
        return Headline(Direction.TOWARDS, first)
    return Headline(Direction.NO_CLEAR_DIFFERENCE)


def moved_towards(before: Sequence[float], after: Sequence[float]) -> int | None:
    """Answer which position's share grew most, where only the shares before and after are known.

    By place among the positions, whose shares are given in the same unit; none where no share grew or two
    grew alike. Without knowing who moved there is no interval: this says what was counted, not whether it is
    clear.
    """
    gains = [late - early for early, late in zip(before, after, strict=True)]
    most = max(gains, default=0)
    return gains.index(most) if most > 0 and gains.count(most) == 1 else None
