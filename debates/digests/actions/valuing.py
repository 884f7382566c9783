"""Notes which comment on each position is valued most, and since when: what digests tell of once."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from debates.comments.models import Rank
from debates.comments.visibility import SHOWN
from debates.digests.models import Valued
from debates.publishing.models import Position
from debates.publishing.workflow import PUBLIC


@transaction.atomic
def note_valued(*, now: datetime) -> int:
    """Note the comments that have come first on their positions since the last time; answer how many."""
    noted = dict(Valued.objects.values_list("position", "comment"))
    best: dict[int, int | None] = {row.pk: row.most_valued for row in most_valued().only("pk")}
    gone = [position for position in noted if best.get(position) is None]
    new = {
        position: comment for position, comment in best.items() if comment and noted.get(position) != comment
    }
    if gone:
        Valued.objects.filter(position__in=gone).delete()
    Valued.objects.bulk_create(
        [Valued(position_id=position, comment_id=comment, since=now) for position, comment in new.items()],
        update_conflicts=True,
        unique_fields=["position"],
        update_fields=["comment", "since"],
    )
    return len(new)


def most_valued() -> QuerySet[Any]:
    """Answer the positions of public debates, each with the comment that the last ranking puts first.

    The same rule on every side: it is old enough for its ratings to count, and somebody finds it helpful.
    """
    first = Rank.objects.filter(
        debate=OuterRef("debate"),
        position=OuterRef("pk"),
        place__isnull=False,
        is_new=False,
        helpful__gt=0,
        comment__visibility__in=[*SHOWN],
    )
    ranked = Position.objects.order_by().filter(debate__status__in=PUBLIC, debate__ranking__isnull=False)
    return ranked.annotate(most_valued=Subquery(first.order_by("place").values("comment")[:1]))
