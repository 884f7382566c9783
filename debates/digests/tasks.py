"""What the beat does for subscriptions: sweeps of rows, safe to run twice, late or at the same time."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from debates.digests.actions.announcing import announce_events
from debates.digests.actions.commenting import announce_comments
from debates.digests.actions.finding import find_events
from debates.digests.actions.forgetting import forget_told
from debates.digests.actions.planning import plan_due
from debates.digests.actions.tidying import tidy
from debates.digests.actions.valuing import note_valued

PATIENCE = timedelta(minutes=2)
"""A sweep begins no other batch after this: the next tick goes on, and no worker that shall stop is kept."""


@shared_task(name="digests.tell")
def tell() -> None:
    """Find what happened, and promise letters to whoever wants to know at once."""
    now = timezone.now()
    find_events(now=now)
    announce_events(now=now)
    announce_comments(now=now)


@shared_task(name="digests.plan")
def plan() -> None:
    """Plan the digests that are due."""
    now = timezone.now()
    note_valued(now=now)
    plan_due(now=now, has_time=lambda: timezone.now() < now + PATIENCE)


@shared_task(name="digests.tidy")
def tidy_subscriptions() -> None:
    """Drop what nobody confirmed, join addresses with accounts, and forget what was told long ago."""
    now = timezone.now()
    tidy(now=now)
    forget_told(now=now)
