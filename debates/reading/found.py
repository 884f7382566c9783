"""Debates with what their public pages need, found by questions that are worded once."""

from collections.abc import Iterable

from django.db.models import CharField

from accounts.questions import Given, Joined, Question
from debates.comments.queries.texts import with_counts
from debates.publishing.canon import canonical
from debates.publishing.models import Debate, Reference, Text, Topic
from debates.publishing.queries.corrections import last_correction
from debates.publishing.workflow import PUBLIC, Status

DEBATE = Given("debate")


def readable_debate(slug: str) -> Debate | None:
    """Answer the debate at this address that strangers may know of: public, or withdrawn after it was.

    It comes with its picture, its key, and what is set and known about its comments.
    """
    found = READABLE.ask(slug=slug)
    return found[0] if found else None


def texts_of(debate: Debate) -> list[Text]:
    """Answer the debate's texts in the canonical order, with who signed them."""
    return sorted(within(debate, TEXTS.ask(debate=debate.pk)), key=canonical)


def within(debate: Debate, texts: Iterable[Text]) -> list[Text]:
    """Answer texts that know that this is their debate."""
    found = [*texts]
    for text in found:
        text.debate = debate
        if text.essay is not None:
            text.essay.position.debate = debate
    return found


def topics_of(debate: Debate) -> list[Topic]:
    """Answer the topics of a debate, by name."""
    return TOPICS.ask(debate=debate.pk)


def references_in(debate: Debate) -> list[Reference]:
    """Answer the references of a debate in the order in which they were added."""
    return REFERENCES.ask(debate=debate.pk)


# ---------------------------------------------------------------- in the words of the database


WHOLE = Joined(Debate, "lead_image", "poll_key", "discussion", "ranking")
SIGNED = Joined(
    Text,
    "essay",
    "essay__position",
    "essay__contributor",
    "essay__contributor__portrait",
    beside=("on_it", "minds", "corrected_at"),
    without=("source", "plain", "essay__contributor__biography"),
)
TOPIC, REFERENCE = Joined(Topic), Joined(Reference)

READABLE = Question(
    WHOLE.fields,
    WHOLE.of,
    lambda: Debate.objects.order_by().filter(
        slug=Given("slug", CharField()), status__in=[*PUBLIC, Status.WITHDRAWN]
    ),
)
TEXTS = Question(
    SIGNED.fields,
    SIGNED.of,
    lambda: with_counts(Text.objects.filter(debate=DEBATE), DEBATE).annotate(corrected_at=last_correction()),
)
TOPICS = Question(TOPIC.fields, TOPIC.of, lambda: Topic.objects.filter(debates=DEBATE).order_by("name"))
REFERENCES = Question(
    REFERENCE.fields,
    REFERENCE.of,
    lambda: Reference.objects.filter(debate=DEBATE).order_by("order", "pk"),
)
