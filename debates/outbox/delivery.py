"""Works the queue: takes what is due, renders it, hands it to the mail server, and notes what became of it.

Nothing here holds a lock or a transaction while it waits for the mail server. At any moment a sender has at
most one message of which the server may know and the database does not: the one whose text it has sent last.
While the server is at that text the next message is built, and announced where the server takes that.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError

from debates.outbox import actions
from debates.outbox.backoff import wait_after
from debates.outbox.composing import compose
from debates.outbox.models import Message, State
from debates.outbox.outcomes import Result
from debates.outbox.renderers import REGISTERED, TOGETHER, Letter
from debates.outbox.smtp_replies import ACCEPTED, Fate, Reply, in_words, reply_to
from debates.outbox.suppressing import take_refusal
from debates.outbox.transports import Transport, transport

logger = logging.getLogger(__name__)

BATCH = 20
"""Messages that a sender takes first, and hands over on one connection."""

MOST = 160
"""Messages that it takes at the most, when it has handed over so many in a second or two."""

QUICK = timedelta(seconds=1)
"""A sender that is done with a batch sooner takes twice as many the next time."""

NO_LONGER_WANTED = "It was no longer wanted when it was due."


def deliver_due(
    *,
    clock: Callable[[], datetime],
    chance: Callable[[], float],
    patience: timedelta,
    advanced: Callable[[int], object] = lambda _: None,
) -> int:
    """Hand over what is due until nothing is left, patience has run out, or the server does not answer.

    Answers how many messages were dealt with; `advanced` is told as they are.
    """
    actions.release_lapsed(now=clock())
    sender = Sender(clock, chance, until=clock() + patience, advanced=advanced)
    try:
        while sender.has_time() and sender.deliver_batch():
            pass
    finally:
        sender.leave()
    return sender.done


@dataclass(slots=True)
class Sender:
    """One sender: the name that its messages carry, and the connection that it keeps."""

    clock: Callable[[], datetime]
    chance: Callable[[], float]
    until: datetime
    advanced: Callable[[int], object]
    name: str = field(default_factory=lambda: uuid4().hex)
    transport: Transport = field(default_factory=transport)
    batch: int = BATCH
    done: int = 0
    handed_over: int = 0
    handed: Message | None = None
    last: Result | None = None
    letters: dict[int, Letter | None] = field(default_factory=dict)

    @property
    def lease(self) -> timedelta:
        """Answer for how long nobody else touches what this sender holds."""
        return timedelta(seconds=settings.OUTBOX_LEASE)

    def has_time(self) -> bool:
        """Answer whether this sender may begin something else."""
        return self.clock() < self.until

    def deliver_batch(self) -> bool:
        """Hand over what is due for longest, and answer whether it is worth going on.

        A slow server leaves most of a large batch to be given back when time has run out, and a batch costs
        the database about the same whatever its size: so it grows with the server's pace.
        """
        began = self.clock()
        messages = actions.claim(sender=self.name, most=self.batch, now=began, lease=self.lease)
        goes_on = self.deliver(messages)
        if self.clock() - began < QUICK:
            self.batch = min(2 * self.batch, MOST)
        return goes_on

    def leave(self) -> None:
        """Note what became of the last message, give back what was not begun, and hang up."""
        try:
            self.finish()
            self.settle()
            actions.put_back(sender=self.name, now=self.clock())
        finally:
            self.hang_up()

    # ------------------------------------------------------------ a batch

    def deliver(self, messages: Sequence[Message]) -> bool:
        """Hand over these messages, one after the other; answer whether it is worth claiming more."""
        self.letters = rendered_together(messages)
        for place, message in enumerate(messages):
            if not self.has_time():
                return False
            prepared = self.build(message)
            if prepared is None:
                continue
            if self.handed and self.transport.announces_early:
                self.transport.announce(prepared)
            trouble = self.finish()
            if trouble:
                return self.give_up(messages[place:], trouble)
            if not self.has_time():
                return False
            trouble = self.hand_over(message, prepared)
            if trouble:
                return self.give_up(messages[place + 1 :], trouble)
        trouble = self.finish()
        self.settle()
        return bool(messages) and not trouble

    def give_up(self, messages: Sequence[Message], trouble: str) -> bool:
        """Put off the rest of a batch: whoever does not answer now is not asked again for each of them."""
        self.settle(*(self.result(message, Reply(Fate.LATER, trouble)) for message in messages))
        return False

    def hand_over(self, message: Message, prepared: Any) -> str:
        """Send one message, and answer what is wrong with the server, or nothing.

        A server may end a conversation after so many messages: one that broke before it could take this
        message on is begun anew, once.
        """
        used_before = self.handed_over > 0
        reply = self.begin(message, prepared)
        if reply and used_before and not reply.connected and reply.fate is Fate.LATER:
            self.hang_up()
            reply = self.begin(message, prepared)
        return self.outcome(message, reply) if reply else ""

    def begin(self, message: Message, prepared: Any) -> Reply | None:
        """Send one message where it is still ours; answer what speaks against it, or nothing so far."""
        refused = self.connect()
        if refused:
            return Reply(Fate.LATER, refused, connected=False)
        self.transport.announce(prepared)
        begun = actions.begin(
            message=message, sender=self.name, now=self.clock(), lease=self.lease, last=self.last
        )
        self.last = None
        if not begun:
            # What was announced is not to follow.
            self.hang_up()
            return None
        self.handed_over += 1
        reply = self.replied(lambda: self.transport.hand_over(prepared))
        if reply is not ACCEPTED:
            return reply
        self.handed = message
        return None

    def finish(self) -> str:
        """Await what the server says to the message that was sent, and answer what is wrong with it."""
        message, self.handed = self.handed, None
        return self.outcome(message, self.replied(self.transport.finish)) if message else ""

    def outcome(self, message: Message, reply: Reply) -> str:
        """Keep what became of the message, and answer what is wrong with the server, or nothing."""
        self.note(message, reply)
        if reply.connected:
            return ""
        self.hang_up()
        # What is wrong with the message alone is no trouble for the next.
        return "" if reply.fate is Fate.NEVER else reply.reason

    def note(self, message: Message, reply: Reply) -> None:
        """Keep what became of the message: it is recorded together with the beginning of the next."""
        self.settle()
        self.last = self.result(message, reply)
        if reply.fate is Fate.NEVER:
            take_refusal(message=message, words=reply.reason, now=self.clock())

    def settle(self, *results: Result) -> None:
        """Record what is known of this sender's messages."""
        known = [*filter(None, [self.last]), *results]
        self.last = None
        if known:
            actions.settle(*known, sender=self.name, now=self.clock())

    def result(self, message: Message, reply: Reply) -> Result:
        """Answer what a reply means for a message."""
        self.done += 1
        self.advanced(1)
        if reply.fate is Fate.ACCEPTED:
            return Result(message.pk, State.SENT)
        if reply.fate is Fate.UNKNOWN:
            return Result(message.pk, State.UNCERTAIN, reply.reason)
        wait = None
        if reply.fate is Fate.LATER:
            first = timedelta(seconds=settings.OUTBOX_FIRST_WAIT)
            wait = wait_after(message.attempts + 1, first, self.chance())
        if wait is None:
            return Result(message.pk, State.FAILED, reply.reason)
        return Result(message.pk, State.PENDING, reply.reason, self.clock() + wait)

    # ------------------------------------------------------------ one message

    def build(self, message: Message) -> Any:
        """Answer the prepared e-mail, or settle the message where there is none; no message stops another."""
        try:
            prepared = self.render(message)
        except (InterfaceError, OperationalError):
            # The database is away, for which the message is not to blame.
            raise
        except Exception as error:  # noqa: BLE001 - whatever a renderer raises is its own message's trouble
            # What the error says may hold an address, which is the operators' to see and not the log's.
            logger.warning(
                "Message %s (%s) could not be built: %s", message.pk, message.kind, type(error).__name__
            )
            reason = f"It could not be built. {in_words(error)}"[:500]
            self.settle(Result(message.pk, State.FAILED, reason))
        else:
            if prepared is not None:
                return prepared
            self.settle(Result(message.pk, State.SUPPRESSED, NO_LONGER_WANTED))
        self.done += 1
        self.advanced(1)
        return None

    def render(self, message: Message) -> Any:
        """Answer the prepared e-mail of a message, or nothing where it is no longer wanted."""
        render = REGISTERED.get(message.kind)
        if render is None:
            raise LookupError(f"no room renders messages of the kind {message.kind!r}")
        letter = self.letters[message.pk] if message.pk in self.letters else render(message.ids)
        if letter is None:
            return None
        mail = compose(letter, recipient=message.recipient, message_id=message.message_id, now=self.clock())
        # What can't be written as bytes is found before the server is told of it.
        return self.transport.prepare(mail)

    # ------------------------------------------------------------ the server

    def connect(self) -> str:
        """Have a connection, and answer why there is none, or nothing."""
        try:
            self.transport.open()
        except OSError as error:
            self.hang_up()
            return reply_to(error, text_is_out=False).reason
        return ""

    def replied(self, step: Callable[[], object]) -> Reply:
        """Take a step of the conversation, and answer what it says about the message."""
        try:
            step()
        except Exception as error:  # noqa: BLE001 - whatever it is, the row has to say what is known
            return reply_to(error, text_is_out=self.transport.text_is_out)
        return ACCEPTED

    def hang_up(self) -> None:
        """Close the connection, whatever state it is in."""
        self.handed_over = 0
        with suppress(OSError):
            self.transport.close()


def rendered_together(messages: Sequence[Message]) -> dict[int, Letter | None]:
    """Answer the letters of a batch that their rooms render together, by message.

    Where that fails they are rendered one by one: then each is its own trouble, and none another's.
    """
    by_kind: dict[str, list[Message]] = {}
    for message in messages:
        if message.kind in TOGETHER:
            by_kind.setdefault(message.kind, []).append(message)
    letters: dict[int, Letter | None] = {}
    for kind, group in by_kind.items():
        try:
            found = TOGETHER[kind]([message.ids for message in group])
        except (InterfaceError, OperationalError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a renderer raises is met again, one by one
            logger.warning("Messages of the kind %s are rendered one by one: %s", kind, type(error).__name__)
            continue
        letters.update(zip((message.pk for message in group), found, strict=True))
    return letters
