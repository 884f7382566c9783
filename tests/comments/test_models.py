"""What the database itself holds of comments, whatever writes to it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from accounts.models import User
from debates.comments import actions
from debates.comments.models import (
    Comment,
    CommentRevision,
    Discussion,
    Rank,
    Ranking,
    Rating,
    Screened,
    WatchedWord,
)
from debates.publishing.actions import change_status, delete_essay, delete_position
from debates.publishing.models import Debate, Position, Text
from debates.publishing.workflow import Move
from tests.comments.rows import WHY, essay_text, first_paragraph, rate, refusal, say
from tests.makers import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(debate: Debate, vera: User, sam: User) -> dict[str, models.Model]:
    """Answer a row of every kind that the constraints speak of."""
    text = essay_text(debate)
    thread = say(debate, vera)
    on_essay = say(debate, vera, "On the essay.", text_id=text.pk)
    paragraph, _words = first_paragraph(text)
    rate(on_essay, sam)
    actions.rank_comments(debate=debate, now=NOW)
    return {
        "thread": thread,
        "answer": say(debate, sam, "An answer.", parent=thread),
        "on essay": on_essay,
        "on paragraph": say(debate, sam, "On a paragraph.", text_id=text.pk, paragraph=paragraph),
        "revision": CommentRevision.objects.get(comment=thread),
        "screened": Screened.objects.get(revision__comment=thread),
        "rating": Rating.objects.get(),
        "ranking": Ranking.objects.get(),
        "rank": Rank.objects.get(comment=on_essay),
        "word": WatchedWord.objects.create(entry="Scum", folded="scum", severity="banned"),
    }


def a_position() -> Any:
    return Position.objects.order_by("pk")[0]


def a_text() -> Any:
    return Text.objects.order_by("pk")[0]


def the_thread() -> Any:
    return Comment.objects.filter(parent=None).order_by("pk")[0]


# Of each check: the row, and what no writer may make of it. What a function answers is looked up.
CHECKS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "comment_is_thread_or_answer": [
        ("thread", {"depth": 0}),
        ("thread", {"depth": 2}),
        ("thread", {"number": 1}),
        ("thread", {"parent": the_thread}),
        ("thread", {"thread": the_thread}),
        ("answer", {"parent": None}),
        ("answer", {"thread": None}),
        ("answer", {"depth": 1}),
        ("answer", {"depth": 4}),
        ("answer", {"number": 0}),
        ("answer", {"reply_count": 1}),
    ],
    "comment_quotes_what_it_is_on": [
        ("on essay", {"paragraph": "p-12345678"}),
        ("on essay", {"quote": "Words"}),
        ("on essay", {"quoted_revision": 1}),
        ("on paragraph", {"paragraph": ""}),
        ("on paragraph", {"quote": ""}),
        ("on paragraph", {"quoted_revision": None}),
        ("on paragraph", {"quoted_revision": 0}),
        ("on paragraph", {"text": None, "position": None}),
        ("on paragraph", {"parent": the_thread, "thread": the_thread, "depth": 2, "number": 9}),
    ],
    "comment_position_has_text": [("thread", {"position": a_position})],
    "comment_kind_known": [("thread", {"kind": "shouts"}), ("thread", {"kind": "Asks"})],
    "comment_stance_names_its_position": [
        ("thread", {"stance_kind": "position"}),
        ("thread", {"stance_position": a_position}),
        ("thread", {"stance_kind": "both", "stance_position": a_position}),
        ("thread", {"stance_kind": "unsure", "stance_position": a_position}),
        ("thread", {"stance_kind": "neither"}),
    ],
    "comment_visibility_known": [("thread", {"visibility": "hidden"}), ("thread", {"visibility": ""})],
    "comment_cause_known": [("thread", {"cause": "chance"}), ("thread", {"cause": ""})],
    "comment_has_its_text_exactly_until_erased": [
        ("thread", {"source": ""}),
        ("thread", {"source": "x"}),
        ("thread", {"source": "x" * 5_001}),
        ("thread", {"visibility": "erased"}),
        ("thread", {"visibility": "erased", "source": ""}),
        ("thread", {"visibility": "erased", "source": "", "html": "", "plain": "x"}),
        ("thread", {"visibility": "erased", "source": "", "html": "x", "plain": ""}),
    ],
    "comment_imported_has_no_account": [
        ("thread", {"imported_from": "old site#1"}),
        ("thread", {"author_name": "Passenger"}),
        ("thread", {"author_name": "Passenger", "author": None}),
    ],
    "comment_pinned_on_a_position": [("thread", {"pinned": True}), ("answer", {"pinned": True})],
    "comment_mind_changed_by_something": [("thread", {"changed_mind": True})],
    "comment_edited_after_it_was_written": [("thread", {"edited_at": NOW - timedelta(seconds=1)})],
    "comment_versions_count_from_one": [("thread", {"version": 0, "noted_version": 0})],
    "comment_noted_as_it_was": [("thread", {"noted_version": 9})],
    "comment_revision_number_from_one": [("revision", {"number": 0})],
    "screened_with_its_reason": [
        ("screened", {"rule": "links"}),
        ("screened", {"outcome": "hold"}),
        ("screened", {"outcome": "report", "rule": "mood"}),
        ("screened", {"outcome": "refuse", "rule": "length"}),
        ("screened", {"outcome": ""}),
    ],
    "watched_word_is_a_word": [("word", {"folded": ""})],
    "watched_word_severity_known": [("word", {"severity": "mild"}), ("word", {"severity": ""})],
    "rating_voter_is_a_pseudonym": [
        ("rating", {"voter": voter})
        for voter in ("", "vera", "7", "vera@example.org", "A" * 64, "a" * 63, "a" * 63 + "\n", "g" * 64)
    ],
    "ranking_numbers_count_from_one": [("ranking", {"number": 0})],
    "rank_places_count_from_one": [("rank", {"place": 0})],
    "rank_score_between_0_and_1": [("rank", {"score": -0.01}), ("rank", {"score": 1.01})],
    "rank_helpful_are_among_the_ratings": [("rank", {"helpful": 2})],
}

# Of each unique constraint: a row, what is changed in it first, and how a second one differs from it then.
# SQLite names the columns where PostgreSQL names the constraint.
TWICE: dict[str, tuple[str, dict[str, Any], dict[str, Any], str]] = {
    "comment_number_once_in_thread": (
        "answer",
        {},
        {},
        "comments_comment.thread_id, comments_comment.number",
    ),
    "comment_imported_once": (
        "thread",
        {"imported_from": "old site#1", "author": None, "author_name": "Passenger"},
        {"author_name": "Another"},
        "comments_comment.imported_from",
    ),
    "comment_pinned_once_on_a_position": ("on essay", {"pinned": True}, {}, "comments_comment.position_id"),
    "comment_mind_changed_once_by_a_comment": (
        "answer",
        {"changed_mind": True},
        {"number": 7},
        "comments_comment.author_id, comments_comment.parent_id",
    ),
    "comment_mind_changed_once_by_an_essay": (
        "on essay",
        {"changed_mind": True},
        {},
        "comments_comment.author_id, comments_comment.text_id",
    ),
    "comment_revision_number_unique_in_comment": (
        "revision",
        {},
        {},
        "comments_commentrevision.comment_id, comments_commentrevision.number",
    ),
    "rating_once_of_a_reader": (
        "rating",
        {},
        {"helpful": False},
        "comments_rating.comment_id, comments_rating.voter",
    ),
}


def looked_up(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value() if callable(value) else value for name, value in columns.items()}


def refusal_of(row: models.Model, columns: dict[str, Any]) -> str:
    """Answer what the database says of this change, nothing where it takes it."""
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**columns)
    except IntegrityError as error:
        return str(error)
    return ""


def test_every_constraint_is_attacked() -> None:
    tables = apps.get_app_config("comments").get_models()
    named = {constraint.name for table in tables for constraint in table._meta.constraints}
    assert named == {*CHECKS, *TWICE}
    assert not {*CHECKS} & {*TWICE}


@pytest.mark.parametrize("constraint", CHECKS)
def test_the_database_refuses(rows: dict[str, models.Model], constraint: str) -> None:
    told = [refusal_of(rows[kind], looked_up(columns)) for kind, columns in CHECKS[constraint]]
    assert [re.findall(rf"\b{constraint}\b", sentence)[:1] for sentence in told] == [[constraint]] * len(told)


@pytest.mark.parametrize("constraint", TWICE)
def test_the_database_takes_it_once(rows: dict[str, models.Model], constraint: str) -> None:
    kind, first, second, on_sqlite = TWICE[constraint]
    table = type(rows[kind])._base_manager
    table.filter(pk=rows[kind].pk).update(**first)
    again = table.get(pk=rows[kind].pk)
    again.pk = None
    for name, value in second.items():
        setattr(again, name, value)
    with (
        pytest.raises(IntegrityError, match=rf"\b{constraint}\b|UNIQUE .*: {on_sqlite}$"),
        transaction.atomic(),
    ):
        again.save(force_insert=True)


def test_what_may_stand_beside_each_other_does(debate: Debate, vera: User, sam: User) -> None:
    # What the conditions of the unique constraints let through.
    text, other = essay_text(debate), essay_text(debate, 2)
    thread = say(debate, sam, "One.", text_id=text.pk)
    say(debate, sam, "Two.", text_id=text.pk)
    for number, given in enumerate([{"text_id": text.pk}, {"text_id": other.pk}, {"parent": thread}]):
        say(debate, vera, f"{WHY} {number}", changed_mind=True, **given)
    Comment.objects.filter(pk=thread.pk).update(pinned=True)
    elsewhere = say(debate, sam, "Three.", text_id=other.pk, now=NOW + timedelta(hours=1))
    Comment.objects.filter(pk=elsewhere.pk).update(pinned=True)
    assert Comment.objects.filter(pinned=True).count() == 2
    assert Comment.objects.filter(changed_mind=True).count() == 3


def test_what_is_commented_on_stays(debate: Debate, vera: User) -> None:
    text = essay_text(debate)
    thread = say(debate, vera, text_id=text.pk)
    say(debate, vera, "An answer.", parent=thread)
    assert text.essay is not None
    for row in (debate, text, text.essay.position, thread):
        with pytest.raises(ProtectedError):
            row.delete()


def test_editors_are_told_that_what_was_commented_on_stays(debate: Debate, ed: User, vera: User) -> None:
    text, other = essay_text(debate), essay_text(debate, 2)
    assert text.essay is not None
    assert other.essay is not None
    say(debate, vera, text_id=text.pk)
    change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    told = refusal(lambda: delete_essay(essay=text.essay, by=ed))
    assert told == "Readers have commented on this essay: it stays."
    told = refusal(lambda: delete_position(position=text.essay.position, by=ed))
    assert told == "Readers have voted for this position, or commented on it: it stays."
    delete_essay(essay=other.essay, by=ed)
    assert essay_text(debate) == text


def test_a_comment_outlives_its_authors_account(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    vera.delete()
    comment.refresh_from_db()
    assert (comment.author, comment.author_name, comment.visibility) == (None, "", "published")


def test_a_rating_leads_to_no_account(debate: Debate) -> None:
    related = {
        field.related_model
        for table in (Rating, Rank, Ranking, Discussion)
        for field in table._meta.get_fields()
        if field.is_relation
    }
    assert User not in related
