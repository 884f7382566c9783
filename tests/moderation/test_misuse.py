"""When something is misuse, and what is proposed then: a table."""

from datetime import timedelta

import pytest

from debates.moderation.misuse import (
    LONGEST,
    UNFOUNDED_NOTICES,
    VIOLATIONS,
    Record,
    Step,
    Threshold,
    days_of,
    is_misuse,
    next_step,
)
from tests.makers import NOW

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("threshold", "bad", "counted", "is_one"),
    [
        (UNFOUNDED_NOTICES, 2, 4, False),
        (UNFOUNDED_NOTICES, 4, 4, False),  # all unfounded, and still too few to tell
        (UNFOUNDED_NOTICES, 3, 5, True),
        (UNFOUNDED_NOTICES, 2, 5, False),
        (UNFOUNDED_NOTICES, 5, 9, False),
        (UNFOUNDED_NOTICES, 6, 10, True),
        (UNFOUNDED_NOTICES, 59, 100, False),
        (UNFOUNDED_NOTICES, 60, 100, True),
        (VIOLATIONS, 2, 2, False),
        (VIOLATIONS, 3, 3, True),
        (VIOLATIONS, 3, 10, True),
        (VIOLATIONS, 3, 11, False),
        (VIOLATIONS, 30, 100, True),
        (VIOLATIONS, 0, 0, False),
    ],
)
def test_misuse_is_both_many_and_a_large_share(
    threshold: Threshold, bad: int, counted: int, is_one: bool
) -> None:
    assert is_misuse(Record(counted, bad, NOW), threshold) is is_one


@pytest.mark.parametrize(
    ("warned", "decided", "step"),
    [
        (None, None, Step.WARN),
        (-HOUR, None, Step.SANCTION),
        (timedelta(0), None, None),
        (HOUR, None, None),
        (None, -HOUR, Step.WARN),
        (None, HOUR, None),
        (-HOUR, HOUR, None),
        (-2 * HOUR, -HOUR, Step.SANCTION),
    ],
)
def test_a_warning_comes_first_and_nothing_is_proposed_again_without_something_new(
    warned: timedelta | None, decided: timedelta | None, step: Step | None
) -> None:
    record = Record(5, 3, NOW)
    found = next_step(
        record,
        UNFOUNDED_NOTICES,
        warned_at=None if warned is None else NOW + warned,
        decided_at=None if decided is None else NOW + decided,
    )
    assert found is step


def test_no_misuse_proposes_nothing() -> None:
    assert next_step(Record(5, 2, NOW), UNFOUNDED_NOTICES, warned_at=None, decided_at=None) is None
    assert next_step(Record(0, 0, None), VIOLATIONS, warned_at=None, decided_at=None) is None


def test_each_time_lasts_twice_as_long_up_to_a_bound() -> None:
    assert [days_of(earlier) for earlier in range(8)] == [30, 60, 120, 240, 480, 960, LONGEST, LONGEST]
    assert days_of(1000) == LONGEST
