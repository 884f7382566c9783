"""`python -m bench.queue`: the moderators' desk with few open cases and with many, and what deciding costs.

Two sites beside each other, each on a PostgreSQL database of its own, asked for the same pages in turns by
somebody who moderates; they differ in how much waits, and in nothing else that a page shows. A third, with as
little as the first, says how much of a difference is this machine's noise.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import islice
from statistics import median
from typing import IO, Any

import django

from bench.load import fetch_as, load
from bench.postgresql import database_of_our_own

FEW, MANY = 100, 100_000
CONNECTIONS = 8
BATCH = 5_000
AUTHORS = 50
WORDS = "The tide decides, and not the harbour board: whoever has stood there in March knows it. "
PAGES = {"the first screen of a queue": "/moderating/new/", "the first case": "/moderating/cases/1/"}


def main() -> None:
    """Measure on databases of our own, which are gone afterwards."""
    parser = argparse.ArgumentParser(prog="bench.queue", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="rounds, at least 5 (9)")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds of each measurement (2)")
    parser.add_argument("--many", type=int, default=MANY, help=f"open cases of the large site ({MANY:,})")
    parser.add_argument("--decisions", type=int, default=200, help="decisions in a round (200)")
    parser.add_argument("--port", type=int, default=8790, help="where the first site listens (8790)")
    parser.add_argument("--serve", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.port, options.decisions, max(5, options.rounds))
        return
    counts = {"few": FEW, "as few": FEW, "many": options.many}
    with ExitStack() as open_sites:
        sites = {}
        for place, (name, count) in enumerate(counts.items()):
            sites[name] = open_sites.enter_context(site_with(count, options.port + place, options))
        print(table(sites, options.many, max(5, options.rounds), options.seconds))
        for name in ("few", "many"):
            print(f"\nWith {counts[name]:,} open cases: {sites[name].decide()}")


# ---------------------------------------------------------------- the side that asks


class Site:
    """A site that another process serves, and the cookie of somebody who moderates there."""

    def __init__(self, said: IO[str], told: IO[str], port: int) -> None:
        self.said, self.told = said, told
        self.port = port
        self.headers = {"Cookie": self.line()}

    def line(self) -> str:
        """Answer what the other process says next."""
        line = self.said.readline().strip()
        if not line:
            raise SystemExit("A site did not start, or ended.")
        return line

    def rate(self, path: str, seconds: float) -> float:
        """Answer how many pages a second are answered."""
        found = load(
            path, self.port, connections=CONNECTIONS, seconds=seconds, most=20_000, headers=self.headers
        )
        return found.rate

    def decide(self) -> str:
        """Answer what deciding costs there."""
        self.told.write("decide\n")
        self.told.flush()
        return self.line()


@contextmanager
def site_with(count: int, port: int, options: argparse.Namespace) -> Iterator[Site]:
    """Serve a site with so many open cases, from a process of its own."""
    command = [sys.executable, "-m", "bench.queue", "--serve", str(count), "--port", str(port)]
    command += ["--decisions", str(options.decisions), "--rounds", str(options.rounds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise SystemExit("A site can't be spoken to.")
        # Nothing more is asked when this ends: the site ends, too, and drops its database.
        yield Site(process.stdout, process.stdin, port)


def table(sites: dict[str, Site], many: int, rounds: int, seconds: float) -> str:
    """Answer the table of ratios, in Markdown."""
    pairs = {
        f"nothing ({FEW} open cases against {FEW})": (sites["few"], sites["as few"]),
        f"{FEW} open cases against {many:,}": (sites["few"], sites["many"]),
    }
    lines = [
        "| page | bytes with few, with many | pages/s with few, with many | ratio | lowest, highest |",
        "| --- | --- | --- | --: | --: |",
    ]
    for page, path in PAGES.items():
        for name, pair in pairs.items():
            sizes = ", ".join(f"{len(fetch_as(path, site.port, site.headers)):,}" for site in pair)
            found = in_turns(pair, path, rounds, seconds)
            ratios = [few / many for few, many in found]
            rates = ", ".join(f"{median(rates):,.0f}" for rates in zip(*found, strict=True))
            spread = f"{median(ratios):.2f} | {min(ratios):.2f}, {max(ratios):.2f}"
            lines.append(f"| {page}, {name} | {sizes} | {rates} | {spread} |")
    return "\n".join(lines)


def in_turns(pair: tuple[Site, Site], path: str, rounds: int, seconds: float) -> list[tuple[float, float]]:
    """Answer the rates of both sites, round by round; they take turns in going first."""
    found = []
    for turn in range(rounds + 1):
        rates = {site.port: site.rate(path, seconds) for site in (pair if turn % 2 else reversed(pair))}
        found.append((rates[pair[0].port], rates[pair[1].port]))
    return found[1:]  # the first warms up


# ---------------------------------------------------------------- the side that answers


def serve(count: int, port: int, decisions: int, rounds: int) -> None:
    """Serve a site until nothing more is asked, and decide in it when told to."""
    with tempfile.TemporaryDirectory(prefix="sic-et-non-bench-") as folder, database_of_our_own() as url:
        for name in ("REDIS_URL", "MEDIA_ROOT", "BASE_URL", "PRODUCTION", "DEBUG"):
            os.environ.pop(name, None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "VAR_DIR": folder, "LOG_LEVEL": "WARNING"}
        os.environ["DATABASE_URL"] = url
        django.setup()
        from django.db import connections

        from bench.site import running_site
        from config.serving import Address

        with running_site(Address("127.0.0.1", port)):
            moderator, cookie = fill(count)
            connections.close_all()
            print(cookie, flush=True)
            for _line in sys.stdin:
                print(what_deciding_costs(moderator, decisions, rounds), flush=True)
            connections.close_all()
            for connection in connections.all():
                getattr(connection, "close_pool", lambda: None)()


def fill(count: int) -> tuple[Any, str]:
    """Write so many comments, each with an open case; answer a moderator, and the cookie of their session."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from accounts.models import RoleGrant, User
    from debates.comments.models import Comment, CommentRevision
    from debates.moderation.models import Case, Rule, Terms
    from debates.publishing.models import Debate

    now = timezone.now()
    people = [
        User.objects.create_user(f"reader{number}@example.org", display_name=f"Reader {number}")
        for number in range(AUTHORS)
    ]
    debate = Debate.objects.public().order_by("pk")[0]
    said = {"debate": debate, "source": WORDS, "html": f"<p>{WORDS}</p>", "plain": WORDS}
    said |= {"visibility": "published", "was_public": True, "noted_version": 1}
    moments = (now - timedelta(seconds=10 * number) for number in range(count))
    written = (
        Comment(**said, author=people[number % AUTHORS], created_at=at) for number, at in enumerate(moments)
    )
    while batch := Comment.objects.bulk_create(islice(written, BATCH)):
        CommentRevision.objects.bulk_create(
            CommentRevision(comment=row, number=1, source=WORDS, at=row.created_at) for row in batch
        )
        Case.objects.bulk_create(
            Case(
                comment=row,
                queue="new",
                since=row.created_at,
                urgent_at=row.created_at,
                opened_at=row.created_at,
                seen_version=1,
            )
            for row in batch
        )
    if not Rule.objects.exists():
        terms = Terms.objects.create(number=1, introduction="Argue.", published_at=now, in_force_at=now)
        Rule.objects.create(terms=terms, order=1, key="spam", title="Spam", text="No advertising.")
    moderator = User.objects.create_user("mo@example.org", display_name="Mo")
    RoleGrant.objects.create(user=moderator, role="moderator", reason="To measure.", granted_at=now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client()
    client.force_login(moderator)
    return moderator, f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def what_deciding_costs(moderator: Any, decisions: int, rounds: int) -> str:
    """Answer how many decisions a second one client makes, for each bare upsert that it could write."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from debates.moderation.models import Case, Desk

    def upsert() -> None:
        Desk.objects.bulk_create(
            [Desk(user=moderator)],
            update_conflicts=True,
            unique_fields=["user"],
            update_fields=["keys", "summary_hour"],
        )

    waiting = Case.objects.filter(queue="new").select_related("comment__author").order_by("pk")
    with CaptureQueriesContext(connection) as asked:
        reject(waiting[0], moderator)
    found = []
    each = min(decisions, waiting.count() // rounds)
    for turn in range(rounds):
        cases = [*waiting[:each]]
        bare = timed(decisions, lambda _number: upsert()) if turn % 2 else 0.0
        decided = timed(each, lambda number, rows=cases: reject(rows[number], moderator))  # type: ignore[misc]
        # They take turns in going first.
        found.append((decided, bare or timed(decisions, lambda _number: upsert())))
    ratios = [upserts / decisions_ for decisions_, upserts in found]
    rates = [median(rates) for rates in zip(*found, strict=True)]
    return (
        f"{rates[0]:,.0f} decisions a second of one client, {rates[1]:,.0f} bare upserts: "
        f"{median(ratios):.1f} ({min(ratios):.1f}–{max(ratios):.1f}) for one; {len(asked)} statements."
    )


def reject(case: Any, moderator: Any) -> None:
    """Reject a comment, as the view does."""
    from django.utils import timezone

    from debates.moderation.actions import Why, decide
    from debates.moderation.measures import Ground, Measure
    from debates.moderation.queries.rules import rules_in_force

    now = timezone.now()
    decide(
        case=case,
        expected_version=case.version,
        expected_comment_version=case.comment.version,
        measure=Measure.REJECT,
        by=moderator,
        now=now,
        why=Why(Ground.RULES, rules_in_force(now)[0]),
    )


def timed(times: int, act: Callable[[int], None]) -> float:
    """Answer how often a second something was done, each time in a transaction of its own."""
    began = time.perf_counter()
    for number in range(times):
        act(number)
    return times / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
