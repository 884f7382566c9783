"""Forgets what need not be kept: notices that nobody confirmed, and later who had sent the others."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from debates.moderation.models import AppealOutcome, Notice, State
from debates.moderation.policies import CONFIRM_WITHIN

KEPT_FOR = timedelta(days=184)
"""So long after it was settled the sender of a notice is known: as long as an appeal is possible."""


@transaction.atomic
def delete_unconfirmed(*, now: datetime) -> int:
    """Delete the notices whose address was not confirmed in time, and answer how many those were."""
    waiting = Notice.objects.filter(state=State.UNCONFIRMED, created_at__lte=now - CONFIRM_WITHIN)
    return waiting.delete()[0]


@transaction.atomic
def forget_senders(*, now: datetime) -> int:
    """Blank name and address in the notices that were settled long ago, and answer how many those were.

    Not while somebody's appeal waits, whose answer they are to get.
    """
    until = now - KEPT_FOR
    known = Notice.objects.exclude(name="", email="")
    # The first condition is the one that an index answers.
    settled = known.filter(created_at__lte=until, state=State.SETTLED, settled_at__lte=until)
    waiting = Q(appeal__isnull=False, appeal__outcome=AppealOutcome.OPEN)
    return settled.exclude(pk__in=Notice.objects.filter(waiting).values("pk")).update(name="", email="")
