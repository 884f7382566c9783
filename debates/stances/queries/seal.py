"""Reads of the seal: how far it goes, the receipts of one reader, and whose place a receipt is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Max
from django.utils.functional import Promise

from debates.publishing.models import Debate
from debates.stances.models import Cast, SealedLeaf, Snapshot
from debates.stances.models.ballots import PHASE_LABELS
from debates.stances.options import Phase
from debates.stances.seal import first_hash
from debates.stances.voters import is_destroyed, key_of, voter_of

MOST_WAITING = 1000
"""So many answers that wait for the seal are looked at for a receipt, the newest ones."""


# ---------------------------------------------------------------- how far the seal goes


@dataclass(frozen=True, slots=True)
class SealState:
    """How far a debate is sealed, and what may be known of it by everybody: nothing of what was answered.

    `start` is the hash before any leaf and `head` that of the last one. `answers` are sealed, changes of mind
    included, of which `taken_back` were erased; `length` is both kinds of leaves. The last results counted
    the leaves up to `counted_place`, 0 where nothing was counted yet.
    """

    start: str
    head: str
    length: int
    answers: int
    taken_back: int
    counted_place: int
    counted_head: str
    counted_at: datetime | None
    key_destroyed_at: datetime | None


def seal_state(debate: Debate) -> SealState:
    """Answer how far the seal goes: from two rows, whatever the length of the chain."""
    end = SealedLeaf.objects.filter(debate=debate).order_by("place").only("place", "hash", "erasures").last()
    snapshots = Snapshot.objects.filter(debate=debate).order_by("place").only("place", "head", "taken_at")
    counted = snapshots.last()
    start, key = first_hash(debate.pk), key_of(debate)
    length, erasures = (end.place, end.erasures) if end else (0, 0)
    return SealState(
        start=start,
        head=end.hash if end else start,
        length=length,
        answers=length - erasures,
        taken_back=erasures,
        counted_place=counted.place if counted else 0,
        counted_head=counted.head if counted else "",
        counted_at=counted.taken_at if counted else None,
        key_destroyed_at=key.destroyed_at if key else None,
    )


def length_of(debate: Debate) -> int:
    """Answer how many leaves the debate's chain has."""
    places = SealedLeaf.objects.filter(debate=debate).order_by("-place").values_list("place", flat=True)
    return places.first() or 0


# ---------------------------------------------------------------- the receipts of one reader


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receipt of an answer that stands: its commitment, and its place of `length`, 0 while it waits."""

    phase: str | Promise
    commitment: str
    place: int
    length: int


def receipts_of(debate: Debate, by: Any, browser_id: str = "") -> tuple[Receipt, ...]:
    """Answer the receipts of what stands of a reader, after reading first; none where nobody can tell.

    Of whoever is signed in, or of a browser by its id. The debate comes with its key.
    """
    key = key_of(debate)
    if key is None or is_destroyed(debate):
        return ()
    said = Cast.objects.standing().of_reader(debate, voter_of(key, by=by, browser_id=browser_id))
    last = said.order_by().values("phase").annotate(last=Max("pk")).values("last")
    casts = [*Cast.objects.filter(pk__in=last).order_by("phase")]
    length = length_of(debate) if any(cast.place for cast in casts) else 0
    return tuple(
        Receipt(PHASE_LABELS[Phase(cast.phase)], cast.commitment, cast.sealed_at, length) for cast in casts
    )


# ---------------------------------------------------------------- whose place a receipt is


class Found(StrEnum):
    """What is known of a receipt."""

    SEALED = "sealed"
    """It has a place, and the answer kept there is still the one that was sealed."""
    TAKEN_BACK = "taken back"
    """It has a place, and its answer was wiped; the erasure has a place too, or waits for one."""
    WAITING = "waiting"
    """Its answer was counted and waits for its place."""
    CROWDED = "crowded"
    """It has no place; more answers wait than were looked at, and its own may be among them."""
    UNKNOWN = "unknown"
    """This debate has no such answer: it never had, or it was taken back before it was sealed."""
    BROKEN = "broken"
    """It has a place, and what is kept there is another answer, or none: somebody changed it."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is known of a receipt: its place and that of its erasure, 0 where there is none, of `length`.

    `hour` is when the answer was given, None where it has no place.
    """

    found: Found
    place: int = 0
    erasure: int = 0
    length: int = 0
    hour: datetime | None = None


def look_up(debate: Debate, receipt: str) -> Lookup:
    """Answer what is known of a receipt, the same to everybody: nothing of whose it is, or what it says.

    What waits is looked at first: what gets its place meanwhile is then found there.
    """
    newest = Cast.objects.to_seal(debate).order_by("-pk")[:MOST_WAITING]
    waiting = {cast.commitment for cast in newest}
    if receipt in waiting:
        return Lookup(Found.WAITING)
    leaf = SealedLeaf.objects.filter(debate=debate, commitment=receipt).first()
    if leaf is None:
        return Lookup(Found.CROWDED if len(waiting) == MOST_WAITING else Found.UNKNOWN)
    cast = Cast.objects.filter(debate=debate, place=leaf.place).first()
    if cast is None or not (cast.erased or cast.commitment == receipt):
        found = Found.BROKEN
    else:
        found = Found.TAKEN_BACK if cast.erased else Found.SEALED
    return Lookup(
        found,
        place=leaf.place,
        erasure=(cast and cast.erasure_place) or 0,
        length=length_of(debate),
        hour=cast.hour if cast else None,
    )
