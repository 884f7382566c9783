"""The ballot page as tests open it, read it, and press its button."""

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

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


def status_of(client: Client, debate: Debate) -> str:
    """Answer what the page says of the last thing that was done."""
    said = parsed(client.get(page_of(debate))).select("[role=status] p")
    return said[-1].get_text(strip=True) if said else ""


def found_in(response: HttpResponse) -> str:
    """Answer what somebody who is signed in is asked about the ballot of their browser."""
    section = parsed(response).select_one("section[aria-labelledby=found]")
    return " ".join(section.get_text(" ").split()) if section else ""


def close(debate: Debate) -> None:
    """Let the debate be over."""
    Debate.objects.filter(pk=debate.pk).update(closes_at=timezone.now())


def claim(client: Client, debate: Debate, **sent: str) -> HttpResponse:
    """Press the button under the question whether the ballot of the browser is theirs."""
    return client.post(f"{page_of(debate)}claim/", sent or {"consent": "on"})
