"""What the beat does for moderation: sweeps of rows, safe to run twice or late."""

from celery import shared_task
from django.utils import timezone

from debates.moderation.actions import forgetting


@shared_task(name="moderation.forget")
def forget() -> None:
    """Delete the notices that nobody confirmed in time, and forget who sent those settled long ago."""
    now = timezone.now()
    forgetting.delete_unconfirmed(now=now)
    forgetting.forget_senders(now=now)
