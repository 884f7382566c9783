"""A mail server, a clock and a promise for the outbox's tests."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from debates.outbox import actions, delivery
from debates.outbox.letters import TEST
from debates.outbox.models import Message
from tests.makers import NOW


@pytest.fixture(autouse=True)
def impatient(settings: Settings) -> None:
    """Wait only a second for a mail server that hangs."""
    settings.EMAIL_TIMEOUT = 1.0


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


Deliver = Callable[[], int]


@pytest.fixture
def deliver(clock: Clock) -> Deliver:
    """Answer a sweep of the queue, without chance."""
    return lambda: delivery.deliver_due(clock=clock, chance=lambda: 0.0, patience=timedelta(minutes=1))


def promise(recipient: str = "vera@example.org", kind: str = TEST, **given: Any) -> Message:
    """Answer a message that was promised, and committed where the test commits."""
    key = given.pop("key", f"{kind}:{recipient}")
    with transaction.atomic():
        return actions.promise(kind=kind, recipient=recipient, key=key, **{"ids": {}, "now": NOW, **given})


def promise_many(count: int) -> list[Message]:
    """Answer messages to reader1@example.org and so on, one each."""
    return [promise(f"reader{number}@example.org") for number in range(1, count + 1)]


def states() -> dict[str, str]:
    """Answer the state of each recipient's message, by the name before the @."""
    rows = Message.objects.order_by("pk").values_list("recipient", "state")
    return {recipient.partition("@")[0]: state for recipient, state in rows}
