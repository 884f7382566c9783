"""What of the report's numbers may be shown: a solver tries to find out what is hidden."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from debates.moderation.transparency import Halves, ShownCounts, Year, shown_counts, shown_line
from debates.stances.suppression import SMALL
from tests.stances.test_suppression import feasible

# Mostly the counts that are hard: nobody, small ones, and those just above.
counts = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6]) | st.integers(0, 60)
tallies = st.lists(st.tuples(counts, counts), min_size=2, max_size=6)
halves_of_nobody = st.lists(st.tuples(counts, st.just(0)), min_size=2, max_size=6)


def shown_of(rows: list[Halves]) -> ShownCounts:
    return shown_counts({str(place): row for place, row in enumerate(rows)})


@settings(max_examples=300, deadline=None)
@given(tallies | halves_of_nobody)
@example([(12, 0), (3, 0)])
@example([(7, 3), (0, 0)])
@example([(1, 0), (1, 0), (1, 0), (1, 0), (1, 0), (0, 0)])
@example([(7, 2), (9, 9)])
def test_no_small_number_can_be_computed_from_what_is_shown(rows: list[Halves]) -> None:
    """A year is the sum of its halves, and each total the sum of its rows; whoever reads knows that."""
    shown = shown_of(rows)
    assume(not shown.is_small)  # another test
    lines = [*(shown.rows[str(place)] for place in range(len(rows))), shown.total]
    true = [(first, second, first + second) for first, second in rows]
    true.append(tuple(sum(column) for column in zip(*true, strict=True)))  # type: ignore[arg-type]
    place = {(i, j): 3 * i + j for i in range(len(lines)) for j in range(3)}
    known = [({place[i, 0]: 1, place[i, 1]: 1, place[i, 2]: -1}, 0) for i in range(len(lines))]
    known += [({**{place[i, j]: 1 for i in range(len(rows))}, place[len(rows), j]: -1}, 0) for j in range(3)]
    seen = {place[i, j]: count for i, line in enumerate(lines) for j, count in enumerate(line)}
    known += [({at: 1}, count) for at, count in seen.items() if count is not None]
    flat = [count for line in true for count in line]
    assert [count for at, count in seen.items() if count is not None and count in SMALL] == []
    assert all(count in {None, flat[at]} for at, count in seen.items())
    hidden = [at for at, count in seen.items() if count is None and flat[at] in SMALL]
    for at, (least, most) in feasible(len(flat), known, hidden).items():
        assert least <= flat[at] <= most
        assert least < most


@pytest.mark.parametrize(
    ("rows", "cells", "total"),
    [
        # Nothing small: nothing hidden.
        ([(12, 8), (0, 0)], [(12, 8, 20), (0, 0, 0)], (12, 8, 20)),
        # A small one takes the smallest other one with it.
        ([(12, 0), (3, 0), (9, 0)], [(12, 0, 12), (None, 0, None), (None, 0, None)], (24, 0, 24)),
        # The halves of a year of which everybody knows the sum.
        ([(7, 3), (0, 0)], [(None, None, 10), (0, 0, 0)], (None, None, 10)),
        ([(0, 0), (0, 0)], [(0, 0, 0), (0, 0, 0)], (0, 0, 0)),
    ],
)
def test_what_is_shown(rows: list[Halves], cells: list[object], total: object) -> None:
    shown = shown_of(rows)
    assert ([*shown.rows.values()], shown.total, shown.is_small) == (cells, total, False)


@pytest.mark.parametrize("rows", [[(1, 0), (0, 0)], [(2, 1), (1, 0)], [(0, 4), (0, 0)]])
def test_where_there_were_fewer_than_five_in_all_nothing_is_told_apart(rows: list[Halves]) -> None:
    shown = shown_of(rows)
    assert shown.is_small
    assert {count for line in (*shown.rows.values(), shown.total) for count in line} <= {0, None}
    assert shown.total[2] is None


def test_ones_that_their_sum_would_tell_are_hidden_with_others() -> None:
    assert shown_line([1, 1, 5]) == (None, None, None)
    assert shown_line([1, 1, 1, 1, 1, 0]) == (None,) * 6
    assert shown_line([1, 2, 9]) == (None, None, 9)


def test_a_year_has_the_halves_of_its_zone() -> None:
    year = Year(2026, ZoneInfo("Europe/Brussels"))
    assert year.start == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert year.middle == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert year.end == datetime(2026, 12, 31, 23, tzinfo=UTC)


def test_a_period_runs_until_its_end() -> None:
    year = Year(2026, UTC)
    assert year.runs(datetime(2026, 6, 30, 23, 59, tzinfo=UTC)) == (True, True, True)
    assert year.runs(year.middle) == (False, True, True)
    assert year.runs(year.end) == (False, False, False)
