"""Promises the letters about decisions, and takes them back. The words are rendered when they are sent."""

from collections.abc import Mapping
from datetime import datetime

from accounts.verdicts import Refused
from debates.moderation.measures import RESTRICTIVE, Measure
from debates.moderation.models import Decision, Notice
from debates.moderation.obligations import Obligation, is_on
from debates.moderation.policies import LETTER_AFTER
from debates.outbox.actions import call_on, promise, suppress
from debates.outbox.models import Message

STATEMENT = "moderation_statement"
"""The kind of the letter to an author: the statement of reasons, or that their comment is published."""
OUTCOME = "moderation_outcome"
"""The kind of the letter to a notifier about what became of their notice."""

TAKEN_BACK = "The decision was taken back before its letter was due."


def statement_key(decision: Decision) -> str:
    """Answer the cause under which the letter about a decision is promised."""
    return f"{STATEMENT}:{decision.pk}"


def outcome_key(notice: Notice, decision: Decision) -> str:
    """Answer the cause under which the letter about what a notice came to by a decision is promised."""
    return f"{OUTCOME}:{decision.pk}:{notice.pk}"


def concerns_author(decision: Decision) -> bool:
    """Answer whether a decision changes anything for the author of its comment."""
    return (
        decision.measure in RESTRICTIVE
        or decision.before != decision.after
        or (decision.measure in {Measure.UNLOCK, Measure.UNDO})
    )


def inform(*, decision: Decision, now: datetime, tells_author: bool = True) -> None:
    """Promise the author a letter about a decision that concerns them, due a minute after it."""
    author = decision.case.comment.author
    if tells_author and author and is_on(Obligation.STATEMENTS) and concerns_author(decision):
        due = decision.at + LETTER_AFTER
        promise_to(author.email, STATEMENT, ids={"decision": decision.pk}, now=now, due=due)


def take_back(*, decision: Decision, now: datetime) -> None:
    """Take back the letters about a decision that are not on their way yet."""
    keys = [statement_key(decision)]
    keys += Message.objects.filter(key__startswith=f"{OUTCOME}:{decision.pk}:").values_list("key", flat=True)
    for key in keys:
        suppress(key=key, reason=TAKEN_BACK, now=now)


def promise_again(*, key: str, decision: Decision, now: datetime) -> None:
    """Promise a letter about a decision that holds again, if it was kept back."""
    call_on(key=key, due=max(now, decision.at + LETTER_AFTER), now=now)


def inform_notifier(*, notice: Notice, decision: Decision | None, now: datetime) -> None:
    """Promise whoever sent a notice a letter about what became of it, due when that of the author is."""
    ids = {"decision": decision.pk if decision else 0, "notice": notice.pk}
    promise_to(notice.address, OUTCOME, ids=ids, now=now, due=now + LETTER_AFTER)


def promise_to(
    address: str | None,
    kind: str,
    *,
    ids: Mapping[str, int | str],
    now: datetime,
    due: datetime | None = None,
) -> None:
    """Promise a letter of this kind about these rows, where there is an address to write to.

    It is due at once or at `due`; the kind and the rows, in their order, are its cause.
    """
    if not address:
        return
    cause = ":".join(str(value) for value in ids.values())
    try:
        promise(kind=kind, recipient=address, key=f"{kind}:{cause}", ids=ids, now=now, due=due)
    except Refused:
        # An address that no letter can reach: what it would have said stands on their pages.
        return
