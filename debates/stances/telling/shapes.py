"""What results look like where they are told: finished values, the same for a page and for a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """What a row or a column is about. Where that is a position its letter is there, and the text is in the
    language of the debate. `short` is what stands above a column of numbers instead.
    """

    text: str
    letter: str = ""
    short: str = ""

    @property
    def whole(self) -> str:
        """Answer the heading as one text."""
        return f"{self.letter}: {self.text}" if self.letter else self.text


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell says: `text` to people, `plain` to programs, without marks between thousands."""

    text: str
    plain: str


NARROW = 3
"""So many columns of numbers stand beside their headings on the narrowest screen."""

NOTHING = Value("", "")
"""A cell that has nothing to say, and hides nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a cell is None where it is hidden. `is_total` says that it adds up the others."""

    heading: Heading
    cells: tuple[Value | None, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption."""

    caption: str
    columns: tuple[Heading, ...]
    rows: tuple[Row, ...]

    @property
    def hides(self) -> bool:
        """Answer whether any cell is hidden."""
        return any(cell is None for row in self.rows for cell in row.cells)

    @property
    def is_wide(self) -> bool:
        """Answer whether it may be wider than a narrow screen, and has to scroll there."""
        return len(self.columns) > NARROW


@dataclass(frozen=True, slots=True)
class Details:
    """What stands behind a click, for those who know statistics."""

    sentences: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that results say: in words, in tables, in a picture. `picture` is safe SVG, or empty."""

    name: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    picture: str = ""
    details: Details | None = None

    @property
    def every_table(self) -> tuple[Table, ...]:
        """Answer the tables, those behind a click too."""
        return (*self.tables, *(self.details.tables if self.details else ()))

    @property
    def hides(self) -> bool:
        """Answer whether any cell of it is hidden."""
        return any(table.hides for table in self.every_table)
