"""Whoever is no editor finds no door to what editors do."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import User
from accounts.roles import Role
from debates.publishing import actions, urls
from debates.publishing.models import Topic
from debates.publishing.workflow import Move, Round, Status
from tests.makers import (
    make_contributor,
    make_debate,
    make_draft,
    make_image,
    make_reference,
    make_user,
)
from tests.publishing.rows import everything

ROOMS = {"publishing", "media"}


@pytest.fixture
def strangers(ed: User, ada: User, vera: User) -> dict[str, Client]:
    make_contributor(ed, "Ada", account=ada)
    clients = {"visitor": Client()}
    fay = make_user("Fay", Role.EDITOR)
    for name, user in {"reader": vera, "contributor": ada, "former editor": fay}.items():
        clients[name] = Client()
        clients[name].force_login(user)
    User.objects.filter(pk=fay.pk).update(is_active=False)
    return clients


def admin_addresses() -> Iterator[str]:
    """Answer every address of the administration that has to do with these rooms, for rows that are there."""
    for model, page in admin.site._registry.items():
        if model._meta.app_label in ROOMS:
            row = model._base_manager.order_by("pk")[0]
            for pattern in page.get_urls():
                if pattern.name:
                    taken = [row.pk] if "object_id" in str(pattern.pattern) else []
                    yield reverse(f"admin:{pattern.name}", args=taken)
    for room in ROOMS:
        yield reverse("admin:app_list", args=[room])
    yield reverse("admin:index")


def test_strangers_are_sent_away_from_every_page_of_the_administration(
    ed: User, strangers: dict[str, Client]
) -> None:
    make_reference(ed, make_draft(ed))
    make_image(ed)
    actions.save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)
    addresses = [*admin_addresses()]
    assert len(addresses) == len(set(addresses)) == 2 * 5 + 3
    before = everything()
    for name, client in strangers.items():
        for address in addresses:
            for response in (client.get(address), client.post(address, {"post": "yes", "name": "Mine"})):
                told = (name, address, response.status_code, response.get("Location", "").partition("?")[0])
                assert told == (name, address, 302, "/admin/login/")
    assert everything() == before


def test_an_editor_opens_every_page_of_the_administration(ed: User) -> None:
    make_reference(ed, make_draft(ed))
    make_image(ed)
    actions.save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)
    client = Client()
    client.force_login(ed)
    answers = {address: client.get(address).status_code for address in admin_addresses()}
    assert {address: status for address, status in answers.items() if status != 200} == {
        f"/admin/publishing/topic/{Topic.objects.get().pk}/delete/": 403,
    }


# ---------------------------------------------------------------- the steps of the workflow


def editing_addresses(pk: int) -> Iterator[str]:
    """Answer every address of a step of the workflow, with everything that can stand in it."""
    values = {"move": [*Move, "steal"], "round_": [*Round, "overtime"]}
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        if not str(pattern.pattern).startswith(
            ("editing/debates/<int:pk>/moves", "editing/debates/<int:pk>/rounds")
        ):
            continue
        converters = dict(pattern.pattern.converters)
        assert converters.pop("pk", None) is not None
        [name] = converters
        for value in values[name]:
            yield reverse(f"publishing:{pattern.name}", kwargs={"pk": pk, name: value})


@pytest.mark.parametrize("status", list(Status))
def test_strangers_find_no_step_of_the_workflow(
    ed: User, strangers: dict[str, Client], status: Status
) -> None:
    debate = make_debate(ed, status)
    addresses = [*editing_addresses(debate.pk)]
    assert len(addresses) == 15 + 4
    before = everything()
    for name, client in strangers.items():
        for address in addresses:
            answers = (client.get(address).status_code, client.post(address, {"note": "x"}).status_code)
            # Who is not signed in is asked to, whatever the address.
            refused = (302, 302) if name in {"visitor", "former editor"} else (404, 404)
            assert (name, address, answers) == (name, address, refused)
    assert everything() == before


def test_a_debate_that_is_not_there_is_not_found_by_an_editor(ed: User) -> None:
    client = Client()
    client.force_login(ed)
    for pk in (0, 1, 10**30):
        assert {client.get(address).status_code for address in editing_addresses(pk)} == {404}
