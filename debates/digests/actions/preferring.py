"""What somebody chooses to get, and how they stop it: on their page, by one click, or all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User, check_time_zone
from accounts.verdicts import Refused
from debates.digests import policies, targets
from debates.digests.actions.subscribers import held, subscriber_of, tell_of_replies
from debates.digests.actions.times import renew_due
from debates.digests.actions.wishes import change, want
from debates.digests.lists import MailingList
from debates.digests.models import Kind, Subscriber, Subscription
from debates.digests.schedule import IN_DIGESTS, Frequency
from debates.digests.things import Thing
from debates.outbox.suppressing import lift

OF_LIST = {
    MailingList.NEW_DEBATES: Q(kind=Kind.NEW_DEBATES.value),
    MailingList.DEBATE: Q(kind=Kind.DEBATE.value),
    MailingList.REPLIES: Q(kind=Kind.REPLIES.value),
    MailingList.THREADS: Q(kind=Kind.THREAD.value),
    MailingList.DIGEST: Q(frequency__in=[frequency.value for frequency in IN_DIGESTS]),
}
"""Which subscriptions a list is made of. Leaving one about a thing ends that in digests, too."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody has chosen: how often of each target, one thing more, and when digests come.

    A target that is not named stays as it is. Without `time_zone` and `language` those stay, too.
    """

    frequencies: Mapping[str, Frequency]
    hour: int
    weekday: int
    added: tuple[Thing, Frequency] | None = None
    time_zone: str = ""
    language: str = ""


@transaction.atomic
def save_own(*, by: User, wishes: Wishes, now: datetime) -> Subscriber:
    """Store what whoever is signed in has chosen. Raises `Refused`."""
    policies.may_subscribe(by).or_refuse()
    subscriber = subscriber_of(user=by, now=now)
    return save_wishes(subscriber=subscriber, by=by, token="", wishes=wishes, now=now)


@transaction.atomic
def save_wishes(*, subscriber: Subscriber, by: Any, token: str, wishes: Wishes, now: datetime) -> Subscriber:
    """Store what was chosen for a subscriber, by themselves or by their secret link.

    Raises `Refused`, and `ValidationError` for a time zone that is none.
    """
    subscriber = held(subscriber)
    policies.may_manage(by, subscriber, token).or_refuse()
    for thing, frequency in chosen(subscriber, wishes):
        want(subscriber, thing, frequency, now)
    subscriber.hour, subscriber.weekday = wishes.hour, wishes.weekday
    if subscriber.user is None:
        if wishes.time_zone:
            check_time_zone(wishes.time_zone)
            subscriber.time_zone = wishes.time_zone
        subscriber.language = wishes.language or subscriber.language
    subscriber.save(update_fields=["hour", "weekday", "time_zone", "language"])
    renew_due(subscriber, now)
    return subscriber


def chosen(subscriber: Subscriber, wishes: Wishes) -> list[tuple[Thing, Frequency]]:
    """Answer how often each thing is wanted: what has a row, what everybody can choose, and one more.

    Raises `Refused` where that one is neither a topic nor a language.
    """
    rows = subscriber.subscriptions.select_related("topic", "debate", "thread__debate")
    things = {row.target: Thing.of(row) for row in rows}
    things.setdefault(targets.new_debates(), Thing.new_debates())
    if subscriber.user_id is not None:
        things.setdefault(targets.replies(), Thing.replies())
    # What ends comes first: it makes room.
    pairs = [(things[name], often) for name, often in wishes.frequencies.items() if name in things]
    pairs.sort(key=lambda pair: pair[1] is not Frequency.NEVER)
    if wishes.added:
        thing, often = wishes.added
        if thing.kind is not Kind.NEW_DEBATES:
            raise Refused(_("Choose a topic or a language."))
        pairs.append((thing, often))
    return pairs


@transaction.atomic
def leave_list(*, subscriber: Subscriber, mailing_list: MailingList, token: str, now: datetime) -> bool:
    """End one list by the secret of a letter, at once; answer whether there was something to end.

    Raises `Refused` where the token is not this one's.
    """
    subscriber = held(subscriber)
    policies.may_leave(subscriber, mailing_list, token).or_refuse()
    return stop(subscriber, subscriber.subscriptions.filter(OF_LIST[mailing_list]), now)


@transaction.atomic
def stop_everything(*, subscriber: Subscriber, by: Any, token: str, now: datetime) -> bool:
    """End all that somebody gets, and answer whether there was something. Raises `Refused`."""
    subscriber = held(subscriber)
    policies.may_manage(by, subscriber, token).or_refuse()
    if subscriber.user_id is not None:
        tell_of_replies(subscriber, now)
    return stop(subscriber, subscriber.subscriptions.all(), now)


@transaction.atomic
def write_again(*, subscriber: Subscriber, by: Any, token: str, now: datetime) -> bool:
    """Have somebody's address written to again, and answer whether it was not before.

    Raises `Refused`, also for an account that has not shown that the address is its own.
    """
    subscriber = held(subscriber)
    policies.may_manage(by, subscriber, token).or_refuse()
    if subscriber.user is not None and not subscriber.user.has_confirmed(subscriber.address):
        raise Refused(policies.NO_ADDRESS)
    return lift(address=subscriber.address, now=now)


def stop(subscriber: Subscriber, rows: "QuerySet[Subscription]", now: datetime) -> bool:
    """Switch these off. The rows stay, so that what was switched off by mistake is still in the list."""
    ended = [row for row in rows if row.frequency != Frequency.NEVER]
    for row in ended:
        change(row, Frequency.NEVER, now)
    # Asked again, it moves nothing: a digest that is due at this moment stays so.
    if ended:
        renew_due(subscriber, now)
    return bool(ended)
