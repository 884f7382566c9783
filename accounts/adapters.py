"""How allauth behaves here: names, sentences, refusals and secrets."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError

TOO_MANY = frozenset({"too_many_login_attempts", "rate_limited"})
"""What allauth calls a limit that a form met, where it would answer 200 with a sentence."""


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, sign-up and what belongs to an account. Who sends e-mails, `outbox.account_mail` says."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Answer the sentence for a form; a limit is answered at once, with 429 and when to come back."""
        if code in TOO_MANY:
            raise ImmediateHttpResponse(respond_429(context.request))
        return super().validation_error(code, *args)

    def get_login_stages(self) -> list[str]:
        """Answer the steps of signing in, in order."""
        theirs, ours = "allauth.account.stages.EmailVerificationStage", "accounts.stages.ConfirmAddress"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]


class MFAAdapter(DefaultMFAAdapter):
    """Passkeys and authenticator apps. Their secrets lie encrypted in the database."""

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
