"""Counts a debate's answers again, from what its seal says."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, QuerySet

from debates.publishing.models import Debate
from debates.stances.counting import Tally, last_said, tally
from debates.stances.models import Cast, SealedLeaf, Snapshot
from debates.stances.seal import Walk, walk


@dataclass(frozen=True, slots=True)
class Recount:
    """What a recount found.

    `ballots` are counted as they stand, `casts` as the last thing that each reader said. `published` is what
    the last snapshot says, and `repeated` the same counted again now; since then `taken_back` sealed answers
    were erased, which is how many may be missing at the most. `wrong` are the places at which the seal and
    the casts disagree: a cast was changed, deleted, or put where no leaf is. `erasures` is how many casts say
    that their erasure is sealed; `waiting` how many have no place yet.
    """

    chain: Walk
    ballots: Tally
    casts: Tally
    published: Tally
    repeated: Tally
    taken_back: int
    wrong: tuple[int, ...]
    erasures: int
    waiting: int

    @property
    def is_sealed(self) -> bool:
        """Answer whether the chain holds, and the casts are what it says."""
        return not self.chain.broken and not self.wrong and self.erasures == self.chain.erased

    @property
    def is_as_published(self) -> bool:
        """Answer whether the last results grew by nothing, and lack no more than was taken back."""
        missing = self.published - self.repeated
        return self.repeated <= self.published and missing.total() <= self.taken_back

    @property
    def holds(self) -> bool:
        """Answer whether seal, casts, ballots and results say the same."""
        return self.is_sealed and self.is_as_published and self.ballots == self.casts


@transaction.atomic
def recount(debate: Debate) -> Recount:
    """Count again. Every row of the debate is read, in the order of the chain, and none is written."""
    leaves = SealedLeaf.objects.filter(debate=debate).order_by("place")
    casts = Cast.objects.filter(debate=debate)
    said = casts.standing().order_by().values("voter", "phase").annotate(last=Max("pk")).values("last")
    last = Snapshot.objects.filter(debate=debate).order_by("place").last()
    place = last.place if last else 0
    erased = casts.filter(erased=True, place__lte=place)
    return Recount(
        chain=walk(debate.pk, leaves.values_list("leaf", "hash").iterator()),
        ballots=tally(debate.ballots.all()),
        casts=tally(casts.filter(pk__in=said)),
        published=published(last),
        repeated=tally(last_said(debate, place)),
        taken_back=erased.exclude(erasure_place__lte=place).count(),
        wrong=tuple(wrong_places(leaves, casts)),
        erasures=casts.exclude(erasure_place=None).count(),
        waiting=Cast.objects.to_seal(debate).count(),
    )


def published(snapshot: Snapshot | None) -> Tally:
    """Answer what a snapshot says, of each phase, tier and option; nothing where none was taken."""
    counts = Tally()
    for cell in snapshot.results.cells if snapshot else ():
        counts[cell.phase, cell.tier, cell.option] += cell.count
    return counts


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
