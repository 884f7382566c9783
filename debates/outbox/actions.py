"""The only writers of messages.

Who holds a message is decided by compare-and-set: every step of a sender names the sender and the state that
it starts from, so one whose lease was taken away changes nothing.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.outbox import policies
from debates.outbox.addresses import new_message_id, refuse_unusable, site_host
from debates.outbox.beginning import begin_at_once
from debates.outbox.letters import TEST
from debates.outbox.models import TROUBLED, Message, State, values
from debates.outbox.outcomes import Result
from debates.outbox.suppressing import withhold
from debates.richtext.plain_text import invalid_character

logger = logging.getLogger(__name__)

ROWS = 500
"""Rows that one statement writes."""

ABANDONED = "Its sender ended, or lost the database, while it handed this message over."


# ---------------------------------------------------------------- for the rooms


def promise(
    *,
    kind: str,
    recipient: str,
    key: str,
    ids: Mapping[str, int | str],
    now: datetime,
    due: datetime | None = None,
) -> Message:
    """Promise an e-mail in the transaction of what causes it, due at once or at `due`.

    `key` names the cause; where it was promised before, the answer is that promise, unchanged. Raises
    `Refused` for a recipient that cannot be written to.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("A message is promised inside the transaction of what causes it.")
    refuse_unusable(recipient)
    refuse_unstorable(ids)
    message, _made = Message.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "recipient": recipient,
            "ids": dict(ids),
            "message_id": new_message_id(site_host(settings.SITE.base_url)),
            "promised_at": now,
            "changed_at": now,
            "due_at": due or now,
        },
    )
    return message


@dataclass(frozen=True, slots=True)
class Promised:
    """One of many messages that are promised together: who gets it, for which cause, about which rows."""

    recipient: str
    key: str
    ids: Mapping[str, int | str]


