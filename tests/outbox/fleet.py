"""Real workers and beats in processes of their own, to be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from shutil import which
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from tests.sink import Sink, free_port

ROOT = Path(__file__).resolve().parents[2]
CELERY = (sys.executable, "-m", "celery", "-A", "config")
WORKER = (*CELERY, "worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "WARNING")
BEAT = (*CELERY, "beat", "--loglevel", "WARNING")
SENDERS = 2
"""Processes, or threads, of each worker."""
EMBEDDED = (sys.executable, "manage.py", "work", "--beat")


def test_database_url() -> str:
    """Answer the URL of the database that this test writes to."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    url = urlsplit(os.environ["DATABASE_URL"])
    return url._replace(path=f"{url.path.rpartition('/')[0]}/{name}").geturl()


test_database_url.__test__ = False  # type: ignore[attr-defined]


class Redis:
    """A Redis of its own, which may be restarted."""

    def __init__(self, folder: Path) -> None:
        program = which("redis-server")
        assert program, "No redis-server: the broker has to be restarted, so the test needs one of its own."
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder)]
        self.command += ["--save", "", "--appendonly", "no", "--loglevel", "warning"]
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class Fleet:
    """Workers and beats on the test's database; `senders_killed` counts what might have been sending."""

    def __init__(
        self, folder: Path, sink: Sink, redis: Redis | None, chance: Random, app: str = "config", **env: str
    ) -> None:
        self.folder, self.chance = folder, chance
        self.app = app
        self.senders_killed = 0
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "VAR_DIR": str(folder),
            "DATABASE_URL": test_database_url(),
            "REDIS_URL": redis.url if redis else "",
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "EMAIL_TIMEOUT": "1",
            "OUTBOX_LEASE": "11",
            "OUTBOX_FIRST_WAIT": "0.5",
            "OUTBOX_TICK": "0.5",
            "LOG_LEVEL": "WARNING",
            **env,
        }
        self.worker = WORKER if redis else EMBEDDED
        self.workers = [self.start(self.worker) for _ in range(2 if redis else 3)]
        self.beats = [self.start(BEAT) for _ in range(2 if redis else 0)]

    def start(self, command: tuple[str, ...]) -> "subprocess.Popen[bytes]":
        command = tuple(self.app if word == "config" else word for word in command)
        with (self.folder / "fleet.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )

    def senders_of(self, worker: "subprocess.Popen[bytes]") -> list[int]:
        """Answer the processes of a pool; none where the worker itself sends, in two threads."""
        listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
        pairs = (map(int, line.split()) for line in listing.stdout.splitlines())
        return [pid for pid, parent in pairs if parent == worker.pid]

    def kill_a_sender(self) -> None:
        """Kill one process of a pool, which its worker replaces; or a worker with all that it does."""
        self.revive()
        worker = self.chance.choice(self.workers)
        senders = self.senders_of(worker)
        if senders and self.chance.random() < 0.8:
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(senders), signal.SIGKILL)
            self.senders_killed += 1
            return
        self.senders_killed += SENDERS
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        self.workers.remove(worker)
        self.workers.append(self.start(self.worker))

    def revive(self) -> None:
        """Start anew what has ended by itself, as whoever runs a site has it: its senders ended with it."""
        for worker in [worker for worker in self.workers if worker.poll() is not None]:
            self.senders_killed += SENDERS
            self.workers.remove(worker)
            self.workers.append(self.start(self.worker))

    def stop(self) -> None:
        for process in (*self.workers, *self.beats):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    @property
    def log(self) -> str:
        """Answer the end of what all of them have said."""
        return (self.folder / "fleet.log").read_text(errors="replace")[-4000:]


def until(done: Callable[[], bool], seconds: float, otherwise: Callable[[], str]) -> None:
    """Wait for it, so many seconds at most."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.05)


def with_redis() -> bool:
    """Answer whether this run has a Redis, and so workers that share a broker."""
    return bool(settings.REDIS_URL)
