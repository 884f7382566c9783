"""What the beat does for accounts: a sweep, safe to run twice or late."""

from celery import shared_task
from django.utils import timezone

from accounts import actions


@shared_task(name="accounts.forget_ended_sessions")
def forget_ended_sessions() -> None:
    """Delete what is left of sessions that have ended."""
    actions.forget_ended_sessions(now=timezone.now())
