"""A comment with a character that is no text is refused in words, and shown again without it."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from debates.comments.models import Comment
from debates.publishing.models import Debate
from tests.comments.rows import essay_text, say
from tests.comments.screens import address_of
from tests.makers import make_debate
from tests.typed import keeps

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


def test_a_new_comment_is_kept(debate: Debate, reader: Client) -> None:
    keeps(reader, address_of(debate), "text")
    assert not Comment.objects.exists()


def test_an_answer_and_a_change_are_kept(debate: Debate, reader: Client, vera: User) -> None:
    comment = say(debate, vera, now=timezone.now())
    before = comment.source
    keeps(reader, f"/comments/{comment.pk}/reply/", "text")
    keeps(reader, f"/comments/{comment.pk}/edit/", "text", version=comment.version)
    assert [stored.source for stored in Comment.objects.all()] == [before]


@pytest.mark.parametrize("field", ["paragraph", "kind", "on"])
def test_what_else_the_form_holds_is_refused_with_such_a_character(
    debate: Debate, reader: Client, field: str
) -> None:
    sent = {"text": "The year is 1921.", "on": str(essay_text(debate).pk), field: "1\x07"}
    assert reader.post(address_of(debate), sent).status_code == 400
    assert not Comment.objects.exists()


def test_what_is_posted_before_signing_in_is_kept_without_it(debate: Debate, vera: User) -> None:
    visitor = Client()
    visitor.post(address_of(debate), {"text": "The year \x07is 1921."})
    visitor.force_login(vera)
    assert b"The year is 1921." in visitor.get(address_of(debate)).content
