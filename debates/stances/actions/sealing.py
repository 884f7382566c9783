"""Gives every answer its place in the debate's seal, a batch at a time. Casting never waits for it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from debates.publishing.models import Debate
from debates.stances.models import Cast, PollKey, SealedLeaf
from debates.stances.seal import cast_leaf, erase_leaf, first_hash, hour_of, next_hash

BATCH = 500
"""Leaves that one transaction appends at the most."""


def seal_waiting(*, now: datetime) -> int:
    """Append what waits in every debate, and answer how many leaves that were."""
    debates = Debate.objects.filter(pk__in=Cast.objects.waiting_for_the_seal().values("debate"))
    return sum(seal_debate(debate=debate, now=now) for debate in debates.order_by("pk"))


@transaction.atomic
def seal_debate(*, debate: Debate, now: datetime) -> int:
    """Append up to `BATCH` leaves to the debate's chain, answers first, and answer how many.

    A cast that was withdrawn before it was sealed gets none; of one that is withdrawn at this very moment the
    commitment stands, which without its salt says nothing, and its erasure follows.
    """
    # A chain has one end: of two tasks at once the second waits here, and then finds less to do.
    if not PollKey.objects.select_for_update().filter(debate=debate).exists():
        return 0
    end = SealedLeaf.objects.filter(debate=debate).order_by("place").last()
    chain = Chain(debate, end)
    casts = [*Cast.objects.to_seal(debate)[:BATCH]]
    for cast in casts:
        cast.place = chain.append(leaf_of(cast, chain.next_place))
    erased = [*Cast.objects.erasures_to_seal(debate)[: BATCH - len(casts)]]
    for cast in erased:
        leaf = erase_leaf(
            seq=chain.next_place, ref=cast.sealed_at, phase=cast.phase, tier=cast.tier, hour=hour_of(now)
        )
        cast.erasure_place = chain.append(leaf)
    SealedLeaf.objects.bulk_create(chain.new)
    Cast.objects.bulk_update(casts, ["place"])
    Cast.objects.bulk_update(erased, ["erasure_place"])
    return len(chain.new)


class Chain:
    """The end of a debate's chain, and what is appended to it."""

    def __init__(self, debate: Debate, end: SealedLeaf | None) -> None:
        self.debate = debate
        self.head = end.hash if end else first_hash(debate.pk)
        self.next_place = end.place + 1 if end else 1
        self.erasures = end.erasures if end else 0
        self.new: list[SealedLeaf] = []

    def append(self, leaf: dict[str, Any]) -> int:
        """Append a leaf and answer its place."""
        place = self.next_place
        self.head = next_hash(self.head, leaf)
        self.erasures += leaf["kind"] == "erase"
        self.new.append(
            SealedLeaf(
                debate=self.debate,
                place=place,
                leaf=leaf,
                hash=self.head,
                commitment=leaf["c"] or None,
                erasures=self.erasures,
            )
        )
        self.next_place += 1
        return place


def leaf_of(cast: Cast, place: int) -> dict[str, Any]:
    """Answer the leaf of a cast that says something."""
    return cast_leaf(
        seq=place,
        commitment=cast.commitment,
        phase=cast.phase,
        tier=cast.tier,
        hour=hour_of(cast.hour),
    )
