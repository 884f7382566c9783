"""The file: one line a cell, nothing that a spreadsheet would run."""

import csv
from io import StringIO

import pytest

from debates.stances.telling.file import as_csv, harmless
from debates.stances.telling.shapes import NOTHING, Details, Heading, Part, Row, Table, Value

HEAD = ("part", "table", "row", "column", "value", "note")


def read(text: str) -> list[list[str]]:
    return [*csv.reader(StringIO(text))]


def table(*cells: Value | None) -> Table:
    columns = tuple(Heading(f"Column {number}") for number in range(len(cells)))
    return Table("Caption", columns, (Row(Heading("Dredge it", "A"), cells),))


def test_each_cell_is_a_line_and_a_hidden_one_is_empty_with_a_note() -> None:
    part = Part("votes", "Votes", (), (table(Value("7,411", "7411"), None, NOTHING),))
    assert read(as_csv(HEAD, {"state": "Closed."}, [part], "hidden: few")) == [
        [*HEAD],
        ["", "", "state", "", "Closed.", ""],
        ["Votes", "Caption", "A: Dredge it", "Column 0", "7411", ""],
        ["Votes", "Caption", "A: Dredge it", "Column 1", "", "hidden: few"],
    ]


def test_what_stands_behind_a_click_is_in_the_file_too() -> None:
    part = Part("movement", "Movement", (), (), "", Details((), (table(Value("1", "1")),)))
    assert len(read(as_csv(HEAD, {}, [part], ""))) == 2


@pytest.mark.parametrize(
    "text", ["=1+1", "+x", "-x", "@sum", "\t=1", "\r=1", "\n=1", "＝1", "-1-1", "+1(2)", "-"]
)
def test_what_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert read(as_csv(HEAD, {text: text}, [], ""))[1][4] == f"'{text}"


@pytest.mark.parametrize("text", ["-1.5", "14.5", "+3", "7411", "42%", "<1%", "A: =1+1", "", "A - B"])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
