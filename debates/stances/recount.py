"""Counts a debate's answers again, from what its seal says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from debates.publishing.models import Debate
from debates.stances.models import Cast, SealedLeaf
from debates.stances.options import Kind, Option
from debates.stances.seal import Walk, walk

Tally = Counter[tuple[str, str, str]]
"""How many answers there are of each phase, tier and option."""


@dataclass(frozen=True, slots=True)
class Recount:
    """What a recount found.

    `ballots` are counted as they stand, `casts` as the last thing that each reader said. `wrong` are the
    places at which the seal and the casts disagree: a cast was changed, deleted, or put where no leaf is.
    `erasures` is how many casts say that their erasure is sealed; `waiting` how many have no place yet.
    """

    chain: Walk
    ballots: Tally
    casts: Tally
    wrong: tuple[int, ...]
    erasures: int
    waiting: int

    @property
    def holds(self) -> bool:
        """Answer whether the seal, the casts and the ballots say the same."""
        sealed = not self.chain.broken and not self.wrong and self.erasures == self.chain.erased
        return sealed and self.ballots == self.casts


@transaction.atomic
def recount(debate: Debate) -> Recount:
    """Count again. Every row of the debate is read, in the order of the chain, and none is written."""
    leaves = SealedLeaf.objects.filter(debate=debate).order_by("place")
    casts = Cast.objects.filter(debate=debate)
    said = casts.standing().values("voter", "phase").annotate(last=Max("pk")).order_by().values("last")
    return Recount(
        chain=walk(debate.pk, leaves.values_list("leaf", "hash").iterator()),
        ballots=tally(debate.ballots.all()),
        casts=tally(casts.filter(pk__in=said)),
        wrong=tuple(wrong_places(leaves, casts)),
        erasures=casts.exclude(erasure_place=None).count(),
        waiting=Cast.objects.to_seal(debate).count(),
    )


def wrong_places(leaves: QuerySet[SealedLeaf], casts: QuerySet[Cast]) -> Iterator[int]:
    """Answer the places at which the seal and the casts disagree, in order.

    Both are walked side by side, so that a debate of any size fits in memory.
    """
    sealed = casts.exclude(place=None).order_by("place").iterator()
    cast = next(sealed, None)
    answers = leaves.filter(leaf__kind="cast").values_list("place", "leaf").iterator()
    for place, leaf in answers:
        while cast is not None and cast.sealed_at < place:
            yield cast.sealed_at
            cast = next(sealed, None)
        if cast is None or cast.sealed_at > place:
            yield place
            continue
        if not cast.erased and cast.commitment != leaf["c"]:
            yield place
        cast = next(sealed, None)
    while cast is not None:
        yield cast.sealed_at
        cast = next(sealed, None)


def tally(answers: QuerySet[Any]) -> Tally:
    """Answer how many of these there are of each phase, tier and option."""
    rows = answers.order_by().values_list("phase", "tier", "kind", "position").annotate(count=Count("pk"))
    return Counter(
        {
            (phase, tier, Option(Kind(kind), position).code): number
            for phase, tier, kind, position, number in rows
        }
    )
