from datetime import timedelta

from debates.outbox.backoff import TRIES, wait_after

FIRST = timedelta(seconds=40)


def test_each_wait_is_twice_the_one_before_and_all_of_them_are_a_day() -> None:
    waits = [wait_after(tries, FIRST, 0.0) for tries in range(1, TRIES)]
    assert waits == [FIRST * 2**number for number in range(11)]
    total = sum(filter(None, waits), timedelta())
    assert total == timedelta(hours=22, minutes=44, seconds=40)


def test_after_a_day_there_is_no_wait_any_more() -> None:
    assert [wait_after(tries, FIRST, 0.5) for tries in (TRIES, TRIES + 1, 1000)] == [None] * 3


def test_chance_only_shortens_a_wait_and_by_a_fifth_at_most() -> None:
    assert [wait_after(3, FIRST, jitter) for jitter in (0.0, 0.5, 1.0)] == [
        timedelta(seconds=160),
        timedelta(seconds=144),
        timedelta(seconds=128),
    ]
