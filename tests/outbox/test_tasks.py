"""How the beat keeps the outbox going."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from config.celery import app
from debates.outbox import tasks
from tests.outbox.conftest import promise, states
from tests.sink import Sink

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_the_task_hands_over_what_is_due(sink: Sink) -> None:
    promise()
    tasks.deliver()
    assert states() == {"vera": "sent"}


def test_the_task_that_the_beat_names_is_there_and_ticks_do_not_pile_up() -> None:
    app.loader.import_default_modules()
    tick = settings.CELERY_BEAT_SCHEDULE["hand over e-mails"]
    assert app.tasks[tick["task"]].run == tasks.deliver.run
    assert tick["schedule"] == settings.OUTBOX_TICK
    assert tick["options"] == {"expires": settings.OUTBOX_TICK}


@pytest.mark.parametrize(("redis", "seconds"), [("", "2.0"), ("redis://127.0.0.1:1", "5.0")])
def test_the_embedded_site_looks_more_often(tmp_path: Path, redis: str, seconds: str) -> None:
    read = [sys.executable, "-c", "from config.settings import OUTBOX_TICK; print(OUTBOX_TICK)"]
    env = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "REDIS_URL": redis}
    done = subprocess.run(read, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout == f"{seconds}\n"


def test_celery_loses_and_cuts_off_nothing() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert not app.conf.worker_cancel_long_running_tasks_on_connection_loss
    assert app.conf.worker_prefetch_multiplier == 1
    sweep = tasks.PATIENCE.total_seconds() + settings.OUTBOX_LEASE
    assert sweep < app.conf.task_time_limit
    # A broker in memory has no visibility time-out.
    assert app.conf.task_time_limit < app.conf.broker_transport_options.get("visibility_timeout", 3600)
