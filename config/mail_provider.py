"""What a provider of e-mail needs from the environment, where the site sends through one instead of SMTP."""

import re
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.environment import text, together

NEEDED = {
    "mailgun": ("MAILGUN_API_KEY", "MAILGUN_WEBHOOK_SIGNING_KEY"),
    "postmark": ("POSTMARK_SERVER_TOKEN",),
}
"""The providers that were tried, each with its secrets."""

WANTED = {
    "mailgun": ("MAILGUN_API_URL", "MAILGUN_SENDER_DOMAIN"),
    "postmark": ("POSTMARK_API_URL", "POSTMARK_MESSAGE_STREAM"),
}
"""And with what else can be said of it."""


def mail_provider() -> str:
    """Answer the setting `EMAIL_PROVIDER`; nothing where it is not set.

    Raises `ImproperlyConfigured` for one that is unknown, beside a mail server, or without its package.
    """
    provider = text("EMAIL_PROVIDER").lower()
    if not provider:
        return ""
    if provider not in NEEDED:
        raise ImproperlyConfigured(f"EMAIL_PROVIDER is “{provider}”: set it to {' or '.join(NEEDED)}.")
    for other in ("EMAIL_URL", "BOUNCES_TO"):
        if text(other):
            raise ImproperlyConfigured(
                f"Set {other} or EMAIL_PROVIDER, not both: mail goes one way, and comes back by it."
            )
    if find_spec("anymail") is None:
        raise ImproperlyConfigured("Install django-anymail: EMAIL_PROVIDER is set, and needs it.")
    return provider


def anymail(provider: str, timeout: float) -> dict[str, Any]:
    """Answer the setting `ANYMAIL` for this provider; each answer is awaited for `timeout` seconds.

    Raises `ImproperlyConfigured` where a secret is missing, or that of its reports cannot be one.
    """
    secret = together("EMAIL_WEBHOOK_SECRET", "EMAIL_PROVIDER")
    if not re.fullmatch(r"[^:\s]+:\S{16,}", secret):
        raise ImproperlyConfigured(
            "Give EMAIL_WEBHOOK_SECRET as name:password, with a password of 16 characters or more."
        )
    found = {name: together(name, "EMAIL_PROVIDER") for name in NEEDED[provider]}
    found |= {name: text(name) for name in WANTED[provider] if text(name)}
    return {**found, "WEBHOOK_SECRET": secret, "REQUESTS_TIMEOUT": timeout}
