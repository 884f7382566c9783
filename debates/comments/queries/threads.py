"""The threads of a debate's comments, a page at a time: the same few queries however many there are."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from debates.comments import policies
from debates.comments.models import Comment
from debates.comments.models.comments import ANSWERS_ON_PAGE
from debates.comments.queries.first import Beginning, beginnings_of
from debates.comments.queries.places import QUESTION, Listed, Order, Place
from debates.comments.queries.shapes import Choice, ThreadList, ThreadPage, ThreadView
from debates.comments.queries.showing import Surroundings, thread_views
from debates.comments.queries.texts import MOST_COUNTED, CountOf, TextFacts
from debates.comments.queries.valuing import is_across_sides
from debates.publishing.models import Debate

PAGE = 20


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
    places = places_after(debate, listed, position, PAGE + 1)
    asked = [place.comment for place in places[:PAGE]]
    pinned_on = [*positions.values()] if not listed.on else [position] if position else []
    found = {thread.root: thread for thread in beginnings_of(asked, [] if listed.after else pinned_on)}
    comments = comments_of(found.values())
    pinned = [comments[pk] for pk in found.keys() - set(asked) if pk in comments]
    pinned.sort(key=lambda comment: pinned_on.index(comment.position_id))
    roots = [*pinned, *(comments[pk] for pk in asked if pk in comments and pk in found)]
    takes_comments = bool(policies.takes_comments(debate, now))
    around = Surroundings.of(debate, [*comments.values()], texts, takes_answers=takes_comments)
    return ThreadList(
        threads=tuple(thread_view(root, found[root.pk], comments, around) for root in roots),
        filters=filters_of(listed, texts),
        orders=orders_of(listed),
        next=listed.query(after=str(places[PAGE - 1])) if len(places) > PAGE else "",
        takes_comments=takes_comments,
        counts_alike=bool(roots) and listed.order is Order.VALUED and not is_across_sides(debate),
    )


def places_after(debate: Debate, listed: Listed, position: int | None, many: int) -> list[Place]:
    """Answer the next places of a list that pinned comments are left out of."""
    if listed.order is not Order.VALUED:
        return by_time(unpinned(debate, listed, position), listed, many)
    places = []
    if listed.after is None or listed.after.moment is None:
        places = by_rank(debate, listed, position, many)
    if len(places) < many:
        without_rank = unpinned(debate, listed, position).filter(rank__place=None)
        places += by_time(without_rank, listed, many - len(places))
    return places


def unpinned(debate: Debate, listed: Listed, position: int | None) -> QuerySet[Comment]:
    """Answer the threads of a list but the pinned ones."""
    threads = Comment.objects.threads(debate).listed().filter(pinned=False)
    return threads.filter(position=position) if listed.on else threads


def by_rank(debate: Debate, listed: Listed, position: int | None, many: int) -> list[Place]:
    """Answer the next threads that the ranking has given a place."""
    after = listed.after.rank if listed.after else 0
    side = {"rank__position": position} if position else {"rank__position__isnull": True} if listed.on else {}
    ranked = Comment.objects.filter(rank__debate=debate, rank__place__gt=after, pinned=False, **side)
    found = ranked.listed().order_by("rank__place").values_list("rank__place", "pk")[:many]
    return [Place(rank=place or 0, comment=pk) for place, pk in found]


def by_time(threads: QuerySet[Comment], listed: Listed, many: int) -> list[Place]:
    """Answer the next threads by when they were written."""
    after, oldest_first = listed.after, listed.order is Order.OLDEST
    if after and after.moment:
        # The first condition is the one that an index answers.
        if oldest_first:
            threads = threads.filter(created_at__gte=after.moment)
            threads = threads.filter(Q(created_at__gt=after.moment) | Q(pk__gt=after.comment))
        else:
            threads = threads.filter(created_at__lte=after.moment)
            threads = threads.filter(Q(created_at__lt=after.moment) | Q(pk__lt=after.comment))
    in_order = threads.order_by(*(("created_at", "pk") if oldest_first else ("-created_at", "-pk")))
    return [Place(moment=at, comment=pk) for at, pk in in_order.values_list("created_at", "pk")[:many]]


def comments_of(threads: Iterable[Beginning]) -> dict[int, Any]:
    """Answer the comments of these threads by their numbers, in one query."""
    wanted = [pk for thread in threads for pk in (thread.root, *thread.answers)]
    return {comment.pk: comment for comment in as_shown(Comment.objects.filter(pk__in=wanted))}


def as_shown(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Answer comments with what readers see of them, and the one that each answers by name.

    With them come whether what they quote still stands in its text, and how many minds they changed. The
    database looks into the text: texts are long, and no page needs them for this.
    """
    paragraph = Concat(Value('id="'), F("paragraph"), Value('"'))
    stands: Any = GreaterThan(StrIndex(F("text__html"), paragraph), 0)
    changed = Comment.objects.order_by().shown().filter(debate=OuterRef("debate"), parent=OuterRef("pk"))
    return (
        comments.select_related("rank", "parent")
        .defer("source", "plain")
        .defer(*(f"parent__{field}" for field in ("source", "html", "plain", "quote")))
        .annotate(
            paragraph_stands=Case(When(quote="", then=False), default=stands, output_field=BooleanField()),
            minds=CountOf(changed.filter(changed_mind=True).values("pk")),
        )
    )


def thread_view(
    root: Any, thread: Beginning, comments: Mapping[int, Any], around: Surroundings
) -> ThreadView:
    """Answer a thread as a list shows it."""
    answers = [comments[pk] for pk in thread.answers if pk in comments]
    more = thread.counted - len(answers)
    return ThreadView(
        id=root.pk,
        url=thread_url(around.debate, root.pk),
        comments=thread_views(root, answers, around),
        more=min(more, MOST_COUNTED),
        many_more=more > MOST_COUNTED,
    )


def thread_url(debate: Debate, pk: int) -> str:
    """Answer the page of a thread."""
    return reverse("reading:thread", args=[debate.slug, pk])


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


def thread_page(root: Comment, page: int, texts: Mapping[int, TextFacts], now: datetime) -> ThreadPage | None:
    """Answer a page of a thread, which comes with its debate; nothing beyond its last page.

    Each page holds a hundred numbers of answers, so that an answer stays on its page whatever comes later.
    """
    last = max(-(-root.reply_count // ANSWERS_ON_PAGE), 1)
    if not 1 <= page <= last:
        return None
    debate = root.debate
    first = (page - 1) * ANSWERS_ON_PAGE
    answers = Comment.objects.listed().filter(
        thread=root, number__gt=first, number__lte=first + ANSWERS_ON_PAGE
    )
    rows = [*as_shown(answers).order_by("number")]
    takes_comments = bool(policies.takes_comments(debate, now))
    around = Surroundings.of(debate, [root, *rows], texts, takes_answers=takes_comments)
    return ThreadPage(
        id=root.pk,
        url=thread_url(debate, root.pk),
        comments=thread_views(root, rows, around),
        page=page,
        previous=page - 1,
        next=page + 1 if page < last else 0,
        takes_comments=takes_comments,
    )


def listed_comment(debate: Debate, pk: int) -> Comment | None:
    """Answer a comment of a debate that has a place on its pages, shown or as a stub."""
    found = as_shown(Comment.objects.filter(debate=debate, pk=pk).listed()).first()
    if found is not None:
        found.debate = debate
    return found
