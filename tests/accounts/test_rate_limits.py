"""What is tried too often is refused, says for how long, and works again after it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.views import RETRY_AFTER
from tests.accounts.doors import (
    CODE,
    KNOWN,
    LOGIN,
    NOON,
    RESET,
    SIGN_UP,
    UNKNOWN,
    ask_for_code,
    code_in,
    who,
    words,
)
from tests.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sink")]


@dataclass(frozen=True, slots=True)
class Limited:
    """A limit: what is sent, how often that is answered, after how many seconds again; who is counted."""

    path: str
    fields: Callable[[int], dict[str, str]]
    tries: int
    seconds: int
    by_client: bool


LIMITS: dict[str, Limited] = {
    "sign-in, by client": Limited(LOGIN, lambda n: {"login": f"u{n}"}, 30, 60, by_client=True),
    "codes, by client": Limited(LOGIN, lambda n: {"login": f"u{n}@example.org"}, 20, 60, by_client=True),
    "codes, by address": Limited(LOGIN, lambda _: {"login": KNOWN}, 5, 300, by_client=False),
    "codes, by an unknown address": Limited(LOGIN, lambda _: {"login": UNKNOWN}, 5, 300, by_client=False),
    "codes on their own page": Limited(
        "/account/login/code/", lambda _: {"email": KNOWN}, 5, 300, by_client=False
    ),
    "passwords, by client": Limited(
        LOGIN, lambda n: {"login": f"u{n}@example.org", "password": "guess"}, 10, 60, by_client=True
    ),
    "passwords, by address": Limited(
        LOGIN, lambda n: {"login": KNOWN, "password": f"guess {n}"}, 5, 300, by_client=False
    ),
    "passwords, by an unknown address": Limited(
        LOGIN, lambda n: {"login": UNKNOWN, "password": f"guess {n}"}, 5, 300, by_client=False
    ),
    "sign-up, by client": Limited(
        SIGN_UP, lambda n: {"email": f"u{n}@example.org", "display_name": "U"}, 20, 60, by_client=True
    ),
    "sign-up, by address": Limited(
        SIGN_UP, lambda _: {"email": UNKNOWN, "display_name": "U"}, 5, 300, by_client=False
    ),
    "sign-up, by an address with an account": Limited(
        SIGN_UP, lambda _: {"email": KNOWN, "display_name": "U"}, 5, 300, by_client=False
    ),
    "resets, by client": Limited(RESET, lambda n: {"email": f"u{n}@example.org"}, 20, 60, by_client=True),
    "resets, by address": Limited(RESET, lambda _: {"email": KNOWN}, 5, 60, by_client=False),
    "resets, by an unknown address": Limited(RESET, lambda _: {"email": UNKNOWN}, 5, 60, by_client=False),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_stated_and_passes(ada: User, name: str) -> None:
    limit = LIMITS[name]

    def send(number: int) -> HttpResponse:
        # Whom an address counts for comes from everywhere; whom a client counts for is one.
        origin = "192.0.2.1" if limit.by_client else f"198.51.100.{number}"
        return Client(REMOTE_ADDR=origin).post(limit.path, limit.fields(number))

    with time_machine.travel(NOON, tick=False) as clock:
        statuses = [send(number).status_code for number in range(limit.tries)]
        assert 429 not in statuses
        refused = send(100)
        assert (refused.status_code, refused["Retry-After"]) == (429, str(RETRY_AFTER))
        assert "no-store" in refused["Cache-Control"]
        assert words(refused, "h1") == "Too many tries"
        assert limit.seconds <= RETRY_AFTER
        clock.shift(limit.seconds + 1)
        assert send(101).status_code != 429


def test_the_code_still_works_where_too_many_passwords_were_tried(sink: Sink, ada: User) -> None:
    for number in range(6):
        response = Client(REMOTE_ADDR=f"198.51.100.{number}").post(
            LOGIN, {"login": KNOWN, "password": "guess"}
        )
    assert response.status_code == 429
    assert "leave the password out, and we send you a code" in words(response)
    right = Client(REMOTE_ADDR="192.0.2.1")
    assert right.post(LOGIN, {"login": KNOWN, "password": "secret"}).status_code == 429
    assert ask_for_code(right, KNOWN).status_code == 302
    right.post(CODE, {"code": code_in(sink)})
    assert who(right) == KNOWN


def test_a_new_code_can_be_asked_for_a_few_times(sink: Sink, ada: User) -> None:
    client = Client()
    ask_for_code(client, KNOWN)
    for _ in range(10):
        client.post(CODE, {"action": "resend"})
    assert 2 <= len(sink.mails) <= 5


def test_a_client_behind_a_proxy_cannot_say_that_it_is_another(settings: Settings, ada: User) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answers = [
        Client(HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, 192.0.2.1").post(LOGIN, {"login": f"u{n}"}).status_code
        for n in range(31)
    ]
    assert answers == [200] * 30 + [429]
