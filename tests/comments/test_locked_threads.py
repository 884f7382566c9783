"""A locked thread says so to readers, and takes no more answers."""

import pytest
from django.test import Client

from accounts.models import User
from debates.comments import actions
from debates.comments.models import Comment
from debates.comments.visibility import Cause, Visibility
from debates.publishing.models import Debate
from tests.comments.pages import page_of, view
from tests.comments.rows import answered, refusal, say, written
from tests.comments.screens import client_for, parsed, words
from tests.makers import make_debate

pytestmark = pytest.mark.django_db

LOCKED = "A moderator has locked this thread: it takes no more answers."


@pytest.fixture
def debate(ed: User) -> Debate:
    """Answer a debate that is open whenever the test runs."""
    return make_debate(ed)


def links(address: str, way: str) -> int:
    """Answer how many links of a page lead to answering, or rating, a comment."""
    return len(parsed(Client().get(address)).select(f"a[href$='/{way}/']"))


def test_readers_are_told_once_and_offered_no_answer_but_the_ratings(debate: Debate) -> None:
    root = written(debate)
    answered(root)
    other = written(debate)
    actions.lock_thread(comment=root, locked=True)
    page = Client().get(root.get_absolute_url())
    assert words(page).count(LOCKED) == 1
    assert links(root.get_absolute_url(), "reply") == 0
    assert links(root.get_absolute_url(), "rate") == 2
    # The others of the list are as they were.
    assert links(f"/debates/{debate.slug}/comments/", "reply") == 1
    assert not view(other).is_locked
    assert [thread.comments[0].is_locked for thread in page_of(debate).threads] == [False, True]


def test_a_locked_thread_says_so_also_where_its_first_comment_was_removed(debate: Debate) -> None:
    root = written(debate)
    answered(root)
    actions.lock_thread(comment=root, locked=True)
    actions.set_visibility(
        comment=root, expected_version=1, state=Visibility.REJECTED, cause=Cause.MODERATION
    )
    assert LOCKED in words(Client().get(root.get_absolute_url()))


def test_who_has_the_address_of_the_form_is_told_and_cannot_answer(debate: Debate, vera: User) -> None:
    root = written(debate)
    actions.lock_thread(comment=root, locked=True)
    said = "This thread is locked: it takes no more answers."
    response = client_for(vera).get(f"/comments/{root.pk}/reply/")
    assert said in words(response)
    assert parsed(response).select("form.writing") == []
    assert refusal(lambda: say(debate, vera, "Aye.", parent=Comment.objects.get(pk=root.pk))) == said
