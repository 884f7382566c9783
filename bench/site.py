"""The site that is measured: the demonstration, served as `manage.py serve` serves it."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client

from accounts.models import User
from config import serving


@contextmanager
def running_site(address: serving.Address) -> Iterator[int]:
    """Run the site's web server at that address, and answer its session, by which its work is counted.

    Its settings are the ones that are in force here.
    """
    address.check_free()
    serving.check_folders()
    serving.prepare(lambda _: None)
    server = subprocess.Popen(
        serving.commands(address)["web server"], cwd=settings.BASE_DIR, start_new_session=True
    )
    try:
        until_it_answers(address, server)
        yield server.pid
    finally:
        serving.stop([server])


def until_it_answers(address: serving.Address, server: subprocess.Popen[Any]) -> None:
    """Wait until the server listens, at most 20 seconds."""
    deadline = time.monotonic() + 20
    while not address.answers():
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("The web server did not start.")
        time.sleep(0.1)


def sign_in(client: Client, person: User) -> None:
    """Sign somebody in, with what is noted of a session when it begins by the site's own pages."""
    client.force_login(person)
    UserSession.objects.create(user=person, session_key=client.session.session_key, ip="127.0.0.1")
