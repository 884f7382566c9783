"""Whoever is no operator finds no outbox: not even that there is one."""

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import User
from accounts.roles import Role
from debates.outbox import urls
from debates.outbox.models import Message, Suppression
from tests.makers import make_user
from tests.outbox.conftest import promise


@pytest.fixture
def strangers(ed: User, ada: User, vera: User, mo: User) -> dict[str, Client]:
    fay = make_user("Fay", Role.ADMINISTRATOR)
    clients = {"visitor": Client()}
    people = {"reader": vera, "contributor": ada, "editor": ed, "moderator": mo, "former administrator": fay}
    for name, user in people.items():
        clients[name] = Client()
        clients[name].force_login(user)
    User.objects.filter(pk=fay.pk).update(is_active=False)
    return clients


def addresses(message: Message) -> list[str]:
    values = {"pk": message.pk, "name": "20260301T090000000000-" + "0" * 32}
    found = []
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        needed = {name: values[name] for name in pattern.pattern.converters}
        found.append(reverse(f"outbox:{pattern.name}", kwargs=needed))
    return found


def test_strangers_find_nothing_at_any_address_of_the_outbox(strangers: dict[str, Client]) -> None:
    message = promise()
    Suppression.objects.create(
        pk=message.pk, address="vera@example.org", cause="bounce", evidence="5.1.1", since=message.due_at
    )
    before = [*Message.objects.values(), *Suppression.objects.values()]
    for name, client in strangers.items():
        for address in addresses(message):
            answers = {
                client.get(address, REMOTE_ADDR="203.0.113.9").status_code,
                client.post(address, REMOTE_ADDR="203.0.113.9").status_code,
            }
            assert (name, address, answers - {405}) == (name, address, {404})
    assert [*Message.objects.values(), *Suppression.objects.values()] == before
