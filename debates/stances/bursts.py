"""Sudden crowds of ballots without an account: more in ten minutes than the last day makes likely.

A burst is a question to a moderator, not an answer: an essay may have been shared where many read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from debates.stances.statistics import poisson_upper_tail

BIN = timedelta(minutes=10)
DAY = timedelta(hours=24)
AT_LEAST = 10
"""Fewer ballots than this are never a burst."""
IMPROBABLE = 1e-6
"""A bin is a burst where chance brings so many ballots less often than this."""


@dataclass(frozen=True, slots=True)
class Burst:
    """A bin with far more ballots than `expected` from the day before it; `p` is how probable that is."""

    start: datetime
    count: int
    expected: float
    p: float


def bin_of(moment: datetime) -> datetime:
    """Answer when the ten minutes began that the moment is in."""
    return moment.replace(minute=moment.minute // 10 * 10, second=0, microsecond=0)


def expected_in(counts: Mapping[datetime, int], start: datetime, opened: datetime) -> float:
    """Answer how many ballots are usual in a bin: the median of the bins of the 24 hours before it, at least
    1.

    `counts` are ballots by the start of their bin, bins without ballots left out. Bins from before the poll
    opened say nothing, and are left out, too.
    """
    bins = min(DAY, start - bin_of(opened)) // BIN
    past = [counts.get(start - back * BIN, 0) for back in range(1, bins + 1)]
    return max(float(median(past)), 1.0) if past else 1.0


def bursts_in(counts: Mapping[datetime, int], opened: datetime) -> tuple[Burst, ...]:
    """Answer the bursts in a poll that opened then, oldest first.

    A bin of at least 10 ballots is a burst where the Poisson distribution whose mean is what was usual
    reaches it with a probability under one in a million.
    """
    found = []
    for start, count in sorted(counts.items()):
        if count >= AT_LEAST:
            expected = expected_in(counts, start, opened)
            p = poisson_upper_tail(count, expected)
            if p < IMPROBABLE:
                found.append(Burst(start, count, expected, p))
    return tuple(found)
