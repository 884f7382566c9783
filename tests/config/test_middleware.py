"""What is no text is refused before anything meets it; the address alone decides the language."""

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import path
from django.utils import translation
from pytest_django import Settings

from accounts.any_text import takes_any_text
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as site_patterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]

FORM = "application/x-www-form-urlencoded"


def echo(request: HttpRequest) -> HttpResponse:
    """Answer the language and everything that was sent."""
    return HttpResponse(f"{translation.get_language()} {dict(request.GET)} {dict(request.POST)}")


@takes_any_text
def any_echo(request: HttpRequest) -> HttpResponse:
    """Answer what was sent, whatever it is."""
    return JsonResponse(dict(request.POST))


urlpatterns = [
    path("echo/", echo),
    path("fr/echo/", echo),
    path("any/", any_echo),
    *site_patterns,
]


@pytest.fixture
def client(settings: Settings, db: None) -> Client:
    settings.ROOT_URLCONF = __name__
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]
    translation.trans_real.get_languages.cache_clear()
    return Client(raise_request_exception=True)


@pytest.fixture(autouse=True)
def languages_as_they_were() -> object:
    yield
    translation.trans_real.get_languages.cache_clear()


@pytest.mark.parametrize(
    "address",
    [
        "/echo/?q=%00",
        "/echo/?q=%FF",
        "/echo/?q=%ED%A0%80",
        "/echo/?%00=1",
        "/echo/?q=%1B",
        "/echo/?q=%C2%85",
        "/echo%00/",
    ],
)
def test_an_address_that_is_no_text_is_refused(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert "The request holds characters that are not text." in response.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"name=%00",
        b"%00=name",
        b"a=1&a=%00",
        b"name=%07",
        b"name=%FF",
        b"name=%ED%A0%80",
        b"name=\xff",
        b"name=%EF%BF%BE",
    ],
)
def test_a_form_that_is_no_text_is_refused(client: Client, body: bytes) -> None:
    assert client.post("/echo/", body, content_type=FORM).status_code == 400


@pytest.mark.parametrize(
    ("body", "passes"),
    [
        (b"name=%00", True),
        (b"name=a%07b", True),
        (b"name=%EF%BF%BE", True),
        (b"name=%FF", False),
        (b"name=%ED%A0%80", False),
        (b"name=\xff", False),
        (b"%00=name", False),
        (b"name=a&csrfmiddlewaretoken=%00", False),
    ],
)
def test_a_view_that_takes_any_text_is_given_characters_and_nothing_else(
    client: Client, body: bytes, passes: bool
) -> None:
    assert client.post("/any/", body, content_type=FORM).status_code == (200 if passes else 400)
    assert client.get("/any/?q=%00").status_code == 400


def test_a_view_that_takes_any_text_is_given_a_form_with_files_as_well(client: Client) -> None:
    assert client.post("/any/", {"name": "a\x00b"}).json() == {"name": ["a\x00b"]}
    assert client.post("/any/", {"a\x00": "b"}).status_code == 400


def test_a_form_is_read_after_it_was_checked(client: Client) -> None:
    response = client.post("/echo/", b"name=Gr%C3%BC%C3%9Fe+%2B&name=2", content_type=FORM)
    assert response.content.decode() == "en {} {'name': ['Grüße +', '2']}"


@pytest.mark.parametrize("key", [r'"abcdefghij\000"', r'"abcdefghij\033"'])
def test_a_session_that_is_no_text_is_refused(client: Client, key: str) -> None:
    for address in ("/echo/", "/admin/"):
        assert client.get(address, headers={"cookie": f"sessionid={key}"}).status_code == 400


def test_another_sites_cookie_may_hold_what_it_likes(client: Client) -> None:
    assert client.get("/echo/", headers={"cookie": r'other="a\000"'}).status_code == 200


def test_a_form_with_a_file_is_read_as_well(client: Client) -> None:
    assert client.post("/echo/", {"name": "a\x00b"}).status_code == 400
    assert client.post("/echo/", {"name": "ab"}).status_code == 200


def test_bytes_that_are_no_text_in_a_path_lead_nowhere(client: Client) -> None:
    assert client.get("/echo%FF/").status_code == 404


@pytest.mark.parametrize("text", ["Grüße", "שלום", "你好", "👩🏽‍🚀", "line\r\nline\ttab", "<b>&amp;</b>"])
def test_text_of_any_script_passes(client: Client, text: str) -> None:
    assert client.get("/echo/", {"q": text}).status_code == 200
    assert client.post("/echo/", {"q": text}).status_code == 200


@pytest.mark.parametrize(
    ("address", "language"), [("/echo/", "en"), ("/fr/echo/", "fr"), ("/echo/?language=fr", "en")]
)
def test_the_address_alone_decides_the_language(client: Client, address: str, language: str) -> None:
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "fr"
    response = client.get(address, headers={"Accept-Language": "fr"})
    assert response.content.decode().split()[0] == language
    assert response.get("Vary") is None


def test_one_request_leaves_no_language_behind(client: Client) -> None:
    before = translation.get_language()
    client.get("/fr/echo/")
    assert translation.get_language() == before
