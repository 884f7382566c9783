"""Pages of comments as the public views read them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

from debates.comments.models import Comment, Rank
from debates.comments.queries.places import Listed
from debates.comments.queries.rows import listed_comment
from debates.comments.queries.shapes import (
    CommentView,
    ThreadList,
    ThreadPage,
)
from debates.comments.queries.texts import texts_of
from debates.comments.queries.threads import thread_list, thread_page
from debates.publishing.models import Debate
from tests.comments.rows import essay_text
from tests.makers import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def page_of(debate: Debate, order: str = "", on: str = "", after: str = "") -> ThreadList:
    """Answer a page of a list."""
    found = Debate.objects.select_related("discussion", "ranking").get(pk=debate.pk)
    listed = Listed.of(order=order, on=on, after=after)
    assert listed is not None
    page = thread_list(found, listed, texts_of(found), NOW)
    assert page is not None
    return page


def ids(page: ThreadList) -> list[int]:
    """Answer the threads of a page."""
    return [thread.id for thread in page.threads]


def all_pages(
    debate: Debate, between: Callable[[], object] = lambda: None, **asked: str
) -> Iterator[list[int]]:
    """Answer the threads of each page in turn; `between` two of them something may happen."""
    page = page_of(debate, **asked)
    yield ids(page)
    while page.next:
        between()
        after = page.next.partition("after=")[2]
        page = page_of(debate, **{**asked, "after": after})
        yield ids(page)


def joined(pages: Iterable[list[int]]) -> list[int]:
    """Answer the threads of all pages."""
    return [*chain.from_iterable(pages)]


def many_answers(root: Comment, number: int) -> list[Comment]:
    """Answer so many answers to a comment, written at once."""
    fields = {"thread": root, "parent": root, "depth": 2, "source": "Aye.", "html": "<p>Aye.</p>"}
    fields |= {"visibility": "published", "was_public": True, "created_at": NOW}
    rows = [Comment(debate=root.debate, number=place, **fields) for place in range(1, number + 1)]
    Comment.objects.filter(pk=root.pk).update(reply_count=number)
    return Comment.objects.bulk_create(rows)


def thread_of(root: Comment, page: int = 1) -> ThreadPage:
    """Answer a page of a thread."""
    debate = Debate.objects.select_related("discussion", "ranking").get(pk=root.debate_id)
    found = listed_comment(debate, root.pk)
    assert found is not None
    shown = thread_page(debate, found, page, texts_of(debate), NOW)
    assert shown is not None
    return shown


def view(comment: Comment) -> CommentView:
    """Answer how a comment stands on the page of its thread."""
    thread = thread_of(comment.thread or comment)
    return next(found for found in thread.comments if found.id == comment.pk)


def place(comment: Comment, at: int | None, **fields: Any) -> None:
    """Give a comment its place in the ranking of its debate."""
    said = {"score": 0.5, "helpful": 0, "ratings": 0, "position_id": comment.position_id, **fields}
    Rank.objects.create(comment=comment, debate=comment.debate, place=at, **said)


def on_side(debate: Debate, order: int) -> dict[str, Any]:
    """Answer the fields of a comment on the essay of this side."""
    text = essay_text(debate, order)
    assert text.essay is not None
    return {"text": text, "position": text.essay.position}


def arranged(comments: tuple[CommentView, ...]) -> list[tuple[int, int]]:
    """Answer the comments of a thread as they stand, each with its depth."""
    return [(comment.id, comment.depth) for comment in comments]
