"""Results as a file for programs and spreadsheets: one line for each cell that a page shows."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from debates.stances.telling.shapes import Part

FORMULA = re.compile("[=+@\t\r\n＝＋－＠-]")
NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


def as_csv(head: Sequence[str], facts: Mapping[str, str], parts: Iterable[Part], hidden: str) -> str:
    """Answer the tables of these parts as a file: the part, the table, row, column, value and a note.

    `head` names these six columns. `facts` come first: what the file is about, by name. `hidden` is the note
    beside a value that is left out because it is hidden.
    """
    of_facts = [("", "", name, "", value, "") for name, value in facts.items()]
    return csv_of(head, [*of_facts, *(line for part in parts for line in lines_of(part, hidden))])


def csv_of(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Answer a file of these lines under that head, in which no spreadsheet finds a formula."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerows(map(harmless, line) for line in (head, *lines))
    return file.getvalue()


def lines_of(part: Part, hidden: str) -> Iterator[tuple[str, ...]]:
    """Answer a line for each cell of a part’s tables that says something, or hides it."""
    for table in part.every_table:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                said = ("", hidden) if cell is None else (cell.plain, "")
                if any(said):
                    yield part.title, table.caption, row.heading.whole, column.whole, *said


def harmless(text: str) -> str:
    """Answer the text so that no spreadsheet takes it for a formula; a number stays one."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text
