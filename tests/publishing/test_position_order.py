"""The order of positions follows the worked numbers, and is fair."""

from collections import Counter
from datetime import date

import pytest

from debates.publishing.position_order import BUCKETS, arm_of, bucket_of, reader_of_the_day, rotated

DEBATE = 7
READERS = ["r1", "r2", "r3", "r4", "r5", "r6"]
DAY = date(2026, 3, 1)


@pytest.mark.parametrize(("positions", "arms"), [(2, [0, 0, 0, 1, 1, 0]), (3, [2, 2, 2, 0, 0, 1])])
def test_arm_of_known_readers_is_the_published_one(positions: int, arms: list[int]) -> None:
    assert [arm_of(bucket_of(DEBATE, reader), positions) for reader in READERS] == arms


@pytest.mark.parametrize("positions", [2, 3, 4, 6])
def test_every_position_comes_first_in_the_same_number_of_buckets(positions: int) -> None:
    first = Counter(rotated(range(positions), arm_of(bucket, positions))[0] for bucket in range(BUCKETS))
    assert first == dict.fromkeys(range(positions), BUCKETS // positions)


def test_rotated_moves_the_first_to_the_end() -> None:
    assert rotated("ABC", 0) == ("A", "B", "C")
    assert rotated("ABC", 1) == ("B", "C", "A")
    assert rotated("ABC", 2) == ("C", "A", "B")


def test_a_debate_without_positions_has_one_order() -> None:
    assert rotated([], arm_of(5, 0)) == ()


def test_the_reader_of_the_day_is_the_same_all_day_and_another_tomorrow() -> None:
    name = reader_of_the_day("192.0.2.0/24", "Browser", DAY, "key")
    assert reader_of_the_day("192.0.2.0/24", "Browser", DAY, "key") == name
    assert reader_of_the_day("192.0.2.0/24", "Browser", date(2026, 3, 2), "key") != name
    assert reader_of_the_day("192.0.3.0/24", "Browser", DAY, "key") != name
    assert reader_of_the_day("192.0.2.0/24", "Other", DAY, "key") != name
    assert reader_of_the_day("192.0.2.0/24", "Browser", DAY, "other key") != name


def test_the_reader_of_the_day_does_not_hold_the_network() -> None:
    assert "192.0.2" not in reader_of_the_day("192.0.2.0/24", "Browser", DAY, "key")


def test_a_browser_name_that_is_no_text_still_has_an_order() -> None:
    assert bucket_of(1, reader_of_the_day("192.0.2.0/24", "\ud800", DAY, "key")) in range(BUCKETS)
