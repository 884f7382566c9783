"""Letters that tell at once of a comment: an answer to somebody's, or one in a thread that they follow."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from debates.digests.letters.kinds import COMMENT
from debates.digests.letters.own import own_of
from debates.digests.letters.wording import letter
from debates.digests.lists import MailingList
from debates.digests.models import Kind, Subscription, Told, Why
from debates.digests.queries.comment_news import news_of, told_at_once, told_before
from debates.outbox.models import Message
from debates.outbox.renderers import Letter


def comment_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the letter about a comment; nothing where readers see it no more, or it is no longer wanted."""
    told = told_at_once(ids["comment"], ids["subscriber"])
    if told is None or not is_wanted(told):
        return None
    person = told.subscriber
    mailing_list = MailingList.REPLIES if told.why == Why.REPLY else MailingList.THREADS
    with translation.override(person.spoken):
        news = news_of(told)
        subject = _("Re: %(question)s") % {"question": news.question}
        made = letter("comment", mailing_list, subject, {"told": news, "why": why(told)}, person.spoken)
        return replace(
            made, own=own_of(person, mailing_list), reply_to_message_id=message_id_of(told_before(told))
        )


def is_wanted(told: Told) -> bool:
    """Answer whether somebody still wants to be told of such comments, and may be written to."""
    person = told.subscriber
    if person.confirmed_at is None or (person.user is not None and not person.user.is_active):
        return False
    wanted = Subscription.objects.wanted().filter(subscriber=person)
    if told.why == Why.REPLY:
        return wanted.filter(kind=Kind.REPLIES).exists()
    return wanted.filter(kind=Kind.THREAD, thread=told.comment.thread_id or told.comment_id).exists()


def message_id_of(told: Told | None) -> str:
    """Answer the Message-ID of the letter in which that was told; empty where there was none."""
    if told is None:
        return ""
    key = f"{COMMENT}:{told.comment_id}:{told.subscriber_id}"
    return Message.objects.filter(key=key).values_list("message_id", flat=True).first() or ""


def why(told: Told) -> str:
    """Answer why somebody gets this letter."""
    if told.why == Why.REPLY:
        return _("You get this e-mail because somebody answered your comment.")
    return _("You get this e-mail because you follow this thread.")
