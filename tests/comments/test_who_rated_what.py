"""No row, statement or log of a rating leads to an account, and none of a comment to a ballot."""

import logging
import re
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from debates.comments import actions
from debates.comments.models import Comment, Rank, Ranking, Rating
from debates.publishing.models import Debate
from debates.stances.models import Ballot, Cast, PollKey
from tests.comments.rows import essay_text, rate, say
from tests.makers import NOW
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db

SECRET = {table._meta.db_table for table in (Rating, Ballot, Cast, PollKey)}
SIGNED = {Comment._meta.db_table, User._meta.db_table}


def statements(act: Any) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        act()
    return [query["sql"] for query in asked]


def tables(sql: str) -> set[str]:
    return set(re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', sql))


def changes(sql: str) -> bool:
    return bool(re.match(r"INSERT|UPDATE|DELETE", sql)) or "FOR " in sql


@pytest.fixture
def comment(debate: Debate, sam: User) -> Comment:
    return say(debate, sam, text_id=essay_text(debate).pk)


def everything_rated(comment: Comment, vera: User) -> None:
    for helpful in (True, False, None, True):
        rate(comment, vera, helpful)


def test_a_rating_writes_and_locks_nothing_but_ratings_and_the_key(comment: Comment, vera: User) -> None:
    for sql in statements(lambda: everything_rated(comment, vera)):
        if changes(sql):
            assert tables(sql) <= {Rating._meta.db_table, PollKey._meta.db_table}, sql


def test_no_statement_brings_an_account_and_a_rating_together(comment: Comment, vera: User) -> None:
    vote(comment.debate, vera)
    acts = [
        lambda: everything_rated(comment, vera),
        lambda: actions.rank_comments(debate=comment.debate, now=NOW),
        lambda: say(comment.debate, vera, "With my stance.", shows_stance=True),
    ]
    for sql in [sql for act in acts for sql in statements(act)]:
        assert not (tables(sql) & SECRET and any(table.startswith("account") for table in tables(sql))), sql
        # Comments and ratings meet where they are counted; the author is not asked for there.
        assert not (tables(sql) & SECRET and "author" in sql), sql


def test_a_comment_that_shows_a_stance_reads_the_ballot_and_leaves_no_mark_on_it(
    debate: Debate, vera: User
) -> None:
    vote(debate, vera)
    asked = statements(lambda: say(debate, vera, shows_stance=True))
    assert any(Ballot._meta.db_table in sql for sql in asked)
    for sql in asked:
        if changes(sql):
            assert not tables(sql) & SECRET, sql
    voter = Ballot.objects.get().voter
    assert voter not in repr([*Comment.objects.values()])
    assert not any(voter in sql for sql in asked if tables(sql) & SIGNED)


def test_no_row_holds_anything_of_whoever_rates(comment: Comment) -> None:
    # A number that is nothing else in these tables.
    vera = User.objects.create(pk=8_675_309, email="vera@example.org", display_name="Vera Quill")
    everything_rated(comment, vera)
    actions.rank_comments(debate=comment.debate, now=NOW)
    stored = repr([[*table._base_manager.values()] for table in (Rating, Ranking, Rank)])
    for trace in ("8675309", "vera@", "Vera", "Quill"):
        assert trace not in stored


def test_rating_and_commenting_say_nothing_to_any_log(
    comment: Comment, vera: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    everything_rated(comment, vera)
    say(comment.debate, vera, "An answer.", parent=comment, shows_stance=True)
    # The Markdown parser names its rules.
    others = [record for record in caplog.records if not record.name.startswith(("asyncio", "markdown_it"))]
    assert [record.getMessage() for record in others] == []


def test_no_transaction_marks_an_account_and_a_rating(comment: Comment, vera: User) -> None:
    # What PostgreSQL keeps with each row: which transaction wrote it, and which locked or ended it.
    rate(comment, vera)
    if connection.vendor == "sqlite":
        # It keeps nothing of the kind.
        with pytest.raises(OperationalError, match="xmin"), transaction.atomic():
            Rating.objects.extra(select={"wrote": "xmin"}).first()
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT xmin::text FROM {Rating._meta.db_table}")  # noqa: S608
        wrote = {row[0] for row in cursor.fetchall()}
        cursor.execute(f"SELECT xmax::text FROM {User._meta.db_table}")  # noqa: S608
        locked = {row[0] for row in cursor.fetchall()}
    assert len(wrote) == 1
    assert not wrote & (locked - {"0"})
