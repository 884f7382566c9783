"""What cases measure on: databases that are filled, and sites that are served from them."""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count, repeat
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench import postgresql, servers
from bench.load import PAGES, Load, load_requests, request_for
from bench.processes import busy_seconds

CONNECTIONS = 8
GZIP = {"Accept-Encoding": "gzip"}
"""What every browser sends."""
ROOT = Path(__file__).resolve().parent.parent

# What is set for a site on this machine does not decide what is measured.
UNSET = ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "BASE_URL", "PRODUCTION", "DEBUG", "EMAIL_URL", "PORT")

# Nobody in a measurement waits for a moderator, or is too fast: what they wrote within a second is counted,
# about as much as one person may otherwise write within the time that counts.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "bench.settings",
    "LOG_LEVEL": "WARNING",
    "COMMENTS_HELD_FIRST": "0",
    "COMMENTS_MOST": "1000000",
    "COMMENTS_WITHIN": "1",
}


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: rounds, and seconds of each measurement; `size` of the databases, 1 is all."""

    rounds: int
    seconds: float
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class Spent:
    """What came of a measurement, with the milliseconds of CPU that a request took on the server's side."""

    load: Load
    cpu: float

    @property
    def rate(self) -> float:
        """Answer requests per second."""
        return self.load.rate


@dataclass(frozen=True, slots=True)
class Site:
    """A web server that is measured: its port, and the processes whose CPU a request costs."""

    port: int
    processes: tuple[int, ...]
    seconds: float

    def page(self, path: str, headers: Mapping[str, str] | None = None) -> Spent:
        """Measure a page that eight connections ask for."""
        request = request_for(path, self.port, headers or {})
        return self.requests([repeat(request)] * CONNECTIONS)

    def anew(self, path: str) -> Spent:
        """Measure a page that has to be made for each request: nobody has asked for its address before."""
        join = "&" if "?" in path else "?"
        numbers = count(time.monotonic_ns())
        request = request_for(f"{path}{join}n=", self.port, GZIP).split(b"n=", 1)
        return self.requests([(b"n=%d".join(request) % number for number in numbers)] * CONNECTIONS)

    def requests(self, clients: Sequence[Iterator[bytes]], wanted: frozenset[str] = PAGES) -> Spent:
        """Measure what these clients ask for."""
        before = busy_seconds(self.processes)
        found = load_requests(clients, self.port, seconds=self.seconds, most=50_000, wanted=wanted)
        return Spent(found, 1000 * (busy_seconds(self.processes) - before) / found.answers)


@dataclass(slots=True)
class Filled:
    """A database with what is known of it: addresses, and the cookie of somebody who moderates."""

    url: str
    known: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Stage:
    """Everything that cases share. What it starts ends when `ending` is closed."""

    folder: Path
    effort: Effort
    ending: ExitStack
    server: str
    database_process: int
    redis: str
    bases: dict[str, Filled] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)

    def environment(self, url: str, **settings: str) -> dict[str, str]:
        """Answer the environment of a site on this database."""
        kept = {name: value for name, value in os.environ.items() if name not in UNSET}
        place = {"VAR_DIR": str(self.folder), "DATABASE_URL": url, "REDIS_URL": self.redis}
        return {**kept, **SETTINGS, **place, **settings}

    def address_of(self, name: str) -> str:
        """Answer the URL of the database of this name, whether it is there yet or not."""
        return urlsplit(self.server)._replace(path=f"/bench_{name}").geturl()

    def filled(self, name: str) -> Filled:
        """Answer a database that is filled as bench/filling.py fills those of this name; made once."""
        if name not in self.bases:
            postgresql.run(self.server, "CREATE DATABASE {}", f"bench_{name}")
            url = self.address_of(name)
            command = [sys.executable, "-m", "bench.filling", name, "--size", str(self.effort.size)]
            print(f"Filling a database ({name}) …", file=sys.stderr, flush=True)
            said = servers.said_by(command, ROOT, self.environment(url)).splitlines()
            self.bases[name] = Filled(url, json.loads(said[-1]))
        return self.bases[name]

    def site(self, base: str, **settings: str) -> Site:
        """Answer a web server on the database of this name, started once for these settings."""
        name = f"{base} {sorted(settings.items())}"
        if name not in self.sites:
            url = self.filled(base).url
            port = servers.free_port()
            command = [*granian(port)]
            running = servers.running(
                "The site", command, port, cwd=ROOT, env=self.environment(url, PORT=str(port), **settings)
            )
            pid = self.ending.enter_context(running)
            self.sites[name] = Site(port, (pid, self.database_process), self.effort.seconds)
        return self.sites[name]


def granian(port: int) -> tuple[str, ...]:
    """Answer the command by which `manage.py serve` starts the web server."""
    from config.serving import Address, commands

    return commands(Address(servers.HOST, port))["web server"]
