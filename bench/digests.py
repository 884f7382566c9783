"""`python -m bench.digests`: planning digests for many, and sending them; see bench/README.md.

What is planned is planned in processes of their own, so that the most memory that each ever had is its own.
What is sent goes to a mail server that takes everything, in turns with a bare loop that sends ready-made
messages of the same size over one connection.
"""

import argparse
import json
import os
import resource
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import IO, Any

import django

from bench.outbox import PORT, mail_server, spread
from bench.postgresql import database_of_our_own
from bench.processes import busy_seconds

NOW = datetime(2026, 3, 2, 8, 3, tzinfo=UTC)
FEW, SOME, MANY = 1_000, 10_000, 100_000
MESSAGES = 1_200
COMMITS = 50
THINKS = 0.005
"""Seconds that a mail server takes which stores what it is given, and is not on this machine."""


def main() -> None:
    """Measure on a database of our own, which is gone afterwards."""
    parser = argparse.ArgumentParser(prog="bench.digests", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=["planning", "sending", []], help="what to measure (all)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of sending, at least 3 (5)")
    parser.add_argument("--many", type=int, default=MANY, help="subscribers who are due (100,000)")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        set_up(os.environ["DATABASE_URL"], os.environ["VAR_DIR"])
        print(json.dumps(CHILDREN[options.child]()))
        return
    with tempfile.TemporaryDirectory(prefix="sic-et-non-bench-") as folder, database_of_our_own() as url:
        set_up(url, folder)
        try:
            prepare()
            if "planning" in (options.parts or ["planning"]):
                print(planning(options.many))
            if "sending" in (options.parts or ["sending"]):
                rounds = max(3, options.rounds)
                with mail_server():
                    print(sending(rounds))
                    print(sharing(rounds, "at once"))
                with mail_server(THINKS):
                    print(
                        sharing(rounds, f"{1000 * THINKS:.0f} ms after the text, for which it does nothing")
                    )
        finally:
            hang_up()


def set_up(url: str, folder: str) -> None:
    """Have the site use this database, this folder and the mail server."""
    for name in ("REDIS_URL", "MEDIA_ROOT", "BASE_URL", "PRODUCTION", "DEBUG"):
        os.environ.pop(name, None)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "VAR_DIR": folder, "LOG_LEVEL": "WARNING"}
    os.environ |= {"DATABASE_URL": url, "EMAIL_URL": f"smtp://127.0.0.1:{PORT}"}
    django.setup()


def hang_up() -> None:
    """Close every connection to the database, so that it can be dropped."""
    from django.db import connections

    for connection in connections.all():
        connection.close()
        # Only PostgreSQL keeps a pool.
        getattr(connection, "close_pool", lambda: None)()


def prepare() -> None:
    """Make the tables, the demonstration, and news of it."""
    from config import serving
    from debates.digests.models import Event
    from debates.publishing.models import Debate

    serving.prepare(lambda _: None)
    Event.objects.bulk_create(
        Event(debate=debate, news="opened", at=NOW, found_at=NOW - timedelta(hours=5))
        for debate in Debate.objects.public()
    )


# ---------------------------------------------------------------- who is due


PEOPLE = """
INSERT INTO digests_subscriber (email, language, time_zone, hour, weekday, nonce, created_at, confirmed_at,
                                covered_until, weekly_covered_until, next_due_at)
SELECT 'reader' || n || '@example.org', 'en', 'UTC', 8, 5, 'nonce', %(told)s, %(told)s, %(told)s, %(told)s,
       %(due)s
  FROM generate_series(1, %(count)s) AS n
"""
WISHES = """
INSERT INTO digests_subscription (subscriber_id, kind, target, language, frequency, since, asked)
SELECT id, 'new', 'new', '', 'daily', %(long_ago)s, '' FROM digests_subscriber
"""
WAITING = """
INSERT INTO digests_told (subscriber_id, comment_id, why, at, at_once)
SELECT id, %(comment)s, 'thread', %(told)s, false FROM digests_subscriber
"""
FOLLOWING = """
INSERT INTO digests_subscription (subscriber_id, kind, target, language, frequency, since, asked, thread_id)
SELECT id, 'thread', 'thread:' || %(thread)s, '', 'daily', %(long_ago)s, '', %(thread)s
  FROM digests_subscriber
"""


