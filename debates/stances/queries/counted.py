"""Whether the result of a poll that is over is the last one."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from debates.publishing.models import Debate
from debates.stances import policies
from debates.stances.models import Cast, SealedLeaf, Snapshot


def with_last_result(debates: Iterable[Debate], now: datetime) -> frozenset[int]:
    """Answer which of these debates are over, and every answer counted: their results are public and final.

    Between the end of a poll and its last count pages show what was counted before. What is taken back
    afterwards is counted when there is enough of it, and changes nothing of that. One query.
    """
    ends = {
        debate.pk: min(filter(None, (debate.poll_ended_at, debate.closes_at)), default=now)
        for debate in debates
        if policies.results_visible(debate, now, asked=False)
    }
    sealed = SealedLeaf.objects.filter(debate=OuterRef("pk")).order_by("-place").values("place")[:1]
    snapshots = Snapshot.objects.filter(debate=OuterRef("pk")).order_by("-place")
    waiting = Cast.objects.waiting_for_the_seal().filter(debate=OuterRef("pk")).values("pk")[:1]
    rows = Debate.objects.filter(Q(pk__in=ends)).annotate(
        sealed=Subquery(sealed),
        counted=Subquery(snapshots.values("place")[:1]),
        counted_at=Subquery(snapshots.values("taken_at")[:1]),
        waiting=Subquery(waiting),
    )
    return frozenset(
        pk
        for pk, place, counted, counted_at, waits in rows.values_list(
            "pk", "sealed", "counted", "counted_at", "waiting"
        )
        if (waits is None and (place or 0) <= (counted or 0)) or (counted_at and counted_at >= ends[pk])
    )
