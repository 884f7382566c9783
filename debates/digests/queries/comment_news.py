"""The comments that somebody is told of, as letters show them."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from debates.comments.visibility import SHOWN
from debates.digests.models import Told, Why
from debates.digests.queries.contents import line_of, whole
from debates.digests.queries.shapes import CommentNews
from debates.publishing.languages import direction_of
from debates.publishing.workflow import PUBLIC

SAID = (
    *("digest", "why", "comment__plain", "comment__number", "comment__thread"),
    *("comment__author_name", "comment__imported_from", "comment__author__display_name"),
    *("comment__debate__slug", "comment__debate__question", "comment__debate__language"),
)
"""What of a comment is said in a letter."""


def told_in(digests: Iterable[int]) -> Mapping[int, tuple[CommentNews, ...]]:
    """Answer the comments that these digests tell, oldest first, those that readers see now. One query."""
    found: dict[int, tuple[CommentNews, ...]] = {}
    rows = Told.objects.filter(digest__in=digests).order_by("comment__created_at", "comment")
    for row in shown(rows).only(*SAID):
        found[row.digest_id or 0] = (*found.get(row.digest_id or 0, ()), news_of(row))
    return found


def told_at_once(comment: int, subscriber: int) -> Told | None:
    """Answer what somebody is told of at once, where readers see it now."""
    rows = Told.objects.filter(comment=comment, subscriber=subscriber, at_once=True)
    return shown(rows.select_related("subscriber__user")).first()


def told_before(told: Told) -> Told | None:
    """Answer what somebody was last told at once of the same thread, before this."""
    thread = told.comment.thread_id or told.comment_id
    earlier = Told.objects.filter(subscriber=told.subscriber_id, at_once=True, pk__lt=told.pk)
    return earlier.filter(comment__thread=thread).order_by("-pk").first()


def shown(rows: QuerySet[Told]) -> QuerySet[Told]:
    """Answer those whose comment readers see now, with all that a letter says of it."""
    seen = rows.filter(comment__visibility__in=[*SHOWN], comment__debate__status__in=PUBLIC)
    return seen.select_related("comment__debate", "comment__author")


def news_of(told: Told) -> CommentNews:
    """Answer a comment as letters show it."""
    comment = told.comment
    return CommentNews(
        is_reply=told.why == Why.REPLY,
        question=comment.debate.question,
        debate_url=whole(comment.debate.get_absolute_url()),
        comment=line_of(comment),
        thread=comment.thread_id or comment.pk,
        language=comment.debate.language,
        direction=direction_of(comment.debate.language),
    )
