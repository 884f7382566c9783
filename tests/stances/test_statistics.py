"""The formulas give the worked numbers, agree with other people's libraries, and keep their laws."""

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import SquareTable
from statsmodels.stats.contingency_tables import mcnemar as mcnemar_elsewhere
from statsmodels.stats.proportion import proportion_confint

from debates.stances import statistics
from debates.stances.statistics import (
    changed,
    chi_square_tail,
    contrast,
    conversion,
    direct,
    homogeneity,
    mcnemar,
    poisson_upper_tail,
    retention,
    stuart_maxwell,
    swing,
    wilson,
)

MATRIX = [[60, 6, 4], [14, 46, 10], [25, 15, 20]]
A, B, UNSURE = range(3)

counts = st.integers(0, 300)


def matrices(least: int = 2, most: int = 6, cells: st.SearchStrategy[int] = counts):
    return st.integers(least, most).flatmap(
        lambda size: st.lists(
            st.lists(cells, min_size=size, max_size=size), min_size=size, max_size=size
        ).filter(lambda matrix: sum(map(sum, matrix)) > 0)
    )


def relabelled(matrix, order):
    return [[matrix[row][column] for column in order] for row in order]


def transposed(matrix):
    return [list(column) for column in zip(*matrix, strict=True)]


# ------------------------------------------------------------------ the worked numbers


@pytest.mark.parametrize(
    ("count", "of", "interval"),
    [
        (0, 0, (0.0, 1.0)),
        (0, 1, (0.0, 0.793451)),
        (7, 10, (0.396778, 0.892209)),
        (10, 10, (0.722467, 1.0)),
        (60, 100, (0.502003, 0.690599)),
        (600, 1000, (0.569309, 0.629925)),
    ],
)
def test_wilson_gives_the_worked_intervals(count, of, interval):
    assert wilson(count, of) == pytest.approx(interval, abs=5e-7)


@pytest.mark.parametrize(("b", "c", "p"), [(86, 150, 3.71594e-05), (2, 9, 0.0654297), (10, 10, 1.0)])
def test_mcnemar_gives_the_worked_p(b, c, p):
    assert mcnemar(b, c) == pytest.approx(p, rel=1e-5)


@pytest.mark.parametrize(
    ("matrix", "statistic", "df", "p"),
    [
        ([[12, 7, 3], [30, 70, 20], [13, 34, 32]], 23.5709322525, 2, 7.614425e-06),
        ([[30, 0, 0], [0, 10, 2], [0, 4, 8]], 0.666667, 1, 0.414216),
        ([[10, 0, 0], [0, 20, 0], [0, 0, 5]], 0.0, 0, 1.0),
    ],
)
def test_stuart_maxwell_gives_the_worked_tests(matrix, statistic, df, p):
    test = stuart_maxwell(matrix)
    assert (test.statistic, test.df, test.p) == (
        pytest.approx(statistic, abs=5e-7),
        df,
        pytest.approx(p, rel=1e-5),
    )


@pytest.mark.parametrize(
    ("option", "value", "low", "high"),
    [(A, 0.1450, 0.0794, 0.2106), (B, -0.0150, -0.0807, 0.0507), (UNSURE, -0.1300, -0.1997, -0.0603)],
)
def test_swing_gives_the_worked_numbers(option, value, low, high):
    found = swing(MATRIX, option)
    assert (found.value, *found.interval) == pytest.approx((value, low, high), abs=5e-5)


def test_contrast_gives_the_worked_numbers():
    found = contrast(MATRIX, A, B)
    assert found.value == pytest.approx(0.16)
    assert found.se == pytest.approx(0.05676, abs=5e-6)
    assert found.interval == pytest.approx((0.0487, 0.2713), abs=5e-5)


def test_conversion_and_retention_give_the_worked_numbers():
    converted, retained = conversion(MATRIX, A), retention(MATRIX, A)
    assert (converted.count, converted.of) == (39, 130)
    assert converted.interval == pytest.approx((0.2279, 0.3836), abs=5e-5)
    assert (retained.count, retained.of) == (60, 70)
    assert retained.interval == pytest.approx((0.7566, 0.9205), abs=5e-5)


def test_direct_exchange_gives_the_worked_numbers():
    exchange = direct(MATRIX, A, B)
    assert (exchange.gained, exchange.lost) == (14, 6)
    assert exchange.p == pytest.approx(0.115318, abs=5e-7)


