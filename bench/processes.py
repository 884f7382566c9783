"""The time that processes have kept processors busy, as Linux counts it."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def busy_seconds(roots: Iterable[int]) -> float:
    """Answer the seconds of these processes and all that they have started, whether it has ended or not.

    Linux counts in hundredths. Answers 0 where there is no /proc.
    """
    children: dict[int, list[int]] = defaultdict(list)
    ticks: dict[int, int] = {}
    for pid, parent, spent in processes():
        children[parent].append(pid)
        ticks[pid] = spent
    waiting, found = [*roots], 0
    while waiting:
        pid = waiting.pop()
        found += ticks.get(pid, 0)
        waiting += children[pid]
    return found / TICKS


def processes() -> Iterator[tuple[int, int, int]]:
    """Answer of each process its number, that of its parent, and its ticks with those of ended children."""
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):
            # The name stands in parentheses and may hold anything.
            _name, _, rest = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(") ")
            fields = rest.split()
            yield int(folder.name), int(fields[1]), sum(map(int, fields[11:15]))
