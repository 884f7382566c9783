"""What of a table of counts may be shown without showing a single reader.

A small cell counts 1 to 4 readers: somebody who knows a few of them could read off how one has answered.
Small cells are hidden. That is not enough, for totals are known: a cell that is hidden alone in its row
follows from the others. So more cells are hidden (complementary suppression, as in official statistics;
Hundepool and others, Statistical Disclosure Control, 2012), until no small cell can be computed. Nobody and
five or more are not small.

A result of some readers only (a tier, an arm, a filter) says something about the rest, too: who knows the
whole subtracts. Such results are shown only where both they and what they leave are free of small cells.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from debates.stances.statistics import Table

SMALL = range(1, 5)
"""As many readers as must not be told apart."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of counts with its totals; None stands for what is hidden. The total of all is always known.

    What is computed from a transition matrix gives hidden cells away as surely as the cells themselves: it
    may stand beside the table where it follows from what the table shows.
    """

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]

    def shows_option(self, option: int) -> bool:
        """Answer whether an option's swing with its interval, conversion and retention may be shown."""
        return None not in (self.rows[option], self.columns[option], self.cells[option][option])

    def shows_pair(self, one: int, other: int) -> bool:
        """Answer whether the contrast of two options and the exchange between them may be shown."""
        exchanged = (self.cells[one][other], self.cells[other][one])
        return self.shows_option(one) and self.shows_option(other) and None not in exchanged

    def shows_changed(self) -> bool:
        """Answer whether it may be shown how many readers changed their answer."""
        return all(row[option] is not None for option, row in enumerate(self.cells))

    def shows_all(self) -> bool:
        """Answer whether every cell is shown, from which everything follows, Stuart–Maxwell too."""
        return not any(count is None for row in self.cells for count in row)


def may_show(part: Sequence[int], whole: Sequence[int]) -> bool:
    """Answer whether the counts of some readers may be shown beside those of all.

    Only where no cell of the part is small, and no cell of the rest. Raises `ValueError` as `may_show_all`
    does.
    """
    return may_show_all([part], whole)


def may_show_all(parts: Sequence[Sequence[int]], whole: Sequence[int]) -> bool:
    """Answer whether the counts of several groups without a common reader may be shown beside those of all.

    All or none: where two of three tiers were shown, the third would follow from the whole. A rest that
    belongs to no group counts as one more group. Raises `ValueError` where the groups do not add up to at
    most the whole.
    """
    rest = [every - sum(counts) for every, *counts in zip(whole, *parts, strict=True)]
    if min(rest, default=0) < 0 or any(count < 0 for part in parts for count in part):
        raise ValueError("Groups of readers cannot count more than all readers do.")
    return not any(count in SMALL for part in [*parts, rest] for count in part)


def suppressed_row(counts: Sequence[int]) -> tuple[int | None, ...]:
    """Answer the counts of one row as they may be shown to somebody who knows its total.

    Small ones are hidden; where that is only one, the smallest other one as well, of equal ones the first.
    """
    hidden = {option for option, count in enumerate(counts) if count in SMALL}
    others = [option for option in range(len(counts)) if option not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda option: counts[option]))
    return tuple(None if option in hidden else count for option, count in enumerate(counts))


def suppressed_table(matrix: Table) -> ShownTable:
    """Answer a table as it may be shown to somebody who knows how many readers there are in all.

    Small cells and small totals are hidden, and then as many others as it takes: in every line that has one
    hidden cell the smallest other one, rows first, then columns, until there is no such line; and wherever a
    small cell could still be computed, because others cannot be less than nobody, the smallest one in its row
    or column. Small cells withstand even somebody who knows all totals from elsewhere. Where that cannot be,
    as when everybody chose the same before reading, nothing is shown, the totals neither.
    """
    rows, columns = [sum(row) for row in matrix], [sum(column) for column in zip(*matrix, strict=True)]
    alone = _Grid([list(row) for row in matrix], barren=_barren(rows, columns))
    extended = _Grid(
        [*([*row, of_row] for row, of_row in zip(matrix, rows, strict=True)), [*columns, sum(rows)]],
        barren=_barren([*rows, sum(rows)], [*columns, sum(rows)]),
        has_totals=True,
    )
    if alone.protect():
        extended.hidden |= alone.hidden
        if extended.protect():
            return extended.shown()
    extended.hidden = {place for row in extended.rows for place in row}
    return extended.shown()


