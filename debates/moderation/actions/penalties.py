"""What decisions do to people: penalties, and the standing that follows from them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.actions import set_standing
from accounts.models import Standing, User
from accounts.verdicts import Refused
from debates.comments.models import Comment
from debates.comments.visibility import Cause, Visibility
from debates.moderation import policies
from debates.moderation.actions.informing import promise_to
from debates.moderation.measures import Measure, Sanction
from debates.moderation.models import Decision, Penalty
from debates.moderation.models.decisions import LIFTING_LENGTH

RECENT = timedelta(days=30)
"""A rejection counts as recent for so long."""


@transaction.atomic
def restate(*, person: User, now: datetime) -> None:
    """Bring somebody's standing into line with the penalties in force and the rejections that are recent."""
    until: datetime | None = None
    banned = False
    for sanction, end in Penalty.objects.in_force(now).filter(person=person).values_list("sanction", "until"):
        banned = banned or sanction == Sanction.BAN
        if sanction == Sanction.SUSPEND:
            until = max(filter(None, (until, end)))
    set_standing(
        person=person, suspended_until=until, banned=banned, recent_rejections=rejections_of(person, now)
    )


def rejections_of(person: User, now: datetime) -> int:
    """Answer how many comments of somebody are rejected by a decision of the last 30 days."""
    last = Decision.objects.standing().filter(case__comment=OuterRef("pk"), measure=Measure.REJECT)
    rejected = Comment.objects.order_by().filter(
        author=person, visibility=Visibility.REJECTED, cause=Cause.MODERATION
    )
    decided_at = Subquery(last.order_by("-number").values("at")[:1])
    return rejected.annotate(decided_at=decided_at).filter(decided_at__gt=now - RECENT).count()


def lift(*, penalties: Any, by: Any, now: datetime, reason: str = "") -> None:
    """End these penalties, and bring the standing of whoever had them into line.

    There is no `reason` where another decision or the answer to an appeal has its own.
    """
    found = [*penalties.filter(lifted_at__isnull=True).select_related("person")]
    Penalty.objects.filter(pk__in=[penalty.pk for penalty in found]).update(
        lifted_at=now, lifted_by=by, lifting_reason=reason
    )
    for penalty in found:
        restate(person=penalty.person, now=now)


LIFTED = "moderation_penalty_lifted"
"""The kind of the letter that says that a penalty is over before its time."""


@transaction.atomic
def lift_penalty(*, penalty: Penalty, reason: str, by: Any, now: datetime) -> Penalty:
    """End a penalty before its time, and promise whoever had it a letter that says why. Raises `Refused`."""
    held = Penalty.objects.select_for_update(of=("self",), no_key=True)
    penalty = held.select_related("person", "decision").get(pk=penalty.pk)
    policies.may_lift(by, penalty, now).or_refuse()
    reason = reason.strip()
    if not 1 <= len(reason) <= LIFTING_LENGTH:
        raise Refused(_("Say why, in at most 500 characters."))
    lift(penalties=Penalty.objects.filter(pk=penalty.pk), by=by, now=now, reason=reason)
    promise_to(penalty.person.email, LIFTED, ids={"penalty": penalty.pk}, now=now)
    penalty.refresh_from_db()
    return penalty


def restate_due(*, now: datetime) -> int:
    """Bring standings into line that time has changed, and answer how many.

    Suspensions run out, and what was rejected is no longer recent.
    """
    ended = Q(suspended_until__lte=now)
    counted = Q(recent_rejections__gt=0)
    changed = 0
    for standing in Standing.objects.select_related("user").filter(ended | counted).iterator():
        before = (standing.suspended_until, standing.recent_rejections)
        restate(person=standing.user, now=now)
        after = standing.user.standing
        changed += before != (after.suspended_until, after.recent_rejections)
    return changed