def test_any_change_gives_the_worked_numbers():
    assert (changed(MATRIX).count, changed(MATRIX).of) == (74, 200)
    assert stuart_maxwell(MATRIX).statistic == pytest.approx(19.283102, abs=5e-7)
    assert stuart_maxwell(MATRIX).p == pytest.approx(6.5e-05, rel=1e-2)


# ------------------------------------------------------------------ against other libraries


@pytest.mark.parametrize("df", [*range(1, 26), 49, 64, 99, 100, 400])
@pytest.mark.parametrize("times", [1e-6, 0.01, 0.3, 0.9, 1, 1.1, 2, 5, 12])
def test_chi_square_tail_agrees_with_scipy(df, times):
    assert chi_square_tail(df * times, df) == pytest.approx(scipy.stats.chi2.sf(df * times, df), rel=1e-9)


@pytest.mark.parametrize("mean", [0.001, 0.5, 1, 1.5, 3, 10, 42.5, 300, 5000])
def test_poisson_upper_tail_agrees_with_scipy(mean):
    for count in {0, 1, 2, 5, 10, 25, 100, int(mean), int(mean) + 1, int(mean * 1.3), int(mean * 2)}:
        assert poisson_upper_tail(count, mean) == pytest.approx(
            scipy.stats.poisson.sf(count - 1, mean), rel=1e-9, abs=1e-300
        )


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_wilson_agrees_with_statsmodels(one, other):
    of, count = max(one, other, 1), min(one, other)
    assert wilson(count, of) == pytest.approx(
        proportion_confint(count, of, method="wilson"), rel=1e-9, abs=1e-12
    )


@settings(deadline=None)
@given(st.integers(0, 3000), st.integers(0, 3000))
def test_mcnemar_agrees_with_statsmodels(b, c):
    assume(b + c)
    assert mcnemar(b, c) == pytest.approx(mcnemar_elsewhere([[0, b], [c, 0]], exact=True).pvalue, rel=1e-9)


def test_mcnemar_of_a_million_readers_agrees_with_scipy():
    expected = scipy.stats.binomtest(498_000, 10**6, 0.5).pvalue
    assert mcnemar(498_000, 502_000) == pytest.approx(expected, rel=1e-8)


@settings(deadline=None)
@given(matrices(cells=st.integers(1, 300)))
def test_stuart_maxwell_agrees_with_statsmodels(matrix):
    expected = SquareTable(np.array(matrix, dtype=float), shift_zeros=False).homogeneity()
    found = stuart_maxwell(matrix)
    assert found.df == expected.df
    assert found.statistic == pytest.approx(expected.statistic, rel=1e-7, abs=1e-9)
    assert found.p == pytest.approx(expected.pvalue, rel=1e-6)


@settings(deadline=None)
@given(matrices())
def test_swing_is_the_mean_of_what_each_reader_did(matrix):
    cells = [(row, column) for row in range(len(matrix)) for column in range(len(matrix))]
    times = [matrix[row][column] for row, column in cells]
    scores = np.repeat([(column == 0) - (row == 0) for row, column in cells], times)
    against = np.repeat(
        [(column == 0) - (row == 0) - (column == 1) + (row == 1) for row, column in cells], times
    )
    for found, each in ((swing(matrix, 0), scores), (contrast(matrix, 0, 1), against)):
        assert found.value == pytest.approx(each.mean(), abs=1e-12)
        assert found.se == pytest.approx(each.std() / math.sqrt(len(each)), abs=1e-9)


@settings(deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda options: st.lists(
            st.lists(st.integers(1, 200), min_size=options, max_size=options), min_size=2, max_size=4
        )
    )
)
def test_homogeneity_agrees_with_scipy(groups):
    expected = scipy.stats.chi2_contingency(groups, correction=False)
    found = homogeneity(groups)
    assert (found.df, found.statistic, found.p) == (
        expected.dof,
        pytest.approx(expected.statistic, rel=1e-9, abs=1e-12),
        pytest.approx(expected.pvalue, rel=1e-9),
    )


# ------------------------------------------------------------------ laws


