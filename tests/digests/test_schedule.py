"""A digest is due at the person's hour on their clock, whatever clocks do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.digests.schedule import Frequency, at_hour, last_due, next_due, period_of

BRUSSELS = ZoneInfo("Europe/Brussels")
DAILY = frozenset({Frequency.DAILY})
WEEKLY = frozenset({Frequency.WEEKLY})


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (date(2026, 3, 28), 7, datetime(2026, 3, 28, 6, tzinfo=UTC)),
        (date(2026, 3, 29), 7, datetime(2026, 3, 29, 5, tzinfo=UTC)),
        # At two o'clock clocks are put forward to three: the hour from two on is that moment.
        (date(2026, 3, 29), 2, datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (date(2026, 3, 29), 3, datetime(2026, 3, 29, 1, tzinfo=UTC)),
        # At three they are put back to two: the first of the two hours counts.
        (date(2026, 10, 25), 2, datetime(2026, 10, 25, 0, tzinfo=UTC)),
        (date(2026, 10, 25), 3, datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_an_hour_of_a_day_is_one_moment(day: date, hour: int, expected: datetime) -> None:
    assert at_hour(day, hour, BRUSSELS) == expected


def test_half_an_hour_of_summer_time_is_skipped_too() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")  # two becomes half past two on the first Sunday of October
    assert at_hour(date(2026, 10, 4), 2, lord_howe) == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


def test_nothing_is_due_where_nothing_is_wanted_in_digests() -> None:
    wanted = frozenset({Frequency.IMMEDIATELY, Frequency.NEVER})
    assert (
        next_due(datetime(2026, 1, 1, tzinfo=UTC), hour=7, weekday=0, zone=BRUSSELS, frequencies=wanted)
        is None
    )


def test_weekly_waits_for_its_day_and_daily_does_not() -> None:
    thursday = datetime(2026, 11, 26, 12, tzinfo=UTC)
    due = {
        wanted: next_due(thursday, hour=7, weekday=5, zone=BRUSSELS, frequencies=wanted)
        for wanted in (DAILY, WEEKLY, DAILY | WEEKLY)
    }
    assert due == {
        DAILY: datetime(2026, 11, 27, 6, tzinfo=UTC),
        WEEKLY: datetime(2026, 11, 28, 6, tzinfo=UTC),
        DAILY | WEEKLY: datetime(2026, 11, 27, 6, tzinfo=UTC),
    }


def test_the_same_moment_is_not_due_again() -> None:
    due = datetime(2026, 11, 27, 6, tzinfo=UTC)
    assert next_due(due, hour=7, weekday=5, zone=BRUSSELS, frequencies=DAILY) == due + timedelta(days=1)


@pytest.mark.parametrize("wanted", [DAILY, WEEKLY, DAILY | WEEKLY])
def test_the_last_moment_is_the_one_after_which_the_next_comes(wanted: frozenset[Frequency]) -> None:
    moment = datetime(2026, 3, 20, 6, 30, tzinfo=UTC)
    for _ in range(400):
        at = {"hour": 7, "weekday": 5, "zone": BRUSSELS, "frequencies": wanted}
        last, following = last_due(moment, **at), next_due(moment, **at)
        assert last is not None
        assert last <= moment
        assert next_due(last, **at) == following
        assert last_due(last, **at) == last
        moment += timedelta(minutes=47)


def test_nothing_was_due_where_nothing_is_wanted_in_digests() -> None:
    moment = datetime(2026, 3, 20, tzinfo=UTC)
    assert last_due(moment, hour=7, weekday=5, zone=BRUSSELS, frequencies=frozenset()) is None


@given(
    start=st.integers(0, 3650).map(lambda days: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=days)),
    hour=st.integers(0, 23),
    zone=st.sampled_from(
        ["Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
    ),
)
def test_each_day_of_the_reader_has_one_digest(start: datetime, hour: int, zone: str) -> None:
    """Each due moment after the one before: so for forty days, whenever clocks change."""
    clock = ZoneInfo(zone)
    moment = start
    days = []
    for _ in range(40):
        following = next_due(moment, hour=hour, weekday=0, zone=clock, frequencies=DAILY)
        assert following is not None
        days.append(period_of(following, clock))
        moment = following
    assert [later - earlier for earlier, later in pairwise(days)] == [timedelta(days=1)] * 39
