"""`python -m bench.outbox`: the outbox against a bare loop that sends, to the same mail server, in turns.

Both hand over letters of the same length on one connection. What the outbox does besides is its promise: it
claims, renders, composes, and commits twice for each message. The mail server is a process of its own that
takes everything and keeps nothing.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median

import django

MESSAGES = 200
PORT = int(os.environ.get("BENCH_SMTP_PORT", "8798"))


def main() -> None:
    """Measure on a database of our own, which is gone afterwards."""
    parser = argparse.ArgumentParser(prog="bench.outbox", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="rounds, at least 5 (7)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sic-et-non-bench-") as folder, mail_server():
        for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "BASE_URL", "PRODUCTION", "DEBUG"):
            os.environ.pop(name, None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "VAR_DIR": folder, "LOG_LEVEL": "WARNING"}
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{PORT}"
        django.setup()
        print(table(max(5, options.rounds)))


@contextmanager
def mail_server(thinks: float = 0) -> Iterator[None]:
    """Run a mail server that takes everything, after so many seconds."""
    command = [sys.executable, "-m", "bench.mail_server", str(PORT), str(thinks)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1.5)
        if server.poll() is not None:
            raise SystemExit("The mail server did not start.")
        yield
    finally:
        server.terminate()
        server.wait()


def table(rounds: int) -> str:
    """Answer the table of ratios, in Markdown."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    nothing, outbox, rates = [], [], []
    for turn in range(rounds):
        # What else the machine does meets both: they take turns in going first.
        measured = {each: each() for each in ((bare, kept) if turn % 2 else (kept, bare))}
        nothing.append(bare() / measured[bare])
        outbox.append(measured[bare] / measured[kept])
        rates.append(measured[kept])
    lines = [
        f"{MESSAGES} messages a round, {rounds} rounds",
        "",
        "| | ratio | lowest | highest | messages/s |",
        "| --- | --: | --: | --: | --: |",
        f"| nothing (the bare loop itself) | {spread(nothing)} | |",
        f"| outbox | {spread(outbox)} | {median(rates):.0f} |",
    ]
    return "\n".join(lines)


def spread(ratios: list[float]) -> str:
    """Answer the median with the lowest and the highest, as cells of the table."""
    return f"{median(ratios):.2f} | {min(ratios):.2f} | {max(ratios):.2f}"


def rate(send: Callable[[], int]) -> float:
    """Answer messages per second."""
    began = time.perf_counter()
    sent = send()
    took = time.perf_counter() - began
    if sent != MESSAGES:
        raise SystemExit(f"{sent} of {MESSAGES} messages were dealt with.")
    return sent / took


def bare() -> float:
    """Answer the rate of a loop that sends one finished message again and again."""
    from django.core.mail import get_connection
    from django.utils import timezone

    from debates.outbox.composing import compose
    from debates.outbox.letters import arrival_letter

    mail = compose(arrival_letter({}), recipient="vera@example.org", now=timezone.now())
    with get_connection() as connection:
        return rate(lambda: sum(connection.send_messages([mail]) for _ in range(MESSAGES)))


def kept() -> float:
    """Answer the rate of the outbox, from due rows to sent ones."""
    from django.db import transaction
    from django.utils import timezone

    from debates.outbox import actions, delivery
    from debates.outbox.letters import TEST
    from debates.outbox.models import Message

    Message.objects.all().delete()
    with transaction.atomic():
        for number in range(MESSAGES):
            recipient = f"reader{number}@example.org"
            actions.promise(kind=TEST, recipient=recipient, key=str(number), ids={}, now=timezone.now())
    patience = timedelta(minutes=5)
    return rate(lambda: delivery.deliver_due(clock=timezone.now, chance=lambda: 0.0, patience=patience))


if __name__ == "__main__":
    main()
