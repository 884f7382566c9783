"""What the beat does for moderation: sweeps of rows, safe to run twice or late."""

from celery import shared_task
from django.utils import timezone

from debates.moderation.actions import forgetting
from debates.moderation.actions.intake import take_in as take_in_comments


@shared_task(name="moderation.take_in")
def take_in() -> None:
    """Take note of what happened to comments."""
    take_in_comments(now=timezone.now())


@shared_task(name="moderation.forget")
def forget() -> None:
    """Delete the notices that nobody confirmed in time, and forget who sent those settled long ago."""
    now = timezone.now()
    forgetting.delete_unconfirmed(now=now)
    forgetting.forget_senders(now=now)