def _barren(rows: Sequence[int], columns: Sequence[int]) -> set[Place]:
    """Answer the places in lines that count nobody: hiding one hides nothing."""
    return {(i, j) for i, row in enumerate(rows) for j, column in enumerate(columns) if not row or not column}


@dataclass(slots=True)
class _Grid:
    """A table whose lines add up to what everybody knows, and the places in it that are hidden so far.

    With totals, the last column and the last row are the totals, and the corner is the total of all.
    """

    counts: list[list[int]]
    barren: set[Place]
    has_totals: bool = False
    hidden: set[Place] = field(default_factory=set)

    @property
    def rows(self) -> list[list[Place]]:
        """Answer the places, row by row; the total of all is never hidden and has none."""
        height, width = len(self.counts), len(self.counts[0])
        corner = (height - 1, width - 1) if self.has_totals else None
        return [[(i, j) for j in range(width) if (i, j) != corner] for i in range(height)]

    @property
    def columns(self) -> list[list[Place]]:
        """Answer the same places, column by column."""
        places = [place for row in self.rows for place in row]
        return [[place for place in places if place[1] == j] for j in range(len(self.counts[0]))]

    def shown(self) -> ShownTable:
        """Answer the table with its totals, None in the places that are hidden."""
        lines = [
            tuple(None if (i, j) in self.hidden else count for j, count in enumerate(row))
            for i, row in enumerate(self.counts)
        ]
        return ShownTable(
            cells=tuple(line[:-1] for line in lines[:-1]),
            rows=tuple(line[-1] for line in lines[:-1]),
            columns=lines[-1][:-1],
        )

    def protect(self) -> bool:
        """Hide the small places and what else it takes; answer whether none of them can be computed then."""
        places = [place for row in self.rows for place in row]
        small = [place for place in places if self._count(place) in SMALL]
        self.hidden |= set(small)
        while True:
            self._hide_company()
            exposed = [place for place in small if not self._is_free(place)]
            if not exposed:
                return True
            row, column = exposed[0]
            near = [place for place in places if place[0] == row or place[1] == column]
            if not (self._hide_smallest(near) or self._hide_smallest(places)):
                return False

    def _hide_company(self) -> None:
        """Hide a second place in every line that has only one hidden."""
        hid = True
        while hid:
            hid = False
            for line in [*self.rows, *self.columns]:
                if len(self.hidden.intersection(line)) == 1:
                    hid |= self._hide_smallest(line)

    def _hide_smallest(self, places: Iterable[Place]) -> bool:
        """Hide the smallest of the places that is not hidden, a total only where there is no cell."""
        able = [place for place in places if place not in self.hidden and place not in self.barren]
        if able:
            self.hidden.add(min(able, key=lambda place: (self._is_total(place), self._count(place), place)))
        return bool(able)

    def _is_free(self, place: Place) -> bool:
        """Answer whether a hidden place could hold another count than it does, as far as anybody can tell.

        It could where one reader can be moved round a ring of hidden places, by turns one more and one less,
        so that all lines still add up and no place falls below nobody. Such rings connect all tables that fit
        the same totals (they are the whole points of a transportation polytope).
        """
        row, column = place[0], ~place[1]
        return self._leads(column, row, place) or (self._can_fall(place) and self._leads(row, column, place))

    def _leads(self, start: int, end: int, without: Place) -> bool:
        """Answer whether a ring that begins at the one line can be closed at the other, `without` the place.

        Row i is called i, column j is called ~j. A step from a row to a column is one more in their place, a
        step back is one less.
        """
        others = self.hidden - {without}
        steps = {(i, ~j) for i, j in others} | {(~j, i) for i, j in others if self._can_fall((i, j))}
        reached, grown = set[int](), {start}
        while grown:
            reached |= grown
            grown = {after for before, after in steps if before in grown} - reached
        return end in reached

    def _can_fall(self, place: Place) -> bool:
        # A total stands against its cells: it is what everybody else than its line's readers are that falls.
        count = self._count(place)
        return self.counts[-1][-1] - count > 0 if self._is_total(place) else count > 0

    def _is_total(self, place: Place) -> bool:
        return self.has_totals and (place[0] == len(self.counts) - 1 or place[1] == len(self.counts[0]) - 1)

    def _count(self, place: Place) -> int:
        return self.counts[place[0]][place[1]]
