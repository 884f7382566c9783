"""What the beat does for comments: a sweep of rows, safe to run twice or late."""

from celery import shared_task
from django.utils import timezone

from debates.comments import actions


@shared_task(name="comments.rank")
def rank_comments() -> None:
    """Put the comments of every debate that takes some in their order."""
    actions.rank_waiting(now=timezone.now())
