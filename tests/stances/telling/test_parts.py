"""What each part of the results says, in words and in tables."""

from typing import Any

import pytest

from debates.stances.options import EssaysRead, Tier
from debates.stances.shown_results import shown_results
from debates.stances.telling.parts import parts_of
from debates.stances.telling.poll import Poll
from debates.stances.telling.shapes import Heading, Part, Table
from tests.stances.snapshots import AFTER, counted_of, halves, nobody_moved

OPTIONS = ("p:1", "p:2", "both", "unsure")
POLL = Poll(
    answers=(
        Heading("Dredge it", "A"),
        Heading("Leave it", "B"),
        Heading("Both persuade me"),
        Heading("Unsure"),
    ),
    language="en",
    direction="ltr",
    crowds=("1 March 2026, 09:10 UTC",),
)
MATRIX = ((60, 6, 0, 8), (14, 46, 0, 10), (0, 0, 0, 0), (25, 15, 0, 20))
VISITORS = {"tier": Tier.UNVERIFIED}
BURST = "2026-03-01T09:10"


def parts(
    *groups: tuple[Any, dict[str, Any]], after: Any = AFTER, matrix: Any = None, apart: Any = ()
) -> dict[str, Part]:
    counted = counted_of(OPTIONS, [*halves(after), *groups], matrix or nobody_moved(OPTIONS))
    return {part.name: part for part in parts_of(shown_results(counted, apart), POLL)}


def lines(table: Table) -> list[str]:
    """Answer the table as text: a line a row, hidden cells as a question mark."""
    return [
        " | ".join([row.heading.whole, *("?" if cell is None else cell.text for cell in row.cells)])
        for row in table.rows
    ]


def said(part: Part) -> str:
    return " ".join(part.sentences).replace('<span lang="en" dir="ltr">', "").replace("</span>", "")


def test_positions_come_first_then_both_then_unsure_each_with_its_interval() -> None:
    [table] = parts()["votes"].tables
    assert [column.text for column in table.columns] == ["Votes", "Share", "95% interval"]
    assert lines(table) == [
        "A: Dredge it | 171 | 42% | 36.8% to 46.3%",
        "B: Leave it | 150 | 36% | 31.9% to 41.2%",
        "Both persuade me | 61 | 15% | 11.7% to 18.6%",
        "Unsure | 30 | 7% | 5.1% to 10.2%",
        "All | 412 |  | ",
    ]


def test_few_votes_are_counts_alone() -> None:
    part = parts(after=(14, 10, 5, 0))["votes"]
    assert lines(part.tables[0]) == [
        "A: Dredge it | 14",
        "B: Leave it | 10",
        "Both persuade me | 5",
        "Unsure | 0",
        "All | 29",
    ]
    assert "Percentages show from 30 votes." in said(part)


def test_votes_without_an_account_have_a_table_of_their_own() -> None:
    part = parts(((30, 20, 10, 5), VISITORS))["votes"]
    assert [table.caption for table in part.tables] == ["With an account", "Without an account"]
    assert [lines(table)[-1] for table in part.tables] == ["All | 412 |  | ", "All | 65 |  | "]
    assert "nobody can tell whether one person gave several" in said(part)


def test_votes_without_an_account_that_tell_somebody_apart_are_hidden_and_said_to_be() -> None:
    part = parts(((31, 20, 10, 4), VISITORS))["votes"]
    assert len(part.tables) == 1
    assert "Votes without an account: Hidden, because fewer than five readers could be told apart." in said(
        part
    )


@pytest.mark.parametrize(("ballots", "number"), [(40, "40 ballots"), (3, "fewer than five ballots")])
def test_what_moderators_set_apart_is_said_with_when_it_came(ballots: int, number: str) -> None:
    crowd = ((ballots, 0, 0, 0), {**VISITORS, "burst": BURST})
    part = parts(crowd, ((30, 20, 10, 5), VISITORS), apart=[BURST])["votes"]
    assert f"Not counted: {number} without an account" in said(part)
    assert "(1 March 2026, 09:10 UTC)" in said(part)


def test_movement_waits_for_enough_readers() -> None:
    part = parts()["movement"]
    assert (part.tables, part.picture, part.details) == ((), "", None)
    assert said(part) == "What moved is shown from 50 readers on who voted before and after reading."


def test_movement_is_a_table_then_numbers_that_need_no_statistics() -> None:
    part = parts(matrix=MATRIX)["movement"]
    table, gains = part.tables
    assert lines(table) == [
        "A: Dredge it | 60 | 6 | 0 | 8 | 74",
        "B: Leave it | 14 | 46 | 0 | 10 | 70",
        "Both persuade me | 0 | 0 | 0 | 0 | 0",
        "Unsure | 25 | 15 | 0 | 20 | 60",
        "All | 99 | 67 | 0 | 38 | 204",
    ]
    assert lines(gains) == [
        "A: Dredge it | +12.3 | 39 of 130 (30%) | 60 of 74 (81%)",
        "B: Leave it | −1.5 | 21 of 134 (16%) | 46 of 70 (66%)",
        "Both persuade me | 0.0 | 0 of 204 (0%) | 0 of 0",
        "Unsure | −10.8 | 18 of 144 (13%) | 20 of 60 (33%)",
    ]
    assert "6 went from A: Dredge it to B: Leave it, 14 the opposite way." in said(part)
    assert part.picture.startswith("<svg")


