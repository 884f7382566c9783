"""What the beat does for moderation: sweeps of rows, safe to run twice or late."""

from celery import shared_task
from django.utils import timezone

from debates.moderation import actions
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
