"""Whoever is no editor finds no references and no images of a debate, and changes none."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from debates.publishing import urls
from debates.publishing.workflow import Status
from tests.makers import (
    bring_to,
    make_contributor,
    make_debate,
    make_draft,
    make_image,
    make_reference,
    make_user,
)
from tests.publishing.rows import everything

SENT = {"title": "Mine", "type": "book", "key": "mine", "place": "1", "pasted": "@book{k, title={Mine}}"}


def addresses(pk: int, reference: int, image: int) -> list[str]:
    """Answer every address of the two pages and of what they lead to."""
    found = []
    for pattern in urls.urlpatterns:
        route = str(pattern.pattern)
        if route.startswith(("editing/debates/<int:pk>/references/", "editing/debates/<int:pk>/images/")):
            rows = {"pk": pk, "reference": reference, "image": image}
            taken = {name: rows[name] for name in pattern.pattern.converters}
            found.append(reverse(f"publishing:{pattern.name}", kwargs=taken))
    return found


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED, Status.WITHDRAWN])
def test_strangers_find_no_references_and_no_images(
    ed: User, ada: User, mo: User, vera: User, status: Status
) -> None:
    debate = make_draft(ed)
    reference, image = make_reference(ed, debate), make_image(ed)
    debate.images.add(image)
    bring_to(debate, status, ed)
    make_contributor(ed, "Ada", account=ada)
    fay = make_user("Fay", Role.EDITOR)
    people = {"reader": vera, "contributor": ada, "moderator": mo, "former editor": fay}
    User.objects.filter(pk=fay.pk).update(is_active=False)
    before = everything()
    asked = addresses(debate.pk, reference.pk, image.pk)
    assert len(asked) == 13
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        away = user == fay  # an account that is closed is nobody's
        for address in asked:
            got, sent = client.get(address), client.post(address, SENT)
            told = (name, address, got.status_code, sent.status_code)
            if away:
                assert told[2:] in {(302, 302), (405, 302), (302, 405)}, told
            else:
                assert told[2:] in {(404, 404), (405, 404), (404, 405)}, told
    assert everything() == before


def test_an_editor_opens_every_one_of_them(ed: User) -> None:
    debate = make_debate(ed)
    reference, image = make_reference(ed, debate), make_image(ed)
    debate.images.add(image)
    client = Client()
    client.force_login(ed)
    answers = {client.get(address).status_code for address in addresses(debate.pk, reference.pk, image.pk)}
    assert answers == {200, 405}
