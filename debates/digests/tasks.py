"""What the beat does for subscriptions: sweeps of rows, safe to run twice or late."""

from celery import shared_task
from django.utils import timezone

from debates.digests.actions.tidying import tidy


@shared_task(name="digests.tidy")
def tidy_subscriptions() -> None:
    """Drop what nobody confirmed, and make accounts one with who subscribed by their address."""
    tidy(now=timezone.now())
