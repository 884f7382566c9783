"""The private pages of comments as their readers use them."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from debates.publishing.models import Debate

NEVER_STORED = "max-age=0, no-cache, no-store, must-revalidate, private"


def client_for(user: User, **options: Any) -> Client:
    """Answer the client of somebody who is signed in."""
    client = Client(**options)
    client.force_login(user)
    return client


def address_of(debate: Debate, query: str = "") -> str:
    """Answer the page on which a comment on a debate is written."""
    return f"/debates/{debate.slug}/comment/{query}"


def mine_of(debate: Debate) -> str:
    """Answer the page of somebody's own comments in a debate."""
    return f"/debates/{debate.slug}/comments/me/"


def parsed(response: HttpResponse) -> BeautifulSoup:
    """Answer the page as a tree."""
    return BeautifulSoup(response.content, "html.parser")


def words(response: HttpResponse, within: str = "main") -> str:
    """Answer what a part of the page says."""
    part = parsed(response).select_one(within)
    return " ".join(part.get_text(" ").split()) if part else ""


def form_of(response: HttpResponse, part: str = "form.writing") -> Tag:
    """Answer a form of the page."""
    form = parsed(response).select_one(part)
    assert form is not None
    return form


def fields_of(response: HttpResponse, part: str = "form.writing") -> dict[str, str]:
    """Answer what a form would send if it were sent as it stands."""
    form = form_of(response, part)
    sent = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[type=hidden]")}
    sent |= {str(field["name"]): str(field.get("value", "on")) for field in form.select("input[checked]")}
    sent |= {str(field["name"]): field.get_text().removeprefix("\n") for field in form.select("textarea")}
    for select in form.select("select"):
        chosen = select.select_one("option[selected]") or select.select("option")[0]
        sent[str(select["name"])] = str(chosen["value"])
    return {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}


def press(client: Client, address: str, part: str = "form.writing", **typed: Any) -> HttpResponse:
    """Open a page, fill in its form and send it."""
    opened = client.get(address)
    action = str(form_of(opened, part).get("action", address))
    return client.post(action, {**fields_of(opened, part), **typed})
