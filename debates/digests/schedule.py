"""When a digest is due: at a person's hour on their clock, on each day or on one of the week.

A pure rule. An hour that a day does not have, because clocks are put forward over it, is the moment at which
they are; one that a day has twice is the first of the two. So each day has one, whatever its length.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAYS_OF_A_WEEK = 7


class Frequency(StrEnum):
    """How often somebody wants to be told of something."""

    IMMEDIATELY = "immediately"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


IN_DIGESTS = frozenset({Frequency.DAILY, Frequency.WEEKLY})
"""What is told in digests."""


def at_hour(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """Answer the moment, in UTC, at which that hour begins on that day on a clock in this time zone."""
    # Of an hour that is skipped, the offset before it applies: the moment at which clocks are put forward.
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


def next_due(
    after: datetime, *, hour: int, weekday: int, zone: ZoneInfo, frequencies: frozenset[Frequency]
) -> datetime | None:
    """Answer the first moment after `after` at which a digest is due, in UTC; None where none ever is.

    `weekday` is 0 for Monday. Whoever wants something daily is written to each day, else on their weekday.
    """
    if not frequencies & IN_DIGESTS:
        return None
    day = after.astimezone(zone).date()
    for ahead in range(DAYS_OF_A_WEEK + 2):
        candidate = day + timedelta(days=ahead)
        moment = at_hour(candidate, hour, zone)
        if moment > after and (Frequency.DAILY in frequencies or candidate.weekday() == weekday):
            return moment
    raise AssertionError("A week has each of its days.")  # pragma: no cover


def period_of(due: datetime, zone: ZoneInfo) -> date:
    """Answer the day that a digest is of: the one on which it is due on its reader's clock."""
    return due.astimezone(zone).date()


def last_due(
    until: datetime, *, hour: int, weekday: int, zone: ZoneInfo, frequencies: frozenset[Frequency]
) -> datetime | None:
    """Answer the last moment, at `until` or before, at which a digest was due; None where none ever is."""
    if not frequencies & IN_DIGESTS:
        return None
    day = until.astimezone(zone).date()
    for ago in range(DAYS_OF_A_WEEK + 2):
        candidate = day - timedelta(days=ago)
        moment = at_hour(candidate, hour, zone)
        if moment <= until and (Frequency.DAILY in frequencies or candidate.weekday() == weekday):
            return moment
    raise AssertionError("A week has each of its days.")  # pragma: no cover
