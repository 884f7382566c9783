"""What of a snapshot may be shown: thresholds, groups, and that no small number can be computed."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from debates.stances.movement import Direction
from debates.stances.options import EssaysRead, Tier
from debates.stances.results import Counted
from debates.stances.shown_results import (
    Missing,
    Movement,
    Order,
    ShownCounts,
    Split,
    shown_counts,
    shown_results,
)
from debates.stances.statistics import Share
from debates.stances.suppression import SMALL
from tests.stances.snapshots import AFTER, Counts, counted_of, halves, nobody_moved

OPTIONS = ("p:1", "p:2", "both", "unsure")
VISITORS = {"tier": Tier.UNVERIFIED}
BURST = "2026-03-01T09:10"


def shown(*groups: tuple[Counts, dict[str, Any]], matrix: Any = None, apart: Sequence[str] = ()) -> Any:
    counted = counted_of(OPTIONS, groups, matrix or nobody_moved(OPTIONS))
    return shown_results(counted, apart)


# ---------------------------------------------------------------- counts


def test_percentages_and_intervals_show_from_thirty_ballots() -> None:
    below, above = shown_counts((14, 10, 5, 0)), shown_counts((14, 10, 6, 0))
    assert (below.counts, below.percentages, below.intervals) == ((14, 10, 5, 0), None, None)
    assert above.percentages == ("47%", "33%", "20%", "0%")
    assert above.intervals is not None


def test_a_small_count_is_hidden_with_the_smallest_other_one() -> None:
    found = shown_counts((200, 100, 3, 9))
    assert found.counts == (200, 100, None, None)
    assert found.percentages == ("64%", "32%", None, None)
    assert found.intervals is not None
    assert found.intervals[2:] == (None, None)
    assert found.hides


def rows_like(found: ShownCounts) -> Iterator[tuple[int, ...]]:
    """Answer every row of counts that adds up to what is shown."""
    left = found.total - sum(count or 0 for count in found.counts)
    choices = [range(left + 1) if count is None else [count] for count in found.counts]
    return (row for row in product(*choices) if sum(row) == found.total)


@given(st.lists(st.integers(0, 12), min_size=4, max_size=4))
@example([20, 9, 1, 0])
@example([1, 0, 0, 0])
@example([28, 1, 1, 0])
def test_no_small_count_follows_from_what_a_row_shows(counts: list[int]) -> None:
    possible = [*rows_like(shown_counts(counts))]
    assert tuple(counts) in possible
    for option, count in enumerate(counts):
        if count in SMALL:
            assert len({row[option] for row in possible}) > 1


@given(st.lists(st.integers(0, 25), min_size=4, max_size=4))
@example([17, 20, 1, 4])
def test_percentages_say_nothing_that_the_counts_do_not(counts: list[int]) -> None:
    found = shown_counts(counts)
    alike = [other for other in map(shown_counts, rows_like(found)) if other.counts == found.counts]
    assert alike
    assert set(alike) == {found}


# ---------------------------------------------------------------- groups of readers


def test_readers_without_an_account_are_never_added() -> None:
    found = shown((AFTER, {}), ((30, 20, 10, 5), VISITORS))
    assert found.readers.counts == AFTER
    assert found.visitors.counts == (30, 20, 10, 5)


def test_without_anybody_there_is_nobody() -> None:
    found = shown((AFTER, {}))
    assert (found.visitors, found.exposed, found.read_all) == (Missing.NOBODY,) * 3


@pytest.mark.parametrize("after", [AFTER, (171, 150, 61, 4)])
@pytest.mark.parametrize("visitors", [(30, 20, 10, 4), (30, 20, 10, 5)])
def test_tiers_show_side_by_side_only_where_no_cell_of_any_is_small(after: Counts, visitors: Counts) -> None:
    found = shown((after, {}), (visitors, VISITORS))
    assert (found.visitors is Missing.HIDDEN) == (4 in (*after, *visitors))


def test_ballots_that_were_set_apart_are_left_out_and_said_to_be() -> None:
    crowd = ((40, 0, 0, 0), {**VISITORS, "burst": BURST})
    other = ((30, 20, 10, 5), VISITORS)
    kept = shown((AFTER, {}), crowd, other)
    assert (kept.visitors.counts, kept.apart) == ((70, 20, 10, 5), 0)
    left_out = shown((AFTER, {}), crowd, other, apart=[BURST])
    assert (left_out.visitors.counts, left_out.apart) == ((30, 20, 10, 5), 40)
    assert left_out.readers == kept.readers


def test_a_crowd_that_tells_somebody_apart_hides_the_tier() -> None:
    crowd = ((40, 3, 0, 0), {**VISITORS, "burst": BURST})
    found = shown((AFTER, {}), crowd, ((30, 20, 10, 5), VISITORS), apart=[BURST])
    assert (found.visitors, found.apart) == (Missing.HIDDEN, 43)


@pytest.mark.parametrize(
    ("name", "of"), [("exposed", {"exposed": True}), ("read_all", {"read": EssaysRead.BOTH})]
)
def test_a_filter_shows_only_where_it_and_the_rest_have_no_small_cell(name: str, of: dict[str, Any]) -> None:
    found = getattr(shown((AFTER, {}), ((20, 5, 0, 9), of)), name)
    assert isinstance(found, Split)
    assert (found.part.counts, found.rest.counts) == ((20, 5, 0, 9), AFTER)
    assert getattr(shown((AFTER, {}), ((20, 4, 0, 9), of)), name) is Missing.HIDDEN
    assert getattr(shown(((171, 150, 61, 1), {}), ((20, 5, 0, 9), of)), name) is Missing.HIDDEN


def test_orders_show_all_or_none() -> None:
    found = shown(*halves(AFTER)).order
    assert isinstance(found, Order)
    assert [arm.counts for arm in found.arms] == [(85, 75, 30, 15), (86, 75, 31, 15)]
    assert shown(((171, 150, 61, 30), {"arm": 0}), ((9, 2, 9, 9), {"arm": 1})).order is Missing.HIDDEN
    assert shown(((29, 0, 0, 0), {})).order is Missing.FEW


def test_balanced_shares_wait_until_every_order_was_seen() -> None:
    order = shown((AFTER, {"arm": 1})).order
    assert isinstance(order, Order)
    assert order.balanced is None


def test_balanced_shares_are_those_of_the_vector() -> None:
    order = shown(((60, 35, 0, 25), {"arm": 0}), ((48, 50, 0, 22), {"arm": 1})).order
    assert isinstance(order, Order)
    assert order.balanced is not None
    assert [round(100 * share, 2) for share in order.balanced] == [45.0, 35.42, 0.0, 19.58]


# ---------------------------------------------------------------- movement


WORKED = ((60, 6, 4), (14, 46, 10), (25, 15, 20))
"""The worked example of the vectors; its one small cell takes three more with it."""


def moved(matrix: Any, positions: int = 2) -> Movement:
    options = [*(f"p:{number}" for number in range(positions)), "both", "unsure"][: len(matrix)]
    counted = Counted(tuple(options), positions, (), tuple(map(tuple, matrix)))
    found = shown_results(counted).movement
    assert isinstance(found, Movement)
    return found


def test_movement_shows_from_fifty_pairs() -> None:
    assert shown(matrix=((49, 0, 0, 0), *[(0, 0, 0, 0)] * 3)).movement is Missing.FEW
    assert shown(matrix=((40, 10, 0, 0), *[(0, 0, 0, 0)] * 3)).movement is not Missing.FEW


def test_the_worked_example_shows_what_follows_from_its_table() -> None:
    found = moved(WORKED)
    assert (found.n, found.headline.direction, found.headline.option) == (200, Direction.TOWARDS, 0)
    swings = [(swing.value, *swing.interval) if swing else () for swing in found.swings]
    assert [[round(number, 4) for number in swing] for swing in swings] == [
        [0.145, 0.0794, 0.2106],
        [-0.015, -0.0807, 0.0507],
        [],
    ]
    assert found.conversions == (Share(39, 130), Share(21, 130), None)
    assert found.retentions == (Share(60, 70), Share(46, 70), None)


def test_what_would_give_a_hidden_cell_away_is_hidden_with_it() -> None:
    found = moved(WORKED)
    assert None in found.table.cells[0]
    assert (found.contrasts, found.exchanges) == ({(0, 1): None}, {(0, 1): None})
    assert (found.any_change, found.changed) == (None, None)


def test_where_no_cell_is_small_every_number_shows() -> None:
    found = moved(((60, 6, 8), (14, 46, 10), (25, 15, 20)))
    contrast, exchange = found.contrasts[0, 1], found.exchanges[0, 1]
    assert contrast is not None
    assert exchange is not None
    assert (exchange.gained, exchange.lost, round(exchange.p, 6)) == (14, 6, 0.115318)
    assert found.any_change is not None
    assert (round(found.any_change.statistic, 4), found.any_change.df) == (12.8977, 2)
    assert found.changed == Share(78, 204)


def test_everybody_who_stayed_hides_nothing_about_who_moved() -> None:
    found = moved(((60, 2, 0), (0, 30, 0), (0, 0, 9)))
    assert found.swings[0] is None
    assert found.contrasts[0, 1] is None
    assert found.any_change is None


def test_the_numbers_of_an_option_hide_where_its_totals_do() -> None:
    found = moved(((60, 6, 0, 8), (14, 46, 5, 10), (0, 0, 3, 0), (25, 15, 0, 20)))
    assert found.table.rows[2] is None
    assert (found.swings[2], found.conversions[2], found.retentions[2]) == (None, None, None)
