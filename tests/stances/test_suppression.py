"""No small cell can be computed from what is shown: a solver tries, with totals known and hidden."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from debates.stances.statistics import changed, contrast, conversion, direct, retention, swing
from debates.stances.suppression import SMALL, may_show, may_show_all, suppressed_row, suppressed_table

# Mostly the counts that are hard: small ones, nobody, and those just above.
cells = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6]) | st.integers(0, 80)
rows = st.lists(cells, min_size=2, max_size=6)
tables = st.tuples(st.integers(2, 5), st.integers(2, 5)).flatmap(
    lambda shape: st.lists(
        st.lists(cells, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    ).filter(lambda table: any(map(any, table)))
)


def feasible(unknown, known, asked):
    """Answer the least and the largest number that each unknown asked for may be, given sums of some of them.

    `known` are pairs of factors by unknown and their sum; no unknown is below 0.
    """
    equations = np.array([[factors.get(place, 0) for place in range(unknown)] for factors, _ in known])
    sums = np.array([value for _, value in known])
    ranges = {}
    for place in asked:
        ends = []
        for sign in (1, -1):
            cost = np.zeros(unknown)
            cost[place] = sign
            found = linprog(cost, A_eq=equations, b_eq=sums, bounds=(0, None))
            assert found.success, found.message
            ends.append(round(sign * found.fun))
        ranges[place] = tuple(ends)
    return ranges


def assert_nothing_small_is_found_out(table, seen_cells, seen_rows, seen_columns):
    """Assert what a solver finds of small cells and totals that are not seen, from those that are."""
    height, width = len(table), len(table[0])
    cell = {(i, j): i * width + j for i in range(height) for j in range(width)}
    of_row = [height * width + i for i in range(height)]
    of_column = [height * (width + 1) + j for j in range(width)]
    of_rows, of_columns = totals_of(table)
    true = [count for row in table for count in row] + of_rows + of_columns
    seen = [count for row in seen_cells for count in row] + [*seen_rows, *seen_columns]
    known = [
        *(({**{cell[i, j]: 1 for j in range(width)}, of_row[i]: -1}, 0) for i in range(height)),
        *(({**{cell[i, j]: 1 for i in range(height)}, of_column[j]: -1}, 0) for j in range(width)),
        (dict.fromkeys(of_row, 1), sum(of_rows)),
        *(({place: 1}, count) for place, count in enumerate(seen) if count is not None),
    ]
    hidden = [place for place, count in enumerate(seen) if count is None and true[place] in SMALL]
    for place, (least, most) in feasible(len(true), known, hidden).items():
        assert least <= true[place] <= most
        assert least < most


def totals_of(table):
    return [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]


# ------------------------------------------------------------------ the worked numbers


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        (
            [[29, 2, 1], [9, 18, 3], [22, 10, 5]],
            ((29, None, None), (None, 18, None), (None, None, 5)),
        ),
        (
            [[60, 6, 8], [14, 46, 10], [25, 15, 20]],
            ((60, 6, 8), (14, 46, 10), (25, 15, 20)),
        ),
    ],
)
def test_the_shown_cells_are_the_worked_ones_and_totals_stand(table, shown):
    found = suppressed_table(table)
    of_rows, of_columns = totals_of(table)
    assert found.cells == shown
    assert (found.rows, found.columns) == (tuple(of_rows), tuple(of_columns))


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([60, 40, 20], (60, 40, 20)),
        ([60, 4, 20], (60, None, None)),
        ([60, 4, 3, 20], (60, None, None, 20)),
        ([60, 4, 0], (60, None, None)),
        ([60, 0, 0], (60, 0, 0)),
        ([4, 9, 9], (None, None, 9)),
        ([3], (None,)),
        ([], ()),
    ],
)
def test_a_row_hides_its_small_counts_and_never_one_alone(counts, shown):
    assert suppressed_row(counts) == shown


# ------------------------------------------------------------------ against a solver


@settings(deadline=None)
@given(tables)
@example([[0, 0, 0], [0, 0, 0], [25, 15, 2]])
@example([[29, 2, 0], [9, 18, 0], [22, 15, 0]])
@example([[1, 2, 0], [9, 18, 6], [22, 15, 9]])
@example([[1, 0], [0, 80]])
@example([[0, 3, 0], [3, 0, 0], [0, 0, 50]])
def test_nobody_can_compute_a_small_cell_or_total_from_what_is_shown(table):
    shown = suppressed_table(table)
    assert_nothing_small_is_found_out(table, shown.cells, shown.rows, shown.columns)


@settings(deadline=None)
@given(tables)
@example([[0, 3, 0], [3, 0, 0], [0, 0, 50]])
def test_where_anything_is_shown_small_cells_withstand_somebody_who_knows_all_totals(table):
    shown = suppressed_table(table)
    if any(count is not None for row in shown.cells for count in row):
        assert_nothing_small_is_found_out(table, shown.cells, *totals_of(table))


@settings(deadline=None)
@given(rows)
def test_nobody_can_compute_a_small_count_of_a_row(counts):
    shown = suppressed_row(counts)
    known = [
        (dict.fromkeys(range(len(counts)), 1), sum(counts)),
        *(({place: 1}, count) for place, count in enumerate(shown) if count is not None),
    ]
    small = [place for place, count in enumerate(counts) if count in SMALL]
    for least, most in feasible(len(counts), known, small).values():
        assert least < most


def test_the_solver_finds_out_a_cell_that_is_hidden_alone():
    table = [[29, 9], [9, 3]]
    with pytest.raises(AssertionError):
        assert_nothing_small_is_found_out(table, [[29, 9], [9, None]], *totals_of(table))


# ------------------------------------------------------------------ laws


@settings(deadline=None)
@given(tables)
def test_what_is_shown_is_true_and_never_small(table):
    shown = suppressed_table(table)
    of_rows, of_columns = totals_of(table)
    for lines, true in ((shown.cells, table), ([shown.rows], [of_rows]), ([shown.columns], [of_columns])):
        for line, counts in zip(lines, true, strict=True):
            for seen, count in zip(line, counts, strict=True):
                assert seen is None or (seen == count and count not in SMALL)


@settings(deadline=None)
@given(tables)
def test_nothing_is_hidden_where_nothing_is_small(table):
    large = [[count if count not in SMALL else 5 for count in row] for row in table]
    assert suppressed_table(large).cells == tuple(map(tuple, large))


@settings(deadline=None)
@given(rows, st.randoms())
def test_a_row_hides_as_much_in_any_order_of_the_options(counts, random):
    shuffled = random.sample(counts, len(counts))
    hidden = sorted(count for count, seen in zip(counts, suppressed_row(counts), strict=True) if seen is None)
    again = sorted(
        count for count, seen in zip(shuffled, suppressed_row(shuffled), strict=True) if seen is None
    )
    assert hidden == again


def test_where_everybody_chose_the_same_before_reading_not_even_totals_are_shown():
    shown = suppressed_table([[0, 0], [48, 3]])
    assert shown.cells == ((None, None), (None, None))
    assert (shown.rows, shown.columns) == ((None, None), (None, None))


def test_an_option_that_nobody_chose_is_not_hidden_for_company():
    shown = suppressed_table([[29, 2, 0], [9, 18, 0], [22, 15, 0]])
    assert [row[2] for row in shown.cells] == [0, 0, 0]
    assert (shown.rows, shown.columns) == ((31, 27, 37), (60, 35, 0))


def test_a_small_total_is_hidden_and_cannot_be_computed_from_the_other_lines():
    shown = suppressed_table([[1, 2, 0], [9, 18, 6], [22, 15, 9]])
    assert shown.rows[0] is None
    assert None in shown.rows[1:]


# ------------------------------------------------------------------ what is computed from a table


square = st.integers(2, 4).flatmap(
    lambda size: st.lists(st.lists(cells, min_size=size, max_size=size), min_size=size, max_size=size).filter(
        lambda table: any(map(any, table))
    )
)


@settings(deadline=None)
@given(square, st.data())
def test_what_may_be_computed_is_the_same_for_all_tables_that_are_shown_alike(table, data):
    shown = suppressed_table(table)
    other = one_reader_moved(table, data)
    if suppressed_table(other) != shown:
        return
    size = range(len(table))
    for one in size:
        if shown.shows_option(one):
            for formula in (swing, conversion, retention):
                assert formula(table, one) == formula(other, one)
        for two in size:
            if one != two and shown.shows_pair(one, two):
                for formula in (contrast, direct):
                    assert formula(table, one, two) == formula(other, one, two)
    if shown.shows_changed():
        assert changed(table) == changed(other)
    if shown.shows_all():
        assert table == other


def one_reader_moved(table, data):
    """Answer the table with one reader moved round a rectangle of cells, where there are readers to move."""
    rows, columns = (data.draw(st.permutations(range(len(table)))) for _ in range(2))
    other = [list(row) for row in table]
    for i, j, more in ((0, 0, 1), (0, 1, -1), (1, 1, 1), (1, 0, -1)):
        other[rows[i]][columns[j]] += more
    return other if min(map(min, other)) >= 0 else table


def test_numbers_are_shown_only_where_every_cell_in_them_is():
    shown = suppressed_table([[3, 9, 20], [9, 3, 9], [30, 10, 50]])
    assert shown.cells == ((None, None, 20), (None, None, 9), (30, 10, 50))
    assert [shown.shows_option(option) for option in range(3)] == [False, False, True]
    assert not shown.shows_pair(0, 2)
    assert not shown.shows_changed()
    assert not shown.shows_all()
    few = suppressed_table([[29, 2, 1], [9, 18, 3], [22, 10, 5]])
    assert all(few.shows_option(option) for option in range(3))
    assert few.shows_changed()
    assert not few.shows_pair(0, 1)
    assert suppressed_table([[29, 9], [9, 18]]).shows_pair(0, 1)
    assert suppressed_table([[29, 9], [9, 18]]).shows_all()


# ------------------------------------------------------------------ parts of the whole


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        ([30, 20], [60, 40], True),
        ([30, 0], [60, 40], True),
        ([30, 40], [60, 40], True),
        ([0, 0], [0, 0], True),
        ([30, 4], [60, 40], False),
        ([30, 36], [60, 40], False),
        ([59, 20], [60, 40], False),
        ([60, 40], [60, 40], True),
        ([], [], True),
    ],
)
def test_a_part_is_shown_only_where_neither_it_nor_the_rest_has_a_small_cell(part, whole, shown):
    assert may_show(part, whole) is shown


def test_groups_that_may_each_be_shown_are_hidden_where_a_third_would_follow():
    whole, groups = [22, 30], [[10, 15], [10, 10]]
    assert all(may_show(group, whole) for group in groups)
    assert not may_show_all(groups, whole)
    assert not may_show_all([*groups, [2, 5]], whole)
    assert may_show_all([[10, 15], [12, 15]], whole)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=4), st.data())
def test_groups_that_may_all_be_shown_leave_no_small_difference_of_any_of_them(groups, data):
    whole = [sum(column) for column in zip(*groups, strict=True)]
    some = data.draw(st.lists(st.sampled_from(range(len(groups))), unique=True))
    if may_show_all(groups, whole):
        for option in range(3):
            assert whole[option] - sum(groups[group][option] for group in some) not in SMALL


@pytest.mark.parametrize(("part", "whole"), [([5], [4]), ([-1], [4]), ([1, 2], [3])])
def test_a_part_that_is_no_part_is_refused(part, whole):
    with pytest.raises(ValueError, match=r"Groups|zip"):
        may_show(part, whole)