def test_statisticians_find_tests_and_intervals_by_name() -> None:
    details = parts(matrix=MATRIX)["movement"].details
    assert details is not None
    text = " ".join(details.sentences)
    assert "moved by more than chance makes likely (Stuart–Maxwell: χ² = 12.90, df = 2, p = 0.002)" in text
    assert "38.2% (31.8% to 45.1%) changed their answer" in text
    estimates, contrasts = details.tables
    assert (
        lines(estimates)[0]
        == "A: Dredge it | +12.3 (+5.5 to +19.0) | 30.0% (22.8% to 38.4%) | 81.1% (70.7% to 88.4%)"
    )
    assert lines(contrasts) == ["A\u00a0:\u00a0B | +13.7 (+2.6 to +24.9) | 14 | 6 | 0.115"]


def test_little_movement_is_called_what_chance_could_do() -> None:
    details = parts(matrix=((60, 6, 0, 8), (7, 46, 0, 10), (0, 0, 0, 0), (9, 9, 0, 20)))["movement"].details
    assert details is not None
    assert "chance alone could explain what moved" in " ".join(details.sentences)


def test_the_worked_example_of_the_vectors_comes_out() -> None:
    part = parts(matrix=((60, 6, 0, 4), (14, 46, 0, 10), (0, 0, 0, 0), (25, 15, 0, 20)))["movement"]
    assert part.hides
    assert lines(part.tables[1])[0] == "A: Dredge it | +14.5 | 39 of 130 (30%) | 60 of 70 (86%)"
    assert part.details is not None
    estimates, contrasts = part.details.tables
    assert lines(estimates)[:2] == [
        "A: Dredge it | +14.5 (+7.9 to +21.1) | 30.0% (22.8% to 38.4%) | 85.7% (75.7% to 92.1%)",
        "B: Leave it | −1.5 (−8.1 to +5.1) | 16.2% (10.8% to 23.4%) | 65.7% (54.0% to 75.8%)",
    ]
    assert lines(contrasts) == ["A\u00a0:\u00a0B | ? | ? | ? | ?"]
    assert "went from" not in said(part)
    assert "Stuart–Maxwell" not in " ".join(part.details.sentences)


def test_with_three_positions_every_two_stand_against_each_other() -> None:
    options = ("p:1", "p:2", "p:3", "both", "unsure")
    matrix = [[30 if row == column else 6 for column in range(5)] for row in range(5)]
    answers = (*POLL.answers[:2], Heading("Wait", "C"), *POLL.answers[2:])
    shown = shown_results(counted_of(options, [], matrix))
    part = {part.name: part for part in parts_of(shown, Poll(answers, "en", "ltr"))}["movement"]
    assert part.details is not None
    assert [row.heading.text.replace("\u00a0", " ") for row in part.details.tables[1].rows] == [
        "A : B",
        "A : C",
        "B : C",
    ]
    assert "went from" not in said(part)


def test_the_order_of_positions_is_audited() -> None:
    part = parts()["order"]
    assert "The order made no clear difference" in said(part)
    arms, balanced = part.tables
    assert [column.text for column in arms.columns] == ["A B", "B A"]
    assert lines(arms)[0] == "A: Dredge it | 85 (41%) | 86 (42%)"
    assert lines(balanced)[0] == "A: Dredge it | 41.5% | 41.5%"


def test_an_order_that_moved_readers_is_said_to_have() -> None:
    groups = [((90, 20, 9, 9), {"arm": 0}), ((20, 90, 9, 9), {"arm": 1})]
    counted = counted_of(OPTIONS, groups, nobody_moved(OPTIONS))
    part = {part.name: part for part in parts_of(shown_results(counted), POLL)}["order"]
    assert "The order made a difference, by more than chance alone makes likely" in said(part)


def test_few_votes_tell_nothing_of_the_order() -> None:
    part = parts(after=(20, 10, 0, 0))["order"]
    assert "too few votes to tell" not in said(part)
    groups = [((25, 5, 0, 0), {"arm": 0}), ((5, 0, 0, 0), {"arm": 1})]
    counted = counted_of(OPTIONS, groups, nobody_moved(OPTIONS))
    part = {part.name: part for part in parts_of(shown_results(counted), POLL)}["order"]
    assert "too few votes to tell" in said(part)
    assert "order" not in parts(after=(19, 10, 0, 0))


def test_an_order_that_few_saw_is_hidden() -> None:
    groups = [((90, 20, 9, 9), {"arm": 0}), ((5, 5, 1, 0), {"arm": 1})]
    counted = counted_of(OPTIONS, groups, nobody_moved(OPTIONS))
    part = {part.name: part for part in parts_of(shown_results(counted), POLL)}["order"]
    assert part.tables == ()
    assert "Hidden, because fewer than five readers could be told apart." in said(part)


@pytest.mark.parametrize(
    ("name", "of", "columns", "line"),
    [
        ("exposed", {"exposed": True}, ["Results not seen", "Results seen"], "171 (42%) | 20 (59%)"),
        (
            "read",
            {"read": EssaysRead.BOTH},
            ["Read every essay", "Not known, or not every one"],
            "20 (59%) | 171 (42%)",
        ),
    ],
)
def test_a_filter_stands_beside_all_others(
    name: str, of: dict[str, Any], columns: list[str], line: str
) -> None:
    [table] = parts(((20, 5, 0, 9), of))[name].tables
    assert [column.text for column in table.columns] == columns
    assert lines(table)[0] == f"A: Dredge it | {line}"
    hidden = parts(((20, 5, 0, 4), of))[name]
    assert hidden.tables == ()
    assert "Hidden, because fewer than five readers could be told apart." in said(hidden)
    assert name not in parts()
