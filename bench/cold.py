"""`python -m bench.cold`: a page that is not in memory against a naive one; from memory against bare views.

The page is that of a debate with 50 comments. Cold, it is asked for by addresses that nobody asked for yet.
"""

import argparse
import hashlib
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from statistics import median
from typing import Any

import django

from bench.cost import CONNECTIONS, GZIP, Cost, cost, never_before
from bench.load import fetch, fetch_as, request_for


@dataclass(frozen=True, slots=True)
class Case:
    """Two kinds of requests, of which the rates are compared, or `by_cpu` the work."""

    name: str
    ours: Callable[[], Iterator[bytes]]
    theirs: Callable[[], Iterator[bytes]]
    wanted: str
    by_cpu: bool = False

    def ratio(self, ours: Cost, theirs: Cost) -> float:
        """Answer what the goal speaks of."""
        return ours.cpu / theirs.cpu if self.by_cpu else ours.rate / theirs.rate


def main() -> None:
    """Measure on a database of our own, which is gone afterwards."""
    parser = argparse.ArgumentParser(prog="bench.cold", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="rounds, at least 5 (7)")
    parser.add_argument("--seconds", type=float, default=1.5, help="seconds of each measurement (1.5)")
    parser.add_argument("--port", type=int, default=8794, help="where the measured site listens (8794)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sic-et-non-bench-") as folder:
        for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "BASE_URL", "PRODUCTION", "DEBUG"):
            os.environ.pop(name, None)
        os.environ.pop("PAGE_MEMORY", None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "VAR_DIR": folder, "LOG_LEVEL": "WARNING"}
        django.setup()
        print("\n".join(table(options.port, max(5, options.rounds), options.seconds)))


def table(port: int, rounds: int, seconds: float) -> Iterator[str]:
    """Answer the lines of the table, in Markdown."""
    from bench.site import running_site
    from config.serving import Address

    machine = f"{os.cpu_count()} CPUs, Python {platform.python_version()}"
    yield f"{machine}, {rounds} rounds, {CONNECTIONS} connections, 1 process of 4 threads."
    yield ""
    yield "| case | wanted | ratio | lowest, highest | ms of CPU | the other's | requests/s | the other's |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    with running_site(Address("127.0.0.1", port)) as session:
        for case in cases(debate_with_comments(), port):
            yield row(case, list(measured(case, port, session, rounds, seconds)))


def measured(case: Case, port: int, session: int, rounds: int, seconds: float) -> Iterator[tuple[Cost, Cost]]:
    """Answer what both cost in each round; every other turn the others go first."""
    for turn in range(rounds + 1):
        if turn % 2:
            ours = cost(case.ours, port, session, seconds)
            theirs = cost(case.theirs, port, session, seconds)
        else:
            theirs = cost(case.theirs, port, session, seconds)
            ours = cost(case.ours, port, session, seconds)
        if turn:  # the first warms up
            yield ours, theirs


def row(case: Case, rounds: list[tuple[Cost, Cost]]) -> str:
    """Answer one line of the table."""
    ratios = sorted(case.ratio(*both) for both in rounds)
    ours, theirs = zip(*rounds, strict=True)
    cells = (
        case.name,
        case.wanted,
        f"{median(ratios):.2f}",
        f"{ratios[0]:.2f}, {ratios[-1]:.2f}",
        *(f"{median(cost.cpu for cost in costs):.2f}" for costs in (ours, theirs)),
        *(f"{median(cost.rate for cost in costs):,.0f}" for costs in (ours, theirs)),
    )
    return f"| {' | '.join(cells)} |"


# ---------------------------------------------------------------- what is measured


def debate_with_comments() -> Any:
    """Answer a debate with 50 comments: ten threads of five."""
    from django.db import connections

    from bench.comments import fill, twin
    from debates.publishing.models import Debate

    debate = twin(Debate.objects.public().order_by("pk")[0], "fifty-comments")
    fill(debate, threads=10, answers=4)
    connections.close_all()
    return debate


def cases(debate: Any, port: int) -> list[Case]:
    """Answer what is compared."""
    page, naive = debate.get_absolute_url(), f"/bare/debate/{debate.slug}/"
    whole, compressed = len(fetch_as(page, port, {})), len(fetch_as(page, port, GZIP))
    tag = f'W/"{hashlib.sha256(fetch(page, port)).hexdigest()[:32]}"'

    def always(path: str, **headers: str) -> Callable[[], Iterator[bytes]]:
        return lambda: repeat(request_for(path, port, headers))

    return [
        Case("the bare view, against itself", always(f"/bare/{whole}/"), always(f"/bare/{whole}/"), "1"),
        Case(
            "cold page / naive page, CPU",
            never_before(page, port),
            never_before(naive, port),
            "≤ 0.25",
            by_cpu=True,
        ),
        Case(
            "page from memory, compressed / bare view of as many bytes",
            always(page, **GZIP),
            always(f"/bare/{compressed}/"),
            "≥ 0.8",
        ),
        Case(
            "page from memory, whole / bare view of as many bytes",
            always(page),
            always(f"/bare/{whole}/"),
            "≥ 0.8",
        ),
        Case(
            "304 / bare view of five bytes",
            always(page, **GZIP, **{"If-None-Match": tag}),
            always("/bare/5/"),
            "≥ 0.25",
        ),
    ]


if __name__ == "__main__":
    main()
