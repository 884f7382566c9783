"""Editing a comment within its time; what is refused is kept in the form and stored nowhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from debates.comments import actions
from debates.comments.models import Comment
from debates.publishing.models import Debate
from tests.comments.meanwhile import MEANWHILE, TYPED
from tests.comments.rows import say, stored
from tests.comments.screens import (
    client_for,
    fields_of,
    mine_of,
    parsed,
    press,
    words,
)
from tests.makers import make_debate

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


@pytest.fixture
def people(ed: User, vera: User) -> tuple[User, User]:
    """Answer an editor and the reader who writes."""
    return ed, vera


@pytest.fixture
def fresh(debate: Debate, vera: User) -> Comment:
    """Answer a comment of Vera's that she can still change."""
    return say(debate, vera, "The first text", now=timezone.now())


def test_a_comment_is_edited_from_what_it_says(debate: Debate, reader: Client, fresh: Comment) -> None:
    address = f"/comments/{fresh.pk}/edit/"
    page = reader.get(address)
    assert fields_of(page) == {"version": "1", "text": "The first text"}
    until = timezone.localtime(fresh.created_at + timedelta(minutes=15))
    assert f"You can change it until {until:%H:%M}." in words(page)
    answer = press(reader, address, text=TYPED)
    assert (answer.status_code, answer["Location"]) == (302, f"{mine_of(debate)}?posted={fresh.pk}")
    fresh.refresh_from_db()
    assert (fresh.source, fresh.version) == (TYPED, 2)
    assert "edited" in words(reader.get(mine_of(debate)), ".own")


def test_two_edits_of_one_version_show_both_texts(reader: Client, vera: User, fresh: Comment) -> None:
    address = f"/comments/{fresh.pk}/edit/"
    sent = fields_of(reader.get(address))
    actions.edit_comment(
        comment=fresh, by=vera, expected_version=1, source="From **another** window", now=timezone.now()
    )
    before = stored()
    response = reader.post(address, {**sent, "text": TYPED})
    assert response.status_code == 400
    assert "This comment has changed since you opened the page" in words(response, "#errors")
    assert "What your comment says now From another window" in words(response, "section.preview")
    assert fields_of(response) == {"version": "2", "text": TYPED}
    assert stored() == before
    assert reader.post(address, fields_of(response)).status_code == 302
    fresh.refresh_from_db()
    assert (fresh.source, fresh.version) == (TYPED, 3)


def hold(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(visibility="rejected", cause="moderation")


def age(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(minutes=15))


def withdraw(comment: Comment) -> None:
    actions.withdraw_comment(comment=comment, by=comment.author)


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (age, "A comment can be changed for fifteen minutes."),
        (withdraw, "This comment can no longer be changed."),
        (hold, "This comment can no longer be changed."),
    ],
    ids=["too late", "withdrawn", "rejected"],
)
def test_an_edit_that_comes_too_late_keeps_what_was_typed(
    reader: Client, fresh: Comment, happens: Callable[[Comment], None], told: str
) -> None:
    address = f"/comments/{fresh.pk}/edit/"
    sent = {**fields_of(reader.get(address)), "text": TYPED}
    happens(fresh)
    before = stored()
    response = reader.post(address, sent)
    assert response.status_code == 400
    assert told in words(response, "#errors")
    assert fields_of(response)["text"] == TYPED
    assert stored() == before
    opened = reader.get(address)
    assert told in words(opened, ".notice")
    assert parsed(opened).select("form.writing") == []


@pytest.mark.parametrize("name", ["closed", "locked", "suspended", "banned word"])
def test_an_edit_meets_what_a_comment_meets(
    debate: Debate, people: tuple[User, User], fresh: Comment, name: str
) -> None:
    reader = client_for(people[1])
    happens, told = MEANWHILE[name]
    address = f"/comments/{fresh.pk}/edit/"
    sent = {**fields_of(reader.get(address)), "text": TYPED}
    happens(debate, *people)
    before = stored()
    response = reader.post(address, sent)
    assert response.status_code == 400
    assert told in words(response, "#errors")
    assert fields_of(response) == sent
    assert stored() == before


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 40])
def test_a_version_that_was_forged_is_refused(reader: Client, fresh: Comment, version: str) -> None:
    before = stored()
    response = reader.post(f"/comments/{fresh.pk}/edit/", {"text": TYPED, "version": version})
    assert response.status_code == 400
    assert fields_of(response) == {"version": "1", "text": TYPED}
    assert stored() == before


def test_an_edit_can_be_looked_at_first(reader: Client, fresh: Comment) -> None:
    before = stored()
    response = press(reader, f"/comments/{fresh.pk}/edit/", text=TYPED, preview="yes")
    assert response.status_code == 200
    assert "decides" in words(response, "section.preview[autofocus]")
    assert stored() == before


def test_an_edit_that_is_held_says_why(debate: Debate, reader: Client, fresh: Comment) -> None:
    many = " ".join(f"https://example.org/{number}" for number in range(4))
    landed = reader.get(press(reader, f"/comments/{fresh.pk}/edit/", text=many)["Location"])
    told = "Your comment waits for a moderator, because it has many links. Nobody else sees it until then."
    assert words(landed, "[role=status]") == told


def test_nobody_else_finds_the_page_of_an_edit(fresh: Comment, sam: User, ed: User, mo: User) -> None:
    for other in (sam, ed, mo):
        for step in ("edit", "withdraw", "hide-stance"):
            assert client_for(other).get(f"/comments/{fresh.pk}/{step}/").status_code == 404
            assert client_for(other).post(f"/comments/{fresh.pk}/{step}/").status_code == 404
