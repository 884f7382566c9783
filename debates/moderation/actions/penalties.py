"""What decisions do to people: penalties, and the standing that follows from them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.actions import set_standing
from accounts.models import User
from debates.comments.models import Comment
from debates.comments.visibility import Cause, Visibility
from debates.moderation.measures import Measure, Sanction
from debates.moderation.models import Decision, Penalty

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


def lift(*, penalties: Any, by: Any, now: datetime) -> None:
    """End these penalties, and bring the standing of whoever had them into line."""
    found = [*penalties.filter(lifted_at__isnull=True).select_related("person")]
    Penalty.objects.filter(pk__in=[penalty.pk for penalty in found]).update(lifted_at=now, lifted_by=by)
    for penalty in found:
        restate(person=penalty.person, now=now)
