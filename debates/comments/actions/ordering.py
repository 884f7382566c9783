"""Puts the comments of a debate in the order that its readers' ratings give them: a snapshot at a time."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from debates.comments import policies
from debates.comments.models import Comment, Rank, Ranking
from debates.comments.ranking import ranked
from debates.comments.scoring import HIDDEN_FOR, Scored, groups_of, scored
from debates.publishing.models import Debate
from debates.stances.voters import is_destroyed

BATCH = 2_000
"""Rows that one statement writes."""

Progress = Callable[[int, int], None]
"""Is told how many comments of how many are written."""


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
    everything = [*scored(debate, groups, now)]
    threads = [found.rated for found in everything if found.has_place]
    order = ranked(threads, f"{debate.pk}|{ranking.number}")
    places = {comment: place for place, comment in enumerate(order, start=1)}
    for start in range(0, len(everything), BATCH):
        write([rank_of(debate, found, places) for found in everything[start : start + BATCH]])
        if progress:
            progress(min(start + BATCH, len(everything)), len(everything))
    return ranking


def rank_of(debate: Debate, found: Scored, places: dict[int, int]) -> Rank:
    """Answer the row of a comment."""
    rated = found.rated
    return Rank(
        comment_id=rated.comment,
        debate=debate,
        position_id=found.position,
        place=places.get(rated.comment),
        score=rated.score,
        helpful=rated.helpful,
        ratings=rated.ratings,
        groups=[[float(helpful), float(ratings)] for helpful, ratings in rated.groups],
        is_new=rated.is_new,
    )


def write(ranks: list[Rank]) -> None:
    """Write rows, in place of those that are there."""
    Rank.objects.bulk_create(
        ranks,
        update_conflicts=True,
        unique_fields=["comment"],
        update_fields=["place", "score", "helpful", "ratings", "groups", "is_new"],
    )
