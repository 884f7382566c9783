"""How allauth's e-mails leave: at once what somebody waits for, through the outbox what has changed."""

import logging
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.signup import send_unknown_account_mail
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import adapters
from accounts.models import User
from accounts.verdicts import Refused
from debates.outbox import actions
from debates.outbox.account_letters import NOTICE, TOLD, account_letter
from debates.outbox.composing import UnsendableError, compose
from debates.outbox.stops import Cause
from debates.outbox.suppressing import lift

logger = logging.getLogger(__name__)

AT_ONCE = frozenset(
    f"account/email/{name}"
    for name in (
        "account_already_exists",
        "email_confirmation",
        "email_confirmation_signup",
        "login_code",
        "password_reset_code",
        "password_reset_key",
        "unknown_account",
    )
)
"""What somebody waits for in front of the page, whether they have an account or not.

Codes are worth nothing in a queue, and must not lie in one; and where one answer is sent at once and the
other later, the wait would tell who has an account.
"""

TO_THE_OTHERS = {
    "account/messages/login_code_sent.txt": "unknown_account",
    "account/messages/email_confirmation_sent.txt": "account_already_exists",
}
"""What allauth says on the page when a code is sent, and what it mails where there is no code to send.

When a new code is asked for it would mail them nothing, and a page that comes sooner tells who they are.
"""

NOT_NOW = _("We could not send the e-mail just now. Try again in a few minutes.")


class AccountAdapter(adapters.AccountAdapter):
    """Sends what allauth sends, in the site's look."""

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person what has changed about their account; the notice knows whose it is.

        One request tells each change once, though allauth tells some again when all is written.
        """
        told: frozenset[str] = getattr(self.request, "told", frozenset())
        if template_prefix in told:
            return
        self.request.told = told | {template_prefix}
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send this at once where somebody waits for it, else promise it.

        Raises `ImmediateHttpResponse`, with a page that says so, where it could not be sent.
        """
        if template_prefix in AT_ONCE:
            self.send_at_once(template_prefix, email, context)
        else:
            promise_notice(template_prefix, email, context, now=timezone.now())

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Store that an address is a person's own: mail arrives there, so it is written to again."""
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            lift(address=email_address.email, causes=[Cause.BOUNCE], now=timezone.now())
        return confirmed

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """Say something on the page that comes next; where it says that a mail was sent, one was."""
        mail = TO_THE_OTHERS.get(message_template or "")
        if mail and not getattr(request, "mailed", False):
            address = (message_context or {})["email"]
            if mail == "unknown_account":
                send_unknown_account_mail(request, address)
            else:
                self.send_account_already_exists_mail(address)
        super().add_message(request, level, message_template, message_context, **more)

    def send_at_once(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand the e-mail to the mail server while the person waits; the same road for every answer."""
        self.request.mailed = True
        letter = account_letter(template_prefix, {**context, "email": email})
        try:
            compose(letter, recipient=email, now=timezone.now()).send()
        except Refused as refusal:
            raise ImmediateHttpResponse(self.not_sent(refusal.sentence, 400)) from None
        except (OSError, UnsendableError) as error:
            # What the error says can hold the address, and what it refers to the code: neither is the log's.
            logger.error("An answer about an account could not be sent: %s", type(error).__name__)  # noqa: TRY400
            raise ImmediateHttpResponse(self.not_sent(NOT_NOW, 503)) from None

    def not_sent(self, sentence: str | Promise, status: int) -> HttpResponse:
        """Answer the page that says why no e-mail was sent, with the way back to the form."""
        response = render(
            self.request,
            "outbox/not_sent.html",
            {"sentence": sentence, "back": self.request.get_full_path()},
            status=status,
        )
        if status == 503:  # noqa: PLR2004
            response["Retry-After"] = "120"
        return response


@transaction.atomic
def promise_notice(template_prefix: str, email: str, context: dict[str, Any], *, now: datetime) -> None:
    """Promise a notice about an account.

    The moment of the event, which allauth notes once, is what makes it the same event. Of the context only
    what the notice tells is kept: no address of a machine, no name of a browser.
    """
    at: datetime = context.get("timestamp") or now
    user: User | None = context.get("user")
    ids: dict[str, int | str] = {"template": template_prefix, "email": email, "at": at.isoformat()}
    ids |= {name: str(context[name]) for name in TOLD if context.get(name)}
    if user is not None:
        ids["user"] = user.pk
    whose = user.pk if user is not None else email
    actions.promise(
        kind=NOTICE,
        recipient=email,
        key=f"{NOTICE}:{template_prefix.rpartition('/')[2]}:{at.isoformat()}:{whose}"[:200],
        ids=ids,
        now=now,
    )
