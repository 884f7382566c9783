"""Which comments a list of threads shows first, found by a statement that is made once.

Making it takes Django longer than the database takes to answer it: five subqueries, each with the rule of
what is listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from debates.comments.models import Comment
from debates.comments.queries.texts import MOST_COUNTED, CountOf
from debates.comments.visibility import SHOWN

FIRST_ANSWERS = tuple(f"answer_{place}" for place in range(1, 6))
"""Five answers of a thread stand in a list: what each is called in the query that finds them."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """A thread by its comment's number, with those of its first answers, and how many it has.

    They are counted until there are many.
    """

    root: int
    answers: tuple[int, ...]
    counted: int


def beginnings_of(threads: Sequence[int], pinned_on: Sequence[int]) -> list[Beginning]:
    """Answer these threads, and those that are pinned on these positions, in no order."""
    if not (threads or pinned_on):
        return []
    statement, stand_ins = made_once(connection.vendor, len(threads), len(pinned_on))
    given = dict(zip(range(-1, -1 - len(threads) - len(pinned_on), -1), (*threads, *pinned_on), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(statement, [given.get(value, value) for value in stand_ins])
        rows = cursor.fetchall()
    return [Beginning(root, tuple(pk for pk in answers if pk), counted) for root, *answers, counted in rows]


@lru_cache(maxsize=256)
def made_once(vendor: str, threads: int, pinned_on: int) -> tuple[str, tuple[Any, ...]]:  # noqa: ARG001 - part of what it is kept by
    """Answer the statement for so many threads and positions, and its parameters.

    The numbers of threads, then those of positions, are stood in for by -1, -2 and so on.
    """
    stand_ins = range(-1, -1 - threads - pinned_on, -1)
    wanted = Q(pk__in=stand_ins[:threads])
    if pinned_on:
        wanted |= Q(position__in=stand_ins[threads:], pinned=True, visibility__in=[*SHOWN])
    statement, parameters = with_first_answers(wanted).query.sql_with_params()
    return statement, tuple(parameters)


def with_first_answers(wanted: Q) -> Any:
    """Answer comments that threads begin with, and those of their answers that a list shows.

    One after the other, so that an index finds each however many follow.
    """
    answers = Comment.objects.order_by().filter(thread=OuterRef("pk")).listed()
    in_order = answers.order_by("number").values("pk")
    first = {name: Subquery(in_order[place : place + 1]) for place, name in enumerate(FIRST_ANSWERS)}
    counted = CountOf(answers.values("pk")[: len(FIRST_ANSWERS) + MOST_COUNTED + 1])
    roots = Comment.objects.order_by().filter(wanted).annotate(**first, counted=counted)
    return roots.values_list("pk", *FIRST_ANSWERS, "counted")
