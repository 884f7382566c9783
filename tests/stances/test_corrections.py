"""How many ballots were cast before a correction: the rule, and that no small number follows from it."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate, combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from debates.stances.corrections import groups_before, shown_before
from debates.stances.suppression import SMALL

TEN = datetime(2027, 3, 3, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_ballot_of_the_hour_of_the_correction_counts_as_before() -> None:
    hours = {TEN - HOUR: 7, TEN: 20, TEN + HOUR: 300}
    for minute in (0, 1, 59):
        assert groups_before(hours, [TEN + timedelta(minutes=minute)]) == (27,)
    assert groups_before(hours, [TEN - timedelta(seconds=1)]) == (7,)
    assert groups_before(hours, [TEN + HOUR]) == (327,)


def test_each_ballot_is_counted_before_the_first_correction_that_follows_it() -> None:
    hours = {TEN: 5, TEN + HOUR: 6, TEN + 5 * HOUR: 7, TEN + 9 * HOUR: 8}
    assert groups_before(hours, [TEN, TEN, TEN + 5 * HOUR]) == (5, 0, 13)
    assert groups_before(hours, []) == ()
    assert groups_before({}, [TEN]) == (0,)


@pytest.mark.parametrize(
    ("groups", "whole", "shown"),
    [
        ((120,), 412, (120,)),
        ((0,), 412, (0,)),
        ((412,), 412, (412,)),
        ((5,), 10, (5,)),
        ((4,), 412, (None,)),
        ((408,), 412, (None,)),
        ((407,), 412, (407,)),
        ((120, 3), 412, (120, None)),
        ((120, 3, 2), 412, (120, None, 125)),
        ((120, 0), 412, (120, 120)),
        ((3, 117), 412, (None, 120)),
        ((0,), 3, (None,)),
        ((0,), 0, (0,)),
        ((), 412, ()),
    ],
)
def test_a_number_is_shown_where_it_tells_nobody_apart(
    groups: tuple[int, ...], whole: int, shown: tuple[int | None, ...]
) -> None:
    assert shown_before(groups, whole) == shown


@given(st.lists(st.integers(0, 12), max_size=6), st.integers(0, 12))
@example([5, 4, 1], 5)
def test_no_difference_of_what_is_shown_is_small(groups: list[int], rest: int) -> None:
    whole = sum(groups) + rest
    shown = shown_before(groups, whole)
    assert [one for one in shown if one is not None] == [
        before for before, one in zip(accumulate(groups), shown, strict=True) if one is not None
    ]
    known = [one for one in shown if one is not None]
    if known:
        for one, other in combinations([0, *known, whole], 2):
            assert other - one not in SMALL


def test_more_ballots_before_than_there_are_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot be more than all"):
        shown_before((5, 5), 9)
    with pytest.raises(ValueError, match="cannot be more than all"):
        shown_before((-1,), 9)
