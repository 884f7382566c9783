"""Percentages add up, and never say nobody or everybody of somebody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debates.stances.percentages import shown_percentages, whole_percentages

some_counts = st.lists(st.integers(0, 10**7), min_size=1, max_size=9).filter(any)


@pytest.mark.parametrize(
    ("counts", "percentages"),
    [
        ([1, 1, 1], (34, 33, 33)),
        ([1, 1, 1, 1, 1, 1], (17, 17, 17, 17, 16, 16)),
        ([333, 333, 334], (33, 33, 34)),
        ([199, 1], (100, 0)),
        ([], None),
        ([0, 0], None),
    ],
)
def test_percentages_are_the_worked_ones(counts, percentages):
    assert whole_percentages(counts) == percentages


@pytest.mark.parametrize(
    ("counts", "texts"),
    [
        ([199, 1], (">99%", "<1%")),
        ([1, 399], ("<1%", ">99%")),
        ([1, 199], ("1%", "99%")),
        ([200, 0], ("100%", "0%")),
        ([60, 40], ("60%", "40%")),
        ([], None),
        ([0, 0, 0], None),
    ],
)
def test_shown_percentages_say_nobody_and_everybody_only_where_it_is_so(counts, texts):
    assert shown_percentages(counts) == texts


@settings(deadline=None)
@given(some_counts)
def test_percentages_add_up_and_are_less_than_one_off(counts):
    percentages = whole_percentages(counts)
    assert sum(percentages) == 100
    for percentage, count in zip(percentages, counts, strict=True):
        assert abs(percentage - 100 * count / sum(counts)) < 1
        assert count or percentage == 0


@settings(deadline=None)
@given(some_counts)
def test_more_ballots_never_show_a_smaller_percentage(counts):
    percentages = whole_percentages(counts)
    ranked = sorted(zip(counts, percentages, strict=True))
    assert [percentage for _, percentage in ranked] == sorted(percentages)


@settings(deadline=None)
@given(some_counts, st.integers(1, 1000))
def test_percentages_depend_on_the_shares_alone(counts, times):
    assert whole_percentages([count * times for count in counts]) == whole_percentages(counts)


@settings(deadline=None)
@given(some_counts)
def test_the_shown_text_of_an_option_is_a_hundred_percent_only_where_all_chose_it(counts):
    for text, count in zip(shown_percentages(counts), counts, strict=True):
        assert (text == "100%") == (count == sum(counts))
        assert (text == "0%") == (count == 0)
