"""The letters to whoever has reported a comment: is it you, it has come, and what became of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from debates.moderation.letters.links import notice_address
from debates.moderation.letters.rendering import as_read_by, letter
from debates.moderation.models import Notice, State
from debates.moderation.policies import CONFIRM_WITHIN
from debates.moderation.queries.notices import view_of, with_surroundings
from debates.outbox.renderers import Letter


def confirmation_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the letter with the link that confirms an address; nothing once it is confirmed, or gone."""
    notice = found(Notice.objects.filter(state=State.UNCONFIRMED, nonce=ids["nonce"]), ids)
    if notice is None:
        return None
    with in_language_of(notice):
        return letter(_("Please confirm your report"), "notice_confirmation", about(notice))


def receipt_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the receipt of a notice (DSA Art. 16(4)); nothing where it was answered before that was sent."""
    notice = found(Notice.objects.filter(state=State.OPEN), ids)
    if notice is None:
        return None
    with in_language_of(notice):
        return letter(_("Your report has come"), "notice_receipt", about(notice))


def known_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the letter that says that the same comment was reported again from the same address."""
    notice = found(Notice.objects.filter(state=State.OPEN), ids)
    if notice is None:
        return None
    with in_language_of(notice):
        return letter(_("You have reported this comment already"), "notice_known", about(notice))


def outcome_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer what became of a notice (DSA Art. 16(5)); nothing where that holds no longer."""
    decision = ids["decision"] or None
    notice = found(Notice.objects.filter(state=State.SETTLED, settled_by=decision), ids)
    if notice is None:
        return None
    with in_language_of(notice):
        return letter(_("What became of your report"), "notice_outcome", about(notice))


def found(notices: "QuerySet[Notice]", ids: Mapping[str, Any]) -> Notice | None:
    """Answer the notice that a letter is about, where it is still as the letter says."""
    return with_surroundings(notices).filter(pk=ids["notice"]).first()


@contextmanager
def in_language_of(notice: Notice) -> Iterator[None]:
    """Speak the language in which a notice was sent, and tell its sender's time."""
    zone = notice.notifier.time_zone if notice.notifier else settings.TIME_ZONE
    with as_read_by(User(language=notice.language, time_zone=zone)):
        yield


def about(notice: Notice) -> dict[str, Any]:
    """Answer what a letter about a notice says, in the language that is active."""
    shown = view_of(notice, timezone.now())
    return {
        "notice": shown,
        "url": notice_address(notice),
        "has_decision": notice.settled_by is not None,
        "base_url": settings.SITE.base_url,
        "until": notice.created_at + CONFIRM_WITHIN,
        "rules_url": settings.SITE.base_url + reverse("reading:rules"),
    }
