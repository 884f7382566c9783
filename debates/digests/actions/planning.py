"""Plans who gets a digest now: one a person and day, in batches that several workers share."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from debates.comments.visibility import SHOWN
from debates.digests.letters.kinds import DIGEST
from debates.digests.models import Digest, Kind, Subscriber, Subscription, Told, Why
from debates.digests.queries.telling import Telling
from debates.digests.schedule import Frequency
from debates.digests.windows import Clock, Window, due_next, window_of
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
    batch = Batch(people, horizon)
    Digest.objects.bulk_create(batch.digests(now))
    letters = batch.letters()
    promise_many(kind=DIGEST, messages=letters, now=now)
    batch.move_on()
    return len(letters)


@dataclass(slots=True)
class Planned:
    """A subscriber with what they want, and what their next digest covers, if anything."""

    person: Subscriber
    clock: Clock
    window: Window | None
    digest: Digest | None = None


class Batch:
    """Some subscribers whose digest is due: what they are told, in the same few queries for any number."""

    def __init__(self, people: Sequence[Subscriber], horizon: datetime) -> None:
        self.horizon = horizon
        self.wanted: dict[int, list[Subscription]] = defaultdict(list)
        for row in (
            Subscription.objects.wanted().filter(subscriber__in=people).order_by("subscriber", "target")
        ):
            self.wanted[row.subscriber_id].append(row)
        self.planned = [self.plan(person) for person in people]

    def plan(self, person: Subscriber) -> Planned:
        """Answer somebody with what their next digest covers."""
        frequencies = frozenset(Frequency(row.frequency) for row in self.wanted[person.pk])
        clock = Clock(person.hour, person.weekday, person.zone, frequencies)
        window = window_of(
            clock,
            daily_until=person.covered_until,
            weekly_until=person.weekly_covered_until,
            before=self.horizon,
        )
        return Planned(person, clock, window)

    def digests(self, now: datetime) -> list[Digest]:
        """Answer the new rows: none for whoever has one of that day already."""
        periods = {planned.window.period for planned in self.planned if planned.window}
        people = [planned.person for planned in self.planned]
        rows = Digest.objects.filter(subscriber__in=people, period__in=periods)
        had = {*rows.values_list("subscriber", "period")}
        for planned in self.planned:
            window = planned.window
            if window is None or (planned.person.pk, window.period) in had:
                planned.window = None
                continue
            planned.digest = Digest(
                subscriber=planned.person,
                period=window.period,
                is_weekly=window.is_weekly,
                covers_from=window.daily_from,
                weekly_from=window.weekly_from,
                covers_until=window.until,
                planned_at=now,
            )
        return [planned.digest for planned in self.planned if planned.digest]

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
        waiting = Told.objects.filter(subscriber__in=[*by_person], at_once=False, digest=None)
        rows = waiting.filter(comment__visibility__in=[*SHOWN]).order_by("pk")
        now_told, unwanted = [], []
        for pk, subscriber, why, comment, thread in rows.values_list(
            "pk", "subscriber", "why", "comment", "comment__thread"
        ):
            wanted = self.frequency(subscriber, why, thread or comment)
            if wanted is None:
                unwanted.append(pk)
            elif wanted != Frequency.WEEKLY or by_person[subscriber].is_weekly:
                now_told.append(pk)
        if unwanted:
            Told.objects.filter(pk__in=unwanted).delete()
        if not now_told:
            return set()
        own = Digest.objects.filter(
            subscriber=OuterRef("subscriber"), pk__in=[digest.pk for digest in digests]
        )
        Told.objects.filter(pk__in=now_told).update(digest=Subquery(own.values("pk")[:1]))
        return {*Told.objects.filter(pk__in=now_told).values_list("digest", flat=True)}

    def frequency(self, subscriber: int, why: str, thread: int) -> str | None:
        """Answer how often somebody wants to be told of a comment for this reason; None where never."""
        for row in self.wanted[subscriber]:
            if (row.kind == Kind.REPLIES and why == Why.REPLY) or (
                row.kind == Kind.THREAD and row.thread_id == thread and why == Why.THREAD
            ):
                return row.frequency
        return None

    def move_on(self) -> None:
        """Note up to when everybody has been told, and when they are due again.

        Most of a batch have the same moments: a statement for each that differ.
        """
        groups: dict[tuple[datetime | None, datetime | None, bool], list[int]] = defaultdict(list)
        # Where nothing is wanted weekly that moment goes along: a wish of the kind begins there.
        for planned in self.planned:
            window = planned.window
            key = (
                due_next(planned.clock, self.horizon),
                window.until if window else None,
                bool(window and (window.is_weekly or Frequency.WEEKLY not in planned.clock.frequencies)),
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
