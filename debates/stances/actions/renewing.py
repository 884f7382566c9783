"""Renews the results of a debate, a batch of answers at a time, so that none of them can be watched alone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from debates.publishing.models import Debate
from debates.stances.actions.bursts import find_bursts
from debates.stances.actions.sealing import seal_debate
from debates.stances.counting import count
from debates.stances.models import Cast, PollKey, SealedLeaf, Snapshot


def renew_results(*, now: datetime) -> int:
    """Renew what is due in every debate in which somebody voted, and answer how many snapshots were taken."""
    end = SealedLeaf.objects.filter(debate=OuterRef("pk")).order_by("-place").values("place")[:1]
    counted = Snapshot.objects.filter(debate=OuterRef("pk")).order_by("-place").values("place")[:1]
    places = Debate.objects.annotate(end=Subquery(end), counted=Coalesce(Subquery(counted), 0))
    waiting = Cast.objects.waiting_for_the_seal().values("debate")
    debates = places.filter(Q(end__gt=F("counted")) | Q(pk__in=waiting)).order_by("pk")
    return sum(take_snapshot(debate=debate, now=now) is not None for debate in debates)


@transaction.atomic
def take_snapshot(*, debate: Debate, now: datetime) -> Snapshot | None:
    """Seal what waits, look for bursts in it, and count it if a new snapshot is due; answer that, or nothing.

    Bursts are looked for since the last snapshot: so what a snapshot counts was looked at, however long ago
    the last look was, and its bursts can be set apart.

    One is due when the last is `RESULTS_EVERY` seconds old and `RESULTS_LEAST` answers were given or taken
    back since, so that no answer can be told from the difference. When the debate is over, whatever came
    since the last is counted once, however little: that is the result. What is taken back after that waits
    for company, too, else two results would tell what somebody had answered.
    """
    if not PollKey.objects.select_for_update().filter(debate=debate).exists():
        return None
    while seal_debate(debate=debate, now=now):
        pass
    last = Snapshot.objects.filter(debate=debate).order_by("place").last()
    find_bursts(debate=debate, since=last.taken_at if last else debate.published_at or now)
    end = SealedLeaf.objects.filter(debate=debate).order_by("place").last()
    if end is None or not is_due(debate, last, end.place, now):
        return None
    counted = count(debate, end.place)
    return Snapshot.objects.create(
        debate=debate, place=end.place, head=end.hash, taken_at=now, counted=counted.as_json()
    )


def is_due(debate: Debate, last: Snapshot | None, place: int, now: datetime) -> bool:
    """Answer whether a new snapshot is due where the chain ends at `place`."""
    new = place - (last.place if last else 0)
    ends = [moment for moment in (debate.poll_ended_at, debate.closes_at) if moment is not None]
    is_final = last is not None and debate.poll_has_ended(now) and last.taken_at >= min(ends, default=now)
    if debate.poll_has_ended(now) and not is_final:
        return new > 0
    rested = last is None or now - last.taken_at >= timedelta(seconds=settings.RESULTS_EVERY)
    return rested and new >= settings.RESULTS_LEAST
