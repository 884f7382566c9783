"""A page for everything that goes wrong, in plain words."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as site_patterns
from debates.reading.errors import bad_request

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [path("broken/", broken), path("forbidden/", forbidden), *site_patterns]


@pytest.fixture
def client(settings: Settings, db: None) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/broken/", 500, "Something went wrong on our side"),
        ("/forbidden/", 403, "This is not open to you"),
        ("/nowhere/", 404, "There is nothing here"),
        ("/?page=%00", 400, "The request could not be read"),
    ],
)
def test_each_fault_has_its_page(client: Client, address: str, status: int, heading: str) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert f">{heading}</h1>" in response.content.decode()
    assert response.get("Vary") is None
    assert list(response.cookies) == []


def test_a_request_that_django_refuses_has_the_same_page(rf: object, db: None) -> None:
    response = bad_request(HttpRequest(), Exception("suspicious"))
    assert response.status_code == 400
    assert "The request could not be read" in response.content.decode()


def test_what_is_not_there_is_not_kept(client: Client) -> None:
    assert client.get("/nowhere/")["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", ["/debates/none/", "/topics/none/", "/rules/versions/9/"])
def test_what_is_not_there_where_a_public_page_could_be_is_public_too(client: Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response["Cache-Control"]) == (404, "public, max-age=2")


@pytest.mark.parametrize("address", ["/debates/none/ballot/", "/preview/1/page/", "/preview/1/guessed/"])
def test_what_is_not_there_for_one_person_is_not_public(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code in {302, 404}
    assert "public" not in response["Cache-Control"]


@pytest.mark.parametrize("address", ["/debates", "/topics", "/imprint"])
def test_an_address_without_its_slash_leads_on(client: Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, f"{address}/")
