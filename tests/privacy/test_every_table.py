"""No table is forgotten: an export looks through whatever leads to a person, or it is named here with why.

A column leads to a person where it refers to an account or to a row that belongs to somebody, and where it
holds an address or a pseudonym. It is looked through where a query of the export finds rows by it.
"""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from debates.privacy.queries import parts_about
from debates.publishing.models import Debate
from tests.stances.votes import vote

BELONGS = {
    "accounts.User",
    "account.EmailAddress",
    "socialaccount.SocialAccount",
    "comments.Comment",
    "comments.CommentRevision",
    "digests.Subscriber",
    "digests.Digest",
    "moderation.Case",
    "moderation.Notice",
    "moderation.Penalty",
    "moderation.Proposal",
    "publishing.Contributor",
}
"""Models whose rows belong to somebody: what refers to one may belong to them, too."""

HOLDS = {"email", "recipient", "voter", "address"}
"""What a column is called that holds an address or a pseudonym."""

OTHERS = "It is other people’s, though it is about something of theirs."
SECRET = "It is a secret, and says nothing else."
MEANWHILE = "It says what the site does with a public row, and nothing of a person."
ELSEWHERE = "The row is found by another column."

LEFT_OUT = {
    "account.EmailConfirmation.email_address": SECRET,
    "socialaccount.SocialToken.account": SECRET,
    "digests.FormerSubscriber.subscriber": SECRET,
    "publishing.Text.saved_by": "The revision says the same, and is found.",
    "comments.Comment.thread": OTHERS,
    "comments.Comment.parent": OTHERS,
    "comments.Rating.comment": OTHERS,
    "comments.Rank.comment": "Counted from what others rated, and shown beside the comment.",
    "digests.Announced.comment": MEANWHILE,
    "digests.Valued.comment": MEANWHILE,
    "digests.Subscription.thread": ELSEWHERE,
    "digests.Told.comment": ELSEWHERE,
    "digests.Told.digest": ELSEWHERE,
    "account.EmailAddress.email": ELSEWHERE,
    "accounts.User.email": ELSEWHERE,
    "moderation.Appeal.penalty": ELSEWHERE,
}
"""Columns that lead to a person and that no export looks through, with why."""


def leads_to_a_person(field: models.Field) -> bool:
    related = field.related_model
    if related is not None:
        return related._meta.label in BELONGS
    return isinstance(field, models.EmailField) or field.name in HOLDS


def columns() -> Iterator[tuple[str, str, str]]:
    """Answer every column that leads to a person: its name here, its table, its name there."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if leads_to_a_person(field):
                yield f"{model._meta.label}.{field.name}", model._meta.db_table, field.column


def looked_through(person: User) -> set[tuple[str, str]]:
    """Answer every column by which an export finds rows, as table and column."""
    with CaptureQueriesContext(connection) as asked:
        for part in parts_about(person):
            tuple(part.rows())
    conditions = (sql["sql"].partition(" FROM ")[2] for sql in asked.captured_queries)
    return {found for text in conditions for found in re.findall(r'"(\w+)"\."(\w+)"', text)}


@pytest.mark.django_db
def test_whatever_leads_to_a_person_is_exported_or_left_out_for_a_reason(debate: Debate, vera: User) -> None:
    vote(debate, vera)
    found = looked_through(vera)
    missing = {name for name, table, column in columns() if (table, column) not in found}
    assert missing == {*LEFT_OUT}


def test_the_models_that_belong_to_somebody_are_there() -> None:
    assert {model._meta.label for model in apps.get_models()} >= BELONGS
