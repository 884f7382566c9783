"""What the comments of a debate are on: its texts without their words, with how much each is discussed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, pgettext

from accounts.questions import Given, Joined, Question
from debates.comments.models import Comment
from debates.comments.queries.shapes import Discussed, Subject
from debates.publishing.canon import is_shown
from debates.publishing.models import Debate, Essay, Kind, Text
from debates.publishing.workflow import Round

MOST_COUNTED = 100
"""A page costs the same however much there is: beyond this it says that there are more."""


class CountOf(Subquery):
    """How many rows a query finds, of a query that is cut: the database stops counting there."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class TextFacts:
    """A text of a debate as its comments name it. `position` and `letter` are none where it argues none."""

    subject: Subject
    position: int | None
    letter: str
    label: str
    language: str
    is_shown: bool
    discussed: Discussed


def texts_of(debate: Debate) -> Mapping[int, TextFacts]:
    """Answer the texts of a debate by their number in the database, in one query."""
    found = {}
    for text in TEXTS.ask(debate=debate.pk):
        text.debate = debate
        found[text.pk] = facts_of(text)
    return found


def with_counts(texts: QuerySet[Text], debate: Given) -> QuerySet[Text]:
    """Answer texts of a debate with how many comments are on each, and how many minds it changed."""
    on_it = Comment.objects.order_by().shown().filter(text=OuterRef("pk"))
    changed = (
        on_it.filter(debate=debate, parent=None, changed_mind=True).values("text").annotate(count=Count("pk"))
    )
    return texts.annotate(
        on_it=CountOf(on_it.values("pk")[: MOST_COUNTED + 1]),
        minds=Coalesce(Subquery(changed.values("count")), 0),
    )


DEBATE = Given("debate")
NAMED = Joined(
    Text,
    "essay",
    "essay__position",
    beside=("on_it", "minds"),
    without=("source", "html", "plain", "citations", "unknown_citations", "unknown_images"),
)
TEXTS = Question(
    NAMED.fields,
    NAMED.of,
    lambda: with_counts(Text.objects.filter(debate=DEBATE), DEBATE).order_by(
        F("essay__position__order").asc(nulls_first=True), "pk"
    ),
)


def facts_of(text: Any) -> TextFacts:
    """Answer what there is to say of a text that was found with its counts and its debate."""
    position = text.essay.position if text.essay else None
    counts = {"comments": min(text.on_it, MOST_COUNTED), "many": text.on_it > MOST_COUNTED}
    return TextFacts(
        subject=subject_of(text),
        position=position.pk if position else None,
        letter=position.letter.lower() if position else "",
        label=position.label if position else "",
        language=(text.essay.language if text.essay else "") or text.debate.language,
        is_shown=is_shown(text),
        discussed=Discussed(**counts, minds=text.minds),
    )


def subject_of(text: Text) -> Subject:
    """Answer what a comment on this text is on, in words."""
    if text.essay is None:
        if text.kind == Kind.CONCLUSION:
            return Subject(pgettext("what a comment is on", "On the conclusion"))
        return Subject(pgettext("what a comment is on", "On the introduction"))
    position = text.essay.position
    said = gettext("On %(letter)s: %(label)s") % {"letter": position.letter, "label": position.label}
    if text.essay.round != Round.OPENING:
        said = f"{said} · {Essay.ROUND_LABELS[Round(text.essay.round)]}"
    return Subject(said, position.letter.lower())
