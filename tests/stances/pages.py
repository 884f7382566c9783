"""The ballot page as tests open it, read it, and press its button."""

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from debates.publishing.models import Debate


def client_for(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(debate: Debate, query: str = "") -> str:
    return f"/debates/{debate.slug}/ballot/{query}"


def parsed(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response: HttpResponse) -> str:
    main = parsed(response).main
    assert main is not None
    return " ".join(main.get_text(" ").split())


def form_of(response: HttpResponse) -> dict[str, str]:
    """Answer what the ballot would send if its button were pressed now."""
    form = parsed(response).select_one("main form:has([name=stance])")
    assert form is not None
    chosen = form.select("input[type=hidden], input[type=radio][checked]")
    return {str(control["name"]): str(control["value"]) for control in chosen}


def offered(response: HttpResponse) -> list[str]:
    return [str(radio["value"]) for radio in parsed(response).select("main input[type=radio]")]


def press(client: Client, address: str, **typed: Any) -> HttpResponse:
    """Open the ballot, choose, and press its button."""
    return client.post(address.partition("?")[0], {**form_of(client.get(address)), **typed})
