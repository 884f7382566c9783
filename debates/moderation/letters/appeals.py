"""The letters about appeals: that one has come, and what was answered."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from debates.moderation.letters.rendering import as_read_by, letter
from debates.moderation.models import Appeal, AppealOutcome
from debates.moderation.queries.appeals import answer_of, with_parties
from debates.outbox.renderers import Letter


def received_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the receipt of an appeal; nothing where it has been answered already."""
    appeal = with_parties(Appeal.objects.filter(outcome=AppealOutcome.OPEN)).filter(pk=ids["appeal"]).first()
    if appeal is None:
        return None
    with as_read_by(reader_of(appeal)):
        return letter(_("Your appeal has come"), "appeal_received", about(appeal))


def answered_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the answer to an appeal."""
    answered = with_parties(Appeal.objects.exclude(outcome=AppealOutcome.OPEN))
    appeal = answered.filter(pk=ids["appeal"]).first()
    if appeal is None:
        return None
    with as_read_by(reader_of(appeal)):
        return letter(_("The answer to your appeal"), "appeal_answered", about(appeal))


def reader_of(appeal: Appeal) -> User | None:
    """Answer the account that a letter is to; none where the appeal came by the link of a notice."""
    if appeal.appellant or appeal.notice is None:
        return appeal.appellant
    # Whoever has no account is written to in the language in which they reported.
    return User(language=appeal.notice.language, time_zone=settings.TIME_ZONE)


def about(appeal: Appeal) -> dict[str, Any]:
    """Answer what a letter about an appeal says, in the language that is active."""
    return {"answer": answer_of(appeal), "url": settings.SITE.base_url + page_of(appeal)}


def page_of(appeal: Appeal) -> str:
    """Answer the page on which whoever appealed sees what becomes of it."""
    if appeal.notice:
        return reverse("moderation:appeal_notice", args=[appeal.notice.pk, appeal.notice.token])
    if appeal.penalty:
        return reverse("moderation:penalty", args=[appeal.penalty.pk])
    return reverse("moderation:statement", args=[appeal.decision_id])
