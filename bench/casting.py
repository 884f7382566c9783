"""`python -m bench.casting`: votes of signed-in readers against one bare upsert, on PostgreSQL, in turns.

Both are posted to the same server through the same middleware, by eight clients, each of them several readers
in turn. What casting does besides the upsert: it knows who votes, asks whether they may and what the debate
offers, writes the cast beside the ballot, and says what was counted.
"""

import argparse
import os
import platform
import secrets
import tempfile
from dataclasses import dataclass
from itertools import chain, cycle
from statistics import median, quantiles

import django

from bench.load import Load, load_requests, post_for
from bench.postgresql import database_of_our_own

CLIENTS = 8
READERS = 96
"""Readers who vote, again and again: twelve for each client."""
BARE, SIGNED_IN, CASTING = "bare upsert", "bare upsert, of whoever is signed in", "casting"
MOVED = frozenset({"302"})


def main() -> None:
    """Measure on a database of our own, which is gone afterwards."""
    parser = argparse.ArgumentParser(prog="bench.casting", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="rounds, at least 5 (9)")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds of each measurement (2)")
    parser.add_argument("--port", type=int, default=8797, help="where the measured site listens (8797)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sic-et-non-bench-") as folder, database_of_our_own() as url:
        for name in ("REDIS_URL", "MEDIA_ROOT", "BASE_URL", "PRODUCTION", "DEBUG"):
            os.environ.pop(name, None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "VAR_DIR": folder, "LOG_LEVEL": "WARNING"}
        os.environ["DATABASE_URL"] = url
        django.setup()
        print(measure(options.port, max(5, options.rounds), options.seconds))


@dataclass(frozen=True, slots=True)
class Case:
    """Posts that are measured: for each client those of its readers."""

    name: str
    clients: list[list[bytes]]


def measure(port: int, rounds: int, seconds: float) -> str:
    """Answer the table of ratios, in Markdown."""
    from bench.site import running_site
    from config.serving import Address

    with running_site(Address("127.0.0.1", port)):
        cases = cases_of(port)
        one_round(cases, port, seconds, turn=0)  # warms up, and leaves nobody whose first vote it is
        measured = [one_round(cases, port, seconds, turn) for turn in range(rounds)]
        check(measured)
    return table(cases, measured, seconds)


def cases_of(port: int) -> list[Case]:
    """Answer what is measured: the bare views, the first of which is the measure, and casting."""
    from django.db import connections
    from django.test import Client

    from accounts.models import User
    from bench.site import sign_in
    from debates.publishing.models import Debate
    from debates.stances.shown_order import signed_order

    debate = Debate.objects.filter(status="published").order_by("pk")[0]
    codes = [*(f"p:{position.pk}" for position in debate.positions.all()), "both", "unsure"]
    ballot = {"phase": "after", "order": signed_order(debate.pk, 0), "consent": "on"}
    paths = {
        BARE: f"/bare/{debate.pk}/upsert/",
        SIGNED_IN: f"/bare/{debate.pk}/upsert/signed-in/",
        CASTING: f"/debates/{debate.slug}/ballot/",
    }
    posts: dict[str, list[list[bytes]]] = {name: [[] for _ in range(CLIENTS)] for name in paths}
    for number in range(READERS):
        reader = User.objects.create_user(f"reader{number}@example.org", display_name=f"Reader {number}")
        client = Client()
        sign_in(client, reader)
        token = secrets.token_hex(16)
        cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": token, "signed_in": "1"}
        voter = secrets.token_hex(32)
        for turn, code in enumerate(codes):
            bare = {"voter": voter, "kind": ("both", "unsure")[turn % 2]}
            for name, path in paths.items():
                form = {**ballot, "stance": code} if name == CASTING else bare
                post = post_for(path, port, cookies, {"csrfmiddlewaretoken": token, **form})
                posts[name][number % CLIENTS].append(post)
    connections.close_all()
    return [Case(name, clients) for name, clients in posts.items()]


def one_round(cases: list[Case], port: int, seconds: float, turn: int) -> dict[str, Load]:
    """Measure every case once; every other turn in the other order."""
    order = cases if turn % 2 else cases[::-1]
    return {
        case.name: load_requests(
            [*map(cycle, case.clients)], port, seconds=seconds, most=20_000, wanted=MOVED
        )
        for case in order
    }


def check(rounds: list[dict[str, Load]]) -> None:
    """Stop unless every vote that was answered left a cast."""
    from debates.stances.models import Cast

    answered = sum(measured[CASTING].answers for measured in rounds)
    if Cast.objects.count() < answered:
        raise SystemExit(f"{answered} votes were answered, and left {Cast.objects.count()} casts.")


def table(cases: list[Case], rounds: list[dict[str, Load]], seconds: float) -> str:
    """Answer the table: how many times the rate of the bare upsert each case reaches."""
    machine = f"{os.cpu_count()} CPUs, Python {platform.python_version()}, PostgreSQL"
    effort = f"{len(rounds)} rounds of {seconds:g} seconds, {CLIENTS} clients, {READERS} readers"
    lines = [
        f"{machine}, {effort}, 1 process of 4 threads.",
        "",
        "| | times the bare upsert's rate | lowest, highest | posts/s | 95 % within | client busy |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for case in cases:
        loads = [measured[case.name] for measured in rounds]
        ratios = sorted(measured[case.name].rate / measured[BARE].rate for measured in rounds)
        waits = list(chain.from_iterable(load.waits for load in loads))
        cells = (
            case.name,
            f"{median(ratios):.2f}",
            f"{ratios[0]:.2f}, {ratios[-1]:.2f}",
            f"{median(load.rate for load in loads):,.0f}",
            f"{1000 * quantiles(waits, n=20)[-1]:.0f} ms",
            f"{max(load.busy for load in loads):.0%}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    of_second = median(loads[CASTING].rate / loads[SIGNED_IN].rate for loads in rounds)
    return "\n".join([*lines, "", f"Casting reaches {of_second:.2f} times the rate of the second."])


if __name__ == "__main__":
    main()
