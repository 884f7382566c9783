"""Somebody sees where they are signed in, and ends one of these sessions."""

import pytest
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User


def signed_in(user: User) -> Client:
    client = Client()
    assert client.post("/account/login/", {"login": user.email, "password": "secret"}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def session_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def test_one_session_elsewhere_is_ended_and_no_other(vera: User) -> None:
    here, there, elsewhere = (signed_in(vera) for _ in range(3))
    page = BeautifulSoup(here.get("/account/sessions/").content, "html.parser")
    doors = [str(form["action"]) for form in page.select("main li form")]
    assert sorted(doors) == sorted(
        f"/account/sessions/{session_of(client).pk}/end/" for client in (there, elsewhere)
    )
    response = here.post(f"/account/sessions/{session_of(there).pk}/end/", follow=True)
    assert response.redirect_chain == [("/account/sessions/", 302)]
    assert b"This session is ended." in response.content
    assert [is_in(client) for client in (here, there, elsewhere)] == [True, False, True]


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_ends_the_session_of_somebody_else(vera: User, sam: User, method: str) -> None:
    hers = signed_in(vera)
    path = f"/account/sessions/{session_of(hers).pk}/end/"
    expected = {"get": [405, 405], "post": [302, 404]}[method]
    assert [getattr(client, method)(path).status_code for client in (Client(), signed_in(sam))] == expected
    assert is_in(hers)
