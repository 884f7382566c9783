"""What the beat does for the outbox: a short sweep of rows, safe to run twice, late or at the same time."""

from datetime import timedelta
from random import SystemRandom

from celery import shared_task
from django.utils import timezone

from debates.outbox import delivery

PATIENCE = timedelta(seconds=5)
"""A sweep begins nothing after this: the next tick goes on, and a worker that shall stop is not kept."""


@shared_task(name="outbox.deliver")
def deliver() -> None:
    """Hand over what is due."""
    delivery.deliver_due(clock=timezone.now, chance=SystemRandom().random, patience=PATIENCE)
