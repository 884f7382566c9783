"""How allauth behaves here: names, sentences, refusals and secrets."""

import base64
import time
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User

TOO_MANY = frozenset({"too_many_login_attempts", "rate_limited"})
"""What allauth calls a limit that a form met, where it would answer 200 with a sentence."""


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, sign-up and what belongs to an account. Who sends e-mails, `outbox.account_mail` says."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This address and this password don’t belong together. With no password, we send you a code."
        ),
        "incorrect_code": _("This is not the code that we sent last."),
        "too_many_login_attempts": _("That was wrong too often. Ask for a new code."),
        "rate_limited": _("That was asked for too often. Try again in a few minutes."),
        "duplicate_email": _("This is your address already."),
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Answer the sentence for a form; a limit is answered at once, with 429 and when to come back."""
        if code in TOO_MANY:
            raise ImmediateHttpResponse(respond_429(context.request))
        return super().validation_error(code, *args)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth calls it so
        """Answer the account page: a password that was changed is no reason to change it again."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def is_reauthentication_required(self, **kwargs: Any) -> bool:  # noqa: ARG002 - the same everywhere
        """Answer whether somebody must show once more that it is they.

        Not within minutes of signing in: that showed it.
        """
        recently = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        shown = get_authentication_records(self.request, self.request.user)
        return all(record["at"] < recently for record in shown)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Answer the address of whoever asks; of what stands next to us where too few proxies do."""
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured:
            return str(request.META["REMOTE_ADDR"])

    def get_login_stages(self) -> list[str]:
        """Answer the steps of signing in, in order."""
        theirs, ours = "allauth.account.stages.EmailVerificationStage", "accounts.stages.ConfirmAddress"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]


class MFAAdapter(DefaultMFAAdapter):
    """Passkeys and authenticator apps. Their secrets lie encrypted in the database."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. An app shows a new one every half minute: take that."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """Answer what a new passkey is called where its owner does not say."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _now("Passkey") if number == 1 else _now("Passkey %(number)s") % {"number": number}

    def build_totp_svg(self, url: str) -> str:
        """Answer the picture that a telephone reads, to stand in the page: other pictures are not let in."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]

    def get_totp_issuer(self) -> str:
        """Answer the name under which an authenticator app lists this site."""
        return settings.SITE.name

    def _get_site_name(self) -> str:
        return settings.SITE.name

    def encrypt(self, text: str) -> str:
        """Answer the secret as it is stored."""
        return box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Answer the secret. Raises `InvalidToken` where SECRET_KEY is another than when it was stored."""
        return box().decrypt(encrypted_text.encode()).decode()


def box() -> Fernet:
    """Answer what locks secrets, with a key that follows from SECRET_KEY (RFC 5869)."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"accounts: secrets of second factors")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
