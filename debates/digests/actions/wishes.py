"""What one subscriber wants of one thing. For the room's own actions, which hold the subscriber."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.digests.models import Kind, Subscriber, Subscription
from debates.digests.policies import MOST
from debates.digests.schedule import IN_DIGESTS, Frequency
from debates.digests.things import Thing

TOO_MANY = _("You follow as many things as one can: stop following some of them first.")


def want(subscriber: Subscriber, thing: Thing, frequency: Frequency, now: datetime) -> None:
    """Store how often the subscriber wants to be told of this; whoever calls renews when they are due.

    “Never” of replies is remembered; of anything else nothing remains. Raises `Refused` for too many things.
    """
    row = subscriber.subscriptions.filter(target=thing.target).first()
    if frequency is Frequency.NEVER and thing.kind is not Kind.REPLIES:
        forget_wish(subscriber, row, now)
    elif row is None:
        refuse_too_many(subscriber)
        Subscription.objects.create(
            subscriber=subscriber,
            target=thing.target,
            frequency=frequency.value,
            since=now,
            **thing.columns,
        )
    else:
        change(row, frequency, now)


def change(row: Subscription, frequency: Frequency, now: datetime) -> None:
    """Store how often this is wanted from now on.

    Between daily and weekly nothing is lost or told again; whoever was told at once, or not at all, is told
    in digests of what comes from now on.
    """
    before, covered = Frequency(row.frequency), row.subscriber.covered_until
    if before is frequency:
        return
    if not {before, frequency} <= IN_DIGESTS:
        row.since = now
    elif frequency is Frequency.WEEKLY and row.daily_after != covered:
        # Digests have told of it as often as it was wanted until now.
        row.since = max(row.since, covered)
    row.daily_after = covered if (before, frequency) == (Frequency.WEEKLY, Frequency.DAILY) else None
    row.frequency = frequency.value
    row.save(update_fields=["frequency", "since", "daily_after"])


def forget_wish(subscriber: Subscriber, row: Subscription | None, now: datetime) -> None:
    """Delete what is no longer wanted; what was asked for meanwhile waits on for its confirmation.

    The last wish of an address alone stays, switched off: it says since when nothing is wanted.
    """
    if row is None:
        return
    if row.asked or (subscriber.user_id is None and subscriber.subscriptions.count() == 1):
        change(row, Frequency.NEVER, now)
    else:
        row.delete()


def has_too_many(subscriber: Subscriber) -> bool:
    """Answer whether the subscriber has as many wishes as one person can."""
    return subscriber.subscriptions.count() >= MOST


def refuse_too_many(subscriber: Subscriber) -> None:
    """Raise `Refused` where the subscriber has as many wishes as one person can."""
    if has_too_many(subscriber):
        raise Refused(TOO_MANY)
