"""Whoever is no editor finds no door to what editors do with essays on their way, nor to links and lists."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from debates.publishing import actions
from tests.publishing.rows import everything
from tests.publishing.writers import NOBODY, hand_in, make_pair, signed_in

pytestmark = pytest.mark.django_db


def test_nobody_but_editors_opens_what_is_theirs_or_changes_anything(ed: User) -> None:
    pair = make_pair(ed)
    hand_in(pair.essay)
    link = actions.make_preview_link(debate=pair.debate, label="A friend", by=ed, now=timezone.now())
    essay, debate = f"/editing/essays/{pair.essay.pk}", f"/editing/debates/{pair.debate.pk}"
    pages = [
        "/editing/",
        "/editing/debates/",
        f"{debate}/states/",
        f"{debate}/previews/",
        *(f"{essay}/{name}/" for name in ("submit", "return", "approve", "ask", "notes")),
        f"/preview/{pair.debate.pk}/",
        f"/preview/{pair.debate.pk}/page/",
    ]
    posts = [*pages[3:9], f"/editing/previews/{link.pk}/revoke/"]
    sent = {"number": 1, "body": "x", "label": "x", "note": "x"}
    before = everything()
    # The guest too: their own pages are elsewhere.
    for role in ("reader", "moderator", "contributor", "released guest", "guest of the other side", "guest"):
        client = signed_in(pair.people[role])
        assert [(role, page, client.get(page).status_code) for page in pages] == [
            (role, page, 404) for page in pages
        ]
        assert [(role, page, client.post(page, sent).status_code) for page in posts] == [
            (role, page, 404) for page in posts
        ]
    visitor = Client()
    assert {visitor.post(page, sent)["Location"].partition("?")[0] for page in posts} == {"/account/login/"}
    assert everything() == before
    assert set(NOBODY) <= set(pair.people)


def test_what_is_not_there_is_not_found_by_an_editor(ed: User) -> None:
    client = signed_in(ed)
    for pk in (0, 1, 10**30):
        for page in (
            f"/editing/debates/{pk}/states/",
            f"/editing/debates/{pk}/previews/",
            f"/editing/essays/{pk}/notes/",
            f"/editing/essays/{pk}/return/",
            f"/preview/{pk}/",
            f"/preview/{pk}/page/",
            f"/writing/essays/{pk}/",
        ):
            assert (page, client.get(page).status_code) == (page, 404)
        for page in (f"/editing/previews/{pk}/revoke/", f"/writing/notes/{pk}/settle/"):
            assert (page, client.post(page, {"settled": "yes"}).status_code) == (page, 404)
