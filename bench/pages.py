"""Pages against a bare Django view of the same number of bytes, at the same server, in interleaved rounds."""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from statistics import median, quantiles

from bench.load import Load, fetch, load
from bench.site import pages, running_site
from config.serving import Address

CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: a round of a page ends after so many seconds or requests."""

    rounds: int
    seconds: float
    most: int = 5_000


@dataclass(frozen=True, slots=True)
class Case:
    """A page and the bare view that it is measured against."""

    name: str
    path: str
    length: int

    @property
    def bare(self) -> str:
        """Answer the path of the bare view of as many bytes."""
        return f"/bare/{self.length}/"


@dataclass(frozen=True, slots=True)
class Round:
    """The page and the bare view, measured one right after the other."""

    page: Load
    bare: Load

    @property
    def ratio(self) -> float:
        """Answer how many times as many requests the bare view answers."""
        return self.bare.rate / self.page.rate


def measure(address: Address, effort: Effort) -> str:
    """Answer the table of ratios, in Markdown."""
    with running_site(address):
        cases = [
            Case(name, path, len(fetch(path, address.port)))
            for name, path in {"nothing (the bare view itself)": "/bare/30000/", **pages()}.items()
        ]
        one_round(cases, address, Effort(rounds=1, seconds=min(1.0, effort.seconds)), turn=0)  # warms up
        rounds = [one_round(cases, address, effort, turn) for turn in range(effort.rounds)]
    by_case = zip(cases, zip(*rounds, strict=True), strict=True)
    return "\n".join(chain(head(effort), (row(case, measured) for case, measured in by_case)))


def one_round(cases: list[Case], address: Address, effort: Effort, turn: int) -> list[Round]:
    """Measure every case once; every other turn the bare view goes first."""

    def measured(path: str) -> Load:
        return load(
            path, address.port, connections=CONNECTIONS, seconds=effort.seconds, most=effort.most, headers={}
        )

    results = []
    for case in cases:
        order = (case.path, case.bare) if turn % 2 else (case.bare, case.path)
        first, second = measured(order[0]), measured(order[1])
        results.append(Round(first, second) if turn % 2 else Round(second, first))
    return results


def head(effort: Effort) -> Iterator[str]:
    """Answer the lines above the rows: the machine, the effort, and what the columns are."""
    yield (
        f"{os.cpu_count()} CPUs, Python {platform.python_version()}, {effort.rounds} rounds, "
        f"{CONNECTIONS} connections, 1 process of 4 threads."
    )
    yield ""
    yield "| page | bytes | ratio | lowest, highest | requests/s | bare view's | 95 % within | client busy |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"


def row(case: Case, rounds: tuple[Round, ...]) -> str:
    """Answer one line of the table."""
    ratios = sorted(measured.ratio for measured in rounds)
    waits = list(chain.from_iterable(measured.page.waits for measured in rounds))
    busiest = max(max(measured.page.busy, measured.bare.busy) for measured in rounds)
    cells = (
        case.name,
        f"{case.length:,}",
        f"{median(ratios):.2f}",
        f"{ratios[0]:.2f}, {ratios[-1]:.2f}",
        f"{median(measured.page.rate for measured in rounds):,.0f}",
        f"{median(measured.bare.rate for measured in rounds):,.0f}",
        f"{1000 * quantiles(waits, n=20)[-1]:.0f} ms",
        f"{busiest:.0%}",
    )
    return f"| {' | '.join(cells)} |"
