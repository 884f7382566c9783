"""Finds the threads of a page of a list: by their places in the ranking, or by when they were written."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import DateTimeField, Q, QuerySet

from accounts.questions import Given, Question
from debates.comments.models import Comment
from debates.comments.queries.places import Listed, Order, Place
from debates.publishing.models import Debate

PAGE = 20
"""So many threads has a page."""


class Ranked(NamedTuple):
    """A thread with its place in the ranking."""

    rank__place: int
    pk: int


class Written(NamedTuple):
    """A thread with the moment at which it was written."""

    created_at: datetime
    pk: int


def places_after(debate: Debate, listed: Listed, position: int | None) -> list[Place]:
    """Answer the places of a page of a list that pinned comments are left out of, and one more.

    `position` is the one that the list is of; none where it is of all, or of what is on the question.
    """
    if listed.order is not Order.VALUED:
        return by_time(debate, listed, position)
    places = []
    if listed.after is None or listed.after.moment is None:
        places = by_rank(debate, listed, position)
    if len(places) <= PAGE:
        places += by_time(debate, listed, position)
    return places[: PAGE + 1]


def by_rank(debate: Debate, listed: Listed, position: int | None) -> list[Place]:
    """Answer the next threads that the ranking has given a place."""
    after = listed.after.rank if listed.after else 0
    found = about_rank(bool(listed.on), position is not None)
    rows = found.ask(debate=debate.pk, position=position, after=after)
    return [Place(rank=row.rank__place, comment=row.pk) for row in rows]


def by_time(debate: Debate, listed: Listed, position: int | None) -> list[Place]:
    """Answer the next threads by when they were written; of the ranked order those without a place."""
    after = listed.after if listed.after and listed.after.moment else Place()
    found = about_time(listed.order, bool(listed.on), position is not None, after.moment is not None)
    rows = found.ask(debate=debate.pk, position=position, moment=after.moment, after=after.comment)
    return [Place(moment=row.created_at, comment=row.pk) for row in rows]


# ---------------------------------------------------------------- in the words of the database


DEBATE, AFTER = Given("debate"), Given("after")
POSITION: Any = Given("position")
MOMENT = Given("moment", DateTimeField())


@lru_cache
def about_rank(filtered: bool, on_position: bool) -> Question[Ranked]:
    """Answer the question for the next places of a ranking, of one side where it is `filtered`."""

    def about() -> QuerySet[Any]:
        ranked = Comment.objects.filter(rank__debate=DEBATE, rank__place__gt=AFTER, pinned=False)
        if filtered:
            ranked = ranked.filter(rank__position=POSITION if on_position else None)
        return ranked.listed().order_by("rank__place")[: PAGE + 1]

    return Question(Ranked._fields, Ranked._make, about)


@lru_cache
def about_time(order: Order, filtered: bool, on_position: bool, further: bool) -> Question[Written]:
    """Answer the question for the next threads by time, on a `further` page than the first."""
    oldest_first = order is Order.OLDEST

    def about() -> QuerySet[Any]:
        threads = Comment.objects.filter(debate=DEBATE, parent=None, pinned=False).listed()
        if filtered:
            threads = threads.filter(position=POSITION if on_position else None)
        if order is Order.VALUED:
            threads = threads.filter(rank__place=None)
        # The first condition is the one that an index answers.
        if further and oldest_first:
            threads = threads.filter(created_at__gte=MOMENT)
            threads = threads.filter(Q(created_at__gt=MOMENT) | Q(pk__gt=AFTER))
        elif further:
            threads = threads.filter(created_at__lte=MOMENT)
            threads = threads.filter(Q(created_at__lt=MOMENT) | Q(pk__lt=AFTER))
        in_order = ("created_at", "pk") if oldest_first else ("-created_at", "-pk")
        return threads.order_by(*in_order)[: PAGE + 1]

    return Question(Written._fields, Written._make, about)
