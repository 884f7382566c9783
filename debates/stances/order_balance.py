"""Whether the order in which the positions stood moved the answers, and a share that it cannot move.

An arm is one order of the positions: each reader is shown one by chance, and casts store which. What stands
first may be favoured; where every order is given the same weight, each position is favoured alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from debates.stances.statistics import ChiSquare, homogeneity

LEAST_EXPECTED = 5
"""Where fewer are expected in a cell, chi-square is a rough guide only (Cochran 1954)."""


@dataclass(frozen=True, slots=True)
class OrderAudit:
    """The test of whether the arms chose alike, and the smallest number of ballots expected in any cell."""

    test: ChiSquare
    least_expected: float

    @property
    def is_reliable(self) -> bool:
        """Answer whether there are enough ballots for the test's p to be taken at its word."""
        return self.test.df > 0 and self.least_expected >= LEAST_EXPECTED


def balanced_shares(arms: Sequence[Sequence[int]]) -> tuple[float, ...] | None:
    """Answer the share of each option as the mean of its shares in the arms, between 0 and 1.

    `arms` are rows of counts, one an arm, by option. None where there is no arm or one has no ballot: the
    orders cannot be weighed alike while one is missing.
    """
    if not arms or not all(map(sum, arms)):
        return None
    return tuple(
        sum(count / sum(arm) for count, arm in zip(option, arms, strict=True)) / len(arms)
        for option in zip(*arms, strict=True)
    )


def audit_order(arms: Sequence[Sequence[int]]) -> OrderAudit:
    """Answer whether the order shown moved the answers: Pearson's test of homogeneity over the arms.

    A small p says that it did. Arms and options without a ballot are left out.
    """
    total = sum(map(sum, arms))
    chosen = [count for count in map(sum, zip(*arms, strict=True)) if count]
    least = min(filter(None, map(sum, arms)), default=0) * min(chosen, default=0) / max(total, 1)
    return OrderAudit(homogeneity(arms), least)
