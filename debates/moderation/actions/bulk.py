"""Decides about many comments at once: each for itself, in a transaction of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.moderation.actions.deciding import Why, decide
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import Case, Decision, Rule


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case that somebody chose, with the versions of it and of its comment that they have seen."""

    case: int
    version: int
    comment_version: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one: a decision, or why there is none. `case` is None where it is no longer there."""

    case: Case | None
    decision: Decision | None = None
    refusal: str | Promise = ""


def reject_many(*, chosen: Sequence[Chosen], rule: Rule, by: Any, now: datetime) -> tuple[Attempt, ...]:
    """Reject comments for the same rule, and answer what came of each; one that is refused stops no other."""
    return tuple(attempt(one, rule, by, now) for one in chosen)


def attempt(chosen: Chosen, rule: Rule, by: Any, now: datetime) -> Attempt:
    """Reject one comment, and answer what came of it."""
    case = Case.objects.select_related("comment__author").filter(pk=chosen.case).first()
    if case is None:
        return Attempt(None, refusal=_("This case is no longer there."))
    try:
        decision = decide(
            case=case,
            expected_version=chosen.version,
            expected_comment_version=chosen.comment_version,
            measure=Measure.REJECT,
            by=by,
            now=now,
            why=Why(Ground.RULES, rule),
        )
    except Refused as refused:
        return Attempt(case, refusal=refused.sentence)
    return Attempt(case, decision)
