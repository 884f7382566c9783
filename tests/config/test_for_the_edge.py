"""An edge is told how long it may keep a public page, and nobody else is told anything."""

import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from config.middleware import ForTheEdge
from tests.makers import NOW


def answered(status: int = 200, **headers: str) -> HttpResponse:
    """Answer what the middleware makes of this response, which took two seconds and a half."""

    def view(request: HttpRequest) -> HttpResponse:
        clock.shift(2.5)
        return HttpResponse(status=status, headers={k.replace("_", "-"): v for k, v in headers.items()})

    with time_machine.travel(NOW, tick=False) as clock:
        return ForTheEdge(view)(RequestFactory().get("/"))


def test_a_public_page_is_fresh_for_the_second_in_which_it_was_begun(settings: Settings) -> None:
    settings.POSITION_ORDER_EDGE = True
    for status in (200, 301, 404, 410):
        response = answered(status, Cache_Control="public, max-age=2")
        assert response["X-Accel-Expires"] == f"@{int(NOW.timestamp())}"
        assert response["Cache-Control"] == (
            "public, max-age=2, stale-while-revalidate=1, stale-if-error=3600"
        )
        # In nginx 1.22 the one that comes last is heard; the other way round nothing would be shown stale.
        names = [*response.headers]
        assert names.index("Cache-Control") < names.index("X-Accel-Expires")


def test_nothing_is_added_to_what_is_not_for_everybody(settings: Settings) -> None:
    settings.POSITION_ORDER_EDGE = True
    for said in ("private, no-cache", "no-store", "max-age=2", "public, max-age=31536000"):
        response = answered(Cache_Control=said)
        assert (response["Cache-Control"], "X-Accel-Expires" in response) == (said, False)
    assert "Cache-Control" not in answered()


def test_without_an_edge_nothing_is_added(settings: Settings) -> None:
    response = answered(Cache_Control="public, max-age=2")
    assert (response["Cache-Control"], "X-Accel-Expires" in response) == ("public, max-age=2", False)


def test_a_page_of_the_site_is_told_of(settings: Settings, db: None) -> None:
    settings.POSITION_ORDER_EDGE = True
    pages = {path: Client().get(path) for path in ("/", "/debates/", "/debates/none/", "/account/login/")}
    assert [path for path, page in pages.items() if "X-Accel-Expires" in page] == [
        "/",
        "/debates/",
        "/debates/none/",
    ]
