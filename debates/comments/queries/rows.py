"""Comments as the database answers them for a page: plain rows, which cost less than models."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    F,
    OuterRef,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, StrIndex
from django.db.models.lookups import GreaterThan

from accounts.questions import Given, Question
from debates.comments.models import Comment
from debates.comments.models.comments import address_of
from debates.comments.queries.texts import CountOf
from debates.comments.visibility import SHOWN
from debates.publishing.models import Debate
from debates.stances.options import Kind as StanceKind
from debates.stances.options import Option


class CommentRow(NamedTuple):
    """What a page needs of a comment, named as by Django; with its rank, and the one that it answers.

    `paragraph_stands` says whether what it quotes still stands in its text, `minds` how many it changed.
    `rated` are the ratings by group, as JSON: plain rows can be compared.
    """

    pk: int
    text_id: int | None
    position_id: int | None
    paragraph: str
    quote: str
    thread_id: int | None
    parent_id: int | None
    number: int
    reply_count: int
    author_id: int | None
    author_name: str
    imported_from: str
    kind: str
    changed_mind: bool
    stance_kind: str
    stance_position_id: int | None
    html: str
    visibility: str
    public_reason: str
    pinned: bool
    is_locked: bool
    created_at: datetime
    edited_at: datetime | None
    paragraph_stands: bool
    minds: int
    rank__is_new: bool | None
    rank__helpful: int | None
    rank__ratings: int | None
    rated: str | None
    parent__thread_id: int | None
    parent__depth: int | None
    parent__number: int | None
    parent__visibility: str | None

    @property
    def is_shown(self) -> bool:
        """Answer whether readers can read it."""
        return self.visibility in SHOWN

    @property
    def stance(self) -> Option | None:
        """Answer the stance that its author shows with it; None where they show none."""
        return Option(StanceKind(self.stance_kind), self.stance_position_id) if self.stance_kind else None

    @property
    def groups(self) -> list[tuple[float, float]]:
        """Answer how many readers of each group found it helpful, and how many rated it."""
        return [(helpful, ratings) for helpful, ratings in json.loads(self.rated or "[]")]

    def url(self, debate: str) -> str:
        """Answer its address in the debate at this one."""
        return address_of(debate, self.thread_id or self.pk, self.number, self.pk)

    def parent_url(self, debate: str) -> str:
        """Answer the address of the comment that it answers."""
        assert self.parent_id is not None  # noqa: S101 - asked of answers only
        assert self.parent__number is not None  # noqa: S101 - as above
        return address_of(
            debate, self.parent__thread_id or self.parent_id, self.parent__number, self.parent_id
        )


def comments_of(wanted: Iterable[int]) -> dict[int, CommentRow]:
    """Answer the comments that have these numbers, by their numbers, in one query."""
    numbers = [*wanted]
    return {comment.pk: comment for comment in BY_NUMBER.ask(wanted=numbers)} if numbers else {}


def answers_in(thread: int, first: int, last: int) -> list[CommentRow]:
    """Answer the listed answers of a thread that have these numbers, in order."""
    return ANSWERS.ask(thread=thread, first=first, last=last)


def listed_comment(debate: Debate, pk: int) -> CommentRow | None:
    """Answer a comment of a debate that has a place on its pages, shown or as a stub."""
    found = LISTED.ask(debate=debate.pk, wanted=pk) if pk <= BigIntegerField.MAX_BIGINT else []
    return found[0] if found else None


def as_shown(comments: QuerySet[Comment]) -> QuerySet[Any]:
    """Answer comments with what readers see of them.

    The database looks into the text for what is quoted: texts are long, and no page needs them for this.
    """
    paragraph = Concat(Value('id="'), F("paragraph"), Value('"'))
    stands: Any = GreaterThan(StrIndex(F("text__html"), paragraph), 0)
    changed = Comment.objects.order_by().shown().filter(debate=OuterRef("debate"), parent=OuterRef("pk"))
    return comments.annotate(
        paragraph_stands=Case(When(quote="", then=False), default=stands, output_field=BooleanField()),
        minds=CountOf(changed.filter(changed_mind=True).values("pk")),
        rated=Cast("rank__groups", TextField()),
    )


THREAD, DEBATE, WANTED = Given("thread"), Given("debate"), Given("wanted")
FIRST, LAST = Given("first"), Given("last")
ANY_WANTED = Given("wanted", several=True)


def about(comments: Callable[[], QuerySet[Comment]]) -> Question[CommentRow]:
    """Answer the question for these comments as they are shown."""
    return Question(CommentRow._fields, CommentRow._make, lambda: as_shown(comments()))


BY_NUMBER = about(lambda: Comment.objects.filter(pk__in=[ANY_WANTED]))
LISTED = about(lambda: Comment.objects.filter(debate=DEBATE, pk=WANTED).listed())
ANSWERS = about(
    lambda: (
        Comment.objects.filter(thread=THREAD, number__gte=FIRST, number__lte=LAST).listed().order_by("number")
    )
)
