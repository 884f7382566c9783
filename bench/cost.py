"""What a request costs: how many a server answers in a second, and how long its processes work for each."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from bench.load import load_requests, request_for

CONNECTIONS = 8
GZIP = {"Accept-Encoding": "gzip"}
TICKS = os.sysconf("SC_CLK_TCK")
NUMBERS = count()

Requests = Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Cost:
    """How many requests were answered in a second, and milliseconds of the server's work for each."""

    rate: float
    cpu: float


def cost(requests: Requests, port: int, session: int, seconds: float) -> Cost:
    """Send such requests for so long, and answer what they cost."""
    before = cpu_seconds(session)
    done = load_requests([requests() for _ in range(CONNECTIONS)], port, seconds=seconds, most=20_000)
    return Cost(done.rate, 1000 * (cpu_seconds(session) - before) / done.answers)


def never_before(path: str, port: int) -> Requests:
    """Answer requests for a page by addresses that nobody asked for yet, so that no memory holds them."""
    return lambda: (request_for(f"{path}?n={number}", port, GZIP) for number in NUMBERS)


def cpu_seconds(session: int) -> float:
    """Answer how long all processes of a session have worked: it bears the number of its first one."""
    worked = (times(stat) for stat in stats() if stat[3] == str(session))
    return sum(map(int, chain.from_iterable(worked))) / TICKS


def stats() -> Iterator[list[str]]:
    """Answer what /proc says of each process, from its state on: names may hold spaces."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield file.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # ended since it was found
            continue


def times(stat: list[str]) -> list[str]:
    """Answer the time in the program and in the kernel, of a process and of its children that have ended."""
    return stat[11:15]
