"""The page of a debate as it is usually written: Django's models, joined and fetched ahead in a fixed number
of queries, an include for each comment, and nothing kept or worded beforehand.

Beside it the page with nothing but its own templates as they are usually written: it asks what the page asks.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant
from accounts.roles import Role
from debates.comments.models import Comment
from debates.comments.policies import takes_comments
from debates.comments.queries.authors import Person
from debates.comments.queries.finding import PAGE
from debates.comments.queries.first import MOST_ANSWERS, Beginning
from debates.comments.queries.places import Listed, Place
from debates.comments.queries.rows import CommentRow
from debates.comments.queries.shapes import ThreadList
from debates.comments.queries.showing import Surroundings, thread_view
from debates.comments.queries.texts import TextFacts, facts_of
from debates.comments.queries.threads import filters_of, orders_of
from debates.comments.queries.valuing import is_across_sides
from debates.comments.visibility import SHOWN
from debates.publishing.canon import canonical, is_shown
from debates.publishing.models import Correction, Debate, Kind, Text
from debates.publishing.position_order import rotated
from debates.publishing.stored_html import safe
from debates.reading import queries
from debates.reading.found import within
from debates.reading.public import ReaderOrder
from debates.reading.shapes import DebatePage
from debates.reading.structured_data import debate_data
from debates.reading.views import readable
from debates.stances.options import Phase
from debates.stances.queries.results import summary_of


def naive(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer what the page of the debate says."""
    beside = Debate.objects.select_related("lead_image", "poll_key", "discussion", "ranking")
    debate = get_object_or_404(
        beside.public().prefetch_related("topics", Prefetch("texts", texts_with_counts())), slug=slug
    )
    return rendered(request, page_of(debate, ReaderOrder(request), timezone.now()))


