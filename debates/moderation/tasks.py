"""What the beat does for moderation: sweeps of rows, safe to run twice or late."""

from celery import shared_task
from django.utils import timezone

from debates.moderation.actions.intake import take_in as take_in_comments


@shared_task(name="moderation.take_in")
def take_in() -> None:
    """Take note of what happened to comments."""
    take_in_comments(now=timezone.now())
