"""Signing in: by a code that works once, by a password where somebody has one."""

import logging

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from tests.accounts.doors import (
    CODE,
    CODE_IN_MAIL,
    CONFIRM,
    KNOWN,
    LOGIN,
    NOON,
    RESET,
    RESET_CODE,
    UNKNOWN,
    ask_for_code,
    code_in,
    last_text,
    sign_up,
    who,
    words,
    wrong,
)
from tests.accounts.rows import accounts
from tests.makers import make_user
from tests.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sink")]


# ---------------------------------------------------------------- codes


def test_a_code_signs_in_once_and_in_this_browser_alone(sink: Sink, ada: User) -> None:
    client, thief = Client(), Client()
    response = ask_for_code(client, "ADA@example.org")
    assert (response.status_code, response["Location"]) == (302, CODE)
    code = code_in(sink)
    assert thief.post(CODE, {"code": code}).status_code == 302
    assert who(thief) is None
    # As somebody types or pastes it.
    response = client.post(CODE, {"code": f" {code.lower()} "})
    assert (response.status_code, response["Location"]) == (302, "/account/")
    assert who(client) == KNOWN
    client.post("/account/logout/")
    assert who(client) is None
    client.post(CODE, {"code": code})
    assert who(client) is None
    ask_for_code(client, KNOWN)
    client.post(CODE, {"code": code})
    assert who(client) is None


def test_three_wrong_tries_end_a_code(sink: Sink, ada: User) -> None:
    client = Client()
    ask_for_code(client, KNOWN)
    code = code_in(sink)
    statuses = [client.post(CODE, {"code": wrong(code)}).status_code for _ in range(3)]
    assert statuses == [200, 200, 302]
    response = client.post(CODE, {"code": code})
    assert response.status_code == 302
    assert who(client) is None


NO_CODES = ["", " ", "0", "x" * 10_000, "<b>x</b>", "ＡＢＣＤ-ＥＦＧＨ", "'; --", "AAAA-BBBB\nAAAA"]


@pytest.mark.parametrize("typed", NO_CODES)
def test_what_is_no_code_is_said_beside_the_field(sink: Sink, ada: User, typed: str) -> None:
    client = Client()
    ask_for_code(client, KNOWN)
    response = client.post(CODE, {"code": typed})
    assert response.status_code == 200
    assert words(response, "#errors li")
    assert "<b>x" not in response.content.decode()
    assert who(client) is None


@pytest.mark.parametrize(("seconds", "signed_in"), [(599, KNOWN), (601, None)])
def test_a_code_lasts_ten_minutes(sink: Sink, ada: User, seconds: int, signed_in: str | None) -> None:
    client = Client()
    with time_machine.travel(NOON, tick=False) as clock:
        ask_for_code(client, KNOWN)
        clock.shift(seconds)
        client.post(CODE, {"code": code_in(sink)})
        assert who(client) == signed_in


def test_the_newest_code_counts(sink: Sink, ada: User) -> None:
    client = Client()
    ask_for_code(client, KNOWN)
    first = code_in(sink)
    client.post(CODE, {"action": "resend"})
    second = code_in(sink)
    assert (len(sink.mails), first == second) == (2, False)
    client.post(CODE, {"code": first})
    assert who(client) is None
    client.post(CODE, {"code": second})
    assert who(client) == KNOWN


def test_signing_in_changes_the_session(sink: Sink, ada: User) -> None:
    client = Client()
    ask_for_code(client, KNOWN)
    before = client.session.session_key
    client.post(CODE, {"code": code_in(sink)})
    assert client.session.session_key != before


def test_a_closed_account_is_sent_no_code(sink: Sink) -> None:
    make_user("Ada", is_active=False)
    ask_for_code(Client(), KNOWN)
    assert sink.recipients == [KNOWN]
    assert CODE_IN_MAIL.search(last_text(sink)) is None


# ---------------------------------------------------------------- passwords


def test_whoever_has_a_password_may_use_it(ada: User) -> None:
    client = Client()
    response = client.post(LOGIN, {"login": KNOWN, "password": "secret"})
    assert (response.status_code, response["Location"]) == (302, "/account/")
    assert who(client) == KNOWN


def test_a_wrong_password_is_said_and_the_address_kept(ada: User) -> None:
    response = Client().post(LOGIN, {"login": KNOWN, "password": "wrong"})
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    [address] = page.select("input[name=login]")
    [password] = page.select("input[name=password]")
    assert (address["value"], password.get("value")) == (KNOWN, None)


def test_a_reset_needs_the_code_and_sets_the_password(sink: Sink, ada: User) -> None:
    client = Client()
    client.post(RESET, {"email": KNOWN})
    code = code_in(sink)
    assert client.post(RESET_CODE, {"code": wrong(code)}).status_code == 200
    response = client.post(RESET_CODE, {"code": code})
    assert response.status_code == 302
    assert who(client) is None
    set_page = response["Location"]
    for weak in ("12345678", "password"):
        page = client.post(set_page, {"password1": weak, "password2": weak})
        assert (page.status_code, bool(words(page, "#errors li"))) == (200, True)
    client.post(set_page, {"password1": "a longer one 4711", "password2": "a longer one 4711"})
    assert User.objects.get(pk=ada.pk).check_password("a longer one 4711")


# ---------------------------------------------------------------- what is written down


def test_no_code_and_no_address_is_in_the_logs(
    sink: Sink, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the mail server of the test, not ours
    client = Client()
    ask_for_code(client, KNOWN)
    codes = [code_in(sink)]
    client.post(CODE, {"code": wrong(codes[0])})
    client.post(CODE, {"code": codes[0]})
    client.post("/account/logout/")
    client.post(LOGIN, {"login": KNOWN, "password": "wrong horse"})
    fresh = Client()
    sign_up(fresh, UNKNOWN)
    codes.append(code_in(sink))
    fresh.post(CONFIRM, {"code": codes[1]})
    client.post(RESET, {"email": KNOWN})
    codes.append(code_in(sink))
    sink.down()
    ask_for_code(Client(), KNOWN)
    written = "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
    for secret in (*codes, KNOWN, UNKNOWN, "wrong horse"):
        assert secret not in written


def test_a_code_is_stored_in_no_table_but_the_session(sink: Sink, ada: User) -> None:
    ask_for_code(Client(), KNOWN)
    assert code_in(sink) not in str(accounts())
