"""Who has an account, nobody learns: not by words, by status, or by how long an answer takes."""

import re
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from tests.accounts.doors import FORMS, KNOWN, LOGIN, UNKNOWN
from tests.makers import make_user
from tests.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sink")]


@dataclass(frozen=True, slots=True)
class Seen:
    """All that somebody sees of an exchange, with the address and the secrets of the session taken out."""

    status: int
    location: str
    cookies: tuple[tuple[str, ...], ...]
    headers: tuple[tuple[str, str], ...]
    page: str


SECRET = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')


def seen(response: HttpResponse, address: str) -> Seen:
    """Answer what the response shows."""
    secrets = ("sessionid", "csrftoken")
    cookies = tuple(
        # What follows the colon is signed, and says when.
        (name, "" if name in secrets else morsel.value.partition(":")[0], morsel["path"], morsel["max-age"])
        for name, morsel in sorted(response.cookies.items())
    )
    headers = tuple(
        (name, value)
        for name, value in sorted(response.headers.items())
        if name not in {"Content-Length", "Expires", "Date", "Content-Security-Policy", "Last-Modified"}
    )
    page = SECRET.sub(r"\1", response.content.decode()).replace(address, "ADDRESS")
    return Seen(response.status_code, response.get("Location", ""), cookies, headers, page)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What somebody sees from the form to the page after it, and what it cost."""

    steps: tuple[Seen, ...]
    mails: int
    queries: int


def exchange(path: str, fields: dict[str, str], address: str, sink: Sink) -> Exchange:
    """Send the form, follow where it leads, try a wrong code there, ask for another one."""
    client = Client()
    client.get(path)
    before = len(sink.accepted)
    with CaptureQueriesContext(connection) as asked:
        sent = client.post(path, fields)
        queries = len(asked)
    steps = [sent]
    if sent.status_code == 302:
        target = sent["Location"]
        steps += [
            client.get(target),
            client.post(target, {"code": "AAAA-BBBB", "action": "verify"}),
            client.post(target, {"action": "resend"}),
            client.get(target),
        ]
    shown = tuple(seen(step, address) for step in steps)
    return Exchange(shown, len(sink.accepted) - before, queries)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("account", ["with a password", "without a password", "closed"])
def test_an_address_with_an_account_is_answered_like_one_without(sink: Sink, name: str, account: str) -> None:
    ada = make_user("Ada", is_active=account != "closed")
    if account == "without a password":
        ada.set_unusable_password()
        ada.save()
    path, fields = FORMS[name]
    known = exchange(path, fields(KNOWN), KNOWN, sink)
    unknown = exchange(path, fields(UNKNOWN), UNKNOWN, sink)
    assert known.steps == unknown.steps
    assert known.mails == unknown.mails
    assert {*sink.recipients} <= {KNOWN, UNKNOWN}


def test_the_answer_waits_for_the_same_work(sink: Sink, ada: User) -> None:
    # Opening the account that is to be confirmed is the one thing that only an address without one can cause.
    more = dict.fromkeys(FORMS, 2) | {"sign up": 12}
    for name, (path, fields) in FORMS.items():
        known = exchange(path, fields(KNOWN), KNOWN, sink)
        unknown = exchange(path, fields(UNKNOWN), UNKNOWN, sink)
        assert (name, abs(known.queries - unknown.queries) <= more[name]) == (name, True)
        User.objects.filter(email=UNKNOWN).delete()


def test_a_mail_server_that_is_down_tells_nothing_either(sink: Sink, ada: User) -> None:
    sink.down()
    for path, fields in FORMS.values():
        if "password" in fields(""):
            continue
        answers = []
        for address in (KNOWN, UNKNOWN):
            answers.append(seen(Client().post(path, fields(address)), address))
            User.objects.filter(email=UNKNOWN).delete()
        assert answers[0] == answers[1]
        assert answers[0].status == 503


class CountedHasher(MD5PasswordHasher):
    """Counts how often a password is hashed: on a real site each time takes a tenth of a second."""

    algorithm = "counted"
    times = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).times += 1
        return super().encode(password, salt)


def hashes(address: str) -> int:
    """Answer how often signing in with a password hashes one."""
    before = CountedHasher.times
    response = Client().post(LOGIN, {"login": address, "password": "guess"})
    assert response.status_code == 200
    return CountedHasher.times - before


def test_a_wrong_password_is_hashed_as_often_whoever_it_is_tried_for(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]
    make_user("Ada")
    make_user("Closed", is_active=False)
    User.objects.create_user("without@example.org", display_name="Without")
    tried = ("ada", "closed", "without", "nobody")
    assert {name: hashes(f"{name}@example.org") for name in tried} == dict.fromkeys(tried, 1)
