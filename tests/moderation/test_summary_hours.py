"""The summary comes once a day at the hour that clocks show, also when they are put forward or back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from debates.moderation.summary_hours import next_summary

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("zone", "after", "hour", "expected"),
    [
        ("UTC", "2026-03-01T07:59", 8, "2026-03-01T08:00"),
        ("UTC", "2026-03-01T08:00", 8, "2026-03-02T08:00"),
        ("UTC", "2026-03-01T23:30", 0, "2026-03-02T00:00"),
        ("Europe/Brussels", "2026-03-01T06:59", 8, "2026-03-01T07:00"),
        ("Asia/Kolkata", "2026-03-01T00:00", 8, "2026-03-01T02:30"),
        # Evening in UTC is the next morning there.
        ("Pacific/Auckland", "2026-03-01T18:00", 8, "2026-03-01T19:00"),
        # Clocks are put forward in the night before 29 March, and back in that before 25 October 2026.
        ("Europe/Brussels", "2026-03-28T07:00", 8, "2026-03-29T06:00"),
        ("Europe/Brussels", "2026-10-24T06:00", 8, "2026-10-25T07:00"),
        # Two o'clock is left out: at three, the first moment after it.
        ("Europe/Brussels", "2026-03-29T00:00", 2, "2026-03-29T01:00"),
        # Two o'clock comes twice: at the first of them, and then not before the next day.
        ("Europe/Brussels", "2026-10-24T23:00", 2, "2026-10-25T00:00"),
        ("Europe/Brussels", "2026-10-25T00:00", 2, "2026-10-26T01:00"),
        # Samoa left out 30 December 2011.
        ("Pacific/Apia", "2011-12-29T18:30", 8, "2011-12-30T18:00"),
    ],
)
def test_the_next_hour_is_by_the_clock(zone: str, after: str, hour: int, expected: str) -> None:
    moment = next_summary(datetime.fromisoformat(after).replace(tzinfo=UTC), hour, ZoneInfo(zone))
    assert moment.astimezone(UTC).isoformat()[:16] == expected


@pytest.mark.parametrize("hour", range(24))
def test_a_year_has_one_summary_each_day(hour: int) -> None:
    moment = next_summary(datetime(2026, 1, 1, tzinfo=UTC), hour, BRUSSELS)
    days = []
    for _day in range(365):
        following = next_summary(moment, hour, BRUSSELS)
        assert timedelta(hours=23) <= following - moment <= timedelta(hours=25)
        moment = following
        days.append(moment.astimezone(BRUSSELS).date())
    assert len({*days}) == 365
