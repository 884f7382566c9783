"""The threads of a debate's comments, a page at a time: the same few queries however many there are."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import get_language, gettext, pgettext

from debates.comments import policies
from debates.comments.models.comments import ANSWERS_ON_PAGE, thread_url
from debates.comments.queries.finding import PAGE, places_after
from debates.comments.queries.first import beginnings_of
from debates.comments.queries.places import QUESTION, Listed, Order
from debates.comments.queries.rows import CommentRow, answers_in, comments_of
from debates.comments.queries.shapes import Choice, ThreadList, ThreadPage
from debates.comments.queries.showing import Surroundings, thread_views, threads_shown
from debates.comments.queries.texts import TextFacts
from debates.comments.queries.valuing import is_across_sides
from debates.publishing.models import Debate

# ---------------------------------------------------------------- a list of threads


def thread_list(
    debate: Debate, listed: Listed, texts: Mapping[int, TextFacts], now: datetime
) -> ThreadList | None:
    """Answer a page of a debate's threads, the pinned ones first on the first; nothing on an unknown side.

    The debate comes with its `discussion` and `ranking`. Pages are stable while new comments arrive; a thread
    that a new ranking moves meanwhile may stand on two of them, or on none.
    """
    positions = {text.letter: text.position for text in texts.values() if text.position}
    if listed.on not in {"", QUESTION, *positions}:
        return None
    position = positions.get(listed.on)
    places = places_after(debate, listed, position)
    asked = [place.comment for place in places[:PAGE]]
    pinned_on = [*positions.values()] if not listed.on else [position] if position else []
    found = {thread.pk: thread for thread in beginnings_of(asked, [] if listed.after else pinned_on)}
    comments = comments_of(pk for thread in found.values() for pk in (thread.pk, *thread.answers))
    pinned = [comments[pk] for pk in found.keys() - set(asked) if pk in comments]
    pinned.sort(key=lambda comment: pinned_on.index(comment.position_id or 0))
    roots = [*(root.pk for root in pinned), *(pk for pk in asked if pk in comments and pk in found)]
    takes_comments = bool(policies.takes_comments(debate, now))
    rows = tuple(comments.values())
    around = Surroundings.of(debate, rows, texts, takes_answers=takes_comments)
    return ThreadList(
        threads=threads_shown(tuple(found[pk] for pk in roots), rows, around, get_language()),
        filters=filters_of(listed, texts),
        orders=orders_of(listed),
        next=listed.query(after=str(places[PAGE - 1])) if len(places) > PAGE else "",
        takes_comments=takes_comments,
        counts_alike=bool(roots) and listed.order is Order.VALUED and not is_across_sides(debate),
    )


def filters_of(listed: Listed, texts: Mapping[int, TextFacts]) -> tuple[Choice, ...]:
    """Answer the filters: all, each position, the question."""
    sides = {text.letter: text.label for text in texts.values() if text.letter}
    labels = {"": pgettext("which comments", "All"), **sides, QUESTION: gettext("On the question")}
    return tuple(
        Choice(label, Listed(listed.order, on).query(), on == listed.on, on if on in sides else "")
        for on, label in labels.items()
    )


def orders_of(listed: Listed) -> tuple[Choice, ...]:
    """Answer the orders that a list can have."""
    labels = {
        Order.VALUED: pgettext("order of comments", "Valued across sides"),
        Order.NEWEST: pgettext("order of comments", "Newest"),
        Order.OLDEST: pgettext("order of comments", "Oldest"),
    }
    return tuple(
        Choice(label, Listed(order, listed.on).query(), order is listed.order)
        for order, label in labels.items()
    )


# ---------------------------------------------------------------- one thread


def thread_page(
    debate: Debate, root: CommentRow, page: int, texts: Mapping[int, TextFacts], now: datetime
) -> ThreadPage | None:
    """Answer a page of a thread, which begins with `root`; nothing beyond its last page.

    Each page holds a hundred numbers of answers, so that an answer stays on its page whatever comes later.
    """
    last = max(-(-root.reply_count // ANSWERS_ON_PAGE), 1)
    if not 1 <= page <= last:
        return None
    before = (page - 1) * ANSWERS_ON_PAGE
    answers = answers_in(root.pk, before + 1, before + ANSWERS_ON_PAGE)
    takes_comments = bool(policies.takes_comments(debate, now))
    around = Surroundings.of(debate, [root, *answers], texts, takes_answers=takes_comments)
    return ThreadPage(
        id=root.pk,
        url=thread_url(debate.slug, root.pk),
        comments=thread_views(root, answers, around),
        page=page,
        previous=page - 1,
        next=page + 1 if page < last else 0,
        takes_comments=takes_comments,
    )
