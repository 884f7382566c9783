"""The tables of subscriptions and digests, by what they are about."""

from debates.digests.models.subscriptions import (
    FREQUENCY_LABELS,
    FormerSubscriber,
    Kind,
    Subscriber,
    Subscription,
)
from debates.digests.models.telling import Announced, Digest, Event, News, Told, Valued, Why

__all__ = [
    "FREQUENCY_LABELS",
    "Announced",
    "Digest",
    "Event",
    "FormerSubscriber",
    "Kind",
    "News",
    "Subscriber",
    "Subscription",
    "Told",
    "Valued",
    "Why",
]
