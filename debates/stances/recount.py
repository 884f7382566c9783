"""Counts a debate's answers again, from what its seal says."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery

from debates.publishing.models import Debate
from debates.stances.counting import Tally, count, tally
from debates.stances.models import Cast, SealedLeaf, Snapshot
from debates.stances.results import Counted
from debates.stances.seal import Walk, first_hash, hour_of, walk

SAID = ("voter", "phase", "tier", "kind", "position_id", "hour", "bin10", "arm", "exposed")
"""What a ballot says, and its cast beside it."""


Answers = Counter[tuple[Any, ...]]
"""How many answers there are, by all that is shown of them."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """What the last results say, None where they cannot be read, and the same counted again."""

    published: Answers | None
    again: Answers

    def holds(self, taken_back: int) -> bool:
        """Answer whether nothing was added, and no more is missing than was taken back."""
        if self.published is None:
            return False
        return self.again <= self.published and (self.published - self.again).total() <= taken_back


@dataclass(frozen=True, slots=True)
class Recount:
    """What a recount found.

    `ballots` are counted as they stand, `casts` as the last thing that each reader said; `strays` is how many
    ballots are not what their reader last said, or are missing. `answers` and `movements` are what the last
    results say, up to their `place`; since then the seal has `taken_back` of these answers by erasures, which
    is how many may be missing at the most. Places: `mislabelled` are leaves whose columns are not what the
    leaf says, `wrong` is where the casts are not what the seal says, `headless` are results that name a head
    which the chain does not have there. `unsealed` is how many sealed answers were taken back without an
    erasure so far, `waiting` how many answers have no place yet.
    """

    chain: Walk
    mislabelled: tuple[int, ...]
    wrong: tuple[int, ...]
    unsealed: int
    waiting: int
    ballots: Tally
    casts: Tally
    strays: int
    place: int
    answers: Repeated
    movements: Repeated
    corrected: Repeated
    taken_back: int
    headless: tuple[int, ...]

    @property
    def is_sealed(self) -> bool:
        """Answer whether the chain holds, and the casts are what it says."""
        return not (self.chain.broken or self.mislabelled or self.wrong or self.unsealed)

    @property
    def is_as_published(self) -> bool:
        """Answer whether the last results grew by nothing, and lack no more than was taken back."""
        repeated = (self.answers, self.movements, self.corrected)
        return all(part.holds(self.taken_back) for part in repeated)

    @property
    def holds(self) -> bool:
        """Answer whether seal, casts, ballots and results say the same."""
        return self.is_sealed and self.is_as_published and not (self.strays or self.headless)


@contextmanager
def one_moment() -> Iterator[None]:
    """Let all that is read inside be of one moment, while readers go on voting and nobody waits."""
    if connection.in_atomic_block:  # whoever began it has decided
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not `atomic`, which on SQLite begins as a writer and would keep all others waiting.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def recount(debate: Debate) -> Recount:
    """Count again. Every row of the debate is read, in the order of the chain, and none is written."""
    with one_moment():
        return recounted(debate)


def recounted(debate: Debate) -> Recount:
    """Answer the recount of what stands in the tables."""
    leaves = SealedLeaf.objects.filter(debate=debate).order_by("place")
    casts = Cast.objects.filter(debate=debate)
    said = casts.standing().order_by().values("voter", "phase").annotate(last=Max("pk")).values("last")
    last_casts = casts.filter(pk__in=said)
    last = Snapshot.objects.filter(debate=debate).order_by("place").last()
    place = last.place if last else 0
    published = results_of(last)
    again = results_again(debate, place, published)
    erasures = leaves.filter(leaf__kind="erase", place__gt=place, leaf__ref__lte=place)
    return Recount(
        chain=walk(debate.pk, ((leaf, row.hash) for row, leaf in read(leaves))),
        mislabelled=tuple(mislabelled(leaves)),
        wrong=tuple(sorted({*wrong_answers(leaves, casts), *wrong_erasures(leaves, casts)})),
        unsealed=Cast.objects.erasures_to_seal(debate).count(),
        waiting=Cast.objects.to_seal(debate).count(),
        ballots=tally(debate.ballots.all()),
        casts=tally(last_casts),
        strays=strays(debate.ballots.all(), last_casts),
        place=place,
        answers=Repeated(answers(published) if published else None, answers(again)),
        movements=Repeated(movements(published) if published else None, movements(again)),
        corrected=Repeated(corrected(published) if published else None, corrected(again)),
        taken_back=erasures.count(),
        headless=headless(debate),
    )


# ---------------------------------------------------------------- the seal and the casts


def read(leaves: QuerySet[SealedLeaf]) -> Iterator[tuple[SealedLeaf, dict[str, Any]]]:
    """Answer the rows with what each leaf says; nothing for one that is no leaf at all."""
    for row in leaves.iterator():
        yield row, row.leaf if isinstance(row.leaf, dict) else {}


def mislabelled(leaves: QuerySet[SealedLeaf]) -> Iterator[int]:
    """Answer the places at which a leaf's columns are not what it says."""
    erasures = 0
    for row, leaf in read(leaves):
        erasures += leaf.get("kind") == "erase"
        if (row.commitment or "", row.erasures) != (leaf.get("c"), erasures):
            yield row.place


