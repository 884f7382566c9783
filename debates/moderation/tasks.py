"""What the beat does for moderation: sweeps of rows, safe to run twice or late."""

from celery import shared_task
from django.utils import timezone

from debates.moderation import actions


@shared_task(name="moderation.find_misuse")
def find_misuse() -> None:
    """Propose what is due about whoever misuses the site."""
    actions.find_misuse(now=timezone.now())


@shared_task(name="moderation.restate")
def restate() -> None:
    """Bring standings into line that time has changed."""
    actions.restate_due(now=timezone.now())


@shared_task(name="moderation.summarise")
def summarise() -> None:
    """Promise moderators the summary of what waits, each at their hour."""
    actions.summarise_due(now=timezone.now())
