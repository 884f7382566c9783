"""Comments in threads, their ratings, and cases of moderators about them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import transaction

from debates.comments.actions.placing import paragraphs_of
from debates.comments.models import Comment, CommentRevision, Rating, Screened
from debates.comments.models.comments import MAX_DEPTH
from debates.comments.screening import Outcome
from debates.comments.visibility import Visibility
from debates.digests.models import Announced
from debates.importing.generating import words
from debates.importing.generating.answers import voter_of
from debates.importing.generating.rows import Progress, next_number, untold, write
from debates.importing.generating.writing import DAYS
from debates.moderation.models import Case
from debates.moderation.queues import Queue
from debates.publishing.models import Debate, Text
from debates.richtext.render import RENDERER_VERSION, Profile, render
from debates.stances.models import Ballot
from debates.stances.options import Phase

TEXTS = 400
"""How many texts comments differ by, where nothing else is asked: to render 100,000 would take minutes."""

PART = 10_000
"""Comments that are kept in memory at the same time."""

IN_THREAD = ("id", "thread", "parent", "depth", "number", "reply_count")
PLACED = ("text", "position", "paragraph", "quote", "quoted_revision")
SAID = ("source", "html", "plain", "renderer_version")
REST = ("debate", "visibility", "was_public", "noted_version", "author", "created_at")

Place = tuple[int | None, int | None, str, str, int | None]
"""What a comment is on, by the columns in `PLACED`."""


Said = tuple[str, str, str, int]
"""What a comment says, by the columns in `SAID`."""


@dataclass(frozen=True, slots=True)
class Written:
    """A comment: the columns in `IN_THREAD` and `PLACED`, when it was written, what it says, its author."""

    in_thread: tuple[Any, ...]
    place: Place
    at: datetime
    said: Said
    author: int | None

    @property
    def pk(self) -> int:
        """Answer its number in the database."""
        return int(self.in_thread[0])


def some_shape(count: int, chance: Random) -> Iterator[int]:
    """Answer of each thread how many answers it has, of so many comments in all: nearly two on average."""
    while count > 0:
        answers = min(count - 1, int(chance.expovariate(1 / 2)))
        yield answers
        count -= 1 + answers


@transaction.atomic
def write_comments(
    *,
    debate: Debate,
    shape: Sequence[int],
    authors: Sequence[int],
    seed: str,
    now: datetime,
    texts: int = TEXTS,
    progress: Progress = untold,
) -> None:
    """Write threads with so many answers each, the newest first, over the days before now.

    `authors` are numbers of accounts; without any, the comments are those of accounts that are gone. They say
    one of so many `texts`.
    Moderation has taken note of all of them, and whoever follows the debate was told.
    """
    chance = Random(f"{seed}|comments")
    said = [text_of(chance) for _ in range(min(texts, sum(shape) + len(shape)))]
    placed = threads(debate, shape, Random(f"{seed}|threads"), now)
    people: Sequence[int | None] = authors or [None]
    chance = Random(f"{seed}|said")
    written = (Written(*one, chance.choice(said), chance.choice(people)) for one in placed)
    while part := [*islice(written, PART)]:
        store(debate, part, progress)


def text_of(chance: Random) -> Said:
    """Answer a text with its safe HTML."""
    source = words.comment(chance)
    rendered = render(source, Profile.COMMENT)
    return source, rendered.html, rendered.plain, RENDERER_VERSION


def threads(
    debate: Debate, shape: Sequence[int], chance: Random, now: datetime
) -> Iterator[tuple[tuple[Any, ...], Place, datetime]]:
    """Answer the threads, each followed by its answers: columns, what it is on, when it was written.

    One in five is on a paragraph, as many on the debate as a whole, the others on an essay.
    """
    places = places_in(debate)
    pk = next_number(Comment)
    for number, answers in enumerate(shape):
        at = now - timedelta(days=DAYS) * (number + 1) / (len(shape) + 1)
        place = chance.choice(places[chance.choices(("debate", "text", "paragraph"), (2, 6, 2))[0]])
        root = pk
        yield (root, None, None, 1, 0, answers), place, at
        # An answer to an answer stands deeper, as far as that goes.
        depths = {root: 1}
        for place_in_thread in range(1, answers + 1):
            pk += 1
            parent = root if chance.random() < 0.7 else chance.randrange(root, pk)
            depths[pk] = min(depths[parent] + 1, MAX_DEPTH)
            later = at + (now - at) * place_in_thread / (answers + 1)
            in_thread = (pk, root, parent, depths[pk], place_in_thread, 0)
            yield in_thread, (*place[:2], "", "", None), later
        pk += 1


def places_in(debate: Debate) -> dict[str, list[Place]]:
    """Answer what a comment can be on: the debate, one of its essays, a paragraph of one."""
    essays = Text.objects.filter(debate=debate, essay__isnull=False).select_related("essay").order_by("pk")
    found: dict[str, list[Place]] = {"debate": [(None, None, "", "", None)], "text": [], "paragraph": []}
    for text in essays:
        position = text.essay.position_id if text.essay else None
        found["text"].append((text.pk, position, "", "", None))
        found["paragraph"] += [
            (text.pk, position, key, quote, text.revision) for key, quote in paragraphs_of(text).items()
        ]
    return found


def store(debate: Debate, part: list[Written], progress: Progress) -> None:
    """Write these comments with their first revision, its screening, and that followers were told."""
    public = (debate.pk, Visibility.PUBLISHED.value, True, 1)
    comments = ((*one.in_thread, *one.place, *one.said, *public, one.author, one.at) for one in part)
    write(Comment, (*IN_THREAD, *PLACED, *SAID, *REST), comments, progress)
    first = next_number(CommentRevision)
    revisions = ((number, one.pk, 1, one.said[0], one.at) for number, one in enumerate(part, start=first))
    write(CommentRevision, ("id", "comment", "number", "source", "at"), revisions)
    outcome = Outcome.PUBLISH.value
    write(Screened, ("revision", "outcome"), ((first + place, outcome) for place in range(len(part))))
    write(Announced, ("comment", "debate", "at"), ((one.pk, debate.pk, one.at) for one in part))


@transaction.atomic
def write_ratings(*, debate: Debate, count: int, seed: str, progress: Progress = untold) -> None:
    """Write about so many ratings of the debate's comments, by readers who voted; fewer where few did.

    Each comment is as helpful as chance has it, and rated by readers whose numbers are far apart.
    """
    chance = Random(f"{seed}|{debate.slug}|ratings")
    comments = Comment.objects.filter(debate=debate).order_by("pk").values_list("pk", flat=True)
    # Every reader answers after reading.
    readers = Ballot.objects.filter(debate=debate, phase=Phase.AFTER).count()
    write(
        Rating,
        ("debate", "comment", "voter", "helpful"),
        ratings(debate, [*comments], readers, count=count, seed=seed, chance=chance),
        progress,
    )


def ratings(
    debate: Debate, comments: Sequence[int], readers: int, *, count: int, seed: str, chance: Random
) -> Iterator[tuple[Any, ...]]:
    """Answer the rows: as many of each comment, but for what does not come out even."""
    for place, comment in enumerate(comments):
        many = min(readers, count * (place + 1) // len(comments) - count * place // len(comments))
        helpful, apart = chance.random(), max(1, readers // max(1, many))
        first = chance.randrange(readers) if readers else 0
        for number in range(many):
            voter = voter_of(debate, seed, (first + number * apart) % readers)
            yield debate.pk, comment, voter, chance.random() < helpful


@transaction.atomic
def write_cases(*, count: int, progress: Progress = untold) -> None:
    """Open a case about each of so many comments that have none, the newest first: they wait as new ones."""
    waiting = Comment.objects.filter(case=None).order_by("-pk").values_list("pk", "created_at")[:count]
    rows: Iterable[tuple[Any, ...]] = (
        (comment, Queue.NEW.value, at, at, at, 1) for comment, at in reversed([*waiting])
    )
    write(Case, ("comment", "queue", "since", "urgent_at", "opened_at", "seen_version"), rows, progress)
