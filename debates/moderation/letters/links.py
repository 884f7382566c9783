"""The addresses in letters to whoever has reported a comment: secrets, which need no account."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from debates.moderation.models import Notice
from debates.moderation.obligations import Obligation, is_on


def notice_address(notice: Notice) -> str:
    """Answer the page of a notice: where it is confirmed, and later what became of it."""
    return address("moderation:notice", notice)


def appeal_address(notice: Notice) -> str:
    """Answer where its sender appeals against what was decided; empty where this site takes no appeals."""
    return address("moderation:appeal_notice", notice) if is_on(Obligation.APPEALS) else ""


def address(page: str, notice: Notice) -> str:
    """Answer the whole address of a page about a notice, in the language in which it was sent."""
    with translation.override(notice.language):
        return settings.SITE.base_url + reverse(page, args=[notice.pk, notice.token])
