"""Subscribers and what they want, as tests make them."""

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from debates.digests.models import Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.outbox import delivery
from tests.makers import NOW
from tests.sink import Sink, text_of

WREN = "wren@example.org"
"""The address of somebody who has no account."""


def subscriber(email: str = WREN, **fields: Any) -> Subscriber:
    """Answer somebody who subscribed by an address and has confirmed it."""
    moments = dict.fromkeys(("created_at", "confirmed_at", "covered_until", "weekly_covered_until"), NOW)
    return Subscriber.objects.create(email=email, **{**moments, **fields})


def wish(
    of: Subscriber, thing: Thing, frequency: Frequency = Frequency.DAILY, since: datetime = NOW, **fields: Any
) -> Subscription:
    """Answer what somebody wants, stored without having been asked for."""
    return Subscription.objects.create(
        subscriber=of, target=thing.target, frequency=frequency.value, since=since, **thing.columns, **fields
    )


def wishes(of: Subscriber) -> dict[str, str]:
    """Answer how often of each target, as the table has it."""
    return dict(of.subscriptions.order_by("target").values_list("target", "frequency"))


def stored() -> dict[str, list[dict[str, Any]]]:
    """Answer every row of the room and of the outbox, so that a test can say that nothing was written."""
    return {
        model._meta.label: [*model._base_manager.order_by("pk").values()]
        for room in ("digests", "outbox")
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
    }


def deliver(now: datetime | None = None) -> None:
    """Hand over what is due."""
    delivery.deliver_due(
        clock=(lambda: now) if now else timezone.now, chance=lambda: 0.0, patience=timedelta(minutes=1)
    )


def path_of(address: str) -> str:
    """Answer the path of a whole address of the site."""
    assert address.startswith(settings.SITE.base_url)
    return address.removeprefix(settings.SITE.base_url)


def link_in(sink: Sink, address: str, before: str) -> str:
    """Answer the path in the last mail to this address that begins so."""
    text = text_of(sink.to(address)[-1])
    (line,) = [line for line in text.splitlines() if line.startswith(settings.SITE.base_url + before)]
    return path_of(line.strip())
