"""Ballots, with their casts and the seal over these, and the results that are counted from them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import transaction

from debates.importing.generating.rows import Progress, untold, write
from debates.importing.generating.writing import DAYS
from debates.publishing.models import Debate
from debates.stances.models import Ballot, Cast, PollKey, ResultsShown, SealedLeaf
from debates.stances.options import BOTH, UNSURE, EssaysRead, Kind, Option, Phase, Tier
from debates.stances.seal import SALT_BYTES, cast_leaf, commitment, first_hash, hour_of, next_hash
from debates.stances.secrecy import RANDOM_BYTES

PART = 20_000
"""Ballots that are kept in memory at the same time."""

SAID = ("debate", "voter", "phase", "tier", "kind", "position", "hour", "bin10", "arm", "exposed")
CAST = (*SAID, "salt", "read", "place")
LEAF = ("debate", "place", "leaf", "hash", "commitment")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who votes: their pseudonym, and what all their answers share."""

    voter: str
    tier: Tier
    hour: datetime
    bin10: datetime | None
    arm: int
    exposed: bool
    read: str


@dataclass(frozen=True, slots=True)
class Given:
    """The answers of one reader in one phase, the last of which stands."""

    reader: Reader
    phase: Phase
    options: tuple[Option, ...]

    def said(self, debate: int, option: Option) -> tuple[Any, ...]:
        """Answer the columns that a ballot and a cast share."""
        who = self.reader
        exposed = who.exposed and self.phase is Phase.AFTER
        said = (debate, who.voter, self.phase.value, who.tier.value, option.kind.value, option.position)
        return (*said, who.hour, who.bin10, who.arm, exposed)


def voter_of(debate: Debate, seed: str, number: int) -> str:
    """Answer the pseudonym of the reader of this number: made up, and nobody's."""
    return hashlib.sha256(f"{seed}|{debate.slug}|{number}".encode()).hexdigest()


@transaction.atomic
def write_ballots(
    *, debate: Debate, count: int, seed: str, now: datetime, progress: Progress = untold
) -> None:
    """Give a debate in which nobody has voted so many ballots, over the days before now.

    Of four readers one answers before reading, too; of ten, three have no account, one had been shown
    results. Of twenty answers one is changed afterwards. Raises `IntegrityError` where somebody has voted.
    """
    chance = Random(f"{seed}|{debate.slug}|ballots")
    PollKey.objects.create(debate=debate, random_bytes=chance.randbytes(RANDOM_BYTES))
    head, place = first_hash(debate.pk), 0
    answers = all_given(debate, count, seed, now, chance)
    while part := [*islice(answers, PART)]:
        write(Ballot, SAID, (one.said(debate.pk, one.options[-1]) for one in part), progress)
        casts, leaves = [], []
        for one, option in ((reader, option) for reader in part for option in reader.options):
            place, salt = place + 1, chance.randbytes(SALT_BYTES)
            leaf = leaf_of(one, option, salt, place)
            head = next_hash(head, leaf)
            casts.append((*one.said(debate.pk, option), salt, one.reader.read, place))
            leaves.append((debate.pk, place, leaf, head, leaf["c"]))
        write(Cast, CAST, casts)
        write(SealedLeaf, LEAF, leaves)
        shown = (one.reader.voter for one in part if one.reader.exposed and one.phase is Phase.AFTER)
        write(ResultsShown, ("debate", "voter"), ((debate.pk, voter) for voter in shown))


def leaf_of(one: Given, option: Option, salt: bytes, place: int) -> dict[str, Any]:
    """Answer the leaf of one of these answers."""
    return cast_leaf(
        seq=place,
        commitment=commitment(salt, option=option.code, voter=one.reader.voter),
        phase=one.phase,
        tier=one.reader.tier,
        hour=hour_of(one.reader.hour),
    )


def all_given(debate: Debate, count: int, seed: str, now: datetime, chance: Random) -> Iterator[Given]:
    """Answer so many ballots, reader by reader, in order of time."""
    positions = debate.positions.order_by("order").values_list("pk", flat=True)
    options = [*(Option(Kind.POSITION, pk) for pk in positions), BOTH, UNSURE]
    weights = [*(4 + place for place in range(len(options) - 2)), 3, 1]
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(days=DAYS)
    made = number = 0
    while made < count:
        hour = first + timedelta(hours=DAYS * 24 * made // count)
        reader = reader_of(voter_of(debate, seed, number), hour, len(options) - 2, chance)
        number += 1
        phases = [Phase.AFTER] if made + 1 == count or chance.random() > 0.25 else [*Phase]
        for phase in phases:
            times = 2 if chance.random() < 0.05 else 1
            yield Given(reader, phase, tuple(chance.choices(options, weights, k=times)))
        made += len(phases)


def reader_of(voter: str, hour: datetime, sides: int, chance: Random) -> Reader:
    """Answer a reader who came in this hour."""
    unverified = chance.random() < 0.3
    return Reader(
        voter=voter,
        tier=Tier.UNVERIFIED if unverified else Tier.VERIFIED,
        hour=hour,
        bin10=hour + timedelta(minutes=10 * chance.randrange(6)) if unverified else None,
        arm=chance.randrange(sides),
        exposed=chance.random() < 0.1,
        read=chance.choice([*EssaysRead]).value,
    )
