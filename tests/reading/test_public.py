"""Public pages are the same bytes for everybody of one order, and say exactly how they may be kept."""

from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from accounts.models import User
from debates.publishing.models import Debate
from debates.reading.public import ReaderOrder
from tests.makers import NOW
from tests.reading.pages import ORDERED, PLAIN, with_every_page
from tests.stances.votes import BROWSER, known_as


@pytest.fixture
def debate(ed: User) -> Debate:
    return with_every_page(ed)


def public_routes(resolver: URLResolver) -> set[str]:
    """Answer the names of the reading room's routes that strangers may read."""
    names = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            names |= public_routes(pattern)
        elif resolver.namespace == "reading" and isinstance(pattern, URLPattern) and pattern.name:
            names.add(pattern.name)
    return names - {"preview", "preview_page", "shared_preview"}


def test_every_public_route_is_among_the_pages_tested_here(debate: Debate) -> None:
    from django.urls import resolve

    tested = {resolve(path).url_name for path in ORDERED | PLAIN}
    assert public_routes(get_resolver(django_settings.ROOT_URLCONF)) == tested


@pytest.mark.parametrize("path", sorted(ORDERED | PLAIN))
def test_a_public_page_needs_no_cookie_and_sets_none(debate: Debate, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 200
    assert list(response.cookies) == []


@pytest.mark.parametrize("path", sorted(ORDERED | PLAIN))
def test_a_public_page_never_varies_on_who_asks(debate: Debate, path: str) -> None:
    assert Client().get(path).get("Vary") == "Accept-Encoding"


@pytest.mark.parametrize("path", sorted(PLAIN))
def test_a_page_without_positions_may_be_kept_for_two_seconds(debate: Debate, path: str) -> None:
    assert Client().get(path)["Cache-Control"] == "public, max-age=2"


@pytest.mark.parametrize("path", sorted(ORDERED))
def test_a_page_with_positions_is_private_where_no_edge_names_the_order(debate: Debate, path: str) -> None:
    assert Client().get(path)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", sorted(ORDERED))
def test_behind_an_edge_a_page_with_positions_varies_on_the_order_alone(
    debate: Debate, path: str, settings: Settings
) -> None:
    settings.POSITION_ORDER_EDGE = True
    response = Client().get(path, headers={"X-Position-Order": "3"})
    assert response["Cache-Control"].startswith("public, max-age=2, ")
    assert response["Vary"] == "X-Position-Order, Accept-Encoding"


@pytest.mark.parametrize("path", sorted(ORDERED | PLAIN))
def test_signed_in_or_not_the_bytes_are_the_same(debate: Debate, ed: User, path: str) -> None:
    editor = Client()
    editor.force_login(ed)
    assert editor.get(path).content == Client().get(path).content


@pytest.mark.parametrize("path", sorted(ORDERED | PLAIN))
def test_the_same_bytes_again_are_not_sent_again(debate: Debate, path: str) -> None:
    first = Client().get(path)
    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"]


@pytest.mark.parametrize("path", sorted(ORDERED | PLAIN))
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_public_page_only_reads(debate: Debate, path: str, method: str) -> None:
    assert getattr(Client(), method)(path).status_code == 405


@pytest.fixture
def first_claim(debate: Debate) -> Callable[..., str]:
    """Answer a function that says which claim stands first on the debate's page."""

    def first(**headers: str) -> str:
        page = Client().get(debate.get_absolute_url(), headers=headers).content.decode()
        places = {order: page.index(f"The claim of side {order}</h2>") for order in (1, 2)}
        return "A" if places[1] < places[2] else "B"

    return first


def test_behind_an_edge_the_bucket_decides_the_order(
    first_claim: Callable[..., str], settings: Settings
) -> None:
    settings.POSITION_ORDER_EDGE = True
    orders = "".join(first_claim(**{"X-Position-Order": str(bucket)}) for bucket in range(12))
    assert orders == "ABABABABABAB"


def test_without_an_edge_the_header_of_a_client_is_ignored(first_claim: Callable[..., str]) -> None:
    assert len({first_claim(**{"X-Position-Order": str(bucket)}) for bucket in range(12)}) == 1


@pytest.mark.parametrize("sent", ["12", "-1", "x", "²", "", "1e1", "0x1", "9" * 5000])
def test_behind_an_edge_a_bucket_that_is_none_is_ignored(
    first_claim: Callable[..., str], settings: Settings, sent: str
) -> None:
    settings.POSITION_ORDER_EDGE = True
    assert first_claim(**{"X-Position-Order": sent}) == first_claim()


def test_without_an_edge_a_reader_keeps_their_order_and_others_have_another(
    first_claim: Callable[..., str],
) -> None:
    orders = [first_claim(**{"User-Agent": f"Browser {number}"}) for number in range(30)]
    assert orders == [first_claim(**{"User-Agent": f"Browser {number}"}) for number in range(30)]
    assert set(orders) == {"A", "B"}


def test_a_reader_with_a_cookie_keeps_their_order_whatever_the_browser(debate: Debate) -> None:
    def pages(client: Client) -> set[bytes]:
        address = debate.get_absolute_url()
        names = [f"Browser {number}" for number in range(20)]
        return {client.get(address, headers={"User-Agent": name}).content for name in names}

    reader, forger = Client(), Client()
    known_as(reader)
    assert len(pages(reader)) == 1
    forger.cookies["reader"] = BROWSER
    assert len(pages(forger)) == len(pages(Client())) > 1


def test_a_network_and_a_browser_name_have_one_order_for_a_day() -> None:
    def reader(address: str, browser: str = "Browser") -> str:
        request = RequestFactory().get("/", REMOTE_ADDR=address, HTTP_USER_AGENT=browser)
        return ReaderOrder(request, NOW.date()).reader

    assert reader("192.0.2.7") == reader("192.0.2.99")
    assert len({reader("192.0.2.7"), reader("192.0.3.7"), reader("192.0.2.7", "Another")}) == 3


@pytest.mark.parametrize(("proxies", "readers"), [(0, 1), (1, 2), (2, 1)])
def test_readers_behind_the_same_proxy_are_told_apart_by_what_it_says(
    settings: Settings, proxies: int, readers: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    requests = [
        RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
        for forwarded in ("192.0.2.7", "192.0.3.7")
    ]
    assert len({ReaderOrder(request, NOW.date()).reader for request in requests}) == readers
