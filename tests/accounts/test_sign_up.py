"""Signing up: an address, a name, a code; and what is typed there by those who mean no good."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from tests.accounts.doors import (
    CODE,
    CODE_IN_MAIL,
    CONFIRM,
    FORMS,
    KNOWN,
    LOGIN,
    UNKNOWN,
    ask_for_code,
    code_in,
    last_text,
    sign_up,
    who,
    words,
)
from tests.accounts.rows import accounts
from tests.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sink")]


def test_somebody_signs_up_with_an_address_a_name_and_a_code(sink: Sink) -> None:
    client = Client()
    response = sign_up(client, UNKNOWN, "  Zoe   Ze\u0301ro ")
    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    assert who(client) is None
    response = client.post(CONFIRM, {"code": code_in(sink)})
    assert (response.status_code, response["Location"]) == (302, "/account/")
    assert who(client) == UNKNOWN
    zoe = User.objects.get(email=UNKNOWN)
    assert (zoe.display_name, zoe.has_usable_password()) == ("Zoe Zéro", False)
    assert zoe.has_confirmed(UNKNOWN)


@pytest.mark.parametrize(
    "address", ["ada@example.org", "ADA@example.org", "Ada@Example.ORG", " ada@example.org "]
)
def test_an_address_in_another_case_opens_no_second_account(sink: Sink, ada: User, address: str) -> None:
    before = accounts()
    client = Client()
    response = sign_up(client, address)
    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    assert accounts() == before
    assert [recipient.lower() for recipient in sink.recipients] == [KNOWN]
    assert CODE_IN_MAIL.search(last_text(sink)) is None


def test_an_address_that_was_never_confirmed_can_be_signed_up_with_again(sink: Sink) -> None:
    sign_up(Client(), UNKNOWN, "Somebody else")
    client = Client()
    sign_up(client, "ZOE@example.org")
    assert [*User.objects.values_list("email", flat=True)] == [UNKNOWN]
    # What the mail says they have, they sign in to.
    assert client.get(LOGIN).status_code == 200
    ask_for_code(client, UNKNOWN)
    client.post(CODE, {"code": code_in(sink)})
    assert who(client) == UNKNOWN
    assert User.objects.get().has_confirmed(UNKNOWN)


INVISIBLE = "A name can’t hold the invisible character {}."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "This field is required."),
        ("   ", "This field is required."),
        ("x" * 10_000, "Ensure this value has at most 80 characters (it has 10000)."),
        ("Ada\u202eevol", INVISIBLE.format("U+202E")),
        ("Ada\u2066x", INVISIBLE.format("U+2066")),
        ("Ada\ue000x", INVISIBLE.format("U+E000")),
        ("\u200f", INVISIBLE.format("U+200F")),
    ],
)
def test_a_name_that_is_none_is_said_and_what_was_typed_is_kept(sink: Sink, name: str, sentence: str) -> None:
    response = sign_up(Client(), UNKNOWN, name)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    assert words(response, "#errors li") == f"Display name : {sentence}"
    [field] = page.select("input[name=display_name]")
    assert field.get("value", "") == name
    [address] = page.select("input[name=email]")
    assert address["value"] == UNKNOWN
    assert (sink.mails, User.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "name", ["Ada\r\nBcc: x@example.org", "Ada\nLove", "Ada\u2028Love", "Ada\tLove", "A\x0bB\x0cC"]
)
def test_a_name_with_line_ends_gets_into_no_header(sink: Sink, name: str) -> None:
    response = sign_up(Client(), UNKNOWN, name)
    assert response.status_code in (200, 302, 400)
    assert not User.objects.filter(display_name__regex=r"[\r\n\t\v\f]").exists()
    for mail in sink.mails:
        assert mail["Bcc"] is None
        assert "\n" not in mail["Subject"]
    assert {*sink.recipients} <= {UNKNOWN}


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@example.org, eve@example.org",
        "a" * 400 + "@example.org",
        "Ada <ada@example.org>",
        "ada@exa mple.org",
        "ada@example.org\u2028Bcc: eve@example.org",
    ],
)
@pytest.mark.parametrize("form", ["sign in", "sign up", "reset a password"])
def test_what_is_no_address_is_said_and_nothing_sent(sink: Sink, form: str, address: str) -> None:
    path, fields = FORMS[form]
    before = accounts()
    response = Client().post(path, fields(address))
    assert response.status_code == 200
    assert words(response, "#errors li").startswith("E-mail address")
    assert (sink.mails, accounts()) == ([], before)


def test_a_program_that_fills_in_the_hidden_field_opens_no_account_and_is_not_told(sink: Sink) -> None:
    client = Client()
    response = sign_up(client, UNKNOWN, website="https://spam.example")
    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    assert (sink.mails, User.objects.count(), who(client)) == ([], 0, None)
