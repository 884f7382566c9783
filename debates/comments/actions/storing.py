"""Stores a comment, what it says, and what the screening made of it: all of them or none."""

from datetime import datetime

from django.db import connection

from accounts.rows import Columns, write_together
from debates.comments.models import Comment, Screened
from debates.comments.screening import Screening

COMMENT = Columns(Comment, "comment")
FOUND = Screened._meta.get_field("found")

REVISION = """
    INSERT INTO comments_commentrevision (comment_id, number, source, at)
    SELECT comment.id, %(revision)s, %(source)s, %(at)s FROM comment RETURNING id
"""
SCREENED = """
    INSERT INTO comments_screened (revision_id, outcome, rule, found)
    SELECT revision.id, %(outcome)s, %(rule)s, %(found)s FROM revision RETURNING id
"""
KNOWN = "SELECT CAST(%(id)s AS bigint) AS id"


def store(comment: Comment, said: Screening) -> None:
    """Store a new comment with its first revision, and give it its number."""
    asked = {**COMMENT.stored(comment), **asked_of(comment, 1, said, comment.created_at)}
    written = write_together(
        asked, answer="comment", comment=COMMENT.insert, revision=REVISION, screened=SCREENED
    )
    (comment.pk,) = written or ()
    comment._state.adding = False
    comment._state.db = connection.alias


def record(comment: Comment, number: int, said: Screening, now: datetime) -> None:
    """Keep what a comment says now, and what the screening made of it."""
    asked = {"id": comment.pk, **asked_of(comment, number, said, now)}
    write_together(asked, answer="screened", comment=KNOWN, revision=REVISION, screened=SCREENED)


def asked_of(comment: Comment, number: int, said: Screening, at: datetime) -> dict[str, object]:
    """Answer what is written of a revision and its screening."""
    return {
        "revision": number,
        "source": comment.source,
        "at": connection.ops.adapt_datetimefield_value(at),
        "outcome": said.outcome.value,
        "rule": said.rule.value if said.rule else "",
        "found": FOUND.get_db_prep_save([*said.found], connection),
    }
