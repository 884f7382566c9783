"""Letters about accounts, from the templates that allauth names.

They are `<prefix>_subject.txt`, `<prefix>_message.txt` and, where there is one, `<prefix>_message.html`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import linebreaks, urlize

from accounts.models import User
from debates.outbox.renderers import Letter

NOTICE = "account_notice"
"""The kind of a message that tells somebody what has changed about their account."""

TOLD = ("from_email", "to_email", "deleted_email", "provider")
"""What a notice may tell of the change besides its moment. Where it was made from is nobody's to keep."""


def account_letter(prefix: str, context: Mapping[str, Any]) -> Letter:
    """Answer the letter that these templates make, in the language that is active."""
    values = {"site": settings.SITE, **context}
    text = render_to_string(f"{prefix}_message.txt", values).strip()
    html: str
    try:
        html = render_to_string(f"{prefix}_message.html", values)
    except TemplateDoesNotExist:
        html = linebreaks(urlize(text, autoescape=True))
    return Letter(
        # Only the line ends of the template itself: a value that holds one is refused with the subject.
        subject=render_to_string(f"{prefix}_subject.txt", values).strip("\r\n "),
        text=text,
        html=html,
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )


def notice_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the notice for these ids, in the person's language and time; nothing if the account is gone."""
    user = User.objects.filter(pk=ids["user"]).first() if "user" in ids else None
    if "user" in ids and user is None:
        return None
    context = {name: ids[name] for name in ("email", *TOLD) if name in ids}
    with translation.override(language_of(user)), timezone.override(time_zone_of(user)):
        moment = timezone.localtime(datetime.fromisoformat(ids["at"]))
        return account_letter(ids["template"], {**context, "user": user, "timestamp": moment})


def language_of(user: User | None) -> str:
    """Answer the person's language where the interface has it, else the site's."""
    spoken = dict(settings.LANGUAGES)
    return user.language if user and user.language in spoken else settings.LANGUAGE_CODE


def time_zone_of(user: User | None) -> ZoneInfo:
    """Answer the person's time zone where it is one, else the site's."""
    try:
        return ZoneInfo(user.time_zone if user else settings.TIME_ZONE)
    except (ValueError, ZoneInfoNotFoundError):
        return ZoneInfo(settings.TIME_ZONE)
