"""What editors and their guests do with a text, as a browser sends it."""

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from debates.publishing.models import Text

FIRST = "Essay number 1 argues its case in one paragraph."
SCRIPT = {"HTTP_ACCEPT": "application/json"}


def entered(person: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


def address(name: str, text: Text, *more: int) -> str:
    return reverse(f"publishing:{name}", args=[text.pk, *more])


def words_of(response: HttpResponse) -> str:
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


def send(client: Client, text: Text, source: str, started_from: int, **more: Any) -> HttpResponse:
    data = {"source": source, "started_from": started_from, **more}
    return client.post(address("save_text", text), data)


def typed(client: Client, text: Text, source: str, started_from: int) -> HttpResponse:
    data = {"source": source, "started_from": started_from, "autosaved": "on"}
    return client.post(address("save_text", text), data, **SCRIPT)
