"""Subscribing: with an account at once, by an address alone once whoever reads mail there has said so.

What somebody asks for by an address changes nothing that is sent. It waits beside it, and the e-mail that
asks goes to the address alone: what the page says is the same for every address.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Refused
from debates.digests import policies
from debates.digests.actions.subscribers import account_at, confirm_subscriber, held, subscriber_of
from debates.digests.actions.times import renew_due
from debates.digests.actions.wishes import change, has_too_many, want
from debates.digests.letters import links
from debates.digests.letters.kinds import CONFIRMATION
from debates.digests.models import Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.outbox.actions import promise
from debates.outbox.addresses import refuse_unusable
from debates.outbox.suppressing import lift

VALID_FOR = timedelta(days=7)
"""For so long what was asked for by an address can be confirmed."""

ONE_LETTER_EACH = 600
"""Seconds: within so many a thing that is asked for again makes no further e-mail."""

NO_LONGER_OPEN = _("This can no longer be confirmed: subscribe again.")


@transaction.atomic
def subscribe(*, by: User, thing: Thing, frequency: Frequency, now: datetime) -> Subscriber:
    """Store how often whoever is signed in wants to be told of this; “never” ends it, whatever it is.

    Raises `Refused`.
    """
    if frequency is not Frequency.NEVER:
        policies.may_be_told(by, thing).or_refuse()
    subscriber = held(subscriber_of(user=by, now=now))
    want(subscriber, thing, frequency, now)
    renew_due(subscriber, now)
    return subscriber


@transaction.atomic
def ask_by_address(*, email: str, thing: Thing, frequency: Frequency, language: str, now: datetime) -> None:
    """Note that this is asked for by an address, and promise the e-mail in which that is confirmed.

    Nothing of this tells whether the address is known here. Raises `Refused` for what no visitor may ask for,
    and for what is no address.
    """
    policies.may_be_told(AnonymousUser(), thing).or_refuse()
    if frequency is Frequency.NEVER:
        raise Refused(_("Choose how often you want to be told."))
    refuse_unusable(email)
    subscriber = held(subscriber_at(email, language, now))
    row = subscriber.subscriptions.filter(target=thing.target).first()
    if row is None:
        if has_too_many(subscriber):
            return
        row = Subscription(
            subscriber=subscriber,
            target=thing.target,
            frequency=Frequency.NEVER.value,
            since=now,
            **thing.columns,
        )
    wanted = row.frequency != frequency
    row.asked, row.asked_at = (frequency.value, now) if wanted else ("", None)
    row.save()
    promise(
        kind=CONFIRMATION,
        recipient=subscriber.address,
        key=f"{CONFIRMATION}:{row.pk}:{int(now.timestamp()) // ONE_LETTER_EACH}",
        ids={"subscription": row.pk},
        now=now,
    )


def subscriber_at(email: str, language: str, now: datetime) -> Subscriber:
    """Answer who is written to at this address: the account that has confirmed it, or a row of its own."""
    user = account_at(email)
    if user is not None:
        return subscriber_of(user=user, now=now)
    start = {"created_at": now, "covered_until": now, "weekly_covered_until": now}
    # Held at once: a sweep that deletes who never confirmed waits, and then finds what is asked for now.
    known = Subscriber.objects.of_address(email).select_for_update(of=("self",))
    subscriber, _made = known.get_or_create(
        user=None, defaults={**start, "email": email, "language": language}
    )
    return subscriber


@transaction.atomic
def confirm(*, subscription: Subscription, token: str, now: datetime) -> Subscription:
    """Store what was asked for by an address: whoever reads mail there wants it. Twice changes nothing.

    Raises `Refused` where the link is not this one's, or has run out.
    """
    subscriber = held(subscription.subscriber)
    rows = Subscription.objects.select_related("debate", "topic", "thread__debate")
    row = rows.filter(pk=subscription.pk, subscriber=subscriber).first()
    if row is None or not links.confirms(token, row):
        raise Refused(policies.NOT_YOURS)
    if row.asked_at is None:
        return row
    if row.asked_at <= now - VALID_FOR:
        raise Refused(NO_LONGER_OPEN)
    change(row, Frequency(row.asked), now)
    row.asked, row.asked_at = "", None
    row.save(update_fields=["asked", "asked_at"])
    confirm_subscriber(subscriber, now)
    # Mail arrives there, and whoever reads it wants ours.
    lift(address=subscriber.address, now=now)
    return row


def is_open(subscription: Subscription, now: datetime) -> bool:
    """Answer whether what was asked for can be confirmed now."""
    return subscription.asked_at is not None and subscription.asked_at > now - VALID_FOR
