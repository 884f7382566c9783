"""What the beat does for debates: sweeps of rows, safe to run twice or late."""

from celery import shared_task
from django.utils import timezone

from debates.publishing import actions


@shared_task(name="publishing.publish_due")
def publish_due() -> None:
    """Publish what is scheduled for now or earlier."""
    actions.publish_due(now=timezone.now())


@shared_task(name="publishing.close_due")
def close_due() -> None:
    """Record as closed what ended by its date."""
    actions.close_due(now=timezone.now())