def promise_many(*, kind: str, messages: Iterable[Promised], now: datetime) -> int:
    """Promise messages of one kind in the transaction of what causes them, and answer how many were given.

    Those whose cause was promised before stay as they are. A recipient that cannot be written to is left out:
    one bad address must not keep all others from their letter. Hundreds take one statement.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("Messages are promised inside the transaction of what causes them.")
    host = site_host(settings.SITE.base_url)
    rows = []
    for message in messages:
        try:
            refuse_unusable(message.recipient)
        except Refused:
            logger.warning("A message of the kind %s has no address that can be written to", kind)
            continue
        refuse_unstorable(message.ids)
        rows.append(
            Message(
                kind=kind,
                recipient=message.recipient,
                key=message.key,
                ids=dict(message.ids),
                message_id=new_message_id(host),
                promised_at=now,
                changed_at=now,
                due_at=now,
            )
        )
    Message.objects.bulk_create(rows, batch_size=ROWS, ignore_conflicts=True)
    return len(rows)


def refuse_unstorable(ids: Mapping[str, int | str]) -> None:
    """Raise `TypeError` or `ValueError` unless the ids are numbers and short texts under names."""
    for name, value in ids.items():
        if not isinstance(value, int | str):
            raise TypeError(f"The id {name!r} of a message is neither a number nor a text.")
        if isinstance(value, str) and invalid_character(value):
            raise ValueError(f"The id {name!r} of a message holds characters that are not text.")


def suppress(*, key: str, reason: str, now: datetime) -> bool:
    """Take a promise back, and answer whether that was in time: not yet handed over to a mail server."""
    waiting = Message.objects.filter(key=key, state__in=[State.PENDING, State.CLAIMED])
    return bool(
        waiting.update(state=State.SUPPRESSED, reason=reason, changed_at=now, claimed_by="", lease_until=None)
    )


def call_on(*, key: str, due: datetime, now: datetime) -> bool:
    """Promise once more what was called off, and answer whether it had been; it is due then."""
    called_off = Message.objects.filter(key=key, state=State.SUPPRESSED)
    return bool(called_off.update(state=State.PENDING, reason="", due_at=due, changed_at=now))


def forget_recipient(*, address: str, kinds_from: str) -> int:
    """Delete every message to this address of the kinds that begin so, and answer how many there were.

    One that is being handed over at this moment still arrives; its sender then finds that it is gone.
    """
    of_kinds = Message.objects.filter(kind__startswith=kinds_from)
    deleted, _by_table = of_kinds.filter(recipient__iexact=address).delete()
    return deleted


@transaction.atomic
def resend(*, message: Message, by: Any, now: datetime) -> Message:
    """Have a message that failed, or of which nobody knows, handed over again under its Message-ID.

    Raises `Refused`, also when somebody else has just done the same.
    """
    policies.may_resend(by, message).or_refuse()
    troubled = Message.objects.filter(pk=message.pk, state__in=values(TROUBLED))
    if not troubled.update(state=State.PENDING, due_at=now, changed_at=now, attempts=0, reason=""):
        raise Refused(_("This message is on its way again already."))
    logger.info("Message %s is sent again by account %s", message.pk, getattr(by, "pk", None))
    message.refresh_from_db()
    return message


@transaction.atomic
def promise_test(*, by: Any, now: datetime) -> Message:
    """Promise a message to whoever asks for one, once a minute at most. Raises `Refused`."""
    policies.may_operate(by).or_refuse()
    if not by.email:
        raise Refused(_("Your account has no e-mail address: add one, and try again."))
    return promise(kind=TEST, recipient=by.email, key=f"{TEST}:{by.pk}:{now:%Y-%m-%dT%H:%M}", ids={}, now=now)


# ---------------------------------------------------------------- for senders


def claim(*, sender: str, most: int, now: datetime, lease: timedelta) -> list[Message]:
    """Answer up to `most` messages that are due, held by this sender from now on for as long as the lease.

    Those to addresses that are written to no more are settled on the way.
    """
    while claimed := take(sender=sender, most=most, now=now, lease=lease):
        if wanted := withhold(claimed, sender=sender, now=now):
            return wanted
    return []


def take(*, sender: str, most: int, now: datetime, lease: timedelta) -> list[Message]:
    """Answer up to `most` messages that are due, held by this sender."""
    if not Message.objects.due(now).exists():
        # The usual tick of an idle site: where writers wait for each other, none has to wait for this.
        return []
    with transaction.atomic():
        due = Message.objects.due(now).select_for_update(skip_locked=True).values_list("pk", flat=True)
        Message.objects.filter(pk__in=list(due[:most]), state=State.PENDING).update(
            state=State.CLAIMED, claimed_by=sender, lease_until=now + lease, changed_at=now
        )
    return list(Message.objects.held_by(sender).filter(state=State.CLAIMED).order_by("due_at", "pk"))


def begin(
    *, message: Message, sender: str, now: datetime, lease: timedelta, last: Result | None = None
) -> bool:
    """Note that the message is about to be handed over, and in the same transaction what became of the last.

    Answers whether it is still this sender's. The lease runs anew: from here on nobody else may take the
    message, because nobody else can know how far it got.
    """
    if transaction.get_connection().vendor == "postgresql":
        return begin_at_once(message.pk, sender, now, lease, last)
    with transaction.atomic():
        if last:
            settle(last, sender=sender, now=now)
        held = Message.objects.held_by(sender).filter(pk=message.pk)
        return bool(held.update(state=State.TRANSMITTING, lease_until=now + lease, changed_at=now))


@transaction.atomic
def settle(*results: Result, sender: str, now: datetime) -> int:
    """Record what became of messages of this sender, and answer how many still were its own."""
    return sum(
        Message.objects.held_by(sender)
        .filter(pk=result.pk)
        .update(
            state=result.state,
            reason=result.reason,
            attempts=F("attempts") + 1,
            due_at=result.due_at or F("due_at"),
            sent_at=now if result.state == State.SENT else None,
            changed_at=now,
            claimed_by="",
            lease_until=None,
        )
        for result in results
    )


def put_back(*, sender: str, now: datetime) -> int:
    """Give back what this sender has not begun to hand over, as if it had never taken it."""
    untouched = Message.objects.held_by(sender).filter(state=State.CLAIMED)
    return untouched.update(state=State.PENDING, changed_at=now, claimed_by="", lease_until=None)


@transaction.atomic
def release_lapsed(*, now: datetime) -> tuple[int, int]:
    """Take from senders what they held for longer than their lease.

    Answers how many wait again and how many are uncertain: what was being handed over may have arrived, so
    nobody but a person decides to send it again.
    """
    lapsed = Message.objects.lapsed(now)
    nobody: dict[str, Any] = {"changed_at": now, "claimed_by": "", "lease_until": None}
    uncertain = lapsed.filter(state=State.TRANSMITTING).update(
        state=State.UNCERTAIN, reason=ABANDONED, attempts=F("attempts") + 1, **nobody
    )
    waiting = lapsed.filter(state=State.CLAIMED).update(state=State.PENDING, **nobody)
    if uncertain:
        logger.warning("%s message(s) became uncertain: their senders ended", uncertain)
    return waiting, uncertain
