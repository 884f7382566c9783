"""What a report about a letter says: that it came back (RFC 3464), or was called spam (RFC 5965).

A pure rule. Who is believed, `suppressing` says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message as Mail

from debates.outbox.stops import Cause

LONGEST_EVIDENCE = 200
MOST_IDS = 20

SPAM = frozenset({"abuse", "fraud"})
"""The types of feedback that are complaints; others say that a letter was no spam, or how it was signed."""

DEAD = frozenset({"1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1", "4.4"})
"""What follows the 5 of a status (RFC 3463, 7505) that says that the address takes no mail: it is none, its
mailbox is closed, or its host is not there. The others blame the letter, its sender, or the day."""

UNSAID = "0.0"
"""What follows it where a server does not say more; then its reply does, if there is one."""

DEAD_REPLIES = frozenset({"550", "551", "553"})
"""Replies that speak of the mailbox (RFC 5321, 4.2.2), where no status does."""

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([245]\d\d)(?![\d.])")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_ADDRESS = re.compile(r"<?[^\s<>]+@[^\s<>]+>?")


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says of a letter: why they want no more, which letter, and to whom it went.

    `recipients` are the addresses by which the report may know the recipient; where it names none, it is
    whoever the letter went to.
    """

    cause: Cause
    message_ids: tuple[str, ...]
    recipients: tuple[str, ...]
    evidence: str


class UnreadableError(ValueError):
    """An e-mail that is no report of either kind."""


def reports_in(content: bytes) -> tuple[Report, ...]:
    """Answer what an e-mail reports for good; nothing where it reports what may pass.

    Raises `UnreadableError` for what is no report.
    """
    try:
        mail = message_from_bytes(content)
        returned, failures, feedback = (
            parts(mail, "message/rfc822", "text/rfc822-headers"),
            parts(mail, "message/delivery-status"),
            parts(mail, "message/feedback-report"),
        )
        letters = [ids_in(head, "Message-ID") for part in returned for head in heads(part)]
        named = tuple(name for ids in letters for name in ids)
        if failures:
            named += ids_in(mail, "References", "In-Reply-To")
            return tuple(bounces(failures, named[:MOST_IDS]))
        if feedback:
            return tuple(complaints(feedback, named[:MOST_IDS]))
    except RecursionError:
        raise UnreadableError("It is nested too deeply.") from None
    raise UnreadableError("It is neither a delivery status nor a complaint.")


def bounces(failures: list[Mail], named: tuple[str, ...]) -> Iterator[Report]:
    """Answer who takes no mail, by a delivery status: a block of fields for each recipient."""
    for part in failures:
        for block in heads(part):
            status, words = field(block, "Status"), field(block, "Diagnostic-Code")
            if field(block, "Action").lower() == "failed" and is_dead(status, words):
                recipients = tuple(
                    filter(
                        None, (recipient(block, name) for name in ("Final-Recipient", "Original-Recipient"))
                    )
                )
                # Its recipient is the one thing that a delivery status always says.
                if recipients:
                    yield Report(Cause.BOUNCE, named, recipients, in_few_words(f"{status} {words}"))


def complaints(feedback: list[Mail], named: tuple[str, ...]) -> Iterator[Report]:
    """Answer who called a letter spam. Many that report it take the recipient out; its Message-ID stays."""
    for part in feedback:
        for block in heads(part):
            kind = field(block, "Feedback-Type").lower()
            if kind in SPAM:
                to = tuple(address for address in texts(block, "Original-Rcpt-To") if "@" in address)
                agent = field(block, "User-Agent")
                recipients = tuple(address.strip("<>") for address in to)
                yield Report(Cause.COMPLAINT, named, recipients, in_few_words(f"{kind} {agent}"))


def is_dead(status: str, words: str) -> bool:
    """Answer whether a status, and the words of the server beside it, say that an address takes no mail."""
    found = _STATUS.match(status)
    if found is None or found[1] != "5":
        return False
    if found[2] != UNSAID:
        return found[2] in DEAD
    better = _STATUS.search(words)
    if better and better[2] != UNSAID:
        return better[1] == "5" and better[2] in DEAD
    reply = _REPLY.search(words)
    return reply is None or reply[1] in DEAD_REPLIES


def names_dead_mailbox(words: str) -> bool:
    """Answer whether the words of a server hold a status that says that an address takes no mail."""
    found = _STATUS.search(words)
    return found is not None and found[1] == "5" and found[2] in DEAD


# ---------------------------------------------------------------- the mail itself


def parts(mail: Mail, *kinds: str) -> list[Mail]:
    """Answer the parts of these types, not those inside of what it returns."""
    inside = mail.get_payload() if mail.is_multipart() else []
    return [part for part in inside if isinstance(part, Mail) and part.get_content_type() in kinds]


def heads(part: Mail) -> list[Mail]:
    """Answer the blocks of fields that a part consists of."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [block for block in payload if isinstance(block, Mail)]
    return [message_from_string(payload)] if isinstance(payload, str) else []


def texts(block: Mail, name: str) -> list[str]:
    """Answer every value of a field, each on one line."""
    return [" ".join(str(value).split()) for value in block.get_all(name, [])]


def field(block: Mail, name: str) -> str:
    """Answer the value of a field, without a comment after it; empty where there is none."""
    values = texts(block, name)
    return values[0] if values else ""


def recipient(block: Mail, name: str) -> str:
    """Answer the address in a field that says of which sort it is; empty where it is no address of e-mail."""
    sort, _, address = field(block, name).partition(";")
    return address.strip(" <>") if sort.strip().lower() == "rfc822" and "@" in address else ""


def ids_in(head: Mail, *names: str) -> tuple[str, ...]:
    """Answer the Message-IDs in these fields."""
    return tuple(found for name in names for text in texts(head, name) for found in _MESSAGE_ID.findall(text))


def in_few_words(said: str) -> str:
    """Answer what a server said, on one line, without addresses: it may name whom it passes mail on to."""
    printable = "".join(character if character.isprintable() else " " for character in said)
    return " ".join(_ADDRESS.sub("…", printable).split())[:LONGEST_EVIDENCE]
