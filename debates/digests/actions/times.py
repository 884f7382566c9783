"""When somebody's next digest is due."""

from datetime import datetime

from debates.digests.models import Subscriber
from debates.digests.schedule import Frequency, at_hour, next_due


def renew_due(subscriber: Subscriber, now: datetime) -> None:
    """Plan the next digest anew from what the subscriber wants now, in the transaction of what changed it.

    Nobody has two of one day: where that day's is planned already, it is the next day's. Whoever wanted
    nothing in digests until now is told from now on, not of what happened meanwhile.
    """
    before = subscriber.next_due_at
    subscriber.next_due_at = due_after(subscriber, now)
    if before is None and subscriber.next_due_at is not None:
        subscriber.covered_until = subscriber.weekly_covered_until = now
    subscriber.save(update_fields=["next_due_at", "covered_until", "weekly_covered_until"])


def due_after(subscriber: Subscriber, now: datetime) -> datetime | None:
    """Answer when the subscriber's next digest is due after `now`; None where none ever is."""
    if subscriber.confirmed_at is None:
        return None
    wanted = frozenset(map(Frequency, subscriber.subscriptions.values_list("frequency", flat=True)))
    last = subscriber.digests.order_by("-period").values_list("period", flat=True).first()
    zone = subscriber.zone
    return next_due(
        max(now, at_hour(last, subscriber.hour, zone)) if last else now,
        hour=subscriber.hour,
        weekday=subscriber.weekday,
        zone=zone,
        frequencies=wanted,
    )
