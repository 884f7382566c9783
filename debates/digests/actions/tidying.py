"""What a sweep puts in order: what nobody confirmed goes, and who has an account now is one with it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from accounts.models import User
from debates.digests.actions.subscribers import account_at, forget, join_address, subscriber_of
from debates.digests.actions.subscribing import VALID_FOR
from debates.digests.models import Kind, Subscriber, Subscription
from debates.digests.schedule import Frequency

KEPT_UNUSED = timedelta(days=30)
"""So long an address is kept whose person wants nothing any more: the links of old letters work till then."""


def tidy(*, now: datetime) -> None:
    """Do all of it. Each part is whole, and finds nothing where another sweep has been faster."""
    drop_unconfirmed(now=now)
    drop_unused(now=now)
    join_accounts(now=now)


@transaction.atomic
def drop_unconfirmed(*, now: datetime) -> None:
    """Delete what was asked for by an address a week ago and not confirmed, and the address with it."""
    lapsed = Subscription.objects.filter(asked_at__lte=now - VALID_FOR)
    lapsed.filter(frequency=Frequency.NEVER).exclude(kind=Kind.REPLIES).delete()
    lapsed.update(asked="", asked_at=None)
    nobody = Subscriber.objects.filter(confirmed_at=None, user=None, created_at__lte=now - VALID_FOR)
    for subscriber in nobody.filter(subscriptions=None).select_for_update(of=("self",)):
        # Somebody may have asked for something while this waited for the row.
        if not subscriber.subscriptions.exists():
            forget(subscriber)


@transaction.atomic
def drop_unused(*, now: datetime) -> None:
    """Delete the addresses, without an account, of those who have wanted nothing for a month."""
    before = now - KEPT_UNUSED
    in_use = wanted_since(before).filter(subscriber=OuterRef("pk"))
    unused = Subscriber.objects.filter(user=None, confirmed_at__lte=before).exclude(Exists(in_use))
    for subscriber in unused.select_for_update(of=("self",)):
        if not wanted_since(before).filter(subscriber=subscriber).exists():
            forget(subscriber)


def wanted_since(before: datetime) -> "QuerySet[Subscription]":
    """Answer what somebody wants, asks for, or has switched off only since that moment."""
    return Subscription.objects.exclude(frequency=Frequency.NEVER, since__lte=before, asked="")


def join_accounts(*, now: datetime) -> None:
    """Make one of each account and whoever subscribed by its address, once that is confirmed."""
    accounts = User.objects.get_queryset().alias(folded=Lower("email")).filter(folded=OuterRef("folded"))
    alone = Subscriber.objects.filter(user=None).alias(folded=Lower("email")).filter(Exists(accounts))
    for address in alone.order_by("pk").values_list("email", flat=True):
        if user := account_at(address):
            join_address(user=user, now=now)
    waiting = Subscriber.objects.filter(confirmed_at=None, user__isnull=False, user__email__isnull=False)
    for subscriber in waiting.order_by("pk").select_related("user"):
        if subscriber.user:
            subscriber_of(user=subscriber.user, now=now)
