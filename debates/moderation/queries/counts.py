"""What was moderated in a year, counted by its halves: twelve queries with those of the years, however much.

Notices count once their address is confirmed, under the day when they were sent. A decision that was taken
back before its letter was due has never been: neither it nor what took it back counts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from debates.moderation.measures import RESTRICTIVE, Ground, Measure, Sanction, Source
from debates.moderation.models import (
    Appeal,
    AppealOutcome,
    Decision,
    Notice,
    Outcome,
    Penalty,
    Rule,
    State,
)
from debates.moderation.policies import LETTER_AFTER
from debates.moderation.transparency import LEAST, Halves, Year

LAW, SCREENING = "law", "screening"
OPEN = "open"
"""What has no outcome yet."""

Tally = dict[str, Halves]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Median:
    """Half of them took no longer than `took`; None where there were too few to say so."""

    count: int
    took: timedelta | None


Medians = tuple[Median, Median, Median]
"""Of the first half of a year, of the second, and of the year."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a year: tables by name, medians by name, and the title of each rule by its key."""

    tables: Mapping[str, Tally]
    medians: Mapping[str, Medians]
    titles: Mapping[str, str]


def years_reported(now: datetime, zone: tzinfo) -> tuple[int, ...]:
    """Answer the years since the first notice or decision, the newest first. Two queries."""
    notice = taken().aggregate(first=Min("created_at"))["first"]
    decision = Decision.objects.aggregate(first=Min("at"))["first"]
    first = min(filter(None, (notice, decision)), default=None)
    if first is None:
        return ()
    return tuple(range(now.astimezone(zone).year, first.astimezone(zone).year - 1, -1))


def counted_in(year: Year) -> Counted:
    """Answer what was moderated in a year. Eight queries."""
    rules = every_rule()
    grounds = [*(rule_key(key) for key in rules.titles), LAW]
    notices, decisions, appeals = notices_in(year), decisions_in(year), appeals_in(year)
    tables = {
        "notices_by_ground": folded(notices, rules.ground_of, grounds),
        "notices_by_sender": folded(notices, sender_of, ["account", "address"]),
        "notices_by_outcome": folded(notices, outcome_of, [OPEN, *filter(None, Outcome.values)]),
        "decisions_by_measure": folded(decisions, measure_of, [measure.value for measure in Measure]),
        "decisions_by_ground": folded(
            [row for row in decisions if row["measure"] in RESTRICTIVE],
            rules.ground_of,
            [*grounds, SCREENING],
        ),
        "decisions_by_source": folded(decisions, source_of, [source.value for source in Source]),
        "decisions_by_means": folded(decisions, means_of, MEANS),
        "penalties": folded(penalties_in(year), sanction_of, [sanction.value for sanction in Sanction]),
        "appeals_by_side": folded(appeals, side_of, ["author", "notifier", "penalised"]),
        "appeals_by_outcome": folded(appeals, outcome_of, [OPEN, *filter(None, AppealOutcome.values)]),
    }
    medians = {
        "notice_to_decision": medians_of(
            Notice.objects.filter(settled_by__isnull=False), "confirmed_at", "settled_at", year
        ),
        "appeal_to_reply": medians_of(
            Appeal.objects.exclude(outcome=AppealOutcome.OPEN), "created_at", "decided_at", year
        ),
    }
    return Counted(tables, medians, rules.titles)


# ---------------------------------------------------------------- what is counted by what


MEANS = ("automated", "found", "judged", "by_people")
"""How automated a decision was: held without a person; found by the screening, and restricted or not by a
person; found and decided by people alone."""


