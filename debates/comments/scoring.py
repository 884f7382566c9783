"""Counts the ratings of a debate by the first stance of who gave them, in one pass of SQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Min, QuerySet

from debates.comments.models import Comment, Rating
from debates.comments.ranking import Rated, active_groups
from debates.comments.visibility import SHOWN
from debates.publishing.models import Debate
from debates.stances.models import Cast
from debates.stances.options import Kind, Tier

HIDDEN_FOR = timedelta(hours=24)
"""For so long ratings of a comment are collected, and neither shown nor counted."""

# Every rating with the first stance of its reader, null where they have none; every comment without ratings
# once, with no count. Ordered, so that the answer can be read comment by comment.
COUNTED = f"""
    SELECT comment.id, comment.position_id,
           comment.parent_id IS NULL AND comment.visibility IN ({", ".join(f"'{state}'" for state in SHOWN)}),
           comment.created_at > %s, stance.kind, stance.position_id,
           SUM(CASE WHEN rating.helpful THEN 1 ELSE 0 END), COUNT(rating.id)
      FROM {Comment._meta.db_table} AS comment
      LEFT JOIN {Rating._meta.db_table} AS rating ON rating.comment_id = comment.id
      LEFT JOIN (
            SELECT given.voter, given.kind, given.position_id
              FROM {Cast._meta.db_table} AS given
              JOIN (SELECT MIN(id) AS id FROM {Cast._meta.db_table}
                     WHERE debate_id = %s AND tier = %s AND NOT erased GROUP BY voter) AS first
                ON first.id = given.id
           ) AS stance ON stance.voter = rating.voter
     WHERE comment.debate_id = %s
     GROUP BY comment.id, comment.position_id, stance.kind, stance.position_id
     ORDER BY comment.id
"""  # noqa: S608 - names of our own tables


@dataclass(frozen=True, slots=True)
class Group:
    """The readers who first chose a position, and how many verified ones there are."""

    position: int
    members: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A comment with its ratings, and the position that it is on.

    `has_place` says that readers see it, and that it answers no other one.
    """

    rated: Rated
    position: int | None
    has_place: bool


class Counted(NamedTuple):
    """A row of `COUNTED`: the ratings of one comment by the readers of one first stance."""

    comment: int
    on_position: int | None
    has_place: bool
    is_new: bool
    kind: str | None
    position: int | None
    helpful: int
    ratings: int


def first_stances(debate: Debate) -> QuerySet[Cast]:
    """Answer the first answer of each verified reader that still stands, in either phase."""
    own = Cast.objects.standing().filter(debate=debate, tier=Tier.VERIFIED)
    return own.filter(pk__in=own.order_by().values("voter").annotate(first=Min("pk")).values("first"))


def groups_of(debate: Debate) -> tuple[Group, ...]:
    """Answer the active groups of a debate, in the order of its positions."""
    chosen = first_stances(debate).filter(kind=Kind.POSITION).order_by()
    members = dict(chosen.values_list("position").annotate(count=Count("pk")))
    groups = [
        Group(position, members.get(position, 0))
        for position in debate.positions.order_by("order").values_list("pk", flat=True)
    ]
    return tuple(groups[place] for place in active_groups([group.members for group in groups]))


def scored(debate: Debate, groups: Sequence[Group], now: datetime) -> Iterator[Scored]:
    """Answer every comment of a debate with its ratings by each of the groups, by number."""
    young = connection.ops.adapt_datetimefield_value(now - HIDDEN_FOR)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [young, debate.pk, Tier.VERIFIED.value, debate.pk])
        for _comment, rows in groupby(cursor, key=itemgetter(0)):
            yield scored_of([Counted(*row) for row in rows], groups)


def scored_of(counts: Sequence[Counted], groups: Sequence[Group]) -> Scored:
    """Answer a comment with the ratings that were counted of it."""
    places = {group.position: place for place, group in enumerate(groups)}
    # In whole numbers: “both” is a part of a reader in each group, so whoever chose one is that many parts;
    # “unsure” and no stance are in none.
    whole = max(len(groups), 1)
    pairs = [[0, 0] for _ in groups]
    for count in counts:
        if count.kind == Kind.BOTH:
            into, parts = [*places.values()], 1
        else:
            into, parts = [places[count.position]] if count.position in places else [], whole
        for place in into:
            pairs[place][0] += parts * count.helpful
            pairs[place][1] += parts * count.ratings
    rated = Rated(
        comment=counts[0].comment,
        groups=tuple((Fraction(helpful, whole), Fraction(ratings, whole)) for helpful, ratings in pairs),
        helpful=sum(count.helpful for count in counts),
        ratings=sum(count.ratings for count in counts),
        is_new=bool(counts[0].is_new),
    )
    return Scored(rated, counts[0].on_position, bool(counts[0].has_place))
