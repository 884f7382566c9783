"""Which comments a list of threads shows first."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.questions import Given, Question
from debates.comments.models import Comment
from debates.comments.queries.texts import MOST_COUNTED, CountOf
from debates.comments.visibility import SHOWN

MOST_ANSWERS = 5
"""So many answers of a thread stand in a list."""


class Beginning(NamedTuple):
    """A thread by its comment's number, with those of its first answers, and how many it has.

    They are counted until there are many. Where there are fewer answers, the last are None.
    """

    pk: int
    answer_1: int | None
    answer_2: int | None
    answer_3: int | None
    answer_4: int | None
    answer_5: int | None
    counted: int

    @property
    def answers(self) -> tuple[int, ...]:
        """Answer the numbers of the first answers."""
        return tuple(pk for pk in self[1:-1] if pk)


def beginnings_of(threads: Sequence[int], pinned_on: Sequence[int]) -> list[Beginning]:
    """Answer these threads, and those that are pinned on these positions, in no order."""
    return BEGINNINGS.ask(threads=threads, pinned_on=pinned_on) if threads or pinned_on else []


def with_first_answers() -> QuerySet[Any]:
    """Answer comments that threads begin with, and those of their answers that a list shows.

    One after the other, so that an index finds each however many follow.
    """
    wanted = Q(pk__in=[Given("threads", several=True)])
    pinned = Q(position__pk__in=[Given("pinned_on", several=True)], pinned=True)
    answers = Comment.objects.order_by().filter(thread=OuterRef("pk")).listed()
    in_order = answers.order_by("number").values("pk")
    first = {f"answer_{place + 1}": Subquery(in_order[place : place + 1]) for place in range(MOST_ANSWERS)}
    counted = CountOf(answers.values("pk")[: MOST_ANSWERS + MOST_COUNTED + 1])
    roots = Comment.objects.order_by().filter(wanted | (pinned & Q(visibility__in=[*SHOWN])))
    return roots.annotate(**first, counted=counted)


BEGINNINGS = Question(Beginning._fields, Beginning._make, with_first_answers)
