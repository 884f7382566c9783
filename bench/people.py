"""Readers who are signed in, and the forms that their browsers send."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client

from accounts.models import User
from bench.load import UnexpectedAnswerError, post_for
from bench.stage import Site, Spent

STORED = frozenset({"200", "302"})
"""What is answered where something was stored."""

Cookies = dict[str, str]


def sign_in(client: Client, person: User) -> None:
    """Sign somebody in, with what is noted of a session when it begins by the site's own pages."""
    client.force_login(person)
    UserSession.objects.create(user=person, session_key=client.session.session_key, ip="127.0.0.1")


def signed_in(name: str) -> Cookies:
    """Answer the cookies of somebody new."""
    client = Client()
    sign_in(client, User.objects.create_user(f"{name}@example.org", display_name=name))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    token = secrets.token_hex(16)
    return {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: token, "signed_in": "1"}


@dataclass(frozen=True, slots=True)
class Form:
    """Where to post what, as `fields` answers it for whoever's number it is, and how many rows are there."""

    name: str
    path: str
    fields: Callable[[int], Mapping[str, str]]
    stored: Callable[[], int] | None = None


def posts(form: Form, port: int, readers: list[Cookies], numbers: Iterator[int]) -> Iterator[bytes]:
    """Answer one form after the other, as the browsers of these readers send it, each in turn."""
    while True:
        for cookies in readers:
            number = next(numbers)
            token = {"csrfmiddlewaretoken": cookies[settings.CSRF_COOKIE_NAME]}
            yield post_for(form.path, port, cookies, {**form.fields(number), **token})


def measured(form: Form, site: Site, clients: list[list[Cookies]], numbers: Iterator[int]) -> Spent:
    """Measure a form; every client sends those of its readers. Stops where one was not stored."""
    before = form.stored() if form.stored else 0
    found = site.requests([posts(form, site.port, readers, numbers) for readers in clients], STORED)
    if form.stored and (written := form.stored() - before) < found.load.answers:
        raise UnexpectedAnswerError(
            f"{found.load.answers} were answered at {form.path}, and {written} stored."
        )
    return found
