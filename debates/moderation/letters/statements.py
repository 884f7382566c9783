"""The letter to an author about a decision: its statement of reasons (DSA Art. 17)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from debates.moderation.letters.rendering import as_read_by, letter
from debates.moderation.models import Decision, Penalty
from debates.moderation.queries.statements import (
    penalties_with_reasons,
    penalty_statement,
    statement_of,
    with_reasons,
)
from debates.outbox.renderers import Letter


def statement_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the statement of a decision as it is now; nothing once another has come in its place."""
    found = with_reasons(Decision.objects.standing()).select_related("case__comment__author")
    decision = found.filter(pk=ids["decision"]).first()
    if decision is None or decision.case.comment.author is None:
        return None
    with as_read_by(decision.case.comment.author):
        statement = statement_of(decision, timezone.now())
        address = settings.SITE.base_url
        context = {
            "statement": statement,
            "url": address + reverse("moderation:statement", args=[decision.pk]),
            "appeal_url": address + reverse("moderation:appeal_decision", args=[decision.pk]),
            "earlier_url": address + reverse("moderation:statement", args=[statement.earlier or decision.pk]),
            "comment_url": statement.comment_url and address + statement.comment_url,
        }
        return letter(str(statement.title), "statement", context)


def penalty_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the statement of a penalty for misuse; nothing where it was lifted before anybody was told."""
    penalty = penalty_of(ids)
    if penalty is None or penalty.lifted_at is not None:
        return None
    with as_read_by(penalty.person):
        return about_penalty(penalty, "penalty", timezone.now())


def lifted_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the letter that says that a penalty was lifted."""
    penalty = penalty_of(ids)
    if penalty is None or penalty.lifted_at is None:
        return None
    with as_read_by(penalty.person):
        return about_penalty(penalty, "penalty_lifted", timezone.now())


def penalty_of(ids: Mapping[str, Any]) -> Penalty | None:
    """Answer the penalty that a letter is about."""
    return penalties_with_reasons(Penalty.objects.all()).filter(pk=ids["penalty"]).first()


def about_penalty(penalty: Penalty, name: str, now: datetime) -> Letter:
    """Answer a letter about a penalty in the language that is active."""
    address = settings.SITE.base_url
    statement = penalty_statement(penalty, now)
    context = {
        "statement": statement,
        "url": address + reverse("moderation:penalty", args=[penalty.pk]),
        "appeal_url": address + reverse("moderation:appeal_penalty", args=[penalty.pk]),
    }
    says = statement.sanctioned.lifted if penalty.lifted_at else statement.sanctioned.says
    return letter(str(says), name, context)
