"""Promises letters about what happened to whoever wants it at once: once each, whatever is swept twice."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from debates.digests.actions.finding import YOUNG
from debates.digests.letters.kinds import EVENT
from debates.digests.models import Event, Subscriber, Subscription
from debates.digests.queries.happenings import Happening, as_happenings
from debates.outbox.actions import Promised, promise_many

BATCH = 500
"""Subscribers that one transaction promises letters to."""


def announce_events(*, now: datetime) -> int:
    """Promise letters about everything that is noted and not planned to its end; answer how many letters.

    Batch by batch: a worker that is killed loses one that was not finished, and the next begins there.
    """
    waiting = Event.objects.filter(planned_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(promised for pk in [*waiting] for promised in batches(pk, now))


def batches(pk: int, now: datetime) -> Iterator[int]:
    """Promise one batch after the other, and answer of each how many letters that were."""
    while (promised := announce_batch(pk, now)) is not None:
        yield promised


@transaction.atomic
def announce_batch(pk: int, now: datetime) -> int | None:
    """Promise the next letters about an event, and answer how many; nothing where it is planned to its end.

    Neither is there anything to do where another worker is at it just now, or where readers do not see the
    debate: an editor may publish it again while this is news.
    """
    events = Event.objects.filter(pk=pk, planned_at=None)
    event = events.select_for_update(skip_locked=True, no_key=True).first()
    if event is None:
        return None
    found = as_happenings(Event.objects.filter(pk=pk))
    if not found and event.found_at > now - YOUNG:
        return None
    people = [*who_wants(found[0], event.planned_up_to)[:BATCH]] if found else []
    promise_many(
        kind=EVENT,
        messages=[
            Promised(person.address, f"{EVENT}:{pk}:{person.pk}", {"event": pk, "subscriber": person.pk})
            for person in people
            if person.address
        ],
        now=now,
    )
    if len(people) < BATCH:
        events.update(planned_at=now)
    else:
        events.update(planned_up_to=people[-1].pk)
    return len(people)


def who_wants(happening: Happening, after: int) -> QuerySet[Subscriber]:
    """Answer who wants to be told of this at once, each person once, those after this number."""
    asked = Subscription.objects.immediate().filter(
        target__in=happening.targets, since__lte=happening.at, subscriber__gt=after
    )
    people = Subscriber.objects.confirmed().filter(pk__in=asked.order_by().values("subscriber"))
    return people.exclude(user__is_active=False).select_related("user").order_by("pk")
