"""Comments and ratings as tests make them, through the actions that the site uses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from accounts.verdicts import Refused
from debates.comments import actions
from debates.comments.models import Comment, CommentRevision, Rating, Screened
from debates.publishing.models import Debate, Text
from tests.makers import NOW

WORDS = "The tide decides, not the harbour board."
WHY = "I had not thought of the seals, which leave where it is loud for years."


def say(debate: Debate, by: Any, source: str = WORDS, **given: Any) -> Comment:
    """Answer what was posted, by somebody who comes with how they stand, in the debate as it is now."""
    read = Debate.objects.select_related("discussion", "poll_key").get(pk=debate.pk)
    return actions.post_comment(debate=read, by=by, source=source, **{"now": NOW, **given})


def written(debate: Debate, source: str = WORDS, **fields: Any) -> Comment:
    """Answer a comment that stands in the tables without having been posted: published, of nobody."""
    said = {"html": f"<p>{source}</p>", "plain": source, "visibility": "published", "was_public": True}
    comment = Comment(debate=debate, source=source, **{**said, "created_at": NOW, **fields})
    comment.save(force_insert=True)
    CommentRevision.objects.create(comment=comment, number=1, source=source, at=NOW)
    return comment


def answered(parent: Comment, source: str = WORDS, **fields: Any) -> Comment:
    """Answer an answer to a comment that stands in the tables so, the next of its thread."""
    thread = parent.thread_id or parent.pk
    number = Comment.objects.filter(thread=thread).count() + 1
    Comment.objects.filter(pk=thread).update(reply_count=number)
    place = {"thread_id": thread, "parent": parent, "number": number, "depth": min(parent.depth + 1, 3)}
    return written(parent.debate, source, **place, **fields)


def essay_text(debate: Debate, order: int = 1) -> Text:
    """Answer the text of the opening essay on the position of this order."""
    return Text.objects.get(debate=debate, essay__position__order=order, essay__round="opening")


def first_paragraph(text: Text) -> tuple[str, str]:
    """Answer the first paragraph of a text, and what it says."""
    from debates.comments.actions.placing import paragraphs_of

    return next(iter(paragraphs_of(text).items()))


def rate(comment: Comment, by: Any, helpful: bool | None = True, **given: Any) -> None:
    """Rate a comment."""
    actions.rate_comment(comment=comment, by=by, helpful=helpful, **{"now": NOW, **given})


def stored() -> dict[str, list[dict[str, Any]]]:
    """Answer every row that a comment makes, so that a test can say that nothing was written."""
    tables: tuple[type[models.Model], ...] = (Comment, CommentRevision, Screened, Rating)
    return {table.__name__: [*table._base_manager.order_by("pk").values()] for table in tables}


def refusal(act: Callable[[], object]) -> str:
    """Answer the sentence with which an action was refused, having written nothing."""
    before = stored()
    with pytest.raises(Refused) as refused:
        act()
    assert stored() == before
    return str(refused.value)
