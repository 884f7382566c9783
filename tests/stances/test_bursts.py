"""A sudden crowd is noticed; a busy day, a quiet night and a slow rise are not."""

from datetime import UTC, datetime, timedelta

import pytest
import scipy.stats

from debates.stances.bursts import BIN, bin_of, bursts_in, expected_in

OPENED = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
NOW = OPENED + timedelta(days=3)


def steady(count, *, before=NOW, hours=24):
    return {before - back * BIN: count for back in range(1, hours * 6 + 1)}


def burst_now(counts):
    return next((burst for burst in bursts_in(counts, OPENED) if burst.start == NOW), None)


@pytest.mark.parametrize(
    ("moment", "start"),
    [
        (datetime(2026, 3, 1, 9, 0, tzinfo=UTC), datetime(2026, 3, 1, 9, 0, tzinfo=UTC)),
        (datetime(2026, 3, 1, 9, 9, 59, 999_999, tzinfo=UTC), datetime(2026, 3, 1, 9, 0, tzinfo=UTC)),
        (datetime(2026, 3, 1, 9, 59, 1, tzinfo=UTC), datetime(2026, 3, 1, 9, 50, tzinfo=UTC)),
    ],
)
def test_a_bin_begins_at_every_tenth_minute(moment, start):
    assert bin_of(moment) == start


def test_ten_ballots_after_a_day_of_silence_are_a_burst_and_nine_are_not():
    (burst,) = bursts_in({NOW: 10}, OPENED)
    assert (burst.start, burst.count, burst.expected) == (NOW, 10, 1.0)
    assert burst.p == pytest.approx(scipy.stats.poisson.sf(9, 1))
    assert bursts_in({NOW: 9}, OPENED) == ()


def test_a_busy_poll_needs_a_larger_crowd():
    assert burst_now(steady(20) | {NOW: 40}) is None
    assert burst_now(steady(20) | {NOW: 50}).expected == 20.0


def test_the_line_is_one_in_a_million():
    found = [count for count in range(20, 80) if burst_now(steady(20) | {NOW: count})]
    assert found == [count for count in range(20, 80) if scipy.stats.poisson.sf(count - 1, 20) < 1e-6]


def test_what_is_usual_is_the_median_of_24_hours_and_not_of_longer():
    long_ago = steady(90, before=NOW - timedelta(hours=24))
    assert expected_in(long_ago, NOW, OPENED) == 1.0
    assert expected_in(long_ago | steady(7), NOW, OPENED) == 7.0


def test_the_bin_that_is_measured_is_not_among_what_is_usual():
    assert expected_in({OPENED: 5, OPENED + BIN: 40}, OPENED + BIN, OPENED) == 5.0


def test_a_burst_does_not_hide_itself_or_the_next_one():
    crowd = {NOW + step * BIN: 60 for step in range(6)}
    assert [burst.start for burst in bursts_in(steady(5) | crowd, OPENED)] == list(crowd)


def test_votes_that_rise_slowly_are_no_burst():
    rising = {OPENED + step * BIN: 3 + step // 24 for step in range(400)}
    assert bursts_in(rising, OPENED) == ()


def test_a_poll_that_has_just_opened_is_measured_from_its_opening():
    counts = {OPENED + step * BIN: 30 for step in range(6)}
    assert expected_in(counts, OPENED + 6 * BIN, OPENED + timedelta(minutes=4)) == 30.0
    assert [burst.start for burst in bursts_in(counts, OPENED)] == [OPENED]


def test_ballots_in_no_order_are_put_in_order():
    counts = {NOW: 40, NOW - timedelta(hours=5): 40}
    assert [burst.start for burst in bursts_in(counts, OPENED)] == sorted(counts)
