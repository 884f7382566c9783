"""What the public is told about moderation in a year, in words and tables (DSA Arts 15 and 24).

The page and the file tell the same numbers. Where the site does without the report there is none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from debates.moderation.measures import Source
from debates.moderation.models import AppealOutcome, Outcome
from debates.moderation.models.decisions import MEASURE_LABELS, SANCTION_LABELS
from debates.moderation.obligations import Obligation, is_on
from debates.moderation.queries.counts import (
    LAW,
    OPEN,
    SCREENING,
    Counted,
    Median,
    Medians,
    Tally,
    counted_in,
    years_reported,
)
from debates.moderation.transparency import LEAST, Shown, ShownCounts, Year, shown_counts
from debates.stances.telling.file import csv_of
from debates.stances.telling.shapes import Heading, Row, Table, Value
from debates.stances.telling.words import count_cell

Label = str | Promise

FRESH_SECONDS = 60
"""For so long numbers stand that were counted."""

SOURCE_LABELS = {
    Source.NOTICE: pgettext_lazy("what led to a decision", "A notice"),
    Source.OWN: pgettext_lazy("what led to a decision", "The moderators’ own initiative"),
    Source.SCREENING: pgettext_lazy("what led to a decision", "The screening"),
    Source.APPEAL: pgettext_lazy("what led to a decision", "An appeal"),
}
OUTCOME_LABELS = {OPEN: pgettext_lazy("what became of a notice", "Open"), **dict(Outcome.choices)}
APPEAL_LABELS = {OPEN: pgettext_lazy("what became of an appeal", "Open"), **dict(AppealOutcome.choices)}
LABELS: Mapping[str, Mapping[str, Label]] = {
    "notices_by_ground": {LAW: _("Illegal")},
    "notices_by_sender": {
        "account": pgettext_lazy("who sent a notice", "Readers with an account"),
        "address": pgettext_lazy("who sent a notice", "People without one"),
    },
    "notices_by_outcome": OUTCOME_LABELS,
    "decisions_by_measure": {measure.value: label for measure, label in MEASURE_LABELS.items()},
    "decisions_by_ground": {
        LAW: _("Illegal"),
        SCREENING: _("Not judged yet: held by the screening"),
    },
    "decisions_by_source": {source.value: label for source, label in SOURCE_LABELS.items()},
    "decisions_by_means": {
        "automated": _("Held by the screening, without a person"),
        "found": _("Found by the screening, and restricted by a person"),
        "judged": _("Found by the screening, and not restricted by a person"),
        "by_people": _("Found and decided by people"),
    },
    "penalties": {sanction.value: label for sanction, label in SANCTION_LABELS.items()},
    "appeals_by_side": {
        "author": pgettext_lazy("who appeals", "Authors of comments"),
        "notifier": pgettext_lazy("who appeals", "People who had reported one"),
        "penalised": pgettext_lazy("who appeals", "People who were warned or suspended for misuse"),
    },
    "appeals_by_outcome": APPEAL_LABELS,
    "medians": {
        "notice_to_decision": _("From a notice to the decision about it"),
        "appeal_to_reply": _("From an appeal to the answer"),
    },
}
"""What each row is called, besides the rules, which have titles."""

CAPTIONS: Mapping[str, Label] = {
    "notices_by_ground": _("Notices by what they say the comment is against"),
    "notices_by_sender": _("Notices by who sent them"),
    "notices_by_outcome": _("Notices by what became of them"),
    "decisions_by_measure": _("Decisions by what was done"),
    "decisions_by_ground": _("Decisions that took something from somebody, by ground"),
    "decisions_by_source": _("Decisions by what led to them"),
    "decisions_by_means": _("Decisions by how they came about"),
    "penalties": _("What was done to people"),
    "appeals_by_side": _("Appeals by who sent them"),
    "appeals_by_outcome": _("Appeals by what became of them"),
    "medians": _("Half of them took no longer than"),
}


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of the report; `name` and `keys`, one for each row, stay the same in every language."""

    name: str
    keys: tuple[str, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class ReportPart:
    """What the report says of one matter."""

    name: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[ReportTable, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A half-year or a year: its code in the file, its heading, and whether it is not over yet."""

    code: str
    name: str
    so_far: bool

    @property
    def heading(self) -> str:
        """Answer what stands above its numbers."""
        if not self.so_far:
            return self.name
        # Translators: above numbers of a half-year or a year that is not over, as in “2026, so far”.
        return _now("%(period)s, so far") % {"period": self.name}


@dataclass(frozen=True, slots=True)
class Report:
    """The report about a year. `years` are all that there are, the newest first; without any, `year` is 0."""

    year: int
    years: tuple[int, ...]
    periods: tuple[Period, ...] = ()
    parts: tuple[ReportPart, ...] = ()

    @property
    def hides(self) -> bool:
        """Answer whether any number of it is hidden."""
        return any(shown.table.hides for part in self.parts for shown in part.tables)


def report_of(number: int | None, now: datetime) -> Report | None:
    """Answer the report about a year, the newest where none is named; nothing where there is none."""
    if not is_on(Obligation.REPORT):
        return None
    zone = timezone.get_default_timezone()
    years = years_reported(now, zone)
    if number is None and not years:
        return Report(0, ())
    chosen = years[0] if number is None else number
    if chosen not in years:
        return None
    year = Year(chosen, zone)
    columns = [place for place, (start, _end) in enumerate(year.spans) if start <= now]
    periods = periods_of(year, now)
    told = Told(counted_lately(year), tuple(columns), tuple(periods[place] for place in columns))
    return Report(chosen, years, told.periods, told.parts())


def counted_lately(year: Year) -> Counted:
    """Answer what was counted of a year, at most a minute ago: anybody may ask, again and again."""
    key = f"moderation-report-{year.number}-{year.zone}"
    found: Counted | None = cache.get(key)
    if found is None:
        found = counted_in(year)
        cache.set(key, found, FRESH_SECONDS)
    return found


def periods_of(year: Year, now: datetime) -> tuple[Period, ...]:
    """Answer the halves of a year and the year."""
    first, second, whole = year.runs(now)
    name = str(year.number)
    return (
        Period(f"{name}-H1", pgettext("half of a year", "January to June"), first),
        Period(f"{name}-H2", pgettext("half of a year", "July to December"), second),
        Period(name, name, whole),
    )


# ---------------------------------------------------------------- its parts


@dataclass(frozen=True, slots=True)
class Told:
    """What was counted, and which of the three columns of numbers are told, under which headings."""

    counted: Counted
    columns: tuple[int, ...]
    periods: tuple[Period, ...]

    def parts(self) -> tuple[ReportPart, ...]:
        """Answer the parts of the report."""
        return (
            ReportPart(
                "notices",
                _now("Notices"),
                (
                    _now(
                        "What readers and others reported. People decide about every notice, never a machine."
                    ),
                ),
                self.tables("notices_by_ground", "notices_by_sender", "notices_by_outcome"),
            ),
            ReportPart(
                "decisions",
                _now("Decisions"),
                (
                    _now(
                        "What moderators and automatic checks did about comments. The checks hold or report"
                        " comments; only people remove, collapse or erase them."
                    ),
                ),
                self.tables(*(name for name in CAPTIONS if name.startswith("decisions_"))),
            ),
            ReportPart(
                "people",
                _now("Warnings, suspensions and bans"),
                (_now("Notices are no longer taken from people who repeatedly sent unfounded ones."),),
                self.tables("penalties"),
            ),
            ReportPart(
                "appeals",
                _now("Appeals"),
                (_now("Decided by people, where possible by another than whoever decided first."),),
                self.tables("appeals_by_side", "appeals_by_outcome"),
            ),
            ReportPart(
                "times",
                _now("How long it took"),
                (),
                (self.medians(),),
            ),
        )

    def tables(self, *names: str) -> tuple[ReportTable, ...]:
        """Answer these tables, as much of them as may be shown."""
        return tuple(self.counts(name, self.counted.tables[name]) for name in names)

    def counts(self, name: str, tally: Tally) -> ReportTable:
        """Answer a table of counts with its total."""
        shown = shown_counts(tally)
        rows = [Row(self.heading(name, key), self.cells(of_key)) for key, of_key in shown.rows.items()]
        total = Row(Heading(pgettext("total of a table", "All")), self.total(shown), is_total=True)
        return self.table(name, (*tally, "total"), (*rows, total))

    def medians(self) -> ReportTable:
        """Answer the table of how long things took."""
        rows = [
            Row(self.heading("medians", name), self.times(medians))
            for name, medians in self.counted.medians.items()
        ]
        return self.table("medians", tuple(self.counted.medians), rows)

    def table(self, name: str, keys: tuple[str, ...], rows: Iterable[Row]) -> ReportTable:
        """Answer a table under the headings of the periods."""
        columns = tuple(Heading(period.heading) for period in self.periods)
        return ReportTable(name, keys, Table(str(CAPTIONS[name]), columns, tuple(rows)))

    def heading(self, name: str, key: str) -> Heading:
        """Answer what a row is called."""
        kind, _colon, rule = key.partition(":")
        return Heading(self.counted.titles[rule] if rule and kind == "rule" else str(LABELS[name][key]))

    def cells(self, shown: Shown) -> tuple[Value | None, ...]:
        """Answer the cells of a row of counts."""
        return tuple(count_cell(shown[place]) for place in self.columns)

    def total(self, shown: ShownCounts) -> tuple[Value | None, ...]:
        """Answer the cells of the total; where that is small it says so, and no more."""
        cells = self.cells(shown.total)
        if not shown.is_small:
            return cells
        # Translators: in place of a number from 1 to 4.
        few = Value(_now("fewer than %(count)d") % {"count": LEAST}, f"<{LEAST}")
        return (*cells[:-1], few)

    def times(self, medians: Medians) -> tuple[Value | None, ...]:
        """Answer the cells of a row of medians."""
        return tuple(time_cell(medians[place]) for place in self.columns)


def time_cell(median: Median) -> Value | None:
    """Answer a median in words, in whole seconds for programs; None where there were too few."""
    if not median.count:
        return Value("–", "")
    if median.took is None:
        return None
    return Value(in_words(median.took), str(round(median.took.total_seconds())))


MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


def in_words(took: timedelta) -> str:
    """Answer how long something took, in minutes up to two hours, in hours up to two days, else in days."""
    seconds = round(took.total_seconds())
    if seconds < MINUTE:
        return _now("less than a minute")
    if seconds < 2 * HOUR:
        count = round(seconds / MINUTE)
        return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
    if seconds < 2 * DAY:
        count = round(seconds / HOUR)
        return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    count = round(seconds / DAY)
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


# ---------------------------------------------------------------- as a file

COLUMNS = ("period", "so_far", "part", "table", "row", "title", "value", "note")
"""What the file's columns are called, for good: programs read them."""


def report_file(report: Report) -> str:
    """Answer exactly what the page shows as a file, CSV in UTF-8: a line for each number."""
    return csv_of(COLUMNS, lines_of(report))


def lines_of(report: Report) -> Iterable[tuple[str, ...]]:
    """Answer a line for each number of the report; a median is in seconds."""
    for part in report.parts:
        for shown in part.tables:
            for key, row in zip(shown.keys, shown.table.rows, strict=True):
                for period, cell in zip(report.periods, row.cells, strict=True):
                    said = (cell.plain, "") if cell else ("", "hidden")
                    so_far = "yes" if period.so_far else "no"
                    yield period.code, so_far, part.name, shown.name, key, row.heading.text, *said
