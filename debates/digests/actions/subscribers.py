"""Who is written to: the row of an account, the row of an address alone, and how they become one."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Lower

from accounts.models import User
from accounts.verdicts import Refused
from debates.digests import policies
from debates.digests.actions.times import renew_due
from debates.digests.letters.kinds import PREFIX
from debates.digests.models import FormerSubscriber, Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.outbox.actions import forget_recipient


@transaction.atomic
def subscriber_of(*, user: User, now: datetime) -> Subscriber:
    """Answer the account's row, made where there is none: it is told of replies daily, and of nothing else.

    Whoever subscribed by the same address before is one with it from now on. An account without a confirmed
    address has a row that is told nothing.
    """
    confirmed = bool(user.email) and user.has_confirmed(user.email or "")
    if confirmed:
        join_address(user=user, now=now)
    start = {"created_at": now, "covered_until": now, "weekly_covered_until": now}
    subscriber, _made = Subscriber.objects.get_or_create(user=user, defaults=start)
    tell_of_replies(subscriber, now)
    if confirmed and subscriber.confirmed_at is None:
        subscriber = held(subscriber)
        confirm_subscriber(subscriber, now)
    return subscriber


def tell_of_replies(subscriber: Subscriber, now: datetime) -> None:
    """Store what an account gets that has not said otherwise: replies, daily."""
    thing = Thing.replies()
    defaults = {"frequency": Frequency.DAILY.value, "since": now, **thing.columns}
    Subscription.objects.get_or_create(subscriber=subscriber, target=thing.target, defaults=defaults)


def confirm_subscriber(subscriber: Subscriber, now: datetime) -> None:
    """Store that the address has shown to be this person's; who has confirmed already stays so."""
    if subscriber.confirmed_at is None:
        subscriber.confirmed_at = now
        subscriber.save(update_fields=["confirmed_at"])
    renew_due(subscriber, now)


def held(subscriber: Subscriber) -> Subscriber:
    """Answer the subscriber as they now are, held until the transaction ends. Raises `Refused`."""
    rows = Subscriber.objects.select_for_update(of=("self",)).select_related("user")
    row = rows.filter(pk=subscriber.pk).first()
    if row is None:
        raise Refused(policies.NOT_YOURS)
    return row


def account_at(address: str) -> User | None:
    """Answer the account whose own, confirmed address this is, in whatever case it is typed."""
    # Both sides folded by the database, by one rule, for which there is an index.
    accounts = User.objects.get_queryset().alias(folded=Lower("email")).filter(folded=Lower(Value(address)))
    user = accounts.first()
    return user if user is not None and user.has_confirmed(user.email or "") else None


# ---------------------------------------------------------------- two rows become one


@transaction.atomic
def join_address(*, user: User, now: datetime) -> Subscriber | None:
    """Make whoever subscribed by the account's confirmed address one with the account.

    Answers the account's row; none where nobody has. The links of old letters go on to work. What both rows
    say otherwise is as it was said last.
    """
    if not user.email or not user.has_confirmed(user.email):
        return None
    alone = Subscriber.objects.of_address(user.email).select_for_update().first()
    if alone is None:
        return None
    own = Subscriber.objects.select_for_update().filter(user=user).first()
    if own is None:
        alone.user, alone.email = user, ""
        alone.save(update_fields=["user", "email"])
        tell_of_replies(alone, now)
        own = alone
    else:
        move(alone, own)
    confirm_subscriber(own, now)
    return own


def move(alone: Subscriber, own: Subscriber) -> None:
    """Give the account's row all that the other one has, and delete that."""
    stands = {row.target: row for row in own.subscriptions.all()}
    for row in alone.subscriptions.all():
        other = stands.get(row.target)
        if other is None:
            Subscription.objects.filter(pk=row.pk).update(subscriber=own)
        elif row.frequency != Frequency.NEVER and row.since > other.since:
            Subscription.objects.filter(pk=other.pk).update(
                frequency=row.frequency, since=row.since, daily_after=None
            )
    alone.told.exclude(comment__in=own.told.values("comment")).update(subscriber=own)
    alone.digests.exclude(period__in=own.digests.values("period")).update(subscriber=own)
    alone.former.update(subscriber=own)
    FormerSubscriber.objects.create(number=alone.pk, nonce=alone.nonce, subscriber=own)
    alone.delete()


# ---------------------------------------------------------------- an address goes


@transaction.atomic
def forget_subscriber(*, subscriber: Subscriber, by: Any, token: str) -> None:
    """Delete an address that has no account, with all that it wanted and every e-mail of this room to it.

    Raises `Refused`.
    """
    subscriber = held(subscriber)
    policies.may_be_forgotten(by, subscriber, token).or_refuse()
    forget(subscriber)


def forget(subscriber: Subscriber) -> None:
    """Delete the row, and what the outbox has written to its address for this room."""
    forget_recipient(address=subscriber.email, kinds_from=PREFIX)
    subscriber.delete()
