"""Finds what happened to debates, from their rows: each thing once, whatever sweeps, and late if need be."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from debates.digests.models import Event, News
from debates.publishing.canon import is_part_shown
from debates.publishing.models import Correction, Debate, Origin
from debates.publishing.workflow import PUBLIC
from debates.stances.queries.counted import with_last_result

YOUNG = timedelta(days=7)
"""What happened longer ago is no news any more: it is not told, whenever it is found."""

SOON = timedelta(hours=48)
"""A debate closes soon when it closes within so much time."""


@transaction.atomic
def find_events(*, now: datetime) -> int:
    """Note what happened to debates and is not noted yet; answer how many things that were.

    Two sweeps at once note the same, and the constraints keep one of each.
    """
    found = [*opened(now), *closing_soon(now), *results(now), *corrected(now)]
    Event.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def without(news: News) -> QuerySet[Debate]:
    """Answer the public debates of which this is not noted."""
    noted = Event.objects.filter(debate=OuterRef("pk"), news=news)
    return Debate.objects.public().filter(~Exists(noted))


def opened(now: datetime) -> Iterator[Event]:
    """Answer the debates that were published here; what another site published long ago is not opened."""
    lately = without(News.OPENED).filter(published_at__gt=now - YOUNG, published_at__lte=now)
    for debate in lately.exclude(origin=Origin.IMPORT):
        yield event(debate, News.OPENED, debate.published_at or now, now)


def closing_soon(now: datetime) -> Iterator[Event]:
    """Answer the debates that are open and close soon.

    It is news from now on, also for who began to follow after its last two days had: editors may have moved
    its end since.
    """
    open_ones = Debate.objects.open(now).filter(closes_at__lte=now + SOON, poll_ended_at=None)
    for debate in open_ones & without(News.CLOSING_SOON):
        yield event(debate, News.CLOSING_SOON, now, now)


def results(now: datetime) -> Iterator[Event]:
    """Answer the debates whose poll is over and counted to its end, so that everybody may see the result."""
    lately = [*without(News.RESULT).filter(closes_at__gt=now - YOUNG, closes_at__lte=now)]
    lately += [*without(News.RESULT).filter(poll_ended_at__gt=now - YOUNG, poll_ended_at__lte=now)]
    by_id = {debate.pk: debate for debate in lately if debate.origin != Origin.IMPORT}
    counted = with_last_result(by_id.values(), now) if by_id else frozenset()
    for pk in sorted(counted):
        ends = (by_id[pk].poll_ended_at, by_id[pk].closes_at)
        at = min(filter(None, ends), default=now)
        if now - YOUNG < at <= now:
            yield event(by_id[pk], News.RESULT, at, now)


def corrected(now: datetime) -> Iterator[Event]:
    """Answer the corrections of what readers see."""
    noted = Event.objects.filter(correction=OuterRef("pk"))
    lately = Correction.objects.filter(
        ~Exists(noted), at__gt=now - YOUNG, at__lte=now, text__debate__status__in=PUBLIC
    )
    for correction in lately.select_related("text__debate", "text__essay").order_by("at", "pk"):
        text = correction.text
        if is_part_shown(text.debate, text.kind, text.essay.round if text.essay else ""):
            yield event(text.debate, News.CORRECTED, correction.at, now, correction)


def event(
    debate: Debate, news: News, at: datetime, now: datetime, correction: Correction | None = None
) -> Event:
    """Answer the row that notes it."""
    return Event(debate=debate, news=news, at=at, found_at=now, correction=correction)
