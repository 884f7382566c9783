"""What a comment depends on: its debate, what is set about that one's comments, and the key of its poll.

Written out: everything that is posted asks one of these, and Django takes longer to write such a question,
and to make models of what it answers, than the answer takes.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField

from accounts.questions import rows
from accounts.rows import Columns
from debates.comments.models import Comment, Discussion
from debates.publishing.models import Debate, Essay, Position, Text
from debates.stances.models import PollKey

COMMENT = Columns(Comment, "comment")
DEBATE, DISCUSSION, KEY = (
    Columns(Debate, "debate"),
    Columns(Discussion, "discussion"),
    Columns(PollKey, "pollkey"),
)

TEXT, ESSAY, POSITION = Columns(Text, "part"), Columns(Essay, "essay"), Columns(Position, "position")

BESIDE = """
    LEFT JOIN comments_discussion AS discussion ON discussion.debate_id = debate.id
    LEFT JOIN stances_pollkey AS pollkey ON pollkey.debate_id = debate.id
"""
OF_DEBATE = f"""
    SELECT {DEBATE}, {DISCUSSION}, {KEY} FROM publishing_debate AS debate {BESIDE} WHERE debate.slug = %s
"""  # noqa: S608 - names of our own columns
OF_COMMENT = f"""
    SELECT {COMMENT}, {DEBATE}, {DISCUSSION}, {KEY}
    FROM comments_comment AS comment
    JOIN publishing_debate AS debate ON debate.id = comment.debate_id {BESIDE}
    WHERE comment.id = %s
"""  # noqa: S608
OF_TEXT = f"""
    SELECT {TEXT}, {ESSAY}, {POSITION} FROM publishing_text AS part
    LEFT JOIN publishing_essay AS essay ON essay.id = part.essay_id
    LEFT JOIN publishing_position AS position ON position.id = essay.position_id
    WHERE part.debate_id = %s AND part.id = %s
"""  # noqa: S608
# The row alone is locked, and not its key: others comment in the same debate and rate it meanwhile.
LOCKED = "FOR NO KEY UPDATE OF comment"


def debate_around(slug: str) -> Debate | None:
    """Answer the debate at this address, whoever may see it, with what its comments depend on."""
    row = only_row(OF_DEBATE, slug)
    return debate_in(row, 0) if row else None


def comment_around(pk: int, *, locked: bool = False) -> Comment | None:
    """Answer a comment with its debate and what depends on that; kept from others if `locked`."""
    lock = LOCKED if locked and connection.features.has_select_for_update_of else ""
    row = only_row(OF_COMMENT + lock, pk)
    comment = COMMENT.model_of(row) if row else None
    if row and comment is not None:
        comment.debate = debate_in(row, len(COMMENT))
    return comment


def text_of(debate: Debate, pk: int) -> Text | None:
    """Answer a text of a debate with the position that it argues, shown to readers or not."""
    row = only_row(OF_TEXT, debate.pk, pk)
    text: Any = TEXT.model_of(row) if row else None
    if row and text is not None:
        text.debate = debate
        text.essay = ESSAY.model_of(row, len(TEXT))
        if text.essay is not None:
            text.essay.position = POSITION.model_of(row, len(TEXT) + len(ESSAY))
    found: Text | None = text
    return found


def only_row(question: str, *asked: str | int) -> Sequence[Any] | None:
    """Answer the row that answers a question; nothing where there is none.

    A number that no row could have finds none.
    """
    if any(isinstance(one, int) and abs(one) > BigIntegerField.MAX_BIGINT for one in asked):
        return None
    found = rows(question, asked)
    return found[0] if found else None


def debate_in(row: Sequence[Any], begin: int) -> Any:
    """Answer the debate whose columns begin there, with what stands after them."""
    debate: Any = DEBATE.model_of(row, begin)
    after = begin + len(DEBATE)
    found = (
        (Debate.discussion, DISCUSSION.model_of(row, after)),
        (Debate.poll_key, KEY.model_of(row, after + len(DISCUSSION))),
    )
    for beside, model in found:
        # As Django keeps what it has fetched with a debate, and where it has looked in vain.
        beside.related.set_cached_value(debate, model)
        if model is not None:
            model.debate = debate
    return debate
