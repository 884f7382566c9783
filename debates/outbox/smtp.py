"""Speaks SMTP, and remembers how far the last message got before something broke."""

import re
import smtplib
import socket
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

from django.core.mail.backends.smtp import EmailBackend as DjangoEmailBackend
from django.core.mail.message import sanitize_address

DONE = 250
GO_ON = 354
CLOSING = 421
TAKES = (frozenset({DONE}), frozenset({DONE, 251}), frozenset({GO_ON}))
"""Answers of a server that takes the sender, the recipient (also where it passes mail on), and a text."""

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
    """A connection that knows whether the text of the last message may have left this machine.

    It takes a message in three steps: so whoever sends can do something else while the server works.
    """

    text_is_out = False
    announced: MailObject | None = None

    def connect(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """Connect, and have no command wait until the server has confirmed what went before it."""
        greeting = super().connect(*args, **options)
        if self.sock is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return greeting

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

    def getreply(self) -> tuple[int, bytes]:
        """Read an answer. Raises `SMTPServerDisconnected`."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("The connection broke.")
        return super().getreply()

    # ------------------------------------------------------------ a message in three steps

    @property
    def takes_groups(self) -> bool:
        """Answer whether the server takes several commands at a time (RFC 2920)."""
        return self.has_extn("pipelining")

    def announce(self, mail: MailObject) -> None:
        """Say who writes to whom, and await no answer: nothing can be delivered without a text and its dot.

        A server that takes groups is sent all three commands, also while it has the text of the message
        before; any other the first. What breaks here is met where the answers are read: one to the message
        before may be among them.
        """
        if self.announced is mail or self.sock is None:
            return
        self.announced = mail
        commands = self.commands(mail)
        with suppress(OSError):
            self.sock.sendall("".join(commands if self.takes_groups else commands[:1]).encode("ascii"))

    def hand_over(self, mail: MailObject) -> None:
        """Read the answers to what was announced, and send the text. Raises as `sendmail` does."""
        self.announced = None
        self.text_is_out = False
        answers = self.answers(mail)
        for step, (code, words) in enumerate(answers):
            if code not in TAKES[step]:
                if answers[-1][0] == GO_ON:
                    # What it waits for now would be for nobody.
                    self.close()
                self.refuse(code, refusal(mail, step, code, words))
        # A line that begins with a dot gets another, which the server takes away (RFC 5321, 4.5.2).
        self.send(mail.content.replace(b"\r\n.", b"\r\n..") + b".\r\n")

    def finish(self) -> None:
        """Read the answer to the text. Raises as `sendmail` does."""
        code, words = self.getreply()
        if code != DONE:
            self.refuse(code, smtplib.SMTPDataError(code, words))

    def commands(self, mail: MailObject) -> tuple[str, str, str]:
        """Answer the commands that come before the text."""
        size = f" SIZE={len(mail.content)}" if self.has_extn("size") else ""
        return f"MAIL FROM:{mail.sender}{size}\r\n", f"RCPT TO:{mail.recipient}\r\n", "DATA\r\n"

    def answers(self, mail: MailObject) -> list[tuple[int, bytes]]:
        """Answer what the server says to each command, up to where it stops the conversation."""
        found: list[tuple[int, bytes]] = []
        for step, command in enumerate(self.commands(mail)):
            if step and not self.takes_groups:
                self.send(command)
            code, words = self.getreply()
            found.append((code, words))
            if code == CLOSING or (code not in TAKES[step] and not self.takes_groups):
                break
        return found

    def refuse(self, code: int, error: smtplib.SMTPException) -> NoReturn:
        """Leave the connection ready for another message, where the server lets it, and raise the error."""
        if code == CLOSING:
            self.close()
        elif self.announced is None:
            with suppress(smtplib.SMTPServerDisconnected):
                self.rset()
        raise error


def refusal(mail: MailObject, step: int, code: int, words: bytes) -> smtplib.SMTPException:
    """Answer the error that says which of the three commands a server refuses, and how."""
    if step == 0:
        return smtplib.SMTPSenderRefused(code, words, mail.sender)
    if step == 1:
        return smtplib.SMTPRecipientsRefused({mail.recipient: (code, words)})
    return smtplib.SMTPDataError(code, words)


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
