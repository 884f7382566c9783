"""Posting a comment against bare views that insert one row: same server, same middleware, in turns."""

from collections.abc import Iterator
from functools import partial
from itertools import count

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from bench.goals import POSTING, POSTING_ANSWER, POSTING_PARAGRAPH, POSTING_SIGNED_IN, Round
from bench.notes import Note
from bench.people import Form, measured, signed_in
from bench.stage import CONNECTIONS, Stage
from bench.turns import pairs, rate
from debates.comments.actions import post_comment
from debates.comments.actions.placing import paragraphs_of
from debates.comments.models import Comment, WatchedWord
from debates.publishing.models import Debate, Text

WRITERS = 96
"""Who post in turn, twelve for each client: what one person has posted is looked through each time."""

WORDS = 100
"""How many words the publication watches for."""

# About as long as what people write; each is another one, as the same again is refused.
TEXT = (
    "I have read both essays *twice* and am not sure that the second one answers the first. What would "
    "happen to the collections that already exist?\n\n> Somebody should ask.\n\nPerhaps. But **who**, and "
    "when? See https://example.org/rules for how another town does it. This is number {}."
)


def rounds(stage: Stage) -> Iterator[Round]:
    """Measure comments at three places, and the bare view of whoever is signed in."""
    site = stage.site("full")
    prepare()
    writers = [signed_in(f"writer{number}") for number in range(WRITERS)]
    clients = [writers[place::CONNECTIONS] for place in range(CONNECTIONS)]
    author = str(User.objects.order_by("-pk")[0].pk)
    numbers = count()
    forms = (
        form("bare", "/bare/insert/", {"author": author}, stored=Note),
        form("signed in", "/bare/insert/signed-in/", {}, stored=Note),
        *places(),
    )
    by_name = {one.name: partial(measured, one, site, clients, numbers) for one in forms}
    rows = {
        POSTING: "debate",
        POSTING_PARAGRAPH: "paragraph",
        POSTING_ANSWER: "thread",
        POSTING_SIGNED_IN: "signed in",
    }
    return pairs({row: (by_name[name], by_name["bare"]) for row, name in rows.items()}, rate)


def form(name: str, path: str, fields: dict[str, str], stored: type[Note] | type[Comment] = Comment) -> Form:
    """Answer a form with a text that nobody has written before."""
    return Form(
        name, path, lambda number: {"text": TEXT.format(number), **fields}, stored._base_manager.count
    )


def prepare() -> None:
    """Make the bare view's table, and words to watch for."""
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    entries = (f"unwanted{number}" for number in range(WORDS))
    WatchedWord.objects.bulk_create(
        WatchedWord(entry=entry, folded=entry, severity="suspect") for entry in entries
    )


def places() -> Iterator[Form]:
    """Answer where one posts: on the debate, on a paragraph of the longest essay, in one thread."""
    now = timezone.now()
    debate = next(debate for debate in Debate.objects.public().order_by("pk") if debate.is_open(now))
    text = max(Text.objects.filter(debate=debate), key=lambda one: len(one.html))
    somebody = User.objects.order_by("pk").first()
    thread = post_comment(debate=debate, by=somebody, source="A thread.", now=now)
    write = reverse("comments:write", args=[debate.slug])
    yield form("debate", write, {})
    yield form("paragraph", write, {"on": str(text.pk), "paragraph": next(iter(paragraphs_of(text)))})
    yield form("thread", reverse("comments:reply", args=[thread.pk]), {})
