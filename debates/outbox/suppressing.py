"""The only writers of suppressions, and what they mean for a sender.

Whoever writes to where reports come could have a stranger silenced. So a report counts only where it names
the Message-ID of a letter that this site has handed over to that very recipient: 128 bits of chance, which
nobody has seen but that recipient and the servers between.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.outbox import policies
from debates.outbox.addresses import folded
from debates.outbox.models import OUT, Message, State, Suppression, values
from debates.outbox.renderers import STOPPED_BY
from debates.outbox.reports import Report, in_few_words, names_dead_mailbox
from debates.outbox.stops import OWED, REASONS, Cause

logger = logging.getLogger(__name__)


@transaction.atomic
def take_report(*, report: Report, now: datetime) -> bool:
    """Write no more to the address that a report is about, and answer whether that is news.

    A report that names no letter of ours to its recipient changes nothing, nor does one that was read
    before, or that is about a letter from before somebody lifted what it says.
    """
    message = reported(report)
    if message is None:
        return False
    left_at = message.sent_at or message.changed_at
    return stop(message, report.cause, report.evidence, left_at=left_at, now=now)


@transaction.atomic
def take_refusal(*, message: Message, words: str, now: datetime) -> bool:
    """Write no more to a recipient of whom our mail server says that there is none, and answer if so.

    Only a status says that: a bare 550 may as well say that the server passes nothing on for us.
    """
    if not names_dead_mailbox(words):
        return False
    return stop(message, Cause.BOUNCE, in_few_words(words), left_at=now, now=now)


def stop(message: Message, cause: Cause, evidence: str, *, left_at: datetime, now: datetime) -> bool:
    """Write no more to the recipient of a message, which left at that moment; answer whether that is news."""
    row, made = Suppression.objects.select_for_update().get_or_create(
        address=folded(message.recipient),
        cause=cause.value,
        defaults={"evidence": evidence, "since": now},
    )
    if not made:
        if row.lifted_at is None or left_at <= row.lifted_at:
            return False
        row.evidence, row.since, row.lifted_at = evidence, now, None
        row.save(update_fields=["evidence", "since", "lifted_at"])
    logger.warning("An address is written to no more (%s), after message %s", cause, message.pk)
    return True


def reported(report: Report) -> Message | None:
    """Answer the letter of ours that a report names, where it went to whom the report says."""
    named = Message.objects.filter(message_id__in=report.message_ids, state__in=values(OUT))
    recipients = {folded(recipient) for recipient in report.recipients}
    for message in named:
        if not recipients or folded(message.recipient) in recipients:
            return message
    return None


def lift(*, address: str, now: datetime, causes: Collection[Cause] = tuple(Cause)) -> bool:
    """Write to this address again, and answer whether it was not written to before.

    The room that calls this knows that whoever asks reads mail there, or may speak for whoever does.
    """
    standing = Suppression.objects.standing().filter(address=folded(address), cause__in=causes)
    return bool(standing.update(lifted_at=not_before_it_began(now)))


def not_before_it_began(now: datetime) -> Greatest:
    """Answer when a suppression is lifted: clocks of two machines may differ by a little."""
    return Greatest(F("since"), Value(now, output_field=DateTimeField()))


def lift_as_operator(*, suppression: Suppression, by: Any, now: datetime) -> None:
    """Write to this address again, for the cause of this row no longer stands. Raises `Refused`."""
    policies.may_lift(by, suppression).or_refuse()
    if (
        not Suppression.objects.standing()
        .filter(pk=suppression.pk)
        .update(lifted_at=not_before_it_began(now))
    ):
        raise Refused(_("This address is written to again already."))
    logger.info("Suppression %s was lifted by account %s", suppression.pk, getattr(by, "pk", None))


# ---------------------------------------------------------------- for senders


def withhold(messages: Sequence[Message], *, sender: str, now: datetime) -> list[Message]:
    """Answer which of these messages, claimed by a sender, are to be sent; the others are settled.

    One question for all of them, and one statement more for each cause that stops any.
    """
    stopped = causes_of({folded(message.recipient) for message in messages})
    by_cause: dict[Cause, set[int]] = defaultdict(set)
    for message in messages if stopped else ():
        standing = stopped.get(folded(message.recipient), frozenset())
        for cause in sorted(standing & STOPPED_BY.get(message.kind, OWED))[:1]:
            by_cause[cause].add(message.pk)
    for cause, pks in by_cause.items():
        held = Message.objects.held_by(sender).filter(pk__in=pks, state=State.CLAIMED)
        held.update(
            state=State.SUPPRESSED, reason=REASONS[cause], changed_at=now, claimed_by="", lease_until=None
        )
    taken = frozenset().union(*by_cause.values())
    return [message for message in messages if message.pk not in taken]


def causes_of(addresses: Collection[str]) -> Mapping[str, frozenset[Cause]]:
    """Answer for which causes these folded addresses are written to no more; only those that are not."""
    rows = Suppression.objects.standing().filter(address__in=addresses)
    found: dict[str, frozenset[Cause]] = {}
    for address, cause in rows.values_list("address", "cause"):
        found[address] = found.get(address, frozenset()) | {Cause(cause)}
    return found
