"""Posting a comment against bare views that insert one row: same server, same middleware, in turns."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from statistics import median

from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import User
from bench.load import load_requests, post_for
from bench.notes import Note
from bench.site import running_site, sign_in
from config.serving import Address
from debates.comments.actions import post_comment
from debates.comments.actions.placing import paragraphs_of
from debates.comments.models import Comment, WatchedWord
from debates.publishing.models import Debate, Text

CLIENTS = 8
WORDS = 100
"""How many words the publication watches for."""
STORED = frozenset({"200", "302"})
"""What is answered where something was stored."""
NOTHING = "nothing (the bare view itself)"
SIGNED_IN = "nothing, for whoever is signed in"

# About as long as what people write; each is another one, as the same again is refused.
TEXT = (
    "I have read both essays *twice* and am not sure that the second one answers the first. What would "
    "happen to the collections that already exist?\n\n> Somebody should ask.\n\nPerhaps. But **who**, and "
    "when? See https://example.org/rules for how another town does it. This is number {}."
)


@dataclass(frozen=True, slots=True)
class Case:
    """Where to post what, and how many rows that has left."""

    name: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)
    stored: Callable[[], int] = Comment.objects.count


@dataclass(frozen=True, slots=True)
class Poster:
    """Eight people who are signed in and never write the same twice."""

    port: int
    seconds: float
    cookies: tuple[dict[str, str], ...]
    numbers: Iterator[int] = field(default_factory=count)

    def rate(self, case: Case) -> float:
        """Answer how many posts a second are stored. Stops the program where one was not."""
        before = case.stored()
        streams = [self.forms(case, cookies) for cookies in self.cookies]
        result = load_requests(streams, self.port, seconds=self.seconds, most=100_000, wanted=STORED)
        written = case.stored() - before
        if written < result.answers:
            raise SystemExit(f"{result.answers} were answered at {case.path}, and {written} stored.")
        return result.rate

    def forms(self, case: Case, cookies: dict[str, str]) -> Iterator[bytes]:
        """Answer one form after the other, as the browser of one of them sends it."""
        token = {"csrfmiddlewaretoken": cookies[settings.CSRF_COOKIE_NAME]}
        for number in self.numbers:
            fields = {"text": TEXT.format(number), **case.fields, **token}
            yield post_for(case.path, self.port, cookies, fields)


def measure(address: Address, rounds: int, seconds: float) -> str:
    """Answer the table, in Markdown."""
    with running_site(address):
        prepare()
        cookies = tuple(signed_in(number) for number in range(CLIENTS))
        author = {"author": str(User.objects.order_by("-pk")[0].pk)}
        bare = Case(NOTHING, "/bare/insert/", author, Note._base_manager.count)
        of_somebody = Case(SIGNED_IN, "/bare/insert/signed-in/", {}, Note._base_manager.count)
        poster = Poster(address.port, seconds, cookies)
        cases = [bare, of_somebody, *places()]
        found: dict[str, list[tuple[float, float]]] = {case.name: [] for case in cases}
        for case in cases:
            poster.rate(case)  # warms up
        for turn in range(rounds):
            for case in cases:
                # What else the machine does meets both: they take turns in going first.
                if turn % 2:
                    against, rate = poster.rate(bare), poster.rate(case)
                else:
                    rate, against = poster.rate(case), poster.rate(bare)
                found[case.name].append((rate, against))
        connections.close_all()
    by = "the site’s page" if has_page() else "a view around the action"
    head = (
        f"{CLIENTS} clients, {rounds} rounds of {seconds:g} s, {connection.vendor}, {WORDS} watched words,",
        f"through {by}",
        "",
        "| posting | of the first view's rate | lowest, highest | of the second | posts/s | first view/s |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    )
    to_somebody = shares_of(found[SIGNED_IN])
    rows = (row(name, pairs, to_somebody) for name, pairs in found.items())
    return "\n".join([*head, *rows, ""])


def shares_of(pairs: list[tuple[float, float]]) -> list[float]:
    """Answer what each round reached of the bare view's rate."""
    return [rate / against for rate, against in pairs]


def row(name: str, pairs: list[tuple[float, float]], of_somebody: list[float]) -> str:
    """Answer one line of the table; `of_somebody` is what the bare view reached that knows who writes."""
    shares = shares_of(pairs)
    rates, bare = (median(one) for one in zip(*pairs, strict=True))
    of_second = median(share / other for share, other in zip(shares, of_somebody, strict=True))
    spread = f"{min(shares):.2f}, {max(shares):.2f}"
    return f"| {name} | {median(shares):.2f} | {spread} | {of_second:.2f} | {rates:,.0f} | {bare:,.0f} |"


def prepare() -> None:
    """Make the bare view's table, and words to watch for."""
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    entries = (f"unwanted{number}" for number in range(WORDS))
    WatchedWord.objects.bulk_create(
        WatchedWord(entry=entry, folded=entry, severity="suspect") for entry in entries
    )


def signed_in(number: int) -> dict[str, str]:
    """Answer the cookies of somebody new."""
    client = Client()
    reader = User.objects.create_user(f"reader{number}@example.org", display_name=f"Reader {number}")
    sign_in(client, reader)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: secrets.token_hex(16)}


def has_page() -> bool:
    """Answer whether the site has a page for writing a comment."""
    try:
        return bool(reverse("comments:write", args=["any"]))
    except NoReverseMatch:
        return False


def places() -> Iterator[Case]:
    """Answer where one posts: on the debate, on a paragraph of the longest essay, in one thread."""
    now = timezone.now()
    debate = next(debate for debate in Debate.objects.public().order_by("pk") if debate.is_open(now))
    text = max(Text.objects.filter(debate=debate), key=lambda one: len(one.html))
    paragraph = {"on": str(text.pk), "paragraph": next(iter(paragraphs_of(text)))}
    somebody = User.objects.order_by("pk").first()
    thread = post_comment(debate=debate, by=somebody, source="A thread.", now=now)
    if has_page():
        write = reverse("comments:write", args=[debate.slug])
        yield Case("on the debate", write)
        yield Case("on a paragraph", write, paragraph)
        yield Case("in one thread", reverse("comments:reply", args=[thread.pk]))
    else:
        write = f"/bare/comment/{debate.slug}/"
        yield Case("on the debate", write)
        yield Case("on a paragraph", write, paragraph)
        yield Case("in one thread", write, {"parent": str(thread.pk)})
