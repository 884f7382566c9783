"""The id that the browser of a reader without an account keeps."""

from datetime import timedelta

import pytest
import time_machine
from django.core.signing import get_cookie_signer
from django.http import HttpRequest, HttpResponse
from pytest_django import Settings

from debates.stances.browsers import COOKIE, SALT, YEAR, browser_of, keep_browser, new_browser
from tests.makers import NOW
from tests.stances.votes import BROWSER


def asked_with(cookie: str | None) -> HttpRequest:
    request = HttpRequest()
    if cookie is not None:
        request.COOKIES[COOKIE] = cookie
    return request


def kept(browser: str = BROWSER) -> HttpResponse:
    response = HttpResponse()
    keep_browser(response, browser)
    return response


def test_a_browser_is_known_again_by_what_it_keeps() -> None:
    assert browser_of(asked_with(kept().cookies[COOKIE].value)) == BROWSER
    assert browser_of(asked_with(None)) == ""


def test_ids_are_by_chance() -> None:
    ids = {new_browser() for _ in range(50)}
    assert len(ids) == 50
    assert {len(name) for name in ids} == {32}


@pytest.mark.parametrize("secure", [False, True])
def test_scripts_and_other_sites_do_not_get_it(settings: Settings, secure: bool) -> None:
    settings.SESSION_COOKIE_SECURE = secure
    cookie = kept().cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Lax", secure)
    assert (cookie["max-age"], cookie["path"], cookie["domain"]) == (YEAR, "/", "")


def test_it_lasts_for_more_than_a_poll_does() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        value = kept().cookies[COOKIE].value
        clock.shift(timedelta(days=364))
        assert browser_of(asked_with(value)) == BROWSER


@pytest.mark.parametrize(
    "forged",
    [
        BROWSER,
        "",
        f"{BROWSER}:1:nonsense",
        get_cookie_signer(salt=COOKIE + "another").sign(BROWSER),
        get_cookie_signer(salt=COOKIE + SALT).sign("1"),
        get_cookie_signer(salt=COOKIE + SALT).sign(BROWSER) + "a",
        get_cookie_signer(salt=COOKIE + SALT).sign(BROWSER).replace("5b", "5c", 1),
        get_cookie_signer(salt=COOKIE + SALT).sign(BROWSER.upper()),
        "\x00",
    ],
    ids=[
        "unsigned",
        "empty",
        "a made-up signature",
        "signed for another cookie",
        "no id of ours",
        "longer",
        "changed",
        "not as we write it",
        "no text",
    ],
)
def test_what_we_have_not_signed_is_nobody(forged: str) -> None:
    assert browser_of(asked_with(forged)) == ""
