"""Every order of the positions weighs the same, and an order that moved the answers is found out."""

import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from debates.stances.order_balance import audit_order, balanced_shares

ARMS = [[60, 35, 25], [48, 50, 22]]

some_arms = st.integers(2, 5).flatmap(
    lambda options: st.lists(
        st.lists(st.integers(0, 500), min_size=options, max_size=options).filter(any), min_size=1, max_size=4
    )
)


def test_balanced_shares_are_the_worked_ones():
    assert [round(100 * share, 2) for share in balanced_shares(ARMS)] == [45.0, 35.42, 19.58]


def test_an_order_that_was_shown_more_often_weighs_no_more():
    often = [[count * 7 for count in ARMS[0]], ARMS[1]]
    assert balanced_shares(often) == pytest.approx(balanced_shares(ARMS))


@pytest.mark.parametrize("arms", [[], [[0, 0], [1, 2]], [[0, 0]]])
def test_no_balanced_share_is_given_while_an_order_has_no_ballot(arms):
    assert balanced_shares(arms) is None


@settings(deadline=None)
@given(some_arms)
def test_balanced_shares_add_up_to_one(arms):
    assert sum(balanced_shares(arms)) == pytest.approx(1)


@settings(deadline=None)
@given(some_arms)
def test_the_audit_does_not_depend_on_which_order_is_called_first(arms):
    one, other = audit_order(arms), audit_order(arms[::-1])
    assert one.test.statistic == pytest.approx(other.test.statistic)
    assert one.least_expected == other.least_expected
    assert 0 <= one.test.p <= 1


def test_the_audit_agrees_with_scipy():
    expected = scipy.stats.chi2_contingency(ARMS, correction=False)
    found = audit_order(ARMS)
    assert found.test.df == 2
    assert found.test.p == pytest.approx(expected.pvalue)
    assert found.least_expected == expected.expected_freq.min()
    assert found.is_reliable


def test_an_order_that_moves_the_answers_is_found_and_one_that_does_not_is_not():
    assert audit_order([[80, 20, 20], [40, 60, 20]]).test.p < 1e-6
    assert audit_order([[50, 30, 20], [100, 60, 40]]).test.p == 1.0


def test_an_audit_of_few_ballots_is_called_unreliable():
    assert not audit_order([[8, 3], [2, 8]]).is_reliable
    assert not audit_order([[90, 30], [0, 0]]).is_reliable
    assert not audit_order([]).is_reliable


def test_options_that_nobody_chose_do_not_make_an_audit_unreliable():
    assert audit_order([[50, 40, 0], [30, 60, 0]]).is_reliable
