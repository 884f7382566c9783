"""Sends through a provider's API instead of SMTP, and reads what it reports of letters, by django-anymail.

Only a site that uses one imports this: the package is optional. (allauth imports whatever is called
`provider` in any app, which this must not be.)
"""

import smtplib
from collections.abc import Mapping, Sequence
from typing import Any

import requests
from anymail.exceptions import AnymailConfigurationError, AnymailError, AnymailRecipientsRefused
from anymail.signals import EventType, RejectReason, tracking
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.module_loading import import_string
from urllib3.exceptions import NewConnectionError

from debates.outbox.addresses import site_host
from debates.outbox.reports import Report, in_few_words
from debates.outbox.stops import Cause
from debates.outbox.suppressing import take_report

TRACKING = {
    "mailgun": "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
}

HEADERS: Mapping[str, Mapping[str, str]] = {
    # It would put in a Message-ID of its own, and answers would find no thread.
    "postmark": {"X-PM-KeepID": "true"},
}

NAME = "letter"
"""What the provider keeps with a letter and says again in its reports: the chance in its Message-ID."""

BUSY = frozenset({401, 403, 408, 429, 503})
"""Answers that say nothing of the letter: our key is wrong, or the provider does not take letters now."""

BROKEN = (ValueError, TypeError, LookupError, AttributeError, AnymailConfigurationError)
"""What comes of reports in a shape that is not the provider's."""


# ---------------------------------------------------------------- sending


class EmailBackend(BaseEmailBackend):
    """The provider's API, which answers like a mail server: what broke decides what follows."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.api = import_string(f"anymail.backends.{settings.EMAIL_PROVIDER}.EmailBackend")()
        self.text_is_out = False

    def open(self) -> bool:
        """Keep a connection from now on, and answer whether that is a new one."""
        return bool(self.api.open())

    def close(self) -> None:
        """Close the connection."""
        self.api.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Hand over the messages, each to one recipient, and answer how many they were.

        Raises what `smtplib` would.
        """
        for message in email_messages:
            message.extra_headers |= HEADERS.get(settings.EMAIL_PROVIDER, {})
            message_id = message.extra_headers["Message-ID"]
            message.metadata = {NAME: message_id.strip("<>").partition("@")[0]}  # type: ignore[attr-defined]
            self.text_is_out = False
            try:
                self.api.send_messages([message])
            except AnymailError as error:
                raise self.as_smtp(error, message) from None
        return len(email_messages)

    def as_smtp(self, error: Any, message: EmailMessage) -> smtplib.SMTPException:
        """Answer what a mail server would have answered; note whether the provider may have the message."""
        code = error.status_code or 0
        words = " ".join((error.describe_response() or str(error)).split())
        if isinstance(error, AnymailRecipientsRefused):
            return smtplib.SMTPRecipientsRefused({message.to[0]: (550, words.encode())})
        if code in BUSY:
            return smtplib.SMTPDataError(421, words)
        if isinstance(error, requests.RequestException) and not 300 <= code < 500:  # noqa: PLR2004
            # No answer, or one that does not say what has become of it.
            self.text_is_out = not never_left(error)
            return smtplib.SMTPServerDisconnected(words)
        return smtplib.SMTPDataError(554, words)


def never_left(error: BaseException) -> bool:
    """Answer whether there was no connection over which a message could have gone."""
    cause = error.__cause__
    if isinstance(cause, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    told = cause.args[0] if cause and cause.args else None
    return isinstance(getattr(told, "reason", None), NewConnectionError)


# ---------------------------------------------------------------- what is reported


def take_reports(request: HttpRequest) -> HttpResponse:
    """Answer the provider, having taken what it reports; 400 for whoever is another, and for rubbish."""
    view = import_string(TRACKING[settings.EMAIL_PROVIDER]).as_view()
    try:
        response: HttpResponse = view(request)
    except BROKEN:
        return HttpResponseBadRequest()
    return response


@receiver(tracking, dispatch_uid="debates.outbox.provider_api")
def take_event(event: Any, **_more: Any) -> None:
    """Write no more to the recipient of a letter that came back for good, or was called spam."""
    cause = cause_of(event)
    name = str((event.metadata or {}).get(NAME, ""))
    if cause is None or not name.isalnum() or not name.isascii():
        return
    said = event.mta_response or event.description or event.event_type
    report = Report(
        cause,
        message_ids=(f"<{name}@{site_host(settings.SITE.base_url)}>",),
        recipients=(event.recipient,) if event.recipient else (),
        evidence=in_few_words(f"{settings.EMAIL_PROVIDER}: {said}"),
    )
    take_report(report=report, now=timezone.now())


def cause_of(event: Any) -> Cause | None:
    """Answer why an event stops an address; nothing where it does not, or may pass."""
    if event.event_type == EventType.COMPLAINED:
        return Cause.COMPLAINT
    kinds = {(EventType.BOUNCED, RejectReason.BOUNCED), (EventType.REJECTED, RejectReason.INVALID)}
    # The only sort of bounce that may pass and is not told apart: Postmark's.
    soft = event.esp_event.get("Type") == "SoftBounce"
    return Cause.BOUNCE if (event.event_type, event.reject_reason) in kinds and not soft else None
