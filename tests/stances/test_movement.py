"""The sentence about movement is the worked one, favours no position, and is seldom wrong by chance."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debates.stances.movement import Direction, Headline, headline, moved_towards, paired_result

OPTIONS = ["A", "B", "unsure"]
MATRIX = [[60, 6, 4], [14, 46, 10], [25, 15, 20]]

matrices = st.integers(2, 6).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 60), min_size=size, max_size=size), min_size=size, max_size=size
    ).filter(lambda matrix: any(map(any, matrix)))
)


def test_the_paired_result_is_the_worked_one():
    found = paired_result(OPTIONS, MATRIX, positions=2)
    assert found.n == 200
    assert (found.before, found.after) == ((70, 70, 60), (99, 67, 34))
    assert [round(swing.value, 4) for swing in found.swings] == [0.145, -0.015, -0.13]
    assert found.contrasts[0, 1].value == pytest.approx(0.16)
    assert (found.conversions[0].count, found.conversions[0].of) == (39, 130)
    assert (found.retentions[0].count, found.retentions[0].of) == (60, 70)
    assert (found.exchanges[0, 1].gained, found.exchanges[0, 1].lost) == (14, 6)
    assert found.any_change.statistic == pytest.approx(19.283102, abs=5e-7)
    assert (found.changed.count, found.changed.of) == (74, 200)
    assert found.headline == Headline(Direction.TOWARDS, 0)
    assert found.options[found.headline.option] == "A"


@pytest.mark.parametrize(
    ("before", "after", "side"),
    [
        ([16, 53], [53, 39], "for"),
        ([43, 22], [81, 12], "for"),
        ([17, 50], [9, 85], "against"),
        ([21, 58], [26, 67], "against"),
    ],
    ids=["Ban College Football", "Ration End-of-Life Care", "China Does Capitalism Better", "Minimum Wage"],
)
def test_published_debates_moved_as_they_were_reported(before, after, side):
    assert ("for", "against")[moved_towards(before, after)] == side


@pytest.mark.parametrize(
    ("before", "after"), [([50, 50], [50, 50]), ([40, 40], [50, 50]), ([50, 50], [40, 30]), ([], [])]
)
def test_shares_that_grew_alike_or_not_at_all_moved_towards_none(before, after):
    assert moved_towards(before, after) is None


@pytest.mark.parametrize(
    ("matrix", "positions", "expected"),
    [
        # Nobody moved; as many went as came.
        ([[40, 0], [0, 40]], 2, Headline(Direction.NO_NET_MOVEMENT)),
        ([[40, 9], [9, 40]], 2, Headline(Direction.NO_NET_MOVEMENT)),
        # Both positions lost readers to the third option, one of them clearly more.
        ([[60, 0, 2], [0, 60, 30], [0, 0, 60]], 2, Headline(Direction.NO_NET_MOVEMENT)),
        # One gained a little, within what chance does.
        ([[40, 9], [12, 40]], 2, Headline(Direction.NO_CLEAR_DIFFERENCE)),
        # Both gained alike from the undecided.
        ([[40, 0, 0], [0, 40, 0], [30, 30, 0]], 2, Headline(Direction.NO_CLEAR_DIFFERENCE)),
        # One gained, clearly; in whichever place it stands.
        ([[40, 2], [30, 40]], 2, Headline(Direction.TOWARDS, 0)),
        ([[40, 30], [2, 40]], 2, Headline(Direction.TOWARDS, 1)),
        # Clearly more than the second, but not than the third.
        ([[40, 0, 4], [30, 40, 30], [2, 0, 40]], 3, Headline(Direction.NO_CLEAR_DIFFERENCE)),
        ([[40, 0, 4], [30, 40, 5], [9, 0, 40]], 3, Headline(Direction.TOWARDS, 0)),
        # Everybody did the same.
        ([[0, 0], [50, 0]], 2, Headline(Direction.TOWARDS, 0)),
    ],
)
def test_the_headline_says_what_the_table_allows(matrix, positions, expected):
    assert headline(matrix, positions) == expected


def test_three_positions_ask_for_more_than_two():
    two = [[40, 4, 5], [15, 40, 5], [5, 5, 40]]
    assert headline(two, 2) == Headline(Direction.TOWARDS, 0)
    assert headline(two, 3) == Headline(Direction.NO_CLEAR_DIFFERENCE)


def test_with_two_positions_the_interval_of_the_contrast_decides():
    for gained in range(10, 40):
        matrix = [[40, 10], [gained, 40]]
        clear = paired_result(["A", "B"], matrix, 2).contrasts[0, 1].interval.low > 0
        assert (headline(matrix, 2).direction is Direction.TOWARDS) == clear


@settings(deadline=None)
@given(matrices, st.randoms())
def test_no_position_is_favoured_by_its_place(matrix, random):
    positions = random.randint(2, len(matrix))
    order = [*random.sample(range(positions), positions), *range(positions, len(matrix))]
    found = headline(matrix, positions)
    other = headline([[matrix[row][column] for column in order] for row in order], positions)
    assert other.direction == found.direction
    assert found.option is None or order[other.option] == found.option


@settings(deadline=None)
@given(matrices)
def test_a_named_position_gained_readers_and_more_than_every_other(matrix):
    found = headline(matrix, 2)
    gains = [sum(column) - sum(row) for row, column in zip(matrix, zip(*matrix, strict=True), strict=True)]
    if found.direction is Direction.TOWARDS:
        assert gains[found.option] > max(0, gains[1 - found.option])
    assert (found.direction is Direction.NO_NET_MOVEMENT) == (max(gains[:2]) <= 0)
    assert (found.option is None) == (found.direction is not Direction.TOWARDS)


@pytest.mark.parametrize("positions", [2, 3, 5])
def test_chance_alone_names_a_position_in_at_most_one_of_twenty_debates(positions):
    options = positions + 1
    stays, moves = 0.5, np.full((options, options), 0.5 / (options - 1))
    shares = (moves + np.diag(np.full(options, stays) - np.diag(moves))) / options
    drawn = np.random.default_rng(7).multinomial(400, shares.ravel(), size=2000)
    said = Counter(headline(table.reshape(options, options).tolist(), positions).direction for table in drawn)
    assert said[Direction.TOWARDS] <= 0.05 * 2000 + 3 * (0.05 * 0.95 * 2000) ** 0.5


def test_a_result_that_does_not_fit_its_options_is_refused():
    for options, matrix, positions in (
        (["A"], MATRIX, 2),
        (OPTIONS, MATRIX, 1),
        (OPTIONS, MATRIX, 4),
        (OPTIONS, [[0] * 3] * 3, 2),
    ):
        with pytest.raises(ValueError, match=r"option|Nobody"):
            paired_result(options, matrix, positions)
