"""When somebody misuses the site so often that a warning, and then a sanction, is proposed (DSA Art. 23).

A pure rule: it counts and compares. Whether anything comes of it is decided by a person.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

PERIOD = timedelta(days=90)
"""What is older says nothing about somebody any more."""

FIRST_TIME = 30
"""Days that the first sanction lasts; twice as many each time after."""
LONGEST = 960
"""Days that none lasts longer than."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """From where on something is misuse: so many that are bad, of so many, and so large a share of them.

    Absolute numbers and shares, as Art. 23(3)(a) and (b) ask for.
    """

    least_bad: int
    least_counted: int
    percent: int


UNFOUNDED_NOTICES = Threshold(least_bad=3, least_counted=5, percent=60)
"""Settled notices, of which nothing came."""
VIOLATIONS = Threshold(least_bad=3, least_counted=3, percent=30)
"""Comments, removed because they were against the rules or illegal."""


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody did within the period: `bad` of `counted`, the last bad one known since `newest`."""

    counted: int
    bad: int
    newest: datetime | None


class Step(Enum):
    """What is proposed: nothing is sanctioned before a warning has gone."""

    WARN = "warn"
    SANCTION = "sanction"


def next_step(
    record: Record,
    threshold: Threshold,
    *,
    warned_at: datetime | None,
    decided_at: datetime | None,
) -> Step | None:
    """Answer what is to be proposed about somebody; None where nothing is.

    `warned_at` is when they were last warned within the period, `decided_at` when a person last decided about
    such a proposal: what was known by then proposes nothing again.
    """
    if not is_misuse(record, threshold) or record.newest is None:
        return None
    if any(moment and record.newest <= moment for moment in (warned_at, decided_at)):
        return None
    return Step.SANCTION if warned_at else Step.WARN


def is_misuse(record: Record, threshold: Threshold) -> bool:
    """Answer whether so many are bad, and so large a share of all."""
    return (
        record.bad >= threshold.least_bad
        and record.counted >= threshold.least_counted
        and 100 * record.bad >= threshold.percent * record.counted
    )


def days_of(earlier: int) -> int:
    """Answer for how many days somebody is sanctioned who was so often before."""
    days: int = FIRST_TIME * 2 ** min(earlier, 16)
    return min(days, LONGEST)
