"""Speaks SMTP, and remembers how far the last message got before something broke."""

import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

from django.core.mail.backends.smtp import EmailBackend as DjangoEmailBackend
from django.core.mail.message import sanitize_address

DONE = 250
GO_ON = 354
CLOSING = 421
TAKES = frozenset({DONE, 251})
"""Answers of a server that takes mail for a recipient, also where it passes it on."""

_PLAIN = re.compile(r"[A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class MailObject:
    """A message that is ready to be handed over: both addresses in their brackets, and the bytes.

    The lines of `content` end as SMTP has it, the last one too.
    """

    sender: str
    recipient: str
    content: bytes


def in_brackets(address: str) -> str:
    """Answer an address as the commands of SMTP have it: in ASCII, and no name. Raises `ValueError`."""
    return f"<{address}>" if _PLAIN.fullmatch(address) else parsed(address)


@lru_cache
def parsed(address: str) -> str:
    """Answer what is more than a plain address, as Django reads it: the sender's comes with each message."""
    return smtplib.quoteaddr(sanitize_address(address, "utf-8"))


class Watched(smtplib.SMTP):
    """A connection that knows whether the text of the last message may have left this machine."""

    text_is_out = False

    def mail(self, sender: str, options: Any = ()) -> tuple[int, bytes]:
        """Begin another message."""
        self.text_is_out = False
        return super().mail(sender, options)

    def send(self, s: Any) -> None:
        """Send commands, or the whole text with the dot that ends it.

        Commands are `str`, the text is `bytes`. An operating system that refuses part of the text has not
        taken the dot, which is the last of it; any other interruption may come after the dot has gone.
        """
        self.text_is_out = self.text_is_out or isinstance(s, bytes)
        try:
            super().send(s)
        except smtplib.SMTPServerDisconnected:
            self.text_is_out = self.text_is_out and not isinstance(s, bytes)
            raise

    # ------------------------------------------------------------ a message in two steps

    def announce(self, mail: MailObject) -> None:
        """Say who writes to whom, and await no answer: nothing can be delivered by that.

        A server that takes several commands at a time (RFC 2920) is sent both, any other the first.
        """
        self.text_is_out = False
        size = f" SIZE={len(mail.content)}" if self.has_extn("size") else ""
        commands = f"MAIL FROM:{mail.sender}{size}\r\n"
        if self.has_extn("pipelining"):
            commands += to(mail)
        self.send(commands)

    def hand_over(self, mail: MailObject) -> None:
        """Read the answers to what was announced, and send the text. Raises as `sendmail` does."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("The connection broke.")
        code, words = self.getreply()
        if code != DONE:
            if self.has_extn("pipelining") and code != CLOSING:
                with suppress(smtplib.SMTPServerDisconnected):
                    self.getreply()
            self.refuse(code, smtplib.SMTPSenderRefused(code, words, mail.sender))
        if not self.has_extn("pipelining"):
            self.send(to(mail))
        code, words = self.getreply()
        if code not in TAKES:
            self.refuse(code, smtplib.SMTPRecipientsRefused({mail.recipient: (code, words)}))
        self.send("DATA\r\n")
        code, words = self.getreply()
        if code == GO_ON:
            # A line that begins with a dot gets another, which the server takes away (RFC 5321, 4.5.2).
            self.send(mail.content.replace(b"\r\n.", b"\r\n..") + b".\r\n")
            code, words = self.getreply()
        if code != DONE:
            self.refuse(code, smtplib.SMTPDataError(code, words))

    def refuse(self, code: int, error: smtplib.SMTPException) -> NoReturn:
        """Leave the connection ready for another message, where the server lets it, and raise the error."""
        if code == CLOSING:
            self.close()
        else:
            with suppress(smtplib.SMTPServerDisconnected):
                self.rset()
        raise error


def to(mail: MailObject) -> str:
    """Answer the command that names the recipient."""
    return f"RCPT TO:{mail.recipient}\r\n"


class WatchedOverTls(Watched, smtplib.SMTP_SSL):
    """The same, encrypted from its first byte."""


class EmailBackend(DjangoEmailBackend):
    """Django's backend over a watched connection."""

    connection: Watched | None

    @property
    def connection_class(self) -> type[Watched]:
        """Answer the kind of connection to open."""
        return WatchedOverTls if self.use_ssl else Watched

    @property
    def watched(self) -> Watched:
        """Answer the connection. Raises `SMTPServerDisconnected` where there is none."""
        if self.connection is None:
            raise smtplib.SMTPServerDisconnected("There is no connection.")
        return self.connection

    def send_messages(self, email_messages: Any) -> int:
        """Hand messages over; what was true of the one before says nothing of these."""
        if self.connection is not None:
            self.connection.text_is_out = False
        return super().send_messages(email_messages)

    @property
    def text_is_out(self) -> bool:
        """Answer whether the server may have the whole text of the last message."""
        return self.connection is not None and self.connection.text_is_out
