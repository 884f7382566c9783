"""What somebody sees of decisions about their own comments, and about themselves.

Each list takes the same queries however long it is.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now

from debates.comments.reasons import Reason
from debates.moderation import policies
from debates.moderation.measures import RESTRICTIVE, Ground, Measure
from debates.moderation.models import Decision, Penalty
from debates.moderation.queries.statements import (
    AppealLine,
    Sanctioned,
    appeal_line,
    appeal_of,
    penalties_with_reasons,
    sanctioned,
    title_of,
)

PAGE = 20
MOST_PENALTIES = 20


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """A decision about a comment of one's own; `no_longer` says that another took its place."""

    pk: int
    reason: Reason
    question: str
    language: str
    sanctioned: Sanctioned | None
    no_longer: bool


@dataclass(frozen=True, slots=True)
class OwnPenalty:
    """A penalty that no decision about a comment imposed. `in_force` is false once it is over or lifted."""

    pk: int
    sanctioned: Sanctioned
    at: datetime
    in_force: bool


@dataclass(frozen=True, slots=True)
class OwnDecisions:
    """A page of somebody's decisions, newest first; `after` is where the next begins, 0 where none does."""

    penalties: tuple[OwnPenalty, ...]
    rows: tuple[OwnDecision, ...]
    after: int


def reasons_of(comments: Collection[int], now: datetime) -> Mapping[int, tuple[Reason, ...]]:
    """Answer what was decided about each of these comments and holds, newest first, in two queries."""
    decisions = listed(Decision.objects.standing().filter(case__comment__in=[*comments]))
    found: dict[int, tuple[Reason, ...]] = {}
    for decision in decisions:
        pk = decision.case.comment_id
        found[pk] = (*found.get(pk, ()), reason_of(decision, now, holds=True))
    return found


def own_decisions(by: Any, now: datetime, *, after: int = 0) -> OwnDecisions:
    """Answer a page of the decisions about somebody's comments, and on the first one their penalties."""
    decisions = listed(Decision.objects.filter(case__comment__author=by))
    if after:
        decisions = decisions.filter(pk__lt=after)
    found = [*decisions[: PAGE + 1]]
    return OwnDecisions(
        penalties=() if after else own_penalties(by, now),
        rows=tuple(own_decision(decision, now) for decision in found[:PAGE]),
        after=found[PAGE - 1].pk if len(found) > PAGE else 0,
    )


def listed(decisions: "QuerySet[Decision]") -> "QuerySet[Decision]":
    """Answer those of these decisions of which their author is told, newest first.

    What was taken back before its letter was due is as if it had never been.
    """
    told = decisions.model.objects.concerning_author()
    at_once = Q(superseded_by__measure=Measure.UNDO, superseded_by__at__lt=F("at") + policies.LETTER_AFTER)
    took_back = Q(measure=Measure.UNDO, at__lt=F("supersedes__at") + policies.LETTER_AFTER)
    return (
        decisions.filter(pk__in=told.values("pk"))
        .exclude(at_once)
        .exclude(took_back)
        .annotate(stands=Exists(decisions.model.objects.standing().filter(pk=OuterRef("pk"))))
        .select_related("case__comment__debate", "rule", "terms", "penalty", "answers_appeal")
        .prefetch_related("appeals")
        .order_by("-pk")
    )


def own_decision(decision: Any, now: datetime) -> OwnDecision:
    """Answer a line about a decision."""
    debate = decision.case.comment.debate
    penalty = getattr(decision, "penalty", None)
    no_longer = not decision.stands
    return OwnDecision(
        pk=decision.pk,
        reason=reason_of(decision, now, holds=not no_longer),
        question=debate.question,
        language=debate.language,
        sanctioned=sanctioned(penalty) if penalty else None,
        no_longer=no_longer,
    )


def reason_of(decision: Decision, now: datetime, *, holds: bool) -> Reason:
    """Answer a decision as its author is told of it in short. Whether they may appeal is asked anew there."""
    appeal = appeal_of(decision) or answered_by(decision)
    takes = decision.measure in RESTRICTIVE and decision.measure != Measure.HOLD
    may_appeal = takes and holds and appeal is None and policies.is_in_time(decision.at, now)
    return Reason(
        what=title_of(decision),
        at=decision.at,
        ground=ground_of(decision),
        explanation=decision.explanation,
        url=reverse("moderation:statement", args=[decision.pk]),
        appeal_url=reverse("moderation:appeal_decision", args=[decision.pk]) if may_appeal else "",
        appeal=appeal.outcome if appeal else "",
        reply=appeal.reply if appeal else "",
    )


def answered_by(decision: Decision) -> AppealLine | None:
    """Answer the author's appeal that a decision answers, where it answers one."""
    appeal = getattr(decision, "answers_appeal", None)
    return appeal_line(appeal) if appeal and appeal.notice_id is None else None


def ground_of(decision: Decision) -> str:
    """Answer the rule with its version, or the law; empty where there is none."""
    if decision.rule and decision.terms:
        # Translators: the rule that a comment is against, and the version of the site's rules.
        return _now("%(rule)s (rules, version %(version)d)") % {
            "rule": decision.rule.title,
            "version": decision.terms.number,
        }
    return decision.law if decision.ground == Ground.LAW else ""


def own_penalties(by: Any, now: datetime) -> tuple[OwnPenalty, ...]:
    """Answer somebody's penalties that are not part of a decision about a comment, newest first."""
    penalties = Penalty.objects.filter(person=by, decision=None).order_by("-pk")
    return tuple(
        OwnPenalty(
            pk=penalty.pk,
            sanctioned=sanctioned(penalty),
            at=penalty.at,
            in_force=penalty.lifted_at is None and (penalty.until is None or penalty.until > now),
        )
        for penalty in penalties_with_reasons(penalties)[:MOST_PENALTIES]
    )
