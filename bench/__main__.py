"""`make bench`: every case in turns, round by round, and one table of it all; see bench/README.md."""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from traceback import format_exc
from types import FrameType

import django

from bench import goals, servers
from bench.goals import Measured, NotHere
from bench.stage import SETTINGS, UNSET, Effort, Stage
from bench.table import Machine, page, put_into

NEEDED = ("postgres", "redis-server", "nginx", "wrk")


def main() -> None:
    """Measure on servers and databases of our own, which are gone afterwards, also after Ctrl-C."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", default="", help=f"cases, by commas, of {', '.join(goals.CASES)}")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, at least 5 (5)")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds of each measurement (2)")
    parser.add_argument("--size", type=float, default=1.0, help="a part of the usual numbers of rows (1)")
    parser.add_argument("--write", type=Path, help="a Markdown file to put the table in, between its marks")
    options = parser.parse_args()
    chosen = [*filter(None, options.only.split(","))]
    if unknown := {*chosen} - {*goals.CASES}:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    names = chosen or [name for name in goals.CASES if name not in goals.WITHOUT_GOAL]
    effort = Effort(max(5, options.rounds), options.seconds, options.size)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    servers.install(NEEDED)
    found: dict[str, list[Measured]] = {row.name: [] for row in goals.ROWS if row.case in names}
    machine, stopped = None, False
    try:
        with ExitStack() as ending:
            stage = staged(effort, ending)
            machine = Machine.here(stage.server)
            measure(stage, names, found)
    except KeyboardInterrupt:
        stopped = True
    if machine is None or not any(found.values()):
        sys.exit("Nothing was measured, and nothing is left behind.")
    text = page(machine, effort, found)
    print(text)
    if stopped:
        sys.exit("Stopped before its rounds were over: this is what there was. Nothing is left behind.")
    if options.write:
        put_into(options.write, text)


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """Stop as by Ctrl-C."""
    raise KeyboardInterrupt


def staged(effort: Effort, ending: ExitStack) -> Stage:
    """Start the servers that all cases share, and set Django up for the database that most of them use."""
    folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="sic-et-non-bench-")))
    process, server = ending.enter_context(servers.postgresql())
    stage = Stage(folder, effort, ending, server, process, ending.enter_context(servers.redis()))
    for name in UNSET:
        os.environ.pop(name, None)
    os.environ |= {**SETTINGS, "VAR_DIR": str(folder), "DATABASE_URL": stage.address_of("full")}
    os.environ["REDIS_URL"] = stage.redis
    django.setup()
    return stage


def measure(stage: Stage, names: list[str], found: dict[str, list[Measured]]) -> None:
    """Put what comes of each row into `found`, round by round; say what can’t be measured, and go on."""
    cases: dict[str, Iterator[goals.Round]] = {}
    out: set[str] = set()
    try:
        for turn in range(stage.effort.rounds + 1):  # the first warms up
            for name in (name for name in names if name not in out):
                print(f"{said(turn, stage.effort)}: {name}", file=sys.stderr, flush=True)
                try:
                    if name not in cases:
                        cases[name] = goals.case_of(name)(stage)
                    measured = next(cases[name], {})
                except NotHere as why:
                    print(f"Not measured: {name} ({why}).", file=sys.stderr, flush=True)
                    out.add(name)
                except Exception:  # noqa: BLE001 - the other cases are worth their while
                    print(f"Not measured: {name} failed.\n{format_exc()}", file=sys.stderr, flush=True)
                    out.add(name)
                else:
                    for row, figures in measured.items() if turn else ():
                        found[row] += figures
    finally:
        close_connections()


def said(turn: int, effort: Effort) -> str:
    """Answer which round this is, in words."""
    return f"round {turn} of {effort.rounds}" if turn else "warming up"


def close_connections() -> None:
    """Close every connection to the database, so that its server can end."""
    from django.db import connections

    for connection in connections.all():
        connection.close()
        # Only PostgreSQL keeps a pool.
        getattr(connection, "close_pool", lambda: None)()


if __name__ == "__main__":
    main()