def rule_key(key: str) -> str:
    """Answer by what the report knows a rule, apart from what is no rule."""
    return f"rule:{key}"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that there ever were: of each its key, by its number; of each key the title it last had."""

    keys: Mapping[int, str]
    titles: Mapping[str, str]

    def ground_of(self, row: Row) -> str:
        """Answer the rule that a notice or a decision names, or that it is a law or the screening."""
        return rule_key(self.keys[row["rule_id"]]) if row["ground"] == Ground.RULES else row["ground"]


def sender_of(row: Row) -> str:
    """Answer whether a notice came from an account or from a confirmed address, or from nobody named."""
    return "account" if row["has_account"] else "address"


def outcome_of(row: Row) -> str:
    """Answer what became of a notice or an appeal."""
    return row["outcome"] or OPEN


def measure_of(row: Row) -> str:
    """Answer what a decision did."""
    return str(row["measure"])


def source_of(row: Row) -> str:
    """Answer what led to a decision."""
    return str(row["source"])


def means_of(row: Row) -> str:
    """Answer how automated a decision was: one of `MEANS`."""
    if row["automated_decision"]:
        return "automated"
    if not row["automated_detection"]:
        return "by_people"
    return "found" if row["measure"] in RESTRICTIVE else "judged"


def sanction_of(row: Row) -> str:
    """Answer what was done to a person."""
    return str(row["sanction"])


def side_of(row: Row) -> str:
    """Answer who appealed."""
    if row["of_penalty"]:
        return "penalised"
    return "author" if row["by_author"] else "notifier"


def folded(rows: Iterable[Row], key_of: Callable[[Row], str], keys: Iterable[str]) -> Tally:
    """Answer how many there were in each half, by what `key_of` answers; those of `keys` come first."""
    tally: dict[str, list[int]] = {key: [0, 0] for key in keys}
    for row in rows:
        tally.setdefault(key_of(row), [0, 0])[row["half"]] += row["n"]
    return {key: (first, second) for key, (first, second) in tally.items()}


# ---------------------------------------------------------------- questions to the tables


def taken() -> QuerySet[Notice]:
    """Answer the notices that were taken: those whose address was confirmed."""
    return Notice.objects.exclude(state=State.UNCONFIRMED)


def within(moment: str, year: Year) -> Q:
    """Answer the condition that a moment lies in a year."""
    return Q(**{f"{moment}__gte": year.start, f"{moment}__lt": year.end})


def half_of(moment: str, year: Year) -> Case:
    """Answer in which half of the year a moment lies, 0 or 1."""
    return Case(When(**{f"{moment}__lt": year.middle}, then=Value(0)), default=Value(1))


def grouped(rows: QuerySet[Any], moment: str, year: Year, *by: str, **also: Any) -> list[Row]:
    """Answer how many rows there are in a year, by half and by these columns, in one query."""
    found = rows.filter(within(moment, year)).order_by()
    return [*found.values(*by, half=half_of(moment, year), **also).annotate(n=Count("pk"))]


def notices_in(year: Year) -> list[Row]:
    """Answer the notices of a year, also those whose sender is forgotten: an account that is gone, or a name.

    Who has no account confirms an address, and so a while later, or is excepted from saying who they are.
    """
    has_account = Q(notifier__isnull=False) | Q(confirmed_at=F("created_at"), is_excepted=False)
    return grouped(
        taken(),
        "created_at",
        year,
        "ground",
        "rule_id",
        "outcome",
        has_account=Case(When(has_account, then=Value(1)), default=Value(0)),
    )


DECIDED = ("measure", "ground", "rule_id", "source", "automated_detection", "automated_decision")
"""What is known of each decision that is counted."""


def decisions_in(year: Year) -> list[Row]:
    """Answer the decisions of a year, less those that were taken back at once. Two queries.

    Those are few: counted apart, they spare all others a look at what came after.
    """
    back = Decision.objects.filter(measure=Measure.UNDO, at__lt=F("supersedes__at") + LETTER_AFTER)
    around = back.filter(within("supersedes__at", year) | within("at", year)).order_by()
    columns = (*DECIDED, *(f"supersedes__{column}" for column in DECIDED), "at", "supersedes__at")
    found = grouped(Decision.objects.all(), "at", year, *DECIDED)
    for row in around.values(*columns):
        for before in ("", "supersedes__"):
            if year.start <= row[f"{before}at"] < year.end:
                half = int(row[f"{before}at"] >= year.middle)
                found.append({**{column: row[before + column] for column in DECIDED}, "half": half, "n": -1})
    return found


def penalties_in(year: Year) -> list[Row]:
    """Answer what was done to people in a year, also what was lifted since."""
    undone_at_once = Q(
        decision__superseded_by__measure=Measure.UNDO,
        decision__superseded_by__at__lt=F("decision__at") + LETTER_AFTER,
    )
    return grouped(Penalty.objects.exclude(undone_at_once), "at", year, "sanction")


def appeals_in(year: Year) -> list[Row]:
    """Answer the appeals of a year."""
    by_author = Case(When(notice__isnull=True, then=Value(1)), default=Value(0))
    of_penalty = Case(When(penalty__isnull=False, then=Value(1)), default=Value(0))
    columns = {"by_author": by_author, "of_penalty": of_penalty}
    return grouped(Appeal.objects.all(), "created_at", year, "outcome", **columns)


def every_rule() -> Rules:
    """Answer every rule that there ever was, those of the last version first."""
    keys: dict[int, str] = {}
    titles: dict[str, str] = {}
    for pk, key, title in Rule.objects.order_by("-terms__number", "order").values_list("pk", "key", "title"):
        keys[pk] = key
        titles.setdefault(key, title)
    return Rules(keys, titles)


def medians_of(rows: QuerySet[Any], start: str, end: str, year: Year) -> Medians:
    """Answer how long it took from one moment to another that lies in a year, in one query."""
    took = ExpressionWrapper(F(end) - F(start), output_field=DurationField())
    timed = rows.filter(within(end, year)).order_by().annotate(took=took, half=half_of(end, year))
    columns = places("half") | places()
    placed = timed.annotate(**columns).filter(in_the_middle("half") | in_the_middle())
    found = [*placed.values("half", "took", *columns)]
    first, second = (middle_of([row for row in found if row["half"] == half], "half") for half in (0, 1))
    return first, second, middle_of(found)


def places(group: str = "") -> dict[str, Window]:
    """Answer in which place each row stands in its group, or among all, and how many there are."""
    by = F(group) if group else None
    place = Window(RowNumber(), partition_by=by, order_by=[F("took").asc(), F("pk").asc()])
    return {f"row{group}": place, f"of{group}": Window(Count("pk"), partition_by=by)}


def in_the_middle(group: str = "") -> Q:
    """Answer what the row in the middle of each group, or of all, meets, or the two."""
    of = F(f"of{group}")
    return Q(**{f"row{group}__gte": (of + 1) / 2, f"row{group}__lte": of / 2 + 1})


def middle_of(rows: list[Row], group: str = "") -> Median:
    """Answer the median of a group, or of all, whose one or two rows in the middle are among these."""
    places = ((row["took"], row[f"row{group}"], row[f"of{group}"]) for row in rows)
    middle = [(took, of) for took, place, of in places if (of + 1) // 2 <= place <= of // 2 + 1]
    if not middle:
        return Median(0, None)
    count = middle[0][1]
    took = sum((took for took, _of in middle), timedelta(0)) / len(middle)
    return Median(count, took if count >= LEAST else None)
