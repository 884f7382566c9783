"""A form that a visitor had filled in waits while they sign in."""

from typing import Any

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest
from django.test import Client, RequestFactory

from accounts.kept_forms import LIMIT, keep_form, kept_form
from accounts.models import User


def asked(path: str, fields: dict[str, Any] | None = None, session: Any = None) -> HttpRequest:
    factory = RequestFactory()
    request = factory.get(path) if fields is None else factory.post(path, fields)
    request.session = SessionStore() if session is None else session
    return request


def test_a_form_is_kept_for_its_own_page_and_once() -> None:
    sent = asked("/vote/", {"stance": "b", "why": "Birds.", "csrfmiddlewaretoken": "x", "password": "y"})
    keep_form(sent)
    assert kept_form(asked("/other/", session=sent.session)) == {}
    assert kept_form(asked("/vote/", session=sent.session)) == {"stance": "b", "why": "Birds."}
    assert kept_form(asked("/vote/", session=sent.session)) == {}


def test_what_would_bloat_the_session_is_not_kept() -> None:
    for length, kept in ((LIMIT, {"why": "x" * LIMIT}), (LIMIT + 1, {})):
        sent = asked("/vote/", {"why": "x" * length})
        keep_form(sent)
        assert kept_form(asked("/vote/", session=sent.session)) == kept


def test_a_profile_that_a_visitor_sent_is_there_after_signing_in(vera: User) -> None:
    client = Client()
    # The session ended while the form was open.
    typed = {"display_name": "Vera Example", "about": "I count birds.", "time_zone": "Europe/Brussels"}
    response = client.post("/account/profile/", typed)
    assert (response.status_code, response["Location"]) == (
        302,
        "/account/login/?next=%2Faccount%2Fprofile%2F",
    )
    signing_in = {"login": "vera@example.org", "password": "secret", "next": "/account/profile/"}
    response = client.post("/account/login/", signing_in, follow=True)
    assert response.redirect_chain == [("/account/profile/", 302)]
    form = response.context["form"]
    assert {name: form[name].value() for name in typed} == typed
    vera.refresh_from_db()
    assert vera.display_name == "Vera"
    # It was kept for one look; the page says afterwards what is stored.
    assert client.get("/account/profile/").context["form"]["about"].value() == ""


def test_a_password_in_a_form_is_never_kept(vera: User, sam: User) -> None:
    client = Client()
    client.post("/account/profile/", {"display_name": "Vera Example", "password1": "my own secret"})
    client.force_login(sam)
    page = client.get("/account/profile/")
    assert "my own secret" not in page.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_private_page_is_stored(vera: User, method: str) -> None:
    client = Client()
    for path in ("/account/", "/account/profile/", "/account/me/", "/account/second-factor/"):
        for _ in ("visitor", "reader"):
            response = getattr(client, method)(path)
            if response.status_code != 405:
                assert "no-store" in response["Cache-Control"]
                assert "private" in response["Cache-Control"]
            client.force_login(vera)
        client.logout()
