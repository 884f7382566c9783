"""The table that a measurement prints, with the machine that it ran on."""

import os
import platform
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psycopg

from bench import servers
from bench.goals import ROWS, Measured, Row
from bench.stage import CONNECTIONS, Effort

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
"""Between these marks a file holds the latest table."""

HEAD = (
    "| case | median | lowest, highest | goal | met | CPU of a request, ms: this, the other |",
    "| --- | ---: | ---: | ---: | :---: | ---: |",
)


@dataclass(frozen=True, slots=True)
class Machine:
    """What it was measured on, and how busy that was when it began."""

    lines: tuple[str, ...]
    load: tuple[float, float, float]

    @classmethod
    def here(cls, database: str) -> "Machine":
        """Answer this machine; `database` is the URL of its PostgreSQL."""
        with psycopg.connect(database) as connection:
            version = connection.info.server_version // 10_000
        nginx = subprocess.run([servers.path_to("nginx"), "-v"], capture_output=True, text=True, check=False)
        lines = (
            f"{processor()}, {os.cpu_count()} of its processors",
            f"{platform.system()} {platform.release()}",
            f"Python {platform.python_version()}",
            f"PostgreSQL {version}",
            f"nginx {nginx.stderr.rpartition('/')[2].split()[0]}",
        )
        return cls(lines, os.getloadavg())


def processor() -> str:
    """Answer what the processor calls itself."""
    found = re.search(
        r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE
    )
    return found[1].strip() if found else platform.machine()


def page(machine: Machine, effort: Effort, found: dict[str, list[Measured]]) -> str:
    """Answer the table in Markdown, below what it was measured on."""
    part = "" if effort.size == 1 else f" The databases held {effort.size:g} times what the rows say."
    said = (
        f"{datetime.now(UTC):%Y-%m-%d}: {', '.join(machine.lines)}. {effort.rounds} rounds of "
        f"{effort.seconds:g} seconds, {CONNECTIONS} connections. Load before and after: "
        f"{machine.load[0]:.1f}, {os.getloadavg()[0]:.1f}.{part}"
    )
    lines = (line_of(row, found[row.name]) for row in ROWS if row.name in found)
    return "\n".join([said, "", *HEAD, *lines])


def line_of(row: Row, measured: list[Measured]) -> str:
    """Answer the line of a row."""
    goal = f"{row.goal} {row.unit}".strip() if row.goal else ""
    if not measured:
        return f"| {row.name} | not measured | | {goal} | | |"
    figures = sorted(one.figure for one in measured)
    middle = median(figures)
    met = ("yes" if row.goal.is_met_by(round(middle, 2)) else "**no**") if row.goal else ""
    spent = [one.cpu for one in measured if one.cpu]
    cpu = ", ".join(f"{median(side):.3g}" for side in zip(*spent, strict=True))
    shown = f"{middle:.2f} {row.unit}".strip()
    return f"| {row.name} | {shown} | {figures[0]:.2f}, {figures[-1]:.2f} | {goal} | {met} | {cpu} |"


def put_into(file: Path, text: str) -> None:
    """Put the table between the marks of a file. Stops where it has none."""
    said = file.read_text(encoding="utf-8")
    before, begin, rest = said.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{file} has no {BEGIN} and {END}.")
    file.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
