"""What a reader can answer: one of the debate's positions, both, or unsure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Kind(StrEnum):
    """Whether an answer names a position or is one of the two that every debate offers."""

    POSITION = "position"
    BOTH = "both"
    UNSURE = "unsure"


class Phase(StrEnum):
    """When an answer is given: before reading, or after."""

    BEFORE = "before"
    AFTER = "after"


class Tier(StrEnum):
    """How sure it is that one person has one ballot: sure of accounts, not of browsers."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


class EssaysRead(StrEnum):
    """How many essays were read to their end, as the browser remembers and says: both means all of them."""

    BOTH = "both"
    ONE = "one"
    UNKNOWN = "unknown"


class NoSuchOption(ValueError):  # noqa: N818 - it names what is missing
    """The code is not one that an answer is ever written by."""


CODE = re.compile(r"p:([1-9][0-9]{0,17})", re.ASCII)
"""The code of a position: its number in the database, written in one way only."""


@dataclass(frozen=True, slots=True)
class Option:
    """An answer. `position` is the number of the position in the database, None for the other two."""

    kind: Kind
    position: int | None = None

    @classmethod
    def of(cls, code: str) -> Self:
        """Answer the option of this code. Raises `NoSuchOption`."""
        if code in {Kind.BOTH, Kind.UNSURE}:
            return cls(Kind(code))
        if match := CODE.fullmatch(code):
            return cls(Kind.POSITION, int(match[1]))
        raise NoSuchOption(code)

    @property
    def code(self) -> str:
        """Answer how the option is written on ballots, in the seal and in addresses: p:12, both or unsure."""
        return str(self.kind) if self.position is None else f"p:{self.position}"


BOTH, UNSURE = Option(Kind.BOTH), Option(Kind.UNSURE)
