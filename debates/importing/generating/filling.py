"""All of it at once: as many debates, comments, answers and subscribers as a plan says."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, models

from debates.comments.actions import rank_comments
from debates.digests.models import Subscriber
from debates.importing.demonstration import DATA
from debates.importing.generating.answers import write_ballots
from debates.importing.generating.discussing import (
    TEXTS,
    some_shape,
    write_cases,
    write_comments,
    write_ratings,
)
from debates.importing.generating.subscribing import write_subscribers
from debates.importing.generating.writing import MARK, close_debate, people, write_debate
from debates.publishing.models import Debate
from debates.stances.actions import take_snapshot
from debates.stances.models import Ballot

Tell = Callable[[str, int], None]
"""Is told what is being written, and how many rows of it there are more."""

CLOSED_FOR = timedelta(days=1)
EVERY_THIRD = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """How many of what. Ballots, ratings and comments are those of all debates together."""

    debates: int = 10
    people: int = 200
    comments: int = 100_000
    ballots: int = 1_000_000
    ratings: int = 1_000_000
    subscribers: int = 100_000
    cases: int = 0

    @property
    def rows(self) -> int:
        """Answer of how many rows a filling tells."""
        return self.comments + self.ballots + self.ratings + self.subscribers + self.cases


def occupied_by() -> tuple[str, ...]:
    """Answer the names of the tables that hold anything but the demonstration; none where all is free."""
    demonstration = [file.parent.name for file in DATA.glob("*/debate.toml")]
    there: dict[type[models.Model], bool] = {
        Debate: Debate.objects.exclude(slug__in=demonstration).exists(),
        Ballot: Ballot.objects.exists(),
        Subscriber: Subscriber.objects.exists(),
    }
    return tuple(str(table._meta.verbose_name_plural) for table, found in there.items() if found)


def fill(*, plan: Plan, by: Any, seed: int, now: datetime, tell: Tell) -> list[Debate]:
    """Fill the database, and answer the debates that were written.

    The first debate has half of everything, each of the others half of what is left; every third is over.
    The same seed, moment and plan fill an empty database with the same rows. Raises `Refused` where `by` is
    no editor.
    """
    authors = [person.pk for person in people(plan.people, Random(f"{seed}|people"), now)]
    parts = zip(
        shares(plan.comments, plan.debates),
        shares(plan.ballots, plan.debates),
        shares(plan.ratings, plan.debates),
        strict=True,
    )
    first = Debate.objects.filter(slug__startswith=MARK).count() + 1
    written = []
    for number, (comments, ballots, ratings) in enumerate(parts, start=first):
        filling = Filling(
            ballots=ballots, ratings=ratings, shape=[*some_shape(comments, Random(f"{seed}|{number}|shape"))]
        )
        over = number % EVERY_THIRD == 0
        until = now - CLOSED_FOR if over else now
        debate = write_filled(
            slug=f"{MARK}{number}",
            sides=3 if number % 4 == 0 else 2,
            filling=filling,
            authors=authors,
            by=by,
            seed=f"{seed}|{number}",
            now=until,
            tell=tell,
        )
        written.append(close_debate(debate=debate, by=by, now=until) if over else debate)
    write_subscribers(
        count=plan.subscribers,
        debates=written,
        seed=str(seed),
        now=now,
        progress=told(tell, "subscribers"),
    )
    write_cases(count=plan.cases, progress=told(tell, "cases"))
    look_through()
    for debate in written:
        tell(f"results and order of {debate.slug}", 0)
        settle(debate=debate, now=now)
    return written


@dataclass(frozen=True, slots=True)
class Filling:
    """How much one debate holds.

    `shape` is of each thread of comments how many answers it has; comments differ by so many `texts`.
    """

    ballots: int = 0
    ratings: int = 0
    shape: Sequence[int] = ()
    texts: int = TEXTS


def write_filled(
    *,
    slug: str,
    sides: int,
    filling: Filling,
    authors: Sequence[int],
    by: Any,
    seed: str,
    now: datetime,
    tell: Tell,
) -> Debate:
    """Write a debate of so many positions with all that it holds. The same seed writes the same texts.

    What follows from it (`settle`) is another matter. Raises `Refused` where `by` is no editor.
    """
    debate = write_debate(slug=slug, sides=sides, by=by, chance=Random(seed), now=now)
    write_ballots(debate=debate, count=filling.ballots, seed=seed, now=now, progress=told(tell, "ballots"))
    write_comments(
        debate=debate,
        shape=filling.shape,
        authors=authors,
        seed=seed,
        now=now,
        texts=filling.texts,
        progress=told(tell, "comments"),
    )
    write_ratings(debate=debate, count=filling.ratings, seed=seed, progress=told(tell, "ratings"))
    return debate


def settle(*, debate: Debate, now: datetime) -> None:
    """Count the debate's answers and put its comments in order, as the beat would."""
    take_snapshot(debate=debate, now=now)
    rank_comments(debate=debate, now=now)


def shares(count: int, parts: int) -> Iterator[int]:
    """Answer in how many parts a number falls where each is half of what is left, and the last all of it."""
    left = count
    for _ in range(parts - 1):
        share = left - left // 2
        left -= share
        yield share
    if parts:
        yield left


def told(tell: Tell, what: str) -> Callable[[int], None]:
    """Answer what tells of rows of this kind."""
    return lambda rows: tell(what, rows)


def look_through() -> None:
    """Have the database look at what it holds, so that it knows how to find it."""
    with connection.cursor() as cursor:
        # Inside a transaction, as in a test, PostgreSQL refuses to tidy up.
        tidy = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM ANALYZE" if tidy else "ANALYZE")
