"""What a digest covers: from where the last one ended to the moment at which this one was due."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from debates.digests.schedule import Frequency
from debates.digests.windows import LONGEST, Clock, Window, due_next, window_of

BRUSSELS = ZoneInfo("Europe/Brussels")
MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)  # eight o'clock in Brussels
DAY = timedelta(days=1)


def clock(*frequencies: Frequency, weekday: int = 0) -> Clock:
    return Clock(hour=8, weekday=weekday, zone=BRUSSELS, frequencies=frozenset(frequencies))


def window(of: Clock, told: datetime, told_weekly: datetime | None = None, **before: float) -> Window | None:
    at = MONDAY + timedelta(**before)
    return window_of(of, daily_until=told, weekly_until=told_weekly or told, before=at)


def test_it_ends_when_it_was_due_however_late_it_is_planned() -> None:
    of = clock(Frequency.DAILY)
    expected = Window(date(2026, 3, 2), MONDAY - DAY, MONDAY - DAY, MONDAY, is_weekly=False)
    assert window(of, MONDAY - DAY) == window(of, MONDAY - DAY, hours=23, minutes=59) == expected


def test_days_without_a_digest_are_told_in_one() -> None:
    found = window(clock(Frequency.DAILY), MONDAY - 5 * DAY, hours=2)
    assert found == Window(date(2026, 3, 2), MONDAY - 5 * DAY, MONDAY - 5 * DAY, MONDAY, is_weekly=False)


def test_what_is_wanted_weekly_waits_for_its_day() -> None:
    both = clock(Frequency.DAILY, Frequency.WEEKLY, weekday=1)
    on_monday = window(both, MONDAY - DAY, MONDAY - 6 * DAY)
    on_tuesday = window(both, MONDAY, MONDAY - 6 * DAY, days=1)
    assert on_monday is not None
    assert on_tuesday is not None
    assert (on_monday.is_weekly, on_tuesday.is_weekly) == (False, True)
    assert on_tuesday.weekly_from == MONDAY - 6 * DAY


def test_a_weekly_day_that_was_missed_is_made_up_for() -> None:
    both = clock(Frequency.DAILY, Frequency.WEEKLY, weekday=6)  # Sunday, when nothing ran
    found = window(both, MONDAY - 2 * DAY, MONDAY - 8 * DAY)
    assert found is not None
    assert found.is_weekly
    assert found.until == MONDAY


@pytest.mark.parametrize("told", [MONDAY, MONDAY + timedelta(minutes=30)])
def test_there_is_none_where_everything_is_told(told: datetime) -> None:
    assert window(clock(Frequency.DAILY), told, hours=1) is None


def test_there_is_none_where_nothing_is_wanted_in_digests() -> None:
    assert window(clock(Frequency.IMMEDIATELY), MONDAY - DAY) is None
    assert due_next(clock(Frequency.IMMEDIATELY), MONDAY) is None


def test_it_looks_back_a_month_at_the_most() -> None:
    found = window(clock(Frequency.DAILY), MONDAY - 400 * DAY)
    assert found is not None
    assert found.daily_from == found.weekly_from == MONDAY - LONGEST


def test_the_next_is_due_after_the_moment_that_was_planned() -> None:
    assert due_next(clock(Frequency.DAILY), MONDAY) == MONDAY + DAY
    assert due_next(clock(Frequency.WEEKLY), MONDAY) == MONDAY + 7 * DAY
