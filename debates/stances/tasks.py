"""What the beat does for polls: a sweep of rows, safe to run twice or late."""

from celery import shared_task
from django.utils import timezone

from debates.stances import actions


@shared_task(name="stances.seal")
def seal_ballots() -> None:
    """Give what was answered since the last time its place in the seal."""
    actions.seal_waiting(now=timezone.now())


@shared_task(name="stances.renew_results")
def renew_results() -> None:
    """Count anew what is due to be counted."""
    actions.renew_results(now=timezone.now())