def wrong_answers(leaves: QuerySet[SealedLeaf], casts: QuerySet[Cast]) -> Iterator[int]:
    """Answer the places at which an answer is not what was sealed, is gone, or was put where none is."""

    def agree(leaf: dict[str, Any], cast: Cast) -> bool:
        known = (cast.phase, cast.tier, hour_of(cast.hour))
        committed = cast.erased or cast.commitment == leaf.get("c")
        return committed and known == (leaf.get("phase"), leaf.get("tier"), leaf.get("hour"))

    sealed = casts.exclude(place=None).order_by("place").iterator()
    return differing(
        ((row.place, leaf) for row, leaf in read(leaves) if leaf.get("kind") == "cast"),
        ((cast.sealed_at, cast) for cast in sealed),
        agree,
    )


def wrong_erasures(leaves: QuerySet[SealedLeaf], casts: QuerySet[Cast]) -> Iterator[int]:
    """Answer the places at which an erasure is not that of the cast which says so, or of none."""

    def agree(leaf: dict[str, Any], cast: Cast) -> bool:
        erased = (cast.place, cast.phase, cast.tier)
        return erased == (leaf.get("ref"), leaf.get("phase"), leaf.get("tier"))

    sealed = casts.exclude(erasure_place=None).order_by("erasure_place").iterator()
    return differing(
        ((row.place, leaf) for row, leaf in read(leaves) if leaf.get("kind") == "erase"),
        ((cast.erasure_place or 0, cast) for cast in sealed),
        agree,
    )


def differing(
    leaves: Iterable[tuple[int, Any]], casts: Iterable[tuple[int, Any]], agree: Callable[[Any, Any], bool]
) -> Iterator[int]:
    """Answer the places that only one side has, or of which both say something else; each side in order.

    Both are walked side by side, so that a debate of any size fits in memory.
    """
    place = itemgetter(0)
    for at, rows in groupby(merge(leaves, casts, key=place), key=place):
        both = [row for _place, row in rows]
        if len(both) == 1 or not agree(*both):
            yield at


# ---------------------------------------------------------------- the ballots and the results


def strays(ballots: QuerySet[Any], last_casts: QuerySet[Cast]) -> int:
    """Answer of how many readers the ballot of a phase is not what they last said in it, or is not there."""
    sides = (rows.order_by("voter", "phase").values_list(*SAID).iterator() for rows in (ballots, last_casts))
    of_whom = itemgetter(0, 1)
    return len({of_whom(said) for said, rows in groupby(merge(*sides)) if len([*rows]) == 1})


NOTHING = Counted((), 0, (), ())


def results_of(snapshot: Snapshot | None) -> Counted | None:
    """Answer what a snapshot says, None where it cannot be read; nothing counted where none was taken."""
    if snapshot is None:
        return NOTHING
    try:
        found = snapshot.results
        answers(found), movements(found), corrected(found), corrections_in(found)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return found


def results_again(debate: Debate, place: int, published: Counted | None) -> Counted:
    """Answer what is sealed up to this place, counted again; nothing where it names what is no option.

    It tells apart by the corrections that the results name: what was corrected since is not their matter.
    """
    try:
        return count(debate, place, corrections_in(published) if published else ())
    except KeyError:
        return NOTHING


def answers(counted: Counted) -> Answers:
    """Answer the results by all that is counted apart but the crowd: one may have been noticed since."""
    found = Answers()
    for cell in counted.cells:
        found[cell.phase, cell.tier, cell.exposed, cell.arm, cell.read, cell.option] += cell.count
    return found


def movements(counted: Counted) -> Answers:
    """Answer how many went from each answer to each."""
    found = Answers()
    for before, row in zip(counted.options, counted.matrix, strict=True):
        for after, number in zip(counted.options, row, strict=True):
            found[before, after] += number
    return found


def corrected(counted: Counted) -> Answers:
    """Answer how many ballots were cast before each correction and not before the one that precedes it."""
    found = Answers()
    for moment, ballots in counted.corrected:
        found[moment,] += ballots
    return found


def corrections_in(counted: Counted) -> tuple[datetime, ...]:
    """Answer the moments of the corrections that results name. Raises `ValueError` for what is no moment."""
    return tuple(datetime.fromisoformat(moment) for moment, _ballots in counted.corrected)


def headless(debate: Debate) -> tuple[int, ...]:
    """Answer the places of results whose head is not that of the chain."""
    leaf = SealedLeaf.objects.filter(debate=debate, place=OuterRef("place"))
    snapshots = Snapshot.objects.filter(debate=debate).order_by("place").values_list("place", "head")
    heads = snapshots.annotate(sealed=Subquery(leaf.values("hash")))
    return tuple(place for place, head, sealed in heads if head != sealed)


def place_of_head(debate: Debate, head: str) -> int | None:
    """Answer after how many leaves the chain had this head; None where it never had it."""
    if head == first_hash(debate.pk):
        return 0
    return SealedLeaf.objects.filter(debate=debate, hash=head).values_list("place", flat=True).first()
