"""Numbers as people read them."""

import pytest
from django.utils import translation

from debates.stances.shown_results import shown_counts
from debates.stances.statistics import ChiSquare, Estimate, Share
from debates.stances.telling import words
from debates.stances.telling.shapes import Value


def test_a_count_has_marks_between_thousands_for_people_and_none_for_programs() -> None:
    assert words.count_cell(7411) == Value("7,411", "7411")
    assert words.count_cell(None) is None
    with translation.override("fr"):
        assert words.number(7411) == "7\xa0411"


@pytest.mark.parametrize(
    ("difference", "text"),
    [(0.145, "+14.5"), (-0.015, "−1.5"), (0.0, "0.0"), (-0.0004, "0.0"), (0.0004, "0.0"), (-1.0, "−100.0")],
)
def test_a_change_has_its_sign_and_nothing_has_none(difference: float, text: str) -> None:
    assert words.points(difference) == text


def test_a_program_reads_a_change_as_a_number() -> None:
    assert words.points_cell(Estimate(-0.015, 0.03)) == Value("−1.5", "-1.5")
    assert words.points_cell(Estimate(-0.0004, 0.03)) == Value("0.0", "0.0")


def test_an_estimate_comes_with_its_interval() -> None:
    assert words.with_interval(Estimate(0.145, 0.03345)) == "+14.5 (+7.9 to +21.1)"


@pytest.mark.parametrize(("p", "text"), [(0.115318, "0.115"), (0.000065, "< 0.001"), (1.0, "1.000")])
def test_a_p_is_written_as_statisticians_do(p: float, text: str) -> None:
    assert words.p_value(p) == text


def test_a_test_names_its_numbers() -> None:
    assert words.chi_square(ChiSquare(19.283102, 2)) == "χ² = 19.28, df = 2, p < 0.001"
    assert words.chi_square(ChiSquare(0.666667, 1)) == "χ² = 0.67, df = 1, p = 0.414"


@pytest.mark.parametrize(
    ("share", "short", "long"),
    [
        (Share(39, 130), "39 of 130 (30%)", "30.0% (22.8% to 38.4%)"),
        (Share(60, 70), "60 of 70 (86%)", "85.7% (75.7% to 92.1%)"),
        (Share(12, 29), "12 of 29", "12 of 29"),
        (Share(1, 1000), "1 of 1,000 (<1%)", "0.1% (0.0% to 0.6%)"),
        (Share(0, 0), "0 of 0", "0 of 0"),
    ],
)
def test_a_share_is_a_percentage_from_thirty_on(share: Share, short: str, long: str) -> None:
    assert [cell and cell.text for cell in (words.share_cell(share), words.exact_share_cell(share))] == [
        short,
        long,
    ]


def test_a_count_stands_with_its_share_where_there_is_one() -> None:
    few, many, hiding = shown_counts((9, 5)), shown_counts((90, 10)), shown_counts((90, 10, 1))
    assert [words.votes_with_share(few, 0), words.votes_with_share(many, 0)] == ["9", "90 (90%)"]
    assert words.votes_with_share(hiding, 2) is None
