"""How a composed e-mail gets to whoever takes it on: by SMTP in steps of our own, else in one of Django's.

A message is prepared before anybody is told of it, announced before the database is, and handed over after;
what the server says to that is awaited at the end.
"""

from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection

from debates.outbox.smtp import EmailBackend, MailObject, in_brackets
from debates.outbox.wire import as_wire


class Transport:
    """Any backend of Django's: it takes a message in one go."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend

    def open(self) -> None:
        """Have a connection. Raises `OSError`."""
        self.backend.open()

    def prepare(self, mail: EmailMultiAlternatives) -> Any:
        """Answer the e-mail as this takes it. Raises whatever keeps it from being written as bytes."""
        mail.message().as_bytes()
        return mail

    @property
    def announces_early(self) -> bool:
        """Answer whether a message can be announced before the one before is finished."""
        return False

    def announce(self, prepared: Any) -> None:
        """Tell the server who writes to whom, as far as that can be told before the message itself."""

    def hand_over(self, prepared: Any) -> None:
        """Send the message. Raises whatever tells that the server did not take it on."""
        self.backend.send_messages([prepared])

    def finish(self) -> None:
        """Await what the server says to the last message. Raises whatever tells that it did not take it."""

    @property
    def text_is_out(self) -> bool:
        """Answer whether the server may have the whole text of the last message."""
        # A backend that can't tell how far it got may have got all the way.
        return bool(getattr(self.backend, "text_is_out", True))

    def close(self) -> None:
        """Hang up. Raises `OSError`."""
        self.backend.close()


class SmtpTransport(Transport):
    """Our own connection to a mail server."""

    backend: EmailBackend

    def open(self) -> None:
        """Have a connection that has been greeted."""
        super().open()
        self.backend.watched.ehlo_or_helo_if_needed()

    def prepare(self, mail: EmailMultiAlternatives) -> MailObject:
        """Answer the e-mail in the bytes that the server gets."""
        return MailObject(in_brackets(mail.from_email), in_brackets(mail.to[0]), as_wire(mail))

    @property
    def announces_early(self) -> bool:
        """Answer whether the server takes commands while it is at a text."""
        return self.backend.watched.takes_groups

    def announce(self, prepared: MailObject) -> None:
        """Send the commands that come before a text, and await no answer."""
        self.backend.watched.announce(prepared)

    def hand_over(self, prepared: MailObject) -> None:
        """Read the answers, and send the text."""
        self.backend.watched.hand_over(prepared)

    def finish(self) -> None:
        """Read the answer to the text."""
        self.backend.watched.finish()


def transport() -> Transport:
    """Answer the transport that the settings choose."""
    backend = get_connection()
    return SmtpTransport(backend) if isinstance(backend, EmailBackend) else Transport(backend)
