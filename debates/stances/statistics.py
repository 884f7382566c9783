"""What the numbers of a poll say, in closed forms that need nothing but the standard library.

A table is a list of rows of counts. A transition matrix counts readers by the option that they chose before
reading (rows) and after it (columns), both in the same order. Shares and their intervals are between -1 and
1; intervals are at 95 %. Readers of a poll choose themselves: an interval says how far chance alone may move
these readers' numbers, never what other people think.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

Z = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""

Table = Sequence[Sequence[int]]


class Interval(NamedTuple):
    """The two ends of a 95 % interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its standard error and the 95 % interval `value ± Z · se`."""

    value: float
    se: float

    @property
    def interval(self) -> Interval:
        """Answer the interval (Wald's)."""
        return Interval(self.value - Z * self.se, self.value + Z * self.se)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many readers, with Wilson's interval."""

    count: int
    of: int

    @property
    def interval(self) -> Interval:
        """Answer the interval."""
        return wilson(self.count, self.of)


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """A test whose statistic follows a chi-square distribution where nothing but chance is at work."""

    statistic: float
    df: int

    @property
    def p(self) -> float:
        """Answer how probable a statistic at least this large is by chance."""
        return chi_square_tail(self.statistic, self.df)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two options and the readers who went from one to the other: `gained` to the first, `lost` from it."""

    gained: int
    lost: int

    @property
    def p(self) -> float:
        """Answer McNemar's exact p: whether as many went one way as the other."""
        return mcnemar(self.gained, self.lost)


# ------------------------------------------------------------------ distributions


def chi_square_tail(statistic: float, df: int) -> float:
    """Answer the probability that a chi-square variable with `df` degrees of freedom reaches `statistic`.

    For an even df the sum of exp(-h) h^j / Γ(j+1) over j = 0, 1 … df/2 - 1, with h half the statistic; for an
    odd df erfc(√h) and the same sum over j = 1/2, 3/2 … df/2 - 1 (Abramowitz and Stegun, 26.4.4 and 26.4.5).
    With no degree of freedom the variable is always 0. Raises `ValueError` for a negative argument.
    """
    if statistic < 0 or df < 0:
        raise ValueError("A chi-square statistic and its degrees of freedom are not negative.")
    if statistic == 0:
        return 1.0
    if df == 0:
        return 0.0
    half, start = statistic / 2, df % 2 / 2
    terms = (_poisson_term(half, start + step) for step in range(df // 2))
    return min(1.0, math.fsum(terms) + (math.erfc(math.sqrt(half)) if df % 2 else 0.0))


def poisson_upper_tail(count: int, mean: float) -> float:
    """Answer the probability that a Poisson variable with this mean is at least `count`.

    The terms of the shorter side are summed, so that a small probability keeps its digits. Raises
    `ValueError` unless the mean is positive.
    """
    if mean <= 0:
        raise ValueError("The mean of a Poisson distribution is positive.")
    if count <= mean:
        return 1.0 - math.fsum(_poisson_term(mean, below) for below in range(count))
    total, at = 0.0, count
    while (term := _poisson_term(mean, at)) > total * 1e-17:
        total, at = total + term, at + 1
    return total


def _poisson_term(mean: float, at: float) -> float:
    """Answer exp(-mean) mean^at / Γ(at+1), whose factors alone may be too large or too small for a float."""
    return math.exp(at * math.log(mean) - mean - math.lgamma(at + 1))


# ------------------------------------------------------------------ one share, one pair of options


def wilson(count: int, of: int) -> Interval:
    """Answer the 95 % score interval of a share (Wilson 1927); the whole range where nobody was asked.

    Raises `ValueError` where the count is not between 0 and `of`.
    """
    if not 0 <= count <= of:
        raise ValueError("A share counts between nobody and everybody.")
    if of == 0:
        return Interval(0.0, 1.0)
    share, square = count / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    # At the two ends the formula gives exactly 0 and 1, which rounding would miss.
    return Interval(max(0.0, middle - half) if count else 0.0, min(1.0, middle + half) if count < of else 1.0)


def mcnemar(gained: int, lost: int) -> float:
    """Answer the exact two-sided p of McNemar's test: as many readers went one way as the other.

    Twice the lower tail of a binomial distribution with a half each, at most 1; 1 where nobody went. Raises
    `ValueError` for negative counts.
    """
    fewer, total = min(gained, lost), gained + lost
    if fewer < 0:
        raise ValueError("Counts are not negative.")
    # The terms shrink from the largest down, each by k / (n - k + 1): beyond some √n of them nothing is
    # added.
    first = math.lgamma(total + 1) - math.lgamma(fewer + 1) - math.lgamma(total - fewer + 1)
    term = tail = 1.0
    for k in range(fewer, 0, -1):
        term *= k / (total - k + 1)
        tail += term
        if term < tail * 1e-17:
            break
    return min(1.0, 2 * tail * math.exp(first - total * math.log(2)))


# ------------------------------------------------------------------ movement in a transition matrix


def size_of(matrix: Table) -> int:
    """Answer how many readers a transition matrix counts.

    Raises `ValueError` where it is not square, counts somebody negatively, or counts nobody: of nobody no
    share can be given.
    """
    if any(len(row) != len(matrix) for row in matrix):
        raise ValueError("A transition matrix has as many columns as rows.")
    if any(count < 0 for row in matrix for count in row):
        raise ValueError("Counts are not negative.")
    if not (n := sum(map(sum, matrix))):
        raise ValueError("Nobody answered both before and after reading.")
    return n


def came_to(matrix: Table, option: int) -> int:
    """Answer how many readers chose the option after reading and another one before."""
    return sum(row[option] for before, row in enumerate(matrix) if before != option)


def went_from(matrix: Table, option: int) -> int:
    """Answer how many readers chose the option before reading and another one after."""
    return sum(count for after, count in enumerate(matrix[option]) if after != option)


def swing(matrix: Table, option: int) -> Estimate:
    """Answer by how much the option's share grew from before to after reading.

    The difference of two paired proportions, with the standard error of the mean of a score that is 1 for a
    reader who came, -1 for one who went, 0 for the others. Raises `ValueError` as `size_of` does.
    """
    n = size_of(matrix)
    came, went = came_to(matrix, option), went_from(matrix, option)
    return _mean_score(came - went, came + went, n)


def contrast(matrix: Table, one: int, other: int) -> Estimate:
    """Answer by how much more the share of `one` grew than that of `other`.

    The mean of a score: a reader's part in the swing of `one` less their part in the swing of `other`, which
    is ±2 for those who went between the two. Raises `ValueError` as `size_of` does.
    """
    n = size_of(matrix)
    total = squares = 0
    for before, row in enumerate(matrix):
        for after, count in enumerate(row):
            score = (after == one) - (before == one) - (after == other) + (before == other)
            total, squares = total + score * count, squares + score * score * count
    return _mean_score(total, squares, n)


def _mean_score(total: int, squares: int, n: int) -> Estimate:
    # In whole numbers to the last step: where everybody has the same score the variance is 0, not nearly 0.
    return Estimate(total / n, math.sqrt((n * squares - total * total) / n) / n)


def conversion(matrix: Table, option: int) -> Share:
    """Answer how many of those who had not chosen the option before reading chose it after."""
    return Share(came_to(matrix, option), size_of(matrix) - sum(matrix[option]))


def retention(matrix: Table, option: int) -> Share:
    """Answer how many of those who had chosen the option before reading chose it after, too."""
    return Share(matrix[option][option], sum(matrix[option]))


def direct(matrix: Table, one: int, other: int) -> Exchange:
    """Answer how many readers went from `other` to `one`, and how many the opposite way."""
    return Exchange(gained=matrix[other][one], lost=matrix[one][other])


def changed(matrix: Table) -> Share:
    """Answer how many readers chose another option after reading than before."""
    n = size_of(matrix)
    return Share(n - sum(row[option] for option, row in enumerate(matrix)), n)


def stuart_maxwell(matrix: Table) -> ChiSquare:
    """Answer Stuart's (1955) and Maxwell's (1970) test: whether the shares of all options stayed as they
    were.

    The covariances of the swings are the Laplacian of a graph in which two options are joined by the readers
    who went between them. It can be inverted once one option is left out of every connected part; so the
    statistic is the sum over the parts, and each part has one degree of freedom less than options. An option
    that nobody came to or left is a part of its own and counts for nothing: without any movement the test has
    no degree of freedom and p is 1. Raises `ValueError` for a matrix that is not square.
    """
    if any(len(row) != len(matrix) for row in matrix):
        raise ValueError("A transition matrix has as many columns as rows.")
    statistic, df = Fraction(0), 0
    for part in _connected_parts(matrix):
        kept = part[1:]
        gains = [Fraction(came_to(matrix, option) - went_from(matrix, option)) for option in kept]
        covariances = [
            [
                Fraction(came_to(matrix, one) + went_from(matrix, one))
                if one == other
                else Fraction(-matrix[one][other] - matrix[other][one])
                for other in kept
            ]
            for one in kept
        ]
        solution = _solved(covariances, gains)
        statistic += sum((gain * weight for gain, weight in zip(gains, solution, strict=True)), Fraction(0))
        df += len(kept)
    return ChiSquare(float(statistic), df)


def _connected_parts(matrix: Table) -> Iterator[list[int]]:
    """Answer the options in groups between which nobody moved."""
    left = list(range(len(matrix)))
    while left:
        part = [left.pop(0)]
        for one in part:
            joined = [other for other in left if matrix[one][other] + matrix[other][one]]
            part += joined
            left = [option for option in left if option not in joined]
        yield part


def _solved(equations: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """Answer x where equations · x = right, by Gauss and Jordan; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(equations, right, strict=True)]
    for at in range(len(rows)):
        rows[at] = pivot = [value / rows[at][at] for value in rows[at]]
        for other, row in enumerate(rows):
            if other != at:
                rows[other] = [value - row[at] * lead for value, lead in zip(row, pivot, strict=True)]
    return [row[-1] for row in rows]


# ------------------------------------------------------------------ groups of readers


def homogeneity(groups: Table) -> ChiSquare:
    """Answer Pearson's test of whether groups of readers (rows) chose alike among the options (columns).

    Groups and options that have nobody are left out. Where fewer than two of either remain there is nothing
    to compare: no degree of freedom, and p is 1.
    """
    columns = [sum(column) for column in zip(*groups, strict=True)]
    total, rows = sum(columns), [row for row in groups if sum(row)]
    used = [option for option, count in enumerate(columns) if count]
    statistic = math.fsum(
        (row[option] - expected) ** 2 / expected
        for row in rows
        for option in used
        for expected in [sum(row) * columns[option] / total]
    )
    return ChiSquare(statistic, max(0, len(rows) - 1) * max(0, len(used) - 1))
