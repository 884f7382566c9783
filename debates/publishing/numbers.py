"""How much goes on in a debate: rooms above name what they count once, and the editors' home shows it.

Publishing lies below them and so knows neither ballots nor comments. What is counted tells nobody apart, and
nothing of what anybody answered.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Number:
    """What a room counts: `count` answers it for each of these debates, in one query; none is 0."""

    name: str
    label: str | Promise
    count: Callable[[Collection[int]], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """One number of a debate."""

    label: str | Promise
    count: int


REGISTERED: dict[str, Number] = {}
"""The numbers by their names, in the order in which rooms named them. Rooms write by `register` alone."""


def register(number: Number) -> None:
    """Take a number; the one of the same name is replaced."""
    REGISTERED[number.name] = number


def numbers_of(debates: Collection[int]) -> dict[int, tuple[Counted, ...]]:
    """Answer all numbers of each of these debates, in one query for each number."""
    if not debates:
        return {}
    counts = [(number.label, number.count(debates)) for number in REGISTERED.values()]
    return {pk: tuple(Counted(label, found.get(pk, 0)) for label, found in counts) for pk in debates}
