"""`python -m bench.sizes`: pages of a debate with few ballots against one with a million, on PostgreSQL.

Both are copies of the same debate in the same database, asked for in turns. What a page costs must not depend
on how many voted: 1 is what is wanted, within a tenth.
"""

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import django

from bench.load import load
from bench.postgresql import database_of_our_own

CONNECTIONS = 8
FEW, MANY = 100, 1_000_000
PAGES_WHILE_OPEN = ("reading:debate",)
PAGES_ONCE_OVER = ("reading:debate", "reading:results", "reading:recount")
"""The names of the addresses that are measured; one that the site has not is left out."""


def main() -> None:
    """Measure on a database of our own, which is gone afterwards."""
    parser = argparse.ArgumentParser(prog="bench.sizes", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="rounds, at least 5 (9)")
    parser.add_argument("--seconds", type=float, default=1.5, help="seconds of each measurement (1.5)")
    parser.add_argument("--many", type=int, default=MANY, help=f"ballots of the large debate ({MANY:,})")
    parser.add_argument("--port", type=int, default=8796, help="where the measured site listens (8796)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sic-et-non-bench-") as folder, database_of_our_own() as url:
        for name in ("REDIS_URL", "MEDIA_ROOT", "BASE_URL", "PRODUCTION", "DEBUG"):
            os.environ.pop(name, None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "VAR_DIR": folder, "LOG_LEVEL": "WARNING"}
        os.environ["DATABASE_URL"] = url
        django.setup()
        print(measure(options.port, options.many, max(5, options.rounds), options.seconds))


def measure(port: int, many: int, rounds: int, seconds: float) -> str:
    """Answer the tables, in Markdown."""
    from django.db import connections

    from bench.site import running_site
    from config.serving import Address

    machine = f"{os.cpu_count()} CPUs, Python {platform.python_version()}, PostgreSQL"
    effort = f"{rounds} rounds of {seconds:g} seconds, {CONNECTIONS} connections"
    lines = [
        f"{machine}, {effort}, 1 process of 4 threads.",
        "",
        f"| page | rate at {FEW:,} ballots / at {many:,} | lowest, highest | requests/s at {many:,} |",
        "| --- | ---: | ---: | ---: |",
    ]
    with running_site(Address("127.0.0.1", port)):
        few, large = debates(many)
        sweeps = seconds_of_sweeps(large)
        for state, names in (("open", PAGES_WHILE_OPEN), ("over", PAGES_ONCE_OVER)):
            if state == "over":
                close(few, large)
            connections.close_all()
            lines += [
                row(f"{name.partition(':')[2]}, {state}", paths, port, rounds, seconds)
                for name, paths in addresses(names, few.slug, large.slug).items()
            ]
    lines += ["", f"| sweep, at {many:,} ballots | seconds |", "| --- | ---: |"]
    return "\n".join([*lines, *(f"| {name} | {took:.2f} |" for name, took in sweeps.items())])


def debates(many: int) -> tuple[Any, ...]:  # models can be imported only once Django is set up
    """Answer a copy of the same debate with few ballots and one with many, each with its results."""
    from django.db import connection
    from django.utils import timezone

    from bench.many_ballots import copy_of, fill
    from debates.publishing.models import Debate
    from debates.stances import actions

    now = timezone.now()
    debate = Debate.objects.filter(status="published").order_by("pk")[0]
    copies = tuple(copy_of(debate, slug) for slug in ("few-ballots", "many-ballots"))
    for copy, count in zip(copies, (FEW, many), strict=True):
        fill(copy, count, now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    for copy in copies:
        actions.take_snapshot(debate=copy, now=now)
    return copies


def close(*copies: Any) -> None:
    """End these debates, so that their results are public."""
    from django.utils import timezone

    from debates.publishing.models import Debate

    ended = {"status": "closed", "closes_at": None, "closed_at": timezone.now()}
    Debate.objects.filter(pk__in=[copy.pk for copy in copies]).update(**ended)


def addresses(names: tuple[str, ...], *slugs: str) -> dict[str, list[str]]:
    """Answer the address of each page of each debate; pages that the site has not are left out."""
    from django.urls import NoReverseMatch, reverse

    found = {}
    for name in names:
        try:
            found[name] = [reverse(name, args=[slug]) for slug in slugs]
        except NoReverseMatch:
            print(f"There is no {name} here: it is not measured.")
    return found


def row(name: str, paths: list[str], port: int, rounds: int, seconds: float) -> str:
    """Measure a page of both debates in turns, and answer its line of the table."""
    rates: dict[str, list[float]] = {path: [] for path in paths}
    for turn in range(rounds + 1):  # the first warms up
        for path in paths if turn % 2 else paths[::-1]:
            measured = load(path, port, connections=CONNECTIONS, seconds=seconds, most=5_000, headers={})
            rates[path].append(measured.rate)
    few, many = (rates[path][1:] for path in paths)
    ratios = sorted(one / other for one, other in zip(few, many, strict=True))
    cells = (name, f"{median(ratios):.2f}", f"{ratios[0]:.2f}, {ratios[-1]:.2f}", f"{median(many):,.0f}")
    return f"| {' | '.join(cells)} |"


def seconds_of_sweeps(large: Any) -> dict[str, float]:
    """Answer how long the sweeps take that count ballots, so that no page has to."""
    from django.utils import timezone

    from bench.many_ballots import DAYS
    from debates.stances import actions
    from debates.stances.bursts import DAY, bin_of
    from debates.stances.counting import count
    from debates.stances.models import Burst

    place = large.snapshots.get().place
    start = bin_of(timezone.now()) - DAYS / 2 * DAY

    def timed(act: Callable[[], object]) -> float:
        began = time.perf_counter()
        act()
        return time.perf_counter() - began

    took = {
        "counting, without bursts": timed(lambda: count(large, place)),
        "looking for bursts of the last hour": timed(
            lambda: actions.find_bursts(debate=large, since=timezone.now() - DAY / 24)
        ),
    }
    Burst.objects.create(debate=large, start=start, count=40, expected=1.0, probability=0.0)
    took["counting, with a burst ten days ago"] = timed(lambda: count(large, place))
    Burst.objects.all().delete()
    return took


if __name__ == "__main__":
    main()
