"""Speaks SMTP, and remembers how far the last message got before something broke."""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend as DjangoEmailBackend


class Watched(smtplib.SMTP):
    """A connection that knows whether the text of the last message may have left this machine."""

    text_is_out = False

    def mail(self, sender: str, options: Any = ()) -> tuple[int, bytes]:
        """Begin another message."""
        self.text_is_out = False
        return super().mail(sender, options)

    def send(self, s: Any) -> None:
        """Send a command, or the whole text with the dot that ends it.

        Commands are `str`, the text is `bytes`. An operating system that refuses part of the text has not
        taken the dot, which is the last of it; any other interruption may come after the dot has gone.
        """
        self.text_is_out = self.text_is_out or isinstance(s, bytes)
        try:
            super().send(s)
        except smtplib.SMTPServerDisconnected:
            self.text_is_out = self.text_is_out and not isinstance(s, bytes)
            raise


class WatchedOverTls(Watched, smtplib.SMTP_SSL):
    """The same, encrypted from its first byte."""


class EmailBackend(DjangoEmailBackend):
    """Django's backend over a watched connection."""

    connection: Watched | None

    @property
    def connection_class(self) -> type[Watched]:
        """Answer the kind of connection to open."""
        return WatchedOverTls if self.use_ssl else Watched

    def send_messages(self, email_messages: Any) -> int:
        """Hand messages over; what was true of the one before says nothing of these."""
        if self.connection is not None:
            self.connection.text_is_out = False
        return super().send_messages(email_messages)

    @property
    def text_is_out(self) -> bool:
        """Answer whether the server may have the whole text of the last message."""
        return self.connection is not None and self.connection.text_is_out
