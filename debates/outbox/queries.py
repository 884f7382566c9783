"""What operators ask: how many messages are in each state, how late the oldest is, which need a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.own_data import Part, Whose, is_one_of, part
from debates.outbox.account_letters import NOTICE
from debates.outbox.models import STATE_LABELS, Message, State

PAGE = 50


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many messages are in a state."""

    state: State
    label: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class Oldest:
    """The message that has been due for longest, and for how long."""

    due_at: datetime
    late: timedelta


@dataclass(frozen=True, slots=True)
class Trouble:
    """A message that a person has to decide about."""

    pk: int
    kind: str
    recipient: str
    label: str | Promise
    reason: str
    attempts: int
    since: datetime


@dataclass(frozen=True, slots=True)
class TroublePage:
    """Some of the troubled messages, newest first; `before` leads to older ones where there are any."""

    rows: tuple[Trouble, ...]
    before: int | None


def counts() -> tuple[StateCount, ...]:
    """Answer how many messages are in each state, all states in their order."""
    rows = Message.objects.order_by().values_list("state").annotate(count=Count("pk"))
    found = dict(rows)
    return tuple(StateCount(state, label, found.get(state.value, 0)) for state, label in STATE_LABELS.items())


PUNCTUAL = timedelta(minutes=1)
"""What has waited for less than this is on its way, and not late."""


def oldest_due(now: datetime) -> Oldest | None:
    """Answer what has been due for longest and waits still, or nothing where nothing is late."""
    due_at = Message.objects.due(now - PUNCTUAL).values_list("due_at", flat=True).first()
    return Oldest(due_at, now - due_at) if due_at else None


def troubled(before: int | None = None, size: int = PAGE) -> TroublePage:
    """Answer a page of the messages that failed or are uncertain, those before that number."""
    messages = Message.objects.troubled()
    if before is not None:
        messages = messages.filter(pk__lt=before)
    rows = [
        Trouble(
            pk=message.pk,
            kind=message.kind,
            recipient=message.recipient,
            label=STATE_LABELS[State(message.state)],
            reason=message.reason,
            attempts=message.attempts,
            since=message.changed_at,
        )
        for message in messages[: size + 1]
    ]
    return TroublePage(tuple(rows[:size]), rows[size - 1].pk if len(rows) > size else None)


# ---------------------------------------------------------------- what is kept about somebody


def parts_about(whose: Whose) -> tuple[Part, ...]:
    """Answer every e-mail that was promised to an address of somebody; what they said is not stored.

    A notice knows whose account it is about: it may have gone to an address that they had before.
    """
    about_account = Q(kind=NOTICE, ids__user=whose.person.pk)
    return (
        part(
            "emails",
            _("E-mails that were sent to you, or will be"),
            Message.objects.filter(is_one_of("recipient", whose.addresses) | about_account),
            columns={
                "id": "pk",
                "about": "kind",
                "address": "recipient",
                "state": "state",
                "reason": "reason",
                "promised_at": "promised_at",
                "due_at": "due_at",
                "sent_at": "sent_at",
                "tries": "attempts",
            },
            says=_(
                "To the confirmed addresses of your account, and about it. Texts are made when they are "
                "sent, and kept nowhere. Codes for signing in leave at once and are not recorded."
            ),
        ),
    )
