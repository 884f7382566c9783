"""What happened to debates, and for whom it is news: the names of what people subscribe to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from debates.digests import targets
from debates.digests.models import Event, News
from debates.publishing.models import Debate
from debates.publishing.workflow import PUBLIC


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a debate; `targets` name the subscriptions that it is news for, the narrowest first."""

    event: int
    debate: int
    news: News
    at: datetime
    found_at: datetime
    targets: tuple[str, ...]


def happenings(after: datetime, until: datetime) -> tuple[Happening, ...]:
    """Answer what was found after a moment and until another, newest first, of debates that readers see.

    Two queries, however much it is.
    """
    return as_happenings(Event.objects.filter(found_at__gt=after, found_at__lte=until))


def as_happenings(events: QuerySet[Event]) -> tuple[Happening, ...]:
    """Answer these events, newest first, of debates that readers see."""
    public = events.filter(debate__status__in=PUBLIC).select_related("debate")
    rows = public.prefetch_related("debate__topics").order_by("-at", "-pk")
    return tuple(
        Happening(
            row.pk,
            row.debate_id,
            News(row.news),
            row.at,
            row.found_at,
            targets_of(row.debate, News(row.news)),
        )
        for row in rows
    )


def targets_of(debate: Debate, news: News) -> tuple[str, ...]:
    """Answer for which subscriptions this is news, the narrowest first.

    Whoever wants new debates is told when one opens, and nothing more about it; a debate in a kind of a
    language (pt-BR) is one in the language (pt), too.
    """
    narrow = targets.of_debate(debate.pk)
    if news is not News.OPENED:
        return (narrow,)
    topics = (targets.new_on_topic(topic.pk) for topic in debate.topics.all())
    languages = (targets.new_in_language(code) for code in codes_of(debate.language))
    return (narrow, *topics, *languages, targets.new_debates())


def codes_of(language: str) -> Iterable[str]:
    """Answer the language's own code, and the one of what it is a kind of."""
    return dict.fromkeys((language, language.partition("-")[0].lower()))
