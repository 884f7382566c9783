"""The seal: a chain of hashes in which every answer has its place, without saying what it was.

A commitment is the SHA-256 of 16 random bytes, the salt, and of who answered what. It gives nothing away;
with the salt anybody can check it. A leaf records one event, and every link hashes the link before it
together with its leaf, so that nothing can be changed, left out or put in between without changing the head.

What it cannot show: that the answers were given by people, or that the last leaves have not been cut off. For
that somebody else has to remember an earlier head.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

SALT_BYTES = 16

Leaf = Mapping[str, Any]

# How the texts of a leaf are written, by its kind.
_COMMON = {"hour": r"\d{4}-\d\d-\d\dT\d\d", "phase": "[a-z]+", "tier": "[a-z]+"}
TEXTS = {"cast": {"c": "[0-9a-f]{64}", **_COMMON}, "erase": {"c": "", **_COMMON}}
NUMBERS = {"cast": {"seq"}, "erase": {"seq", "ref"}}


class Fault(StrEnum):
    """What is wrong at the first place where a chain does not hold."""

    ORDER = "order"
    """The leaf's number is not the next one: a leaf is missing, doubled or out of its place."""
    SHAPE = "shape"
    """The leaf is neither a cast nor an erasure with exactly their fields."""
    REFERENCE = "reference"
    """The leaf erases something that is not an earlier cast, or was erased before."""
    HASH = "hash"
    """The hash is not that of the link before and the leaf: one of them was changed."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold, counted from 1."""

    place: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk along a chain found, up to its end or its first break.

    `head` is the last hash that holds, in hexadecimal; `casts` and `erased` are how many leaves of each kind
    lead there.
    """

    head: str
    casts: int
    erased: int
    broken: Break | None

    @property
    def length(self) -> int:
        """Answer how many leaves hold."""
        return self.casts + self.erased


def canonical_json(value: object) -> bytes:
    """Answer the one way of writing a value: keys sorted, no spaces, UTF-8.

    Raises `ValueError` for a number that JSON does not know, `TypeError` for a value that it does not.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def commitment(salt: bytes, *, option: str, voter: str) -> str:
    """Answer the commitment to an answer: SHA-256(salt ‖ canonical JSON of option and voter), hexadecimal.

    Raises `ValueError` unless the salt has 16 bytes: with fewer the few possible answers could be tried.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("A salt has 16 bytes.")
    return hashlib.sha256(salt + canonical_json({"option": option, "voter": voter})).hexdigest()


def opens(sealed: str, salt: bytes, *, option: str, voter: str) -> bool:
    """Answer whether the sealed commitment is one to this answer."""
    return hmac.compare_digest(sealed.encode(), commitment(salt, option=option, voter=voter).encode())


def first_hash(debate_id: int) -> str:
    """Answer where the chain of a debate begins, before any leaf: SHA-256('debate:{id}'), hexadecimal."""
    return hashlib.sha256(f"debate:{debate_id}".encode()).hexdigest()


def next_hash(before: str, leaf: Leaf) -> str:
    """Answer the hash after a leaf: SHA-256(bytes of the hash before ‖ canonical JSON of the leaf).

    Raises `ValueError` where `before` is not hexadecimal.
    """
    return hashlib.sha256(bytes.fromhex(before) + canonical_json(leaf)).hexdigest()


def hour_of(moment: datetime) -> str:
    """Answer the hour in UTC as leaves write it: 2025-01-01T10. Raises `ValueError` without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("The hour of a moment without a time zone is unknown.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H")


def cast_leaf(*, seq: int, commitment: str, phase: str, tier: str, hour: str) -> dict[str, Any]:
    """Answer the leaf of an answer: its place, its commitment, and what may be known of it."""
    return {"c": commitment, "hour": hour, "kind": "cast", "phase": phase, "seq": seq, "tier": tier}


def erase_leaf(*, seq: int, ref: int, phase: str, tier: str, hour: str) -> dict[str, Any]:
    """Answer the leaf of a withdrawal: it names the place of the cast whose salt and option are gone."""
    return {"c": "", "hour": hour, "kind": "erase", "phase": phase, "ref": ref, "seq": seq, "tier": tier}


def walk(debate_id: int, sealed: Iterable[tuple[Leaf, str]]) -> Walk:
    """Walk along a chain of leaves, each with its recorded hash, and answer how far it holds.

    The leaves come one by one from the first on; only the places of erasures are remembered.
    """
    head, place, erased = first_hash(debate_id), 0, 0
    no_cast = set[int]()
    for place, (leaf, recorded) in enumerate(sealed, start=1):
        fault = _fault_of(leaf, place, no_cast)
        if fault is None and next_hash(head, leaf) != recorded:
            fault = Fault.HASH
        if fault is not None:
            return Walk(head, place - 1 - erased, erased, Break(place, fault))
        head = recorded
        if leaf["kind"] == "erase":
            erased += 1
            no_cast |= {place, leaf["ref"]}
    return Walk(head, place - erased, erased, None)


def _fault_of(leaf: Leaf, place: int, no_cast: set[int]) -> Fault | None:
    """Answer what is wrong with a leaf by itself; `no_cast` are the places that have no cast to erase."""
    if not _is_whole(leaf.get("seq")) or leaf["seq"] != place:
        return Fault.ORDER
    kind = leaf.get("kind")
    if not isinstance(kind, str) or kind not in TEXTS:
        return Fault.SHAPE
    if leaf.keys() != TEXTS[kind].keys() | NUMBERS[kind] | {"kind"}:
        return Fault.SHAPE
    if not all(
        isinstance(leaf[field], str) and re.fullmatch(pattern, leaf[field], re.ASCII)
        for field, pattern in TEXTS[kind].items()
    ):
        return Fault.SHAPE
    if kind == "erase" and not (
        _is_whole(leaf["ref"]) and 0 < leaf["ref"] < place and leaf["ref"] not in no_cast
    ):
        return Fault.REFERENCE
    return None


def _is_whole(value: object) -> bool:
    """Answer whether a value is a whole number: True and 1.0 equal 1, but are not written like it."""
    return isinstance(value, int) and not isinstance(value, bool)
