"""When the summary of what waits comes: at a moderator's hour, by their clock.

A pure rule. Where the clock is put forward over that hour, it comes at the first moment after; where it is
put back, at the first of the two.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_summary(after: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """Answer the first moment after `after` at which clocks of the zone show this full hour."""
    today = after.astimezone(zone).date()
    # A day that a zone leaves out has no hour of its own: the third day is one at the latest.
    for days in range(3):
        local = datetime.combine(today + timedelta(days=days), time(hour), tzinfo=zone)
        moment = local.astimezone(UTC)
        if moment > after:
            return moment
    raise AssertionError("No day has this hour.")
