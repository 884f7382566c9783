"""Puts the comments of a debate in the order that its readers' ratings give them: a snapshot at a time.

One question counts the ratings of all of them, and one statement writes what follows.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import connection, transaction

from debates.comments import policies
from debates.comments.models import Comment, Rank, Ranking
from debates.comments.ranking import ranked
from debates.comments.scoring import HIDDEN_FOR, Scored, groups_of, scored
from debates.publishing.models import Debate
from debates.stances.voters import is_destroyed


class Step(Enum):
    """What is being done about the order of comments."""

    COUNTING = "counting ratings"
    SCORING = "scoring"
    WRITING = "writing"


Progress = Callable[[Step, int, int], None]
"""Is told what begins, or goes on, and how many comments of how many are scored."""

TOLD_EVERY = 1_000
"""Comments after which progress is told again."""

# Everything is sent as one list of lists: no statement takes as many parameters as there are comments. Each
# database has its own way to read it.
GIVEN = {"postgresql": "jsonb_array_elements(%s::jsonb)", "sqlite": "json_each(%s)"}
VALUE = {"postgresql": "given.value ->> {}", "sqlite": "json_extract(given.value, '$[{}]')"}
GROUPS = {"postgresql": "given.value -> {}", "sqlite": VALUE["sqlite"]}
TYPES = {
    "comment_id": "bigint",
    "debate_id": "bigint",
    "position_id": "bigint",
    "place": "integer",
    "score": "double precision",
    "helpful": "integer",
    "ratings": "integer",
    "is_new": "boolean",
    "groups": "",
}
CHANGING = ("place", "score", "helpful", "ratings", "is_new", "groups")


def rank_waiting(*, now: datetime) -> int:
    """Put in order what may have changed, debate by debate, and answer how many debates that were."""
    commented = Debate.objects.public().filter(pk__in=Comment.objects.order_by().values("debate"))
    debates = commented.select_related("discussion", "poll_key", "ranking").order_by("pk")
    waiting = [debate for debate in debates if is_due(debate, now)]
    return sum(rank_comments(debate=debate, now=now) is not None for debate in waiting)


def is_due(debate: Debate, now: datetime) -> bool:
    """Answer whether the order of a debate's comments may have changed since it was made.

    It may for as long as comments are taken, and once more when the last of them is no longer new.
    """
    ranking: Ranking | None = getattr(debate, "ranking", None)
    if ranking is None or policies.takes_comments(debate, now):
        return True
    return Rank.objects.filter(debate=debate, is_new=True, comment__created_at__lte=now - HIDDEN_FOR).exists()


@transaction.atomic
def rank_comments(*, debate: Debate, now: datetime, progress: Progress | None = None) -> Ranking | None:
    """Score every comment of a debate and give its threads their places; answer the ranking.

    Nothing, where the key of the debate's poll was destroyed: what was scored last stands.
    """
    if is_destroyed(debate):
        return None
    groups = groups_of(debate)
    ranking, is_first = Ranking.objects.select_for_update().get_or_create(
        debate=debate, defaults={"number": 1, "taken_at": now}
    )
    ranking.number += not is_first
    ranking.taken_at = now
    ranking.groups = [[group.position, group.members] for group in groups]
    ranking.save(update_fields=["number", "taken_at", "groups"])
    everything = [*told(scored(debate, groups, now), debate, progress)]
    threads = [found.rated for found in everything if found.has_place]
    order = ranked(threads, f"{debate.pk}|{ranking.number}")
    places = {comment: place for place, comment in enumerate(order, start=1)}
    if progress:
        progress(Step.WRITING, len(everything), len(everything))
    write([row_of(debate, found, places) for found in everything])
    return ranking


def told(everything: Iterable[Scored], debate: Debate, progress: Progress | None) -> Iterator[Scored]:
    """Answer the comments as they are scored, and tell how far that is."""
    if progress is None:
        yield from everything
        return
    of = Comment.objects.filter(debate=debate).count()
    progress(Step.COUNTING, 0, of)
    for done, found in enumerate(everything, start=1):
        yield found
        if done == of or done % TOLD_EVERY == 0:
            progress(Step.SCORING, done, of)


def row_of(debate: Debate, found: Scored, places: dict[int, int]) -> list[Any]:
    """Answer what is written of a comment, in the order of `TYPES`."""
    rated = found.rated
    return [
        rated.comment,
        debate.pk,
        found.position,
        places.get(rated.comment),
        rated.score,
        rated.helpful,
        rated.ratings,
        rated.is_new,
        [[float(helpful), float(ratings)] for helpful, ratings in rated.groups],
    ]


def write(rows: list[list[Any]]) -> None:
    """Write all rows by one statement, in place of those that are there."""
    here = connection.vendor
    values = [
        f"CAST({VALUE[here].format(place)} AS {kind})" if kind else GROUPS[here].format(place)
        for place, kind in enumerate(TYPES.values())
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO comments_rank ({", ".join(TYPES)})
            SELECT {", ".join(values)} FROM {GIVEN[here]} AS given WHERE true
            ON CONFLICT (comment_id) DO UPDATE
            SET {", ".join(f"{name} = EXCLUDED.{name}" for name in CHANGING)}
            """,  # noqa: S608 - names of our own columns
            [json.dumps(rows)],
        )
