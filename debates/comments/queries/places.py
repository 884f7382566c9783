"""Where a page of threads begins: the orders and filters of a list, and the cursors in its addresses."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self
from urllib.parse import urlencode

QUESTION = "question"
"""The filter of what is on no position."""


class Order(StrEnum):
    """The orders of a list of threads."""

    VALUED = "valued"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Place:
    """The place after a thread: its place in the ranking, or its moment and number where it has none."""

    rank: int = 0
    moment: datetime | None = None
    comment: int = 0

    def __str__(self) -> str:
        if self.moment is None:
            return str(self.rank)
        return f"{self.moment.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{self.comment}"

    @classmethod
    def of(cls, cursor: str) -> Self | None:
        """Answer the place that a cursor names, or nothing where it names none."""
        if RANK.fullmatch(cursor):
            return cls(rank=int(cursor))
        if not (match := MOMENT.fullmatch(cursor)):
            return None
        try:
            moment = datetime.strptime(match[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
        except ValueError:
            return None
        return cls(moment=moment, comment=int(match[2]))


RANK = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
MOMENT = re.compile(r"([0-9]{8}T[0-9]{6}\.[0-9]{6})Z-([1-9][0-9]{0,17})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Listed:
    """Which threads of a debate, in which order, from where on.

    `on` is the small letter of a position, `question`, or empty for all.
    """

    order: Order = Order.VALUED
    on: str = ""
    after: Place | None = None

    @classmethod
    def of(cls, *, order: str, on: str, after: str) -> Self | None:
        """Answer what an address asks for, or nothing where it asks for what there cannot be."""
        if order not in {"", *Order} or not ON.fullmatch(on):
            return None
        listed = cls(Order(order or Order.VALUED), on, Place.of(after) if after else None)
        if after and (listed.after is None or (listed.after.moment is None and listed.order != Order.VALUED)):
            return None
        return listed

    def query(self, **other: str) -> str:
        """Answer what an address ends in that asks for this, or for something `other`, from the beginning."""
        said = {"on": self.on, "order": "" if self.order is Order.VALUED else str(self.order), **other}
        words = urlencode({name: value for name, value in said.items() if value})
        return f"?{words}" if words else ""


ON = re.compile(rf"[a-f]|{QUESTION}|")
