"""When somebody is written to, and what that digest covers."""

from collections.abc import Iterable
from datetime import datetime

from debates.digests.models import Digest, Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.windows import Clock, window_of


def clock_of(person: Subscriber, wanted: Iterable[Subscription]) -> Clock:
    """Answer when and how often somebody is written to who wants this."""
    frequencies = frozenset(Frequency(row.frequency) for row in wanted)
    return Clock(person.hour, person.weekday, person.zone, frequencies)


def digest_for(person: Subscriber, clock: Clock, before: datetime, now: datetime) -> Digest | None:
    """Answer the digest, not stored, that was due last, then or earlier; None where everything is told."""
    window = window_of(
        clock,
        daily_until=person.covered_until,
        weekly_until=person.weekly_covered_until,
        before=before,
    )
    if window is None:
        return None
    return Digest(
        subscriber=person,
        period=window.period,
        is_weekly=window.is_weekly,
        covers_from=window.daily_from,
        weekly_from=window.weekly_from,
        covers_until=window.until,
        planned_at=now,
    )
