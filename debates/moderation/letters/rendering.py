"""How letters of this room are written: in their reader's language and time, from what is true then."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from debates.outbox.account_letters import language_of, time_zone_of
from debates.outbox.renderers import Letter


@contextmanager
def as_read_by(person: User | None) -> Iterator[None]:
    """Speak the person's language, and tell their time; the site's, where there is nobody."""
    with translation.override(language_of(person)), timezone.override(time_zone_of(person)):
        yield


def letter(subject: str, name: str, context: Mapping[str, Any]) -> Letter:
    """Answer the letter of this name in the language that is active, with its subject on one line."""
    values = {**context, "site": settings.SITE}
    return Letter(
        subject=" ".join(subject.split()),
        text=render_to_string(f"moderation/email/{name}.txt", values),
        html=render_to_string(f"moderation/email/{name}.html", values),
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
