"""What one digest covers: from where the last one ended to the moment at which this one was due.

A pure rule. Windows end at due moments, not when somebody gets round to planning: so everybody who is written
to at the same hour is told of the same time, and after a standstill there is one digest for all of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from debates.digests.schedule import IN_DIGESTS, Frequency, last_due, next_due, period_of

LONGEST = timedelta(days=31)
"""A digest looks back so far, however long ago the last one was."""

WEEKLY = frozenset({Frequency.WEEKLY})


@dataclass(frozen=True, slots=True)
class Clock:
    """At which hour of which time zone and on which day of the week somebody is written to, how often."""

    hour: int
    weekday: int
    zone: ZoneInfo
    frequencies: frozenset[Frequency]


@dataclass(frozen=True, slots=True)
class Window:
    """The digest of the day `period`: what was found after `daily_from` and until `until`.

    Of what is wanted weekly it tells only where `is_weekly`, and then from `weekly_from` on.
    """

    period: date
    daily_from: datetime
    weekly_from: datetime
    until: datetime
    is_weekly: bool


def window_of(
    clock: Clock, *, daily_until: datetime, weekly_until: datetime, before: datetime
) -> Window | None:
    """Answer what the digest covers that was due last, at `before` or earlier; None where there is none.

    `daily_until` and `weekly_until` say up to when digests have told what is wanted daily and weekly.
    """
    until = last_of(clock, clock.frequencies, before)
    if until is None or until <= daily_until:
        return None
    weekly = last_of(clock, clock.frequencies & WEEKLY, until)
    earliest = until - LONGEST
    return Window(
        period=period_of(until, clock.zone),
        daily_from=max(daily_until, earliest),
        weekly_from=max(min(weekly_until, daily_until), earliest),
        until=until,
        is_weekly=weekly is not None and weekly > weekly_until,
    )


def due_next(clock: Clock, after: datetime) -> datetime | None:
    """Answer when the next digest after this moment is due; None where none ever is."""
    return next_due(
        after, hour=clock.hour, weekday=clock.weekday, zone=clock.zone, frequencies=clock.frequencies
    )


def last_of(clock: Clock, frequencies: frozenset[Frequency], before: datetime) -> datetime | None:
    """Answer when a digest of this frequency was last due."""
    return last_due(
        before,
        hour=clock.hour,
        weekday=clock.weekday,
        zone=clock.zone,
        frequencies=frequencies & IN_DIGESTS,
    )
