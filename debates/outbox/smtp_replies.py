"""What became of a message, by what the mail server answered and how far the conversation had come.

Codes beginning with 4 ask to come back later, with 5 to give up (RFC 5321, 4.2.1). A server takes a message
on when it has read the line with the dot that ends the text (4.2.5): whatever breaks before that is safe to
try again, and what breaks between the dot and the answer is known to the server alone.
"""

import smtplib
from dataclasses import dataclass
from enum import Enum

LONGEST_REASON = 500

CLOSING = 421
"""The code with which a server ends the conversation."""

ANSWERED = (
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
)
"""Errors that carry the server's answer. Their bare base class carries a code that `smtplib` made up."""


class Fate(Enum):
    """What became of one message that was handed over."""

    ACCEPTED = "accepted"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reply:
    """The fate of a message, the reason in the server's words, and whether the connection is still good."""

    fate: Fate
    reason: str = ""
    connected: bool = True


ACCEPTED = Reply(Fate.ACCEPTED)


def reply_to(error: Exception, *, text_is_out: bool) -> Reply:
    """Answer what an error of `smtplib` says about the message.

    `text_is_out` tells whether the text with its final dot may have left this machine.
    """
    code, words = code_and_words(error)
    reason = f"{code} {words}".strip()[:LONGEST_REASON] if code else in_words(error)
    connected = code not in {0, CLOSING}
    if code // 100 == 2:  # noqa: PLR2004 - the first digit says what it means
        return Reply(Fate.ACCEPTED if text_is_out else Fate.LATER, reason)
    if code // 100 == 4:  # noqa: PLR2004
        return Reply(Fate.LATER, reason, connected)
    if code // 100 == 5 or isinstance(error, smtplib.SMTPNotSupportedError):  # noqa: PLR2004
        return Reply(Fate.NEVER, reason, connected)
    if not text_is_out and not isinstance(error, OSError):
        # Nothing was wrong with the conversation, so another one would go the same way.
        return Reply(Fate.NEVER, reason, connected=False)
    if text_is_out:
        reason = f"Whether the server took the message is not known. {reason}"[:LONGEST_REASON]
        return Reply(Fate.UNKNOWN, reason, connected=False)
    return Reply(Fate.LATER, reason, connected=False)


def code_and_words(error: Exception) -> tuple[int, str]:
    """Answer the code of the server's answer with its words; 0 where it gave none that can be read."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        # We hand over to one recipient at a time.
        [(code, words)] = error.recipients.values()
        return max(code, 0), one_line(words)
    if isinstance(error, ANSWERED):
        return max(error.smtp_code, 0), one_line(error.smtp_error)
    return 0, ""


def one_line(words: bytes | str) -> str:
    """Answer the server's words as text on one line."""
    text = words if isinstance(words, str) else words.decode("utf-8", "replace")
    return " ".join(text.split())


def in_words(error: Exception) -> str:
    """Answer an error without a code in a few words."""
    return f"{type(error).__name__}: {error}".strip(": ")[:LONGEST_REASON]
