"""What operators ask: how many messages are in each state, how late the oldest is, which need a person.

And to whom nothing is written any more, which is asked for whoever it is, too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.own_data import Part, Whose, is_one_of, part
from debates.outbox.account_letters import NOTICE
from debates.outbox.addresses import folded
from debates.outbox.models import CAUSE_LABELS, STATE_LABELS, Message, State, Suppression
from debates.outbox.stops import Cause

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
        part(
            "stopped_addresses",
            _("Addresses of yours that we stopped writing to"),
            Suppression.objects.filter(address__in=[*map(folded, whose.addresses)]),
            columns={
                "id": "pk",
                "address": "address",
                "cause": "cause",
                "evidence": "evidence",
                "since": "since",
                "lifted_at": "lifted_at",
            },
            says=_("Because mail came back, or was called spam."),
        ),
    )


# ---------------------------------------------------------------- who is written to no more


@dataclass(frozen=True, slots=True)
class Stopped:
    """An address that is written to no more, since when, why, and what the report said."""

    pk: int
    address: str
    cause: Cause
    label: str | Promise
    evidence: str
    since: datetime

    @property
    def is_bounce(self) -> bool:
        """Answer whether mail came back; else it was called spam."""
        return self.cause is Cause.BOUNCE


@dataclass(frozen=True, slots=True)
class StoppedPage:
    """Some of the addresses that are written to no more, newest first; `before` leads to older ones."""

    rows: tuple[Stopped, ...]
    before: int | None


def stopped_count() -> int:
    """Answer how many addresses are written to no more."""
    return Suppression.objects.standing().order_by().values("address").distinct().count()


def stopped(before: int | None = None, size: int = PAGE) -> StoppedPage:
    """Answer a page of the addresses that are written to no more, those before that number."""
    standing = Suppression.objects.standing().order_by("-pk")
    if before is not None:
        standing = standing.filter(pk__lt=before)
    rows = [stopped_of(row) for row in standing[: size + 1]]
    return StoppedPage(tuple(rows[:size]), rows[size - 1].pk if len(rows) > size else None)


def stopped_at(address: str) -> tuple[Stopped, ...]:
    """Answer why this address is written to no more, oldest first; nothing where it is."""
    standing = Suppression.objects.standing().filter(address=folded(address))
    return tuple(stopped_of(row) for row in standing.order_by("since", "pk"))


def stopped_since(address: str) -> datetime | None:
    """Answer since when this address is written to no more; nothing where it is."""
    return min((row.since for row in stopped_at(address)), default=None)


def stopped_of(row: Suppression) -> Stopped:
    """Answer a row as it is shown."""
    cause = Cause(row.cause)
    return Stopped(row.pk, row.address, cause, CAUSE_LABELS[cause], row.evidence, row.since)
