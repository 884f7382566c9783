"""The servers that a measurement needs: installed where missing, and run on this machine's own address alone.

Each has a free port and a folder of its own in a temporary place, and is gone afterwards.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg

HOST = "127.0.0.1"
PACKAGES = {"postgres": "postgresql", "redis-server": "redis-server", "nginx": "nginx-light", "wrk": "wrk"}
"""Programs by the package of Debian that has them."""

# Nothing that is installed is started: what is measured runs on its own.
POLICY = Path("/usr/sbin/policy-rc.d")


def program(name: str) -> str | None:
    """Answer where a program is; Debian keeps those of PostgreSQL and of administrators elsewhere."""
    folders = [*map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), "/usr/sbin"]
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(folders))


def path_to(name: str) -> str:
    """Answer where a program is. Stops the measurement where it is not on this machine."""
    found = program(name)
    if found is None:
        raise SystemExit(f"{name} is missing: install {PACKAGES.get(name, name)}.")
    return found


def install(names: Sequence[str]) -> None:
    """Install those of these programs that are missing, on a Debian where we may."""
    missing = [PACKAGES[name] for name in names if program(name) is None]
    if not missing:
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise SystemExit(f"Missing: {', '.join(missing)}. Install them, or run this as root on Debian.")
    print(f"Installing {', '.join(missing)} …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = ("apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")
    with nothing_started():
        subprocess.run([*quiet, "update"], check=True, env=environment)
        command = [*quiet, "install", "-y", "--no-install-recommends", *missing]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


@contextmanager
def nothing_started() -> Iterator[None]:
    """Have Debian start no server that it installs."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def free_port() -> int:
    """Answer a port at which nobody listens now."""
    with socket.create_server((HOST, 0)) as opened:
        return int(opened.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[Any], name: str) -> None:
    """Wait until somebody listens there, at most half a minute."""
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection((HOST, port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{name} did not start.")


@contextmanager
def running(
    name: str,
    command: Sequence[str],
    port: int,
    *,
    user: str | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """Run a server until the end, and answer the number of its process."""
    # In a session of its own it hears no Ctrl-C: it is ended in its turn.
    process = subprocess.Popen(
        command,
        user=user,
        cwd=cwd,
        env=env,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process, name)
        yield process.pid
    finally:
        end(process)


def said_by(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> str:
    """Answer what a program printed, whatever came of it; where we are stopped, so is all that it started."""
    process = subprocess.Popen(
        command, cwd=cwd, env=env, start_new_session=True, stdout=subprocess.PIPE, text=True
    )
    try:
        return process.communicate()[0]
    finally:
        end(process)


def end(process: subprocess.Popen[Any]) -> None:
    """End a program as by Ctrl-C, and what it left behind by force."""
    process.send_signal(signal.SIGINT)  # to PostgreSQL that means: at once, and whole
    with suppress(subprocess.TimeoutExpired):
        process.wait(20)
    # What is left is in its group still.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def folder_of(user: str | None) -> Iterator[Path]:
    """Answer a folder that belongs to this user, ourselves without a name, and remove it afterwards."""
    folder = Path(mkdtemp(prefix="sic-et-non-bench-"))
    try:
        if user:
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql() -> Iterator[tuple[int, str]]:
    """Run a PostgreSQL as it is set up by itself; answer its process and the URL of a database."""
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    with folder_of(user) as folder:
        data, port = folder / "data", free_port()
        make = [
            path_to("initdb"),
            "-D",
            str(data),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
        ]
        subprocess.run(make, check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder)
        settings = ("-c", f"listen_addresses={HOST}", "-c", f"unix_socket_directories={folder}")
        command = [path_to("postgres"), "-D", str(data), "-p", str(port), *settings]
        with running("PostgreSQL", command, port, user=user) as pid:
            until_it_answers(port)
            yield pid, f"postgresql://postgres@{HOST}:{port}/postgres"


def until_it_answers(port: int) -> None:
    """Wait until PostgreSQL has begun, which is after it listens."""
    for _ in range(100):
        try:
            psycopg.connect(f"host={HOST} port={port} user=postgres dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return


@contextmanager
def redis() -> Iterator[str]:
    """Run a Redis that keeps nothing, and answer its URL."""
    with folder_of(None) as folder:
        port = free_port()
        where = ("--bind", HOST, "--port", str(port), "--dir", str(folder))
        command = [path_to("redis-server"), *where, "--save", "", "--appendonly", "no"]
        with running("Redis", command, port):
            yield f"redis://{HOST}:{port}/0"
