"""Plans who gets a digest now: one a person and day, in batches that several workers share."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from debates.digests.letters.kinds import DIGEST
from debates.digests.models import Digest, Subscriber, Subscription, Told
from debates.digests.queries.clocks import clock_of, digest_for
from debates.digests.queries.telling import Telling
from debates.digests.queries.waiting import frequency_of, is_told, waiting_for
from debates.digests.schedule import Frequency
from debates.digests.windows import Clock, due_next
from debates.outbox.actions import Promised, promise_many

BATCH = 500
"""Subscribers that one transaction plans for."""

SETTLED = timedelta(minutes=2)
"""So long after its moment a digest is planned: what was found before it is committed by then."""


def plan_due(*, now: datetime, has_time: Callable[[], bool] = lambda: True) -> int:
    """Plan the digest of everybody for whom one is due, and answer how many letters that makes.

    Who has been without one for days gets one for all of them. Begins no batch once `has_time` says no; what
    is left is due still.
    """
    letters = 0
    while has_time() and (planned := plan_batch(now)) is not None:
        letters += planned
    return letters


@transaction.atomic
def plan_batch(now: datetime) -> int | None:
    """Plan the digests that are due for longest, and answer how many letters; nothing where none is due.

    Subscribers are held meanwhile: what another worker plans is skipped.
    """
    horizon = now - SETTLED
    due = Subscriber.objects.due(horizon).select_for_update(skip_locked=True, of=("self",), no_key=True)
    people = [*due.select_related("user")[:BATCH]]
    if not people:
        return None
    batch = Batch(people, horizon, now)
    Digest.objects.bulk_create(batch.digests())
    letters = batch.letters()
    promise_many(kind=DIGEST, messages=letters, now=now)
    batch.move_on()
    return len(letters)


@dataclass(slots=True)
class Planned:
    """A subscriber with when they are written to, and their next digest, if everything is not told."""

    person: Subscriber
    clock: Clock
    digest: Digest | None


class Batch:
    """Some subscribers whose digest is due: what they are told, in the same few queries for any number."""

    def __init__(self, people: Sequence[Subscriber], horizon: datetime, now: datetime) -> None:
        self.horizon, self.now = horizon, now
        self.wanted: dict[int, list[Subscription]] = defaultdict(list)
        wanted = Subscription.objects.wanted().filter(subscriber__in=people)
        for row in wanted.order_by("subscriber", "target"):
            self.wanted[row.subscriber_id].append(row)
        self.planned = [self.plan(person) for person in people]

    def plan(self, person: Subscriber) -> Planned:
        """Answer somebody with their next digest."""
        clock = clock_of(person, self.wanted[person.pk])
        return Planned(person, clock, digest_for(person, clock, self.horizon, self.now))

    def digests(self) -> list[Digest]:
        """Answer the new digests: none for whoever has one of that day already."""
        new = [planned.digest for planned in self.planned if planned.digest]
        rows = Digest.objects.filter(
            subscriber__in=[digest.subscriber for digest in new], period__in={digest.period for digest in new}
        )
        had = {*rows.values_list("subscriber", "period")}
        for planned in self.planned:
            if planned.digest and (planned.person.pk, planned.digest.period) in had:
                planned.digest = None
        return [digest for digest in new if (digest.subscriber_id, digest.period) not in had]

    def letters(self) -> list[Promised]:
        """Answer the letters of those for whom there is something, having noted which comments they tell."""
        digests = [planned.digest for planned in self.planned if planned.digest]
        if not digests:
            return []
        told = self.note_comments(digests)
        telling = Telling(digests, self.wanted)
        return [
            Promised(digest.subscriber.address, f"{DIGEST}:{digest.pk}", {"digest": digest.pk})
            for digest in digests
            if can_be_written_to(digest.subscriber) and (digest.pk in told or telling.has_news(digest))
        ]

    def note_comments(self, digests: Sequence[Digest]) -> set[int]:
        """Put the comments that wait for these people into their digests; answer which digests tell some."""
        by_person = {digest.subscriber_id: digest for digest in digests}
        now_told, unwanted = [], []
        for told in waiting_for(by_person).only("subscriber", "why", "at", "comment__thread"):
            if frequency_of(told, self.wanted) is None:
                unwanted.append(told.pk)
            elif is_told(told, self.wanted, is_weekly=by_person[told.subscriber_id].is_weekly):
                now_told.append(told)
        if unwanted:
            Told.objects.filter(pk__in=unwanted).delete()
        if not now_told:
            return set()
        pks = [told.pk for told in now_told]
        own = Digest.objects.filter(subscriber=OuterRef("subscriber"), pk__in=[one.pk for one in digests])
        Told.objects.filter(pk__in=pks).update(digest=Subquery(own.values("pk")[:1]))
        return {by_person[told.subscriber_id].pk for told in now_told}

    def move_on(self) -> None:
        """Note up to when everybody has been told, and when they are due again.

        Most of a batch have the same moments: a statement for each that differ.
        """
        groups: dict[tuple[datetime | None, datetime | None, bool], list[int]] = defaultdict(list)
        # Where nothing is wanted weekly that moment goes along: a wish of the kind begins there.
        for planned in self.planned:
            digest = planned.digest
            key = (
                due_next(planned.clock, self.horizon),
                digest.covers_until if digest else None,
                bool(digest and (digest.is_weekly or Frequency.WEEKLY not in planned.clock.frequencies)),
            )
            groups[key].append(planned.person.pk)
        for (due, until, weekly_too), people in groups.items():
            values: dict[str, datetime | None] = {"next_due_at": due}
            if until is not None:
                values["covered_until"] = until
            if weekly_too:
                values["weekly_covered_until"] = until
            Subscriber.objects.filter(pk__in=people).update(**values)


def can_be_written_to(person: Subscriber) -> bool:
    """Answer whether there is an address, of an account that is not closed."""
    return bool(person.address) and (person.user is None or person.user.is_active)
