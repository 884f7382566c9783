"""One command for the whole site: make ready what it needs, then run web and worker until a signal or an end.

`prepare` is for every start; what it makes on the first start of an embedded site, it makes once.
"""

import errno
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import open_account
from accounts.models import User
from accounts.roles import Role

Say = Callable[[str], None]

GRACE = 10.0
"""Seconds that a child has to finish what it does, before it is killed."""

PAUSE = 0.2
"""Seconds between two looks at the children."""

LAST_PORT = 65_535


class ServingError(Exception):
    """The site can't start or go on; the message is a sentence for who started it."""


# ---------------------------------------------------------------- before anything is started


@dataclass(frozen=True, slots=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Address":
        """Answer what HOST and PORT ask for: without them, this machine only, port 8000."""
        port = environ.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) <= LAST_PORT:
            raise ServingError(f"PORT={port} is not a port: give a number from 1 to {LAST_PORT}.")
        return cls(environ.get("HOST") or "127.0.0.1", int(port))

    def check_free(self) -> None:
        """Raise `ServingError` unless we could listen here now."""
        try:
            with socket.create_server((self.host, self.port)):
                pass
        except OSError as error:
            why = "it is taken" if error.errno == errno.EADDRINUSE else error.strerror
            raise ServingError(
                f"Can't listen on {self.host}, port {self.port}: {why}. "
                f"Stop what uses it, or choose another: PORT={self.port % LAST_PORT + 1} make run"
            ) from error

    def answers(self) -> bool:
        """Answer whether somebody listens here."""
        with suppress(OSError), socket.create_connection((self.host, self.port), timeout=PAUSE):
            return True
        return False


def check_folders() -> None:
    """Raise `ServingError` unless the folders for the site's own files can be written."""
    for folder in map(Path, (settings.VAR_DIR, settings.MEDIA_ROOT, settings.STATIC_ROOT)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / ".writable").touch()
            (folder / ".writable").unlink()
        except OSError as error:
            raise ServingError(
                f"Can't write in {folder} ({error.strerror}). Make it writable, or name another with VAR_DIR."
            ) from error


def prepare(say: Say) -> None:
    """Bring the database up to date; fill it on the first start of an embedded site."""
    say("Bringing the database up to date …")
    call_command("migrate", interactive=False, verbosity=0)
    if settings.PRODUCTION:
        say("Collecting static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
    elif not User.objects.exists():
        fill(say)
    # The children have connections of their own; ours would only be held open.
    connections.close_all()


# ---------------------------------------------------------------- the first start


@dataclass(frozen=True, slots=True)
class Account:
    """An account to try roles with."""

    email: str
    name: str
    roles: tuple[Role, ...]


ACCOUNTS = (
    Account("ed@example.org", "Ed", (Role.EDITOR, Role.ADMINISTRATOR)),
    Account("mo@example.org", "Mo", (Role.MODERATOR,)),
    # Answers appeals against what Mo decided, and erases what the law asks for.
    Account("anna@example.org", "Anna", (Role.MODERATOR, Role.ADMINISTRATOR)),
)
MODERATOR = "mo@example.org"
"""Who has decided about some comments of the demonstration."""


def fill(say: Say) -> None:
    """Load the demonstration and make its accounts: both or neither, so that a broken start begins again."""
    say("Loading the demonstration …")
    with transaction.atomic():
        passwords = {account: make_account(account) for account in ACCOUNTS}
        call_command("load_demonstration", moderated_by=MODERATOR, verbosity=0)
    say(
        f"Accounts to sign in with at {settings.BASE_URL}/account/login/ (the passwords are shown this once):"
    )
    for account, password in passwords.items():
        say(f"  {account.email}  {password}  {account.name}, {' and '.join(account.roles)}")


def make_account(account: Account) -> str:
    """Make the account and answer its password, which is random."""
    password = secrets.token_urlsafe(12)
    open_account(
        email=account.email,
        display_name=account.name,
        password=password,
        roles=account.roles,
        reason="Made with the demonstration, to try the site.",
        now=timezone.now(),
    )
    return password


# ---------------------------------------------------------------- running


def commands(address: Address) -> dict[str, tuple[str, ...]]:
    """Answer what to run for a whole site, by name."""
    return {
        "web server": (
            *(sys.executable, "-m", "granian", "--interface", "wsgi"),
            *("--host", address.host, "--port", str(address.port)),
            # As many threads as the pool of database connections has connections.
            *("--workers", "1", "--blocking-threads", "4"),
            *("--no-access-log", "--log-level", "warning"),
            "config.wsgi:application",
        ),
        "worker": (sys.executable, "manage.py", "work", "--beat"),
    }


def supervise(to_run: Mapping[str, Sequence[str]], address: Address, say: Say) -> None:
    """Run the commands until a signal comes; then, or when one of them ends, stop them all.

    Raises `ServingError` when one ended by itself.
    """
    stopping = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    children: dict[str, subprocess.Popen[Any]] = {}
    try:
        for name, command in to_run.items():
            # In a session of its own a child gets no Ctrl-C from the terminal: only we stop it, in order.
            children[name] = subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603 - our own commands
        watch(children, address, stopping, say)
    finally:
        stop(children.values())
    say("Stopped.")


def watch(children: Mapping[str, subprocess.Popen[Any]], address: Address, stopping: Event, say: Say) -> None:
    """Return when asked to stop; raise `ServingError` when a child ends. Say when the site answers."""
    announced = False
    while not stopping.wait(PAUSE):
        for name, child in children.items():
            if child.poll() is not None:
                raise ServingError(f"The {name} ended by itself ({child.returncode}); stopped everything.")
        if not announced and address.answers():
            if settings.EMAIL_FILES:
                say(f"Its e-mails are files: {settings.BASE_URL}{reverse('outbox:files')}")
            say(f"{settings.SITE.name} is at {settings.BASE_URL}/ - Ctrl-C stops it.")
            announced = True


def stop(children: Iterable[subprocess.Popen[Any]]) -> None:
    """End every child and what it started: politely at first, after `GRACE` seconds by force."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + GRACE
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
        # What the child left behind is in its group still.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
