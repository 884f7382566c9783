"""Signing in leads back to where somebody was, and never to another site."""

import re
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from tests.accounts.doors import CODE, CONFIRM, KNOWN, LOGIN, SIGN_UP, UNKNOWN, ask_for_code, code_in, sign_up
from tests.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sink")]


ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    r"\\evil.example",
    r"/\evil.example",
    r"\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:\\evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "//testserver:pass@evil.example",
    " //evil.example",
    "%2f%2fevil.example",
    "/%09/evil.example",
    "http:///evil.example",
    "https://evil.example\\@testserver/",
]


def is_here(location: str) -> bool:
    """Answer whether a browser that is sent there stays on this site (WHATWG's reading of an address)."""
    flat = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    return not re.match(r"[a-z][a-z0-9+.-]*:|//", flat, re.IGNORECASE)


@pytest.mark.parametrize("goal", ELSEWHERE)
def test_signing_in_never_leads_to_another_site(sink: Sink, ada: User, goal: str) -> None:
    by_code, by_password, already = Client(), Client(), Client()
    for query in (True, False):
        path = f"{LOGIN}?{urlencode({'next': goal})}" if query else LOGIN
        first = by_code.post(path, {"login": KNOWN, "next": goal})
        assert is_here(first["Location"])
        second = by_code.post(first["Location"], {"code": code_in(sink), "next": goal})
        assert (second.status_code, is_here(second["Location"])) == (302, True)
        by_code.post("/account/logout/")
    response = by_password.post(LOGIN, {"login": KNOWN, "password": "secret", "next": goal})
    assert (response.status_code, is_here(response["Location"])) == (302, True)
    already.force_login(ada)
    for path in (LOGIN, SIGN_UP, "/account/logout/", "/account/second-factor/", "/account/login/code/"):
        for response in (already.get(path, {"next": goal}), already.post(path, {"next": goal})):
            assert is_here(response.get("Location", "/")), path
            page = BeautifulSoup(response.content, "html.parser")
            ways = [*(tag["href"] for tag in page.select("main a[href]"))]
            assert [way for way in ways if not is_here(way) and not way.startswith("mailto:")] == []
        already.force_login(ada)


@pytest.mark.parametrize("goal", ["/debates/", "/debates/?page=2#p-1", "/account/profile/"])
def test_signing_in_leads_back_to_where_somebody_was(sink: Sink, ada: User, goal: str) -> None:
    client = Client()
    response = ask_for_code(client, KNOWN, next=goal)
    page = client.get(response["Location"])
    fields = BeautifulSoup(page.content, "html.parser").select("main form input[name=next]")
    kept = str(fields[0]["value"])
    assert kept == goal
    assert client.post(CODE, {"code": code_in(sink), "next": kept})["Location"] == goal
    other = Client()
    assert other.post(LOGIN, {"login": KNOWN, "password": "secret", "next": goal})["Location"] == goal
    fresh = Client()
    page = fresh.get(sign_up(fresh, UNKNOWN, next=goal)["Location"])
    assert fresh.post(CONFIRM, {"code": code_in(sink), "next": goal})["Location"] == goal