def fill(count: int, *, personal: bool = False) -> None:
    """Have so many people be due a digest; where it is personal, each is told of a comment, too."""
    from django.db import connection

    from debates.comments.models import Comment
    from debates.digests.models import Digest, Subscriber
    from debates.outbox.models import Message

    for table in (Message, Digest, Subscriber):
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table._meta.db_table} CASCADE")
    due = NOW.replace(minute=0)
    told = due - timedelta(days=1)
    long_ago = told - timedelta(days=99)
    params: dict[str, Any] = {"count": count, "due": due, "told": told, "long_ago": long_ago}
    statements = [PEOPLE, WISHES]
    if personal:
        answer = Comment.objects.filter(parent__isnull=False).first()
        if answer is None:
            raise SystemExit("The demonstration has no answer to a comment.")
        params |= {"comment": answer.pk, "thread": answer.thread_id}
        statements += [FOLLOWING, WAITING]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, params)
        cursor.execute("ANALYZE")


# ---------------------------------------------------------------- planning


def plan() -> dict[str, float]:
    """Plan what is due; answer the seconds, the letters, and the most memory in MB, before and after."""
    from debates.digests.actions.planning import plan_batch, plan_due
    from debates.digests.models import Digest

    Digest.objects.exists()
    plan_batch(NOW)  # what is loaded once is loaded now
    before, worked, asked = memory(), time.process_time(), database_seconds()
    progress = Progress()
    letters = plan_due(now=NOW, has_time=progress)
    return {
        "seconds": progress.seconds,
        "worked": time.process_time() - worked,
        "asked": database_seconds() - asked,
        "letters": letters,
        "before": before,
        "after": memory(),
    }


class Progress:
    """Says to whoever waits how far planning has come, about every ten seconds."""

    def __init__(self) -> None:
        self.began = self.said = time.perf_counter()
        self.batches = 0

    @property
    def seconds(self) -> float:
        """Answer for how long it has gone on."""
        return time.perf_counter() - self.began

    def __call__(self) -> bool:
        """Answer that there is time for another batch."""
        from debates.digests.actions.planning import BATCH

        if time.perf_counter() - self.said > 10:
            self.said = time.perf_counter()
            print(f"{self.batches * BATCH:,} planned in {self.seconds:.0f} s", file=sys.stderr, flush=True)
        self.batches += 1
        return True


def memory() -> float:
    """Answer the most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def database_seconds() -> float:
    """Answer how long the database's process for this connection has kept a processor busy."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return busy_seconds([cursor.fetchone()[0]])


def planning(many: int) -> str:
    """Answer the table of planning for few and for many."""
    rows = []
    for count in sorted({FEW, min(SOME, many), many}):
        fill(count)
        found = child("plan")
        rows.append((count, found))
    lines = [
        "| due | letters | seconds for 1,000 | of them at work | the database at work | most memory, MB |",
        "| --: | --: | --: | --: | --: | --: |",
    ]
    for count, found in rows:
        thousands = max(found["letters"], 1) / 1000
        each = " | ".join(f"{found[name] / thousands:.3f}" for name in ("seconds", "worked", "asked"))
        lines.append(f"| {count:,} | {found['letters']:,.0f} | {each} | {found['after']:.1f} |")
    grown = rows[-1][1]["after"] - rows[0][1]["after"]
    return "\n".join([*lines, "", f"Memory grew by {grown:.1f} MB.", ""])


