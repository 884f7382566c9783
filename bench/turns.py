"""Two things measured one right after the other, in turns: what else the machine does meets both."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count

from bench.goals import Measured
from bench.stage import Spent

Measure = Callable[[], Spent]


def in_turns(this: Measure, other: Measure, turn: int) -> tuple[Spent, Spent]:
    """Measure both; every other turn the other goes first."""
    if turn % 2:
        second = other()
        return this(), second
    return this(), other()


def rate(this: Spent, other: Spent) -> Measured:
    """Answer how many times the rate of the other this has."""
    return Measured(this.rate / other.rate, (this.cpu, other.cpu))


def cost(this: Spent, other: Spent) -> Measured:
    """Answer how many times the CPU of the other a request of this takes."""
    return Measured(this.cpu / max(other.cpu, 1e-6), (this.cpu, other.cpu))


def pairs(
    which: Mapping[str, tuple[Measure, Measure]], compare: Callable[[Spent, Spent], Measured]
) -> Iterator[dict[str, list[Measured]]]:
    """Measure each pair in each round, and answer by its name how it compares."""
    for turn in count():
        yield {name: [compare(*in_turns(this, other, turn))] for name, (this, other) in which.items()}
