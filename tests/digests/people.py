"""Subscribers as tests make them, and what the sweeps make of them."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import time_machine

from accounts.models import User
from debates.digests import targets
from debates.digests.models import Kind, Subscriber, Subscription
from debates.digests.schedule import IN_DIGESTS, Frequency, next_due
from debates.outbox.composing import compose
from debates.outbox.models import Message
from debates.outbox.renderers import REGISTERED
from debates.publishing.models import Debate

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""The hour at which everybody here has their digest, on the day after what happened. It is a Monday."""
AFTER_EIGHT = EIGHT + timedelta(minutes=3)


def subscriber(who: User | str, now: datetime = LONG_AGO, **fields: Any) -> Subscriber:
    """Answer somebody who may be written to at eight o'clock, weekly on Mondays: an account or an address."""
    user, email = (who, "") if isinstance(who, User) else (None, who)
    told = {"created_at": now, "confirmed_at": now, "covered_until": now, "weekly_covered_until": now}
    return Subscriber.objects.create(
        user=user, email=email, nonce="n" * 22, **{"hour": 8, "weekday": 0, **told, **fields}
    )


def wants(
    person: Subscriber,
    target: str,
    frequency: Frequency = Frequency.DAILY,
    since: datetime = LONG_AGO,
    **fields: Any,
) -> Subscription:
    """Answer what somebody wants, and have their digest due next after it."""
    name, _, rest = target.partition(":")
    kind = Kind(name)
    if kind is Kind.DEBATE:
        fields["debate_id"] = int(rest)
    if kind is Kind.THREAD:
        fields["thread_id"] = int(rest)
    if rest.startswith("topic:"):
        fields["topic_id"] = int(rest.removeprefix("topic:"))
    if rest.startswith("language:"):
        fields["language"] = rest.removeprefix("language:")
    row = Subscription.objects.create(
        subscriber=person, kind=kind, target=target, frequency=frequency, since=since, **fields
    )
    frequencies = frozenset(map(Frequency, person.subscriptions.values_list("frequency", flat=True)))
    if frequencies & IN_DIGESTS and person.confirmed_at:
        person.next_due_at = next_due(
            person.covered_until,
            hour=person.hour,
            weekday=person.weekday,
            zone=person.zone,
            frequencies=frequencies,
        )
        person.save()
    return row


def reader(address: str, target: str, frequency: Frequency = Frequency.DAILY, **fields: Any) -> Subscriber:
    """Answer an address alone that wants one thing; `covered_until` is the morning before, unless said."""
    day = EIGHT - timedelta(days=1)
    person = subscriber(address, **{"covered_until": day, "weekly_covered_until": day, **fields})
    wants(person, target, frequency)
    return person


def follows(debate: Debate) -> str:
    """Answer the name of what happens to a debate."""
    return targets.of_debate(debate.pk)


def letters() -> list[tuple[str, str]]:
    """Answer to whom which kind of letter was promised, in the order of the promises."""
    return [*Message.objects.order_by("pk").values_list("recipient", "kind")]


def the_letter(address: str, now: datetime = AFTER_EIGHT) -> EmailMessage | None:
    """Answer the one e-mail that was promised to this address."""
    return opened(Message.objects.get(recipient=address), now)


def opened(message: Message, now: datetime = AFTER_EIGHT) -> EmailMessage | None:
    """Answer the e-mail of a message as whoever gets it reads it, strictly; nothing where there is none."""
    with time_machine.travel(now, tick=False):
        letter = REGISTERED[message.kind](message.ids)
    if letter is None:
        return None
    mail = compose(letter, recipient=message.recipient, message_id=message.message_id, now=now)
    content = mail.message().as_bytes()
    parsed = message_from_bytes(content, policy=policy.default.clone(raise_on_defect=True))
    assert isinstance(parsed, EmailMessage)
    assert [part.defects for part in parsed.walk()] == [[], [], []]
    assert len(content) <= 100_000
    return parsed


def body(mail: EmailMessage | None, kind: str = "plain") -> str:
    """Answer a part of an e-mail."""
    assert mail is not None
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())
