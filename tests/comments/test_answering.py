"""Answers: what happens to the comment meanwhile, and what they cost."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.comments import actions
from debates.comments.models import Comment
from debates.publishing.models import Debate
from tests.comments.rows import essay_text, first_paragraph, refusal, say, stored
from tests.comments.screens import address_of
from tests.makers import NOW, make_debate

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


@pytest.fixture
def other(ed: User) -> Debate:
    return make_debate(ed, question="Should the quay be widened?")


def edited(comment: Comment) -> None:
    actions.edit_comment(comment=comment, by=comment.author, expected_version=1, source="No.", now=NOW)


def withdrawn(comment: Comment) -> None:
    actions.withdraw_comment(comment=comment, by=comment.author)


def locked(comment: Comment) -> None:
    actions.lock_thread(comment=comment, locked=True)


def erased(comment: Comment) -> None:
    comment.revisions.all().delete()
    comment.delete()


REFUSED: list[tuple[Callable[[Comment], None], str]] = [
    (withdrawn, "This comment is no longer there to be answered."),
    (locked, "This thread is locked: it takes no more answers."),
    (erased, "This comment is no longer there."),
]


@pytest.mark.parametrize(("happens", "said"), REFUSED)
def test_what_was_read_before_it_changed_is_not_answered(
    debate: Debate, vera: User, sam: User, happens: Callable[[Comment], None], said: str
) -> None:
    read = Comment.objects.select_related("debate").get(pk=say(debate, sam).pk)
    happens(Comment.objects.get(pk=read.pk))
    assert refusal(lambda: say(debate, vera, "Aye.", parent=read)) == said


def test_an_answer_in_a_thread_that_is_locked_meanwhile_is_refused(
    debate: Debate, vera: User, sam: User
) -> None:
    root = say(debate, sam)
    answer = Comment.objects.select_related("debate").get(pk=say(debate, vera, "Aye.", parent=root).pk)
    # Of the answer itself nothing says so, had somebody locked the first alone.
    Comment.objects.filter(pk=root.pk).update(is_locked=True)
    assert refusal(lambda: say(debate, sam, "Nay.", parent=answer)) == REFUSED[1][1]


def test_what_was_edited_meanwhile_is_answered(debate: Debate, vera: User, sam: User) -> None:
    read = Comment.objects.select_related("debate").get(pk=say(debate, sam).pk)
    edited(Comment.objects.get(pk=read.pk))
    answer = say(debate, vera, "Aye.", parent=read)
    assert (answer.number, answer.parent, answer.parent and answer.parent.version) == (1, read, 2)


def test_an_answer_of_another_debate_is_refused(debate: Debate, vera: User, sam: User, other: Debate) -> None:
    comment = say(debate, sam)
    assert refusal(lambda: say(other, vera, "Aye.", parent=comment)) == (
        "This debate has no such comment to answer."
    )


def test_a_comment_costs_the_same_wherever_it_stands(
    debate: Debate, reader: Client, sam: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    text = essay_text(debate)
    paragraph, _quote = first_paragraph(text)
    thread = say(debate, sam, text_id=text.pk)
    write, reply = address_of(debate), f"/comments/{thread.pk}/reply/"
    # The session, its account, the debate or the comment that is answered, the text if there is one; then, in
    # a transaction, what is known with what is locked, and the comment with its revision and screening.
    # PostgreSQL takes in one go what is asked together, and what is written together; SQLite does not.
    places: list[tuple[str, dict[str, str], dict[str, int]]] = [
        (write, {}, {"postgresql": 7, "sqlite": 12}),
        (write, {"on": str(text.pk), "paragraph": paragraph}, {"postgresql": 8, "sqlite": 13}),
        (reply, {}, {"postgresql": 7, "sqlite": 14}),
    ]
    for number, (address, fields, queries) in enumerate(places):
        sent = {**fields, "text": f"The tide decides, says number {number}."}
        with django_assert_num_queries(queries[connection.vendor]):
            assert reader.post(address, sent).status_code == 302
    assert len(stored()["Comment"]) == 4
