"""The worker: runs the tasks of every room, and beats their time where nobody else does."""

import logging
import warnings
from collections.abc import Callable
from typing import Any

from celery.beat import EmbeddedService
from celery.exceptions import SecurityWarning
from celery.signals import worker_ready
from django.conf import settings

from config.celery import app

THREADS = 2
"""Tasks are sweeps that wait for the database or the mail server most of their time."""


def work(*, beat: bool, say: Callable[[str], None]) -> int:
    """Run tasks until a signal comes, and answer the exit code.

    `beat` asks this process to keep the schedule too. Without a broker outside this process, it always does.
    """
    embedded = not settings.REDIS_URL
    if embedded:
        be_quiet()
    clock: Any = (
        EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler) if beat or embedded else None
    )
    worker = app.Worker(
        pool="threads",
        concurrency=THREADS,
        quiet=True,
        redirect_stdouts=False,
        # Talking with other workers makes sense only where there can be others.
        without_mingle=embedded,
        without_gossip=embedded,
        without_heartbeat=embedded,
    )

    def started(**_: object) -> None:
        schedule = (
            f"and keeps the schedule of {len(app.conf.beat_schedule)} sweeps"
            if clock
            else "without a schedule"
        )
        say(f"The worker is at work {schedule}.")

    worker_ready.connect(started, weak=False)
    if clock:
        clock.start()
    worker.start()
    if clock:
        clock.stop()
    return worker.exitcode or 0


def be_quiet() -> None:
    """Say only what matters where everything runs in one process for one person."""
    logging.getLogger("celery").setLevel(logging.WARNING)
    # Kombu warns that a broker in memory has no host, Celery that a stranger could send the superuser tasks.
    logging.getLogger("kombu").setLevel(logging.ERROR)
    warnings.simplefilter("ignore", SecurityWarning)
