"""What the report about moderation counts by, and which of its numbers may be shown.

It counts by calendar half-years and years. Small numbers are hidden as in the results of a poll
(`stances.suppression`), for they tell what happened to a person whom somebody may know. A year is the sum of
its halves: so the three stand in one table, whose totals everybody knows. What is hidden looks the same
whether it is small itself or would tell what is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from debates.stances.suppression import SMALL, suppressed_row, suppressed_table

LEAST = SMALL.stop
"""Of fewer, nothing is told: no median, no rate."""

Halves = tuple[int, int]
"""How many there were in the first and in the second half of a year."""

Shown = tuple[int | None, int | None, int | None]
"""The same as it may be shown, and of the whole year; None stands for what is hidden."""


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year with its halves, in the time of one zone."""

    number: int
    zone: tzinfo

    @property
    def start(self) -> datetime:
        """Answer its first moment."""
        return datetime(self.number, 1, 1, tzinfo=self.zone)

    @property
    def middle(self) -> datetime:
        """Answer the first moment of its second half."""
        return datetime(self.number, 7, 1, tzinfo=self.zone)

    @property
    def end(self) -> datetime:
        """Answer the first moment that is no longer in it."""
        return datetime(self.number + 1, 1, 1, tzinfo=self.zone)

    @property
    def spans(self) -> tuple[tuple[datetime, datetime], ...]:
        """Answer from when and until when each of the periods is: first half, second half, year."""
        return (self.start, self.middle), (self.middle, self.end), (self.start, self.end)

    def runs(self, now: datetime) -> tuple[bool, bool, bool]:
        """Answer of each of the three periods whether it is not over yet."""
        first, second, whole = (now < end for _start, end in self.spans)
        return first, second, whole


@dataclass(frozen=True, slots=True)
class ShownCounts:
    """Counts by what they count, and their total, as they may be shown.

    `is_small` says that the total of the year is small itself: then nothing is shown that counts anybody.
    """

    rows: Mapping[str, Shown]
    total: Shown
    is_small: bool = False

    @property
    def hides(self) -> bool:
        """Answer whether anything is hidden."""
        return any(None in shown for shown in (*self.rows.values(), self.total))


def shown_counts(counts: Mapping[str, Halves]) -> ShownCounts:
    """Answer these counts as they may be shown to somebody who knows how many there were in the year."""
    keys, matrix = [*counts], [[*halves] for halves in counts.values()]
    sums = sum(row[0] for row in matrix), sum(row[1] for row in matrix)
    if sum(sums) in SMALL:
        rows = {key: hidden_unless_nothing(halves) for key, halves in counts.items()}
        return ShownCounts(rows, hidden_unless_nothing(sums), is_small=True)
    used = [key for key, row in zip(keys, matrix, strict=True) if any(row)]
    if len(used) > 1 and all(sums):
        return of_table(counts, used)
    if len(used) > 1:
        half = 0 if sums[0] else 1
        column = shown_line([row[half] for row in matrix])
        shown = {key: in_one_half(count, half) for key, count in zip(keys, column, strict=True)}
        return ShownCounts(shown, in_one_half(sum(sums), half))
    first, second = shown_line(sums)
    rows = {key: (first, second, sum(sums)) if key in used else (0, 0, 0) for key in keys}
    return ShownCounts(rows, (first, second, sum(sums)))


def of_table(counts: Mapping[str, Halves], used: Sequence[str]) -> ShownCounts:
    """Answer counts in two halves and several rows, `used`, where the totals of all of these are known."""
    table = suppressed_table([counts[key] for key in used])
    rows: dict[str, Shown] = dict.fromkeys(counts, (0, 0, 0))
    for key, (first, second), total in zip(used, table.cells, table.rows, strict=True):
        rows[key] = (first, second, total)
    first, second = table.columns
    return ShownCounts(rows, (first, second, sum(map(sum, counts.values()))))


def in_one_half(count: int | None, half: int) -> Shown:
    """Answer a count in the only half that has any."""
    return (count, 0, count) if half == 0 else (0, count, count)


def hidden_unless_nothing(halves: Halves) -> Shown:
    """Answer nobody as 0, and everything else hidden."""
    first, second = halves
    return first and None, second and None, (first + second) and None


def shown_line(counts: Sequence[int]) -> tuple[int | None, ...]:
    """Answer the counts of one line as they may be shown to somebody who knows its total.

    As `suppressed_row` does with those that count anybody. Where they count one each, their sum would say so:
    others are hidden with them, the smallest first, those that count nobody last.
    """
    some = [place for place, count in enumerate(counts) if count]
    kept = suppressed_row([counts[place] for place in some])
    hidden = {place for place, count in zip(some, kept, strict=True) if count is None}
    others = sorted(set(range(len(counts))) - hidden, key=lambda place: (not counts[place], counts[place]))
    while hidden and others and sum(counts[place] for place in hidden) == len(hidden):
        hidden.add(others.pop(0))
    return tuple(None if place in hidden else count for place, count in enumerate(counts))
