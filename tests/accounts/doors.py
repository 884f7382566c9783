"""The pages by which people come in, and what a test does there."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests.sink import Sink

LOGIN = "/account/login/"
CODE = "/account/login/code/confirm/"
SIGN_UP = "/account/signup/"
CONFIRM = "/account/confirm-email/"
RESET = "/account/password/reset/"
RESET_CODE = "/account/password/reset/confirm/"

KNOWN, UNKNOWN = "ada@example.org", "zoe@example.org"
CODE_IN_MAIL = re.compile(r"^\s*([A-Z0-9]{3,5}-[A-Z0-9]{3,5})\s*$", re.MULTILINE)
NOON = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)


def words(response: HttpResponse, selector: str = "main") -> str:
    """Answer the text of the elements, on one line."""
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(" ".join(tag.get_text(" ") for tag in page.select(selector)).split())


def last_text(sink: Sink) -> str:
    """Answer the text part of the last message."""
    body = sink.mails[-1].get_body(["plain"])
    assert body is not None
    text: str = body.get_content()
    return text


def code_in(sink: Sink) -> str:
    """Answer the code in the last message."""
    found = CODE_IN_MAIL.search(last_text(sink))
    assert found, last_text(sink)
    return found[1]


def who(client: Client) -> str | None:
    """Answer the address of whoever is signed in."""
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else None


def ask_for_code(client: Client, address: str, **more: str) -> HttpResponse:
    return client.post(LOGIN, {"login": address, **more})


def wrong(code: str) -> str:
    """Answer a code of the same form that is not this one."""
    return code.translate(
        str.maketrans("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", "BCDEFGHJKLMNPQRSTUVWXYZ23456789A")
    )


def sign_up(client: Client, address: str, name: str = "Zoe", **more: str) -> HttpResponse:
    return client.post(SIGN_UP, {"email": address, "display_name": name, **more})


FORMS: dict[str, tuple[str, Callable[[str], dict[str, str]]]] = {
    "sign in": (LOGIN, lambda address: {"login": address}),
    "sign in, to come back": (
        f"{LOGIN}?next=/debates/",
        lambda address: {"login": address, "next": "/debates/"},
    ),
    "sign in with a password": (LOGIN, lambda address: {"login": address, "password": "not this one"}),
    "ask for a code": ("/account/login/code/", lambda address: {"email": address}),
    "sign up": (SIGN_UP, lambda address: {"email": address, "display_name": "Zoe"}),
    "reset a password": (RESET, lambda address: {"email": address}),
}