def child(name: str) -> dict[str, float]:
    """Run a part of this file in a process of its own, and answer what it answers."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.digests", "--child", name],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


# ---------------------------------------------------------------- sending


def deliver() -> dict[str, float]:
    """Hand over what is due; answer how many and the seconds, without what is loaded once."""
    from django.utils import timezone

    from debates.outbox import delivery
    from debates.outbox.models import Message

    Message.objects.exists()
    asked = database_seconds()
    began, worked = time.perf_counter(), time.process_time()
    sent = delivery.deliver_due(clock=timezone.now, chance=lambda: 0.0, patience=timedelta(minutes=9))
    ended, worked = time.perf_counter(), time.process_time() - worked
    return {
        "sent": sent,
        "began": began,
        "ended": ended,
        "seconds": ended - began,
        "worked": worked,
        "asked": database_seconds() - asked,
    }


def deliver_when_told() -> dict[str, float]:
    """Do the same at the moment at which all workers are ready."""
    from debates.outbox.models import Message

    Message.objects.exists()
    print("ready", flush=True)
    sys.stdin.readline()
    return deliver()


CHILDREN: dict[str, Callable[[], dict[str, float]]] = {"plan": plan, "deliver": deliver_when_told}


def promised(count: int, *, personal: bool) -> list[bytes]:
    """Promise so many digests, and answer them ready-made."""
    from django.utils import timezone

    from debates.digests.actions.planning import plan_due
    from debates.digests.letters.digest import digest_letters
    from debates.outbox.composing import compose
    from debates.outbox.models import Message
    from debates.outbox.wire import as_wire

    fill(count, personal=personal)
    if plan_due(now=NOW) != count:
        raise SystemExit("Not everybody gets a letter.")
    rows = [*Message.objects.order_by("pk")]
    letters = digest_letters([row.ids for row in rows])
    mails = (
        compose(letter, recipient=row.recipient, message_id=row.message_id, now=timezone.now())
        for row, letter in zip(rows, letters, strict=True)
        if letter
    )
    return [as_wire(mail) for mail in mails]


def bare(ready: list[bytes]) -> float:
    """Answer the messages a second of a loop that sends what is ready-made over one connection."""
    with smtplib.SMTP("127.0.0.1", PORT) as server:
        began = time.perf_counter()
        for content in ready:
            server.sendmail("debates@localhost", ["reader@example.org"], content)
        return len(ready) / (time.perf_counter() - began)


COMMIT = "UPDATE outbox_message SET attempts = 0 WHERE id = (SELECT min(id) FROM outbox_message)"


def commit() -> float:
    """Answer the milliseconds that the database takes for a statement of its own, as one message needs."""
    from django.db import connection

    with connection.cursor() as cursor:
        began = time.perf_counter()
        for _ in range(COMMITS):
            cursor.execute(COMMIT)
        return 1000 * (time.perf_counter() - began) / COMMITS


def again() -> None:
    """Have everything be sent once more."""
    from debates.outbox.models import Message

    Message.objects.update(state="pending", sent_at=None, attempts=0)


def workers(count: int) -> float:
    """Answer the messages a second of so many workers, from the first that begins to the last that ends."""
    again()
    command = [sys.executable, "-m", "bench.digests", "--child", "deliver"]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(count)]
    for process in running:
        told(process.stdout).readline()
    for process in running:
        print(file=told(process.stdin), flush=True)
    answers = [json.loads(process.communicate()[0].splitlines()[-1]) for process in running]
    took = max(answer["ended"] for answer in answers) - min(answer["began"] for answer in answers)
    return sum(float(answer["sent"]) for answer in answers) / float(took)


def told(pipe: IO[str] | None) -> IO[str]:
    """Answer a pipe that was asked for."""
    if pipe is None:
        raise SystemExit("A worker has no pipe.")
    return pipe


@dataclass(slots=True)
class Turns:
    """What each round measured: parts of the bare loop's rate, messages a second, and milliseconds."""

    ratios: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)


def turns(ready: list[bytes], rounds: int) -> Turns:
    """Send everything by the outbox and by the bare loop, one after the other."""
    found = Turns()
    for turn in range(rounds):
        again()
        # What else the machine does meets both: they take turns in going first.
        loop = bare(ready) if turn % 2 else 0.0
        sent = deliver()
        found.rates.append(sent["sent"] / sent["seconds"])
        found.work.append(1000 * sent["worked"] / sent["sent"])
        found.database.append(1000 * sent["asked"] / sent["sent"])
        found.ratios.append(found.rates[-1] / (loop or bare(ready)))
        found.commits.append(commit())
    return found


def sending(rounds: int) -> str:
    """Answer the table of ratios, in Markdown."""
    lines = [
        f"{MESSAGES} messages a round, {rounds} rounds",
        "",
        "| | of the bare loop | lowest | highest | messages/s | ms of work | database's | a commit |",
        "| --- | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for name, personal in (("the same for a cohort", False), ("personal", True)):
        ready = promised(MESSAGES, personal=personal)
        found = turns(ready, rounds)
        size = sum(map(len, ready)) / len(ready) / 1024
        others = f"{median(found.rates):.0f}"
        for figures in (found.work, found.database, found.commits):
            others += f" | {median(figures):.2f}"
        lines.append(f"| {name} ({size:.1f} KB) | {spread(found.ratios)} | {others} |")
    return "\n".join([*lines, ""])


def sharing(rounds: int, answers: str) -> str:
    """Answer how two workers compare with one, at a mail server that answers so."""
    promised(MESSAGES, personal=False)
    both = [workers(2) / workers(1) for _ in range(rounds)]
    figures = f"{median(both):.2f} ({min(both):.2f}–{max(both):.2f})"
    return f"Two workers against one, where the mail server answers {answers}: {figures}"


if __name__ == "__main__":
    main()
