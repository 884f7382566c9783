"""How often somebody reported without ground, or broke the rules: what proposals follow from.

Each list takes the same queries however many people there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from debates.comments.models import Comment
from debates.moderation.measures import Ground, Measure, Sanction
from debates.moderation.misuse import PERIOD, UNFOUNDED_NOTICES, VIOLATIONS, Record, Threshold
from debates.moderation.models import Decision, Misuse, Notice, Outcome, Penalty, Proposal, State
from debates.moderation.models.appeals import PROPOSED

THRESHOLDS = {Misuse.NOTICES: UNFOUNDED_NOTICES, Misuse.VIOLATIONS: VIOLATIONS}


@dataclass(frozen=True, slots=True)
class Past:
    """What was done about somebody's misuse before.

    `warned_at` is the last warning of the period, `decided_at` the last proposal that a person decided;
    `sanctions` how often they were sanctioned for it, but for what was lifted.
    """

    warned_at: datetime | None
    decided_at: datetime | None
    sanctions: int
    is_sanctioned: bool


NOTHING = Past(None, None, 0, is_sanctioned=False)


def records_of(misuse: Misuse, now: datetime, people: Iterable[int] | None = None) -> dict[int, Record]:
    """Answer what everybody did who may misuse the site in this way, or what these people did."""
    if misuse is Misuse.NOTICES:
        return notice_records(now, people)
    return violation_records(now, people)


def notice_records(now: datetime, people: Iterable[int] | None = None) -> dict[int, Record]:
    """Answer how many settled notices each account sent, and how many of them were unfounded."""
    unfounded = Q(outcome=Outcome.UNFOUNDED)
    senders = settled_notices(now).order_by().values("notifier")
    counted = senders.annotate(
        counted=Count("pk"),
        bad=Count("pk", filter=unfounded),
        newest=Max("settled_at", filter=unfounded),
    )
    if people is None:
        counted = counted.filter(bad__gte=UNFOUNDED_NOTICES.least_bad)
    else:
        counted = counted.filter(notifier__in=[*people])
    return {row["notifier"]: Record(row["counted"], row["bad"], row["newest"]) for row in counted}


def settled_notices(now: datetime) -> QuerySet[Notice]:
    """Answer the notices of accounts that somebody has decided about within the period."""
    return Notice.objects.filter(
        state=State.SETTLED,
        outcome__in=[Outcome.FOUNDED, Outcome.UNFOUNDED],
        settled_at__gt=now - PERIOD,
        notifier__isnull=False,
    )


def violation_records(now: datetime, people: Iterable[int] | None = None) -> dict[int, Record]:
    """Answer how many comments each account wrote, and how many of them broke rules or laws."""
    bad = violations(now)
    authors = bad.order_by().values("case__comment__author")
    rows = authors.annotate(bad=Count("case", distinct=True), newest=Max("at"))
    if people is None:
        rows = rows.filter(bad__gte=VIOLATIONS.least_bad)
    else:
        rows = rows.filter(case__comment__author__in=[*people])
    found: dict[int, Any] = {row["case__comment__author"]: row for row in rows}
    written = Comment.objects.filter(author__in=[*found]).filter(
        Q(created_at__gt=now - PERIOD) | Q(pk__in=bad.order_by().values("case__comment"))
    )
    rows_of_authors = written.order_by().values_list("author").annotate(count=Count("pk"))
    counts: dict[int | None, int] = dict(rows_of_authors)
    return {
        person: Record(counts.get(person, row["bad"]), row["bad"], row["newest"])
        for person, row in found.items()
    }


def violations(now: datetime) -> QuerySet[Decision]:
    """Answer the decisions of the period that hold, by which a comment of an account was removed."""
    return Decision.objects.standing().filter(
        measure__in=[Measure.REJECT, Measure.ERASE],
        ground__in=[Ground.RULES, Ground.LAW],
        at__gt=now - PERIOD,
        case__comment__author__isnull=False,
    )


def pasts_of(misuse: Misuse, people: Iterable[int], now: datetime) -> dict[int, Past]:
    """Answer what was done about each of these people's misuse before, in two queries."""
    whose = [*people]
    sanction = PROPOSED[misuse]
    same = Q(sanction=sanction, lifted_at__isnull=True)
    bars = Q(sanction__in=[sanction, Sanction.BAN] if misuse is Misuse.VIOLATIONS else [sanction])
    in_force = bars & Q(lifted_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=now))
    warnings = Q(sanction=Sanction.WARN, lifted_at__isnull=True, at__gt=now - PERIOD) & warns_of(misuse)
    penalised = Penalty.objects.filter(person__in=whose).order_by().values("person")
    rows = penalised.annotate(
        warned=Max("at", filter=warnings),
        before=Count("pk", filter=same),
        now=Count("pk", filter=in_force),
    )
    decided = Proposal.objects.filter(person__in=whose, misuse=misuse).order_by().values("person")
    last = {row["person"]: row["last"] for row in decided.annotate(last=Max("decided_at"))}
    found = {
        row["person"]: Past(
            row["warned"], last.get(row["person"]), row["before"], is_sanctioned=bool(row["now"])
        )
        for row in rows
    }
    for person, moment in last.items():
        found.setdefault(person, Past(None, moment, 0, is_sanctioned=False))
    return found


def warns_of(misuse: Misuse) -> Q:
    """Answer which warnings are about this misuse: those with decisions are about comments."""
    from_proposal = Q(proposal__misuse=misuse)
    return from_proposal | Q(decision__isnull=False) if misuse is Misuse.VIOLATIONS else from_proposal


def threshold_of(misuse: Misuse) -> Threshold:
    """Answer from where on something is misuse."""
    return THRESHOLDS[misuse]