@settings(deadline=None)
@given(matrices(), st.randoms())
def test_no_test_depends_on_the_order_of_the_options(matrix, random):
    order = random.sample(range(len(matrix)), len(matrix))
    other = relabelled(matrix, order)
    assert stuart_maxwell(other) == stuart_maxwell(matrix)
    assert changed(other) == changed(matrix)
    for place, option in enumerate(order):
        assert swing(other, place) == swing(matrix, option)
        assert conversion(other, place) == conversion(matrix, option)
        assert retention(other, place) == retention(matrix, option)


@settings(deadline=None)
@given(matrices())
def test_what_one_option_gains_the_others_lose(matrix):
    assert math.fsum(swing(matrix, option).value for option in range(len(matrix))) == pytest.approx(0)
    forth, back = contrast(matrix, 0, 1), contrast(matrix, 1, 0)
    assert (forth.value, forth.se) == (-back.value, back.se)
    assert forth.value == pytest.approx(swing(matrix, 0).value - swing(matrix, 1).value)


@settings(deadline=None)
@given(matrices())
def test_reading_the_table_backwards_turns_the_swing_and_keeps_the_test(matrix):
    backwards = transposed(matrix)
    assert stuart_maxwell(backwards) == stuart_maxwell(matrix)
    assert swing(backwards, 0).value == -swing(matrix, 0).value


@settings(deadline=None)
@given(matrices(cells=st.sampled_from([0, 0, 0, 1, 7])))
def test_every_p_is_a_probability_even_where_most_cells_are_empty(matrix):
    assert 0 <= stuart_maxwell(matrix).p <= 1
    assert 0 <= homogeneity(matrix).p <= 1
    assert 0 <= direct(matrix, 0, 1).p <= 1


@settings(deadline=None)
@given(counts, counts)
def test_with_two_options_stuart_maxwell_is_mcnemars_statistic(gained, lost):
    assume(gained + lost)
    test = stuart_maxwell([[5, lost], [gained, 5]])
    assert (test.statistic, test.df) == (pytest.approx((gained - lost) ** 2 / (gained + lost)), 1)


def test_options_that_exchange_no_readers_are_tested_apart_and_added():
    apart = [[9, 4, 0, 0], [1, 9, 0, 0], [0, 0, 9, 8], [0, 0, 2, 9]]
    test = stuart_maxwell(apart)
    assert (test.statistic, test.df) == (pytest.approx(9 / 5 + 36 / 10), 2)


def test_groups_and_options_without_anybody_are_left_out_of_homogeneity():
    full = homogeneity([[30, 20], [10, 40]])
    assert homogeneity([[30, 0, 20], [0, 0, 0], [10, 0, 40]]) == full
    assert (homogeneity([[3, 4], [0, 0]]).df, homogeneity([[3, 4], [0, 0]]).p) == (0, 1.0)
    assert (homogeneity([]).df, homogeneity([]).p) == (0, 1.0)


def test_where_everybody_did_the_same_the_standard_error_is_exactly_nothing():
    matrix = [[0, 0], [977, 0]]
    assert (swing(matrix, 0).value, swing(matrix, 0).se) == (1.0, 0.0)
    assert (contrast(matrix, 0, 1).value, contrast(matrix, 0, 1).se) == (2.0, 0.0)


def test_intervals_at_the_ends_are_exactly_the_ends():
    for of in range(1, 2000):
        assert wilson(0, of).low == 0.0
        assert wilson(of, of).high == 1.0


# ------------------------------------------------------------------ what makes no sense


@pytest.mark.parametrize("matrix", [[[0, 0], [0, 0]], [], [[1, 2]], [[1, 2], [3]], [[1, -1], [2, 3]]])
def test_a_matrix_that_counts_nobody_or_badly_is_refused(matrix):
    for formula in (statistics.size_of, changed):
        with pytest.raises(ValueError, match=r"reading|columns as rows|negative"):
            formula(matrix)


def test_arguments_outside_their_range_are_refused():
    for refused in (
        lambda: wilson(2, 1),
        lambda: wilson(-1, 1),
        lambda: mcnemar(-1, 2),
        lambda: chi_square_tail(-0.1, 1),
        lambda: chi_square_tail(1, -1),
        lambda: poisson_upper_tail(1, 0),
        lambda: stuart_maxwell([[1, 2]]),
    ):
        with pytest.raises(ValueError, match=r"\.$"):
            refused()


def test_a_chi_square_without_a_degree_of_freedom_is_always_nothing():
    assert (chi_square_tail(0, 0), chi_square_tail(0.1, 0)) == (1.0, 0.0)
