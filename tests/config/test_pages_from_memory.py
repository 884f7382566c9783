"""The whole site with its memory on: what readers get from it is what the site would say, two seconds ago."""

import gzip
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Debate
from tests.config.kept_pages import Clock
from tests.makers import NOW, make_debate, rewrite, text_of
from tests.reading.pages import ORDERED, PLAIN, with_every_page
from tests.stances.votes import known_as

HARBOUR = "/debates/should-the-harbour-be-dredged/"


pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def debate(ed: User) -> Debate:
    return with_every_page(ed)


def headers_of(response: Any) -> dict[str, str]:
    """Answer the headers that don't say how old the page is."""
    return {name: value for name, value in response.items() if name != "Age"}


def test_every_public_page_comes_from_memory_without_a_question_and_is_the_same(
    debate: Debate, ed: User, django_assert_num_queries: DjangoAssertNumQueries, clock: Clock
) -> None:
    editor, ours = Client(), Client(headers={"Accept-Encoding": "gzip"})
    editor.force_login(ed)
    for path in sorted(ORDERED | PLAIN):
        # Every `Client` is a site of its own: this one remembers nothing yet.
        fresh = Client().get(path)
        first = ours.get(path)
        clock.now += 0.5
        with django_assert_num_queries(0):
            kept = ours.get(path)
        assert gzip.decompress(kept.content) == gzip.decompress(first.content) == fresh.content, path
        assert headers_of(kept) == headers_of(first), path
        besides = {"ETag": f"W/{fresh['ETag']}", "Content-Encoding": "gzip"}
        assert headers_of(kept) == {**fresh.headers, **besides, "Content-Length": str(len(kept.content))}, (
            path
        )
        assert "default-src 'none'" in kept["Content-Security-Policy"]
        assert (kept["X-Frame-Options"], kept["X-Content-Type-Options"]) == ("DENY", "nosniff")
        with django_assert_num_queries(0):
            unchanged = ours.get(path, headers={"If-None-Match": kept["ETag"]})
        assert (unchanged.status_code, unchanged.content) == (304, b""), path
        assert unchanged["Content-Security-Policy"] == kept["Content-Security-Policy"]
        assert editor.get(path).content == fresh.content, path


def test_whoever_is_signed_in_gets_it_from_memory_too(
    debate: Debate, ed: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    before = client.get(HARBOUR)
    client.force_login(ed)
    with django_assert_num_queries(0):
        assert client.get(HARBOUR).content == before.content
    assert list(client.get(HARBOUR).cookies) == []


def test_what_changed_is_there_after_two_seconds(debate: Debate, ed: User, clock: Clock) -> None:
    client = Client()
    client.get(f"{HARBOUR}side-1/")
    rewrite(text_of(debate, 1), "The harbour silts up again.", ed, correction="It said otherwise.")
    clock.now += 1.9
    assert "silts up again" not in client.get(f"{HARBOUR}side-1/").content.decode()
    clock.now += 0.1
    assert "silts up again" in client.get(f"{HARBOUR}side-1/").content.decode()


def test_what_is_unpublished_is_gone_after_two_seconds(debate: Debate, ed: User, clock: Clock) -> None:
    client = Client()
    for path in (HARBOUR, f"{HARBOUR}side-1/"):
        assert client.get(path).status_code == 200
    essay = debate.positions.get(order=1).essays.get()
    actions.withdraw_essay(essay=essay, note="It was not theirs.", by=ed, now=NOW)
    clock.now += 2
    for path in (HARBOUR, f"{HARBOUR}side-1/"):
        gone = client.get(path)
        assert (gone.status_code, gone.get("Age")) == (410, None)


def test_a_reader_gets_the_order_that_their_cookie_says(
    debate: Debate, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, pages = Client(), {}
    for number in range(12):
        known_as(client, f"{number:032x}")
        alone = Client()
        known_as(alone, f"{number:032x}")
        pages[number] = client.get(HARBOUR).content
        assert pages[number] == alone.get(HARBOUR).content
    assert len(set(pages.values())) == 2
    with django_assert_num_queries(0):
        for number, page in pages.items():
            known_as(client, f"{number:032x}")
            assert client.get(HARBOUR).content == page


@pytest.mark.parametrize(
    "path", ["/account/me/", "/account/login/", "/subscribe/", f"{HARBOUR}comments/write/"]
)
def test_private_pages_pass_by(debate: Debate, vera: User, path: str) -> None:
    client = Client(headers={"Accept-Encoding": "gzip"})
    for by in (AnonymousUser(), vera):
        if isinstance(by, User):
            client.force_login(by)
        for _time in range(2):
            response = client.get(path)
            assert (response.get("Content-Encoding"), response.get("Age")) == (None, None)


def test_a_strange_host_and_a_post_are_refused_as_ever(debate: Debate) -> None:
    client = Client()
    client.get(HARBOUR)
    assert client.get(HARBOUR, headers={"host": "elsewhere.example"}).status_code == 400
    assert client.post(HARBOUR).status_code == 405
    assert client.get(HARBOUR).status_code == 200


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Answer a port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_redis_that_hangs_costs_public_pages_nothing(
    debate: Debate, settings: Settings, silent_port: int
) -> None:
    wait = 3.0
    options = {"socket_connect_timeout": wait, "socket_timeout": wait}
    backend = {"BACKEND": "config.cache.TolerantRedisCache", "LOCATION": f"redis://127.0.0.1:{silent_port}/0"}
    settings.CACHES = {"default": {**backend, "OPTIONS": options}}
    client = Client()
    client.get("/imprint/")
    began = time.monotonic()
    for path in (HARBOUR, f"{HARBOUR}side-1/", HARBOUR):
        assert client.get(path).status_code == 200
    assert time.monotonic() - began < wait


def test_many_debates_on_one_page_are_each_in_the_readers_order(ed: User, debate: Debate) -> None:
    make_debate(ed, question="Should the pier be longer?")
    client = Client()
    for number in range(16):
        alone = Client()
        for reader in (client, alone):
            known_as(reader, f"{number:032x}")
        assert client.get("/").content == alone.get("/").content
