"""`python -m bench.sizes`: pages of a debate with few ballots against one with a million, on PostgreSQL.

All are copies of the same debate in the same database, asked for in turns. What a page costs must not depend
on how many voted: 1 is what is wanted, within a tenth. Results of few ballots show less than those of many,
since small numbers are hidden; so a third copy, of which as much may be shown as of the largest, stands
between, and the bytes beside the ratios say what was the same page.
"""

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import django

from bench.cost import Cost, cost, never_before
from bench.load import fetch
from bench.postgresql import database_of_our_own

CONNECTIONS = 8
FEW, SOME, MANY = 100, 10_000, 1_000_000
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
        f"| page, ballots | bytes | rate there / at {many:,} | lowest, highest | CPU, ms | at {many:,}, × |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    with running_site(Address("127.0.0.1", port)) as session:
        copies = debates(many)
        took = seconds_of_sweeps(copies[many])
        for state, names in (("open", PAGES_WHILE_OPEN), ("over", PAGES_ONCE_OVER)):
            if state == "over":
                close(*copies.values())
            connections.close_all()
            for name in names:
                paths = addresses(name, copies)
                if paths:
                    server = (port, session)
                    lines += rows(f"{name.partition(':')[2]}, {state}", paths, server, rounds, seconds)
    lines += ["", f"| sweep, at {many:,} ballots | seconds |", "| --- | ---: |"]
    return "\n".join([*lines, *(f"| {name} | {seconds:.2f} |" for name, seconds in took.items())])


def debates(many: int) -> dict[int, Any]:  # models can be imported only once Django is set up
    """Answer copies of the same debate by how many ballots they have, each with its results; few first."""
    from django.db import connection
    from django.utils import timezone

    from bench.many_ballots import copy_of, fill
    from debates.publishing.models import Debate
    from debates.stances import actions

    now = timezone.now()
    debate = Debate.objects.filter(status="published").order_by("pk")[0]
    copies = {count: copy_of(debate, f"ballots-{count:07}") for count in (FEW, SOME, many)}
    for count, copy in copies.items():
        fill(copy, count, now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    for copy in copies.values():
        actions.take_snapshot(debate=copy, now=now)
    return copies


def close(*copies: Any) -> None:
    """End these debates, so that their results are public."""
    from django.utils import timezone

    from debates.publishing.models import Debate

    now = timezone.now()
    ended = {"status": "closed", "closes_at": None, "closed_at": now, "poll_ended_at": now}
    Debate.objects.filter(pk__in=[copy.pk for copy in copies]).update(**ended)


def addresses(name: str, copies: dict[int, Any]) -> dict[int, str]:
    """Answer the address of this page of each debate; nothing where the site has no such page."""
    from django.urls import NoReverseMatch, reverse

    try:
        return {count: reverse(name, args=[copy.slug]) for count, copy in copies.items()}
    except NoReverseMatch:
        print(f"There is no {name} here: it is not measured.")
        return {}


def rows(
    name: str, paths: dict[int, str], server: tuple[int, int], rounds: int, seconds: float
) -> Iterator[str]:
    """Measure a page of all debates in turns, and answer its lines of the table.

    `server` is its port and its session. No page comes from its memory: each address is asked for once.
    """
    port, session = server
    sizes = {count: len(fetch(path, port)) for count, path in paths.items()}
    costs: dict[int, list[Cost]] = {count: [] for count in paths}
    for turn in range(rounds + 1):  # the first warms up
        for count, path in [*paths.items()][:: 1 if turn % 2 else -1]:
            costs[count].append(cost(never_before(path, port), port, session, seconds))
    *others, many = paths
    for count in others:
        pairs = [*zip(costs[count][1:], costs[many][1:], strict=True)]
        ratios = sorted(one.rate / other.rate for one, other in pairs)
        works = median(one.cpu for one, _other in pairs), median(other.cpu / one.cpu for one, other in pairs)
        cells = (
            f"{name}, {count:,}",
            f"{sizes[count]:,}, {sizes[many]:,}",
            f"{median(ratios):.2f}",
            f"{ratios[0]:.2f}, {ratios[-1]:.2f}",
            *(f"{work:.2f}" for work in works),
        )
        yield f"| {' | '.join(cells)} |"


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