def with_includes(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer what the page of the debate says, from the same questions to the database."""
    return rendered(request, queries.debate_page(readable(slug), ReaderOrder(request), timezone.now()))


def rendered(request: HttpRequest, page: DebatePage) -> HttpResponse:
    """Answer the page with an include for each comment."""
    return render(request, "reading/debate.html", {"page": page, "data": debate_data(page)}, using="naive")


def texts_with_counts() -> QuerySet[Text]:
    """Answer texts with who signed them, and how much each is discussed and was corrected."""
    shown = Q(comments__visibility__in=[*SHOWN])
    changed = shown & Q(comments__parent=None, comments__changed_mind=True)
    newest = Correction.objects.filter(text=OuterRef("pk")).order_by("-at", "-pk")
    return Text.objects.select_related("essay__position", "essay__contributor__portrait").annotate(
        on_it=Count("comments", filter=shown),
        minds=Count("comments", filter=changed),
        corrected_at=newest.values("at")[:1],
    )


def page_of(debate: Debate, order: ReaderOrder, now: datetime) -> DebatePage:
    """Answer the page from models, as `debates.reading.queries.debate_page` does from rows."""
    texts = sorted(within(debate, debate.texts.all()), key=canonical)
    shown = [text for text in texts if is_shown(text)]
    discussed = {text.pk: facts_of(text) for text in texts}
    sides = queries.sides_of(shown, discussed)
    arm = order.arm(debate.pk, len(sides))
    in_order = rotated(sides, arm)
    said = {text.kind: text for text in shown if text.essay is None}
    introduction, conclusion = (said.get(kind) for kind in (Kind.INTRODUCTION, Kind.CONCLUSION))
    takes_ballots = debate.takes_ballots(now)
    phases = (Phase.BEFORE, Phase.AFTER) if takes_ballots else ()
    before, after = [queries.stance_links(debate, in_order, arm, phase) for phase in phases] or ((), ())
    return DebatePage(
        debate=queries.debate_view(debate, in_order, shown, now, topics=debate.topics.all()),
        introduction=safe(introduction.html if introduction else ""),
        later_rounds=queries.later_rounds_of(in_order),
        conclusion=safe(conclusion.html if conclusion else ""),
        references=queries.references_of(debate.references.order_by("order", "pk"), shown, texts),
        stances_before=before,
        stances=after,
        results=summary_of(debate, now),
        results_url=reverse("stances:results" if takes_ballots else "reading:results", args=[debate.slug]),
        comments=threads_of(debate, texts, discussed, now),
        introduction_id=introduction.pk if introduction else 0,
    )


# ---------------------------------------------------------------- comments


def threads_of(debate: Debate, texts: list[Text], facts: dict[int, TextFacts], now: datetime) -> ThreadList:
    """Answer the first page of threads: what is pinned, then by their places, then the newest."""
    listed = with_authors(Comment.objects.filter(debate=debate)).listed()
    threads = listed.filter(parent=None).prefetch_related(Prefetch("answers", listed.order_by("number")))
    by_place = threads.order_by(F("rank__place").asc(nulls_last=True), "-created_at", "-pk")
    found = [*by_place.filter(pinned=False)[: PAGE + 1]]
    roots = [*threads.filter(pinned=True).order_by("position__order"), *found[:PAGE]]
    shown = [comment for root in roots for comment in (root, *root.answers.all()[:MOST_ANSWERS])]
    html = {text.pk: text.html for text in texts}
    rows = {comment.pk: row_of(comment, html) for comment in shown}
    ranking = getattr(debate, "ranking", None)
    takes = bool(takes_comments(debate, now))
    around = Surroundings(
        slug=debate.slug,
        url=debate.get_absolute_url(),
        language=debate.language,
        groups=tuple(group for group, _members in ranking.groups) if ranking else (),
        facts=tuple(facts.items()),
        people=tuple(people_in(shown, texts)),
        takes_answers=takes,
    )
    return ThreadList(
        threads=tuple(thread_view(beginning_of(root), rows, around) for root in roots),
        filters=filters_of(Listed(), facts),
        orders=orders_of(Listed()),
        next=Listed().query(after=str(place_of(found[PAGE - 1]))) if len(found) > PAGE else "",
        takes_comments=takes,
        counts_alike=bool(roots) and not is_across_sides(debate),
    )


def with_authors(comments: QuerySet[Comment]) -> Any:
    """Answer comments with their ranks, what they answer, and what their authors are."""
    grants = RoleGrant.objects.current().filter(user=OuterRef("author"))
    return comments.select_related("rank", "parent", "author__contributor").annotate(
        minds=Count("replies", filter=Q(replies__changed_mind=True, replies__visibility__in=[*SHOWN])),
        edits=Exists(grants.filter(role=Role.EDITOR)),
        moderates=Exists(grants.filter(role=Role.MODERATOR)),
    )


def place_of(thread: Any) -> Place:
    """Answer where the next page begins after this thread."""
    rank = getattr(thread, "rank", None)
    if rank is None or rank.place is None:
        return Place(moment=thread.created_at, comment=thread.pk)
    return Place(rank=rank.place)


def beginning_of(root: Any) -> Beginning:
    """Answer a thread by its first answers and how many it has."""
    answers = [answer.pk for answer in root.answers.all()]
    first = answers[:MOST_ANSWERS] + [None] * (MOST_ANSWERS - len(answers))
    return Beginning._make([root.pk, *first, len(answers)])


OF_COMMENT = CommentRow._fields[: CommentRow._fields.index("paragraph_stands")]


def row_of(comment: Any, html: Mapping[int, str]) -> CommentRow:
    """Answer a comment in the form that the site makes its values from."""
    rank, parent = getattr(comment, "rank", None), comment.parent
    return CommentRow(
        **{name: getattr(comment, name) for name in OF_COMMENT},
        paragraph_stands=bool(comment.quote) and f'id="{comment.paragraph}"' in html[comment.text_id],
        minds=comment.minds,
        rank__is_new=rank.is_new if rank else None,
        rank__helpful=rank.helpful if rank else None,
        rank__ratings=rank.ratings if rank else None,
        rated=json.dumps(rank.groups) if rank else None,
        parent__thread_id=parent.thread_id if parent else None,
        parent__depth=parent.depth if parent else None,
        parent__number=parent.number if parent else None,
        parent__visibility=parent.visibility if parent else None,
    )


def people_in(comments: Iterable[Any], texts: Iterable[Text]) -> Iterator[Person]:
    """Answer the authors of comments, with what they are to the debate of these texts."""
    essays = [text.essay for text in texts if text.essay and is_shown(text)]
    argues = {essay.contributor_id: essay.position.order for essay in reversed(essays)}
    for comment in {comment.author_id: comment for comment in comments if comment.author_id}.values():
        author = comment.author
        signed = getattr(author, "contributor", None)
        order = argues.get(signed.pk) if signed else None
        yield Person(
            author.pk,
            author.display_name,
            author.about,
            author.is_active,
            argues=order,
            signs_as=signed.slug if signed and order else None,
            edits=comment.edits,
            moderates=comment.moderates,
        )
