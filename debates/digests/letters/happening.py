"""Letters that tell at once what happened to a debate."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from debates.digests import targets
from debates.digests.letters.keeping import Keeper
from debates.digests.letters.own import own_of
from debates.digests.letters.wording import letter
from debates.digests.lists import MailingList
from debates.digests.models import Event, News, Subscriber, Subscription
from debates.digests.queries.contents import event_contents
from debates.digests.queries.happenings import targets_of
from debates.digests.queries.shapes import DebateNews
from debates.outbox.renderers import Letter
from debates.publishing.models import Topic
from debates.publishing.position_order import arm_of, rotated

FOR = timedelta(minutes=1)
"""For so long a letter says what was true when it was first made up."""

CONTENTS: Keeper[DebateNews | None] = Keeper(64, FOR)
LETTERS: Keeper[Letter] = Keeper(128, FOR)


def event_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the letter of one message."""
    return event_letters([ids])[0]


def event_letters(many: Sequence[Mapping[str, Any]]) -> list[Letter | None]:
    """Answer the letters of these messages; nothing where it is not wanted or not true any more.

    Four queries for all of them, and some more for each event that they are about.
    """
    now = timezone.now()
    events = {
        event.pk: event
        for event in Event.objects.filter(pk__in={ids["event"] for ids in many})
        .select_related("debate")
        .prefetch_related("debate__topics")
    }
    wanted = subscriptions({ids["subscriber"] for ids in many})
    letters: list[Letter | None] = []
    for ids in many:
        event = events.get(ids["event"])
        found = wanted.get(ids["subscriber"], {})
        target = next((name for name in targets_for(event) if name in found), None) if event else None
        letters.append(written(event, found[target], now) if event and target else None)
    return letters


def targets_for(event: Event) -> tuple[str, ...]:
    """Answer for which subscriptions an event is news, the narrowest first."""
    return targets_of(event.debate, News(event.news))


def subscriptions(people: set[int]) -> Mapping[int, Mapping[str, Subscription]]:
    """Answer what these people want at once, by person and target; of those who may be written to."""
    rows = Subscription.objects.immediate().filter(subscriber__in=people)
    found: dict[int, dict[str, Subscription]] = {}
    for row in rows.exclude(subscriber__user__is_active=False).select_related("subscriber__user", "topic"):
        found.setdefault(row.subscriber_id, {})[row.target] = row
    return found


def written(event: Event, wanted: Subscription, now: datetime) -> Letter | None:
    """Answer the letter to whoever wants it for this reason, in their language and order of positions."""
    person: Subscriber = wanted.subscriber
    with translation.override(person.spoken):
        news = CONTENTS.get((event.pk, person.spoken), now, lambda: event_contents(event, now))
        if news is None:
            return None
        arm = arm_of(person.pk, len(news.sides))
        key = (news, event.news, wanted.target, person.spoken, arm)
        made = LETTERS.get(key, now, lambda: made_up(event, news, wanted, arm))
        return replace(made, own=own_of(person, list_of(wanted.target)))


def list_of(target: str) -> MailingList:
    """Answer the list of letters that tell of this at once."""
    is_debate = target.startswith(targets.of_debate(0).rstrip("0"))
    return MailingList.DEBATE if is_debate else MailingList.NEW_DEBATES


def made_up(event: Event, news: DebateNews, wanted: Subscription, arm: int) -> Letter:
    """Answer the letter to everybody alike, in the language that is active."""
    context = {
        "debate": replace(news, sides=rotated(news.sides, arm)),
        "why": why(wanted.target, wanted.topic),
    }
    subject = subject_of(News(event.news), news.question)
    return letter(event.news, list_of(wanted.target), subject, context, wanted.subscriber.spoken)


def subject_of(news: News, question: str) -> str:
    """Answer the question, after what happened where that is more than its being asked."""
    # Translators: subjects of e-mails about one debate.
    subjects = {
        News.OPENED: "%(question)s",
        News.CLOSING_SOON: _("Closing soon: %(question)s"),
        News.RESULT: _("Result: %(question)s"),
        News.CORRECTED: _("Corrected: %(question)s"),
    }
    return subjects[news] % {"question": question}


def why(target: str, topic: Topic | None) -> str:
    """Answer why somebody gets this letter."""
    if list_of(target) is MailingList.DEBATE:
        return _("You get this e-mail because you follow this debate.")
    if topic is not None:
        return _("You get this e-mail because you asked for new debates on %(topic)s.") % {
            "topic": topic.name
        }
    if target != targets.new_debates():
        return _("You get this e-mail because you asked for new debates in this language.")
    return _("You get this e-mail because you asked for new debates.")
