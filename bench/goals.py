"""The rows of the table: what is measured, in which case, and what is wanted of it.

A case is a generator function of a `Stage` (bench/stage.py): each time it goes on it measures one round and
answers, by the names of its rows, what came of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import Any


class Wanted(Enum):
    """On which side of the goal a figure should be."""

    AT_LEAST = "≥"
    AT_MOST = "≤"


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted of a figure."""

    wanted: Wanted
    figure: float

    def __str__(self) -> str:
        return f"{self.wanted.value} {self.figure:g}"

    def is_met_by(self, figure: float) -> bool:
        """Answer whether a figure is good enough."""
        return figure >= self.figure if self.wanted is Wanted.AT_LEAST else figure <= self.figure


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table. Figures without a unit are ratios."""

    case: str
    name: str
    goal: Goal | None = None
    unit: str = ""


def at_least(figure: float) -> Goal:
    """Answer the goal of as much as this or more."""
    return Goal(Wanted.AT_LEAST, figure)


def at_most(figure: float) -> Goal:
    """Answer the goal of as much as this or less."""
    return Goal(Wanted.AT_MOST, figure)


EDGE = "debate page through the edge / nginx, static file of the same bytes"
EDGE_UNCHANGED = "the same, unchanged since (304) / the static file's 304"
MEMORY = "debate page from the application's memory / bare Django view of its size"
UNCHANGED = "304 / bare “hello” view"
COLD = "cold page, CPU / naive page with an include per comment"
COLD_INCLUDES = "cold page, CPU / the same questions, with an include per comment"
CROWDED = "debate page with 100,000 comments, CPU / with 50"
DEEP = "comments at depth 50,000, CPU / first page"
RESULTS = "results page at 1,000,000 ballots, CPU / at 100"
RESULTS_ALIKE = "results page at 1,000,000 ballots, CPU / at 10,000"
CASTING = "cast a ballot, signed in / bare view, one upsert"
CASTING_SIGNED_IN = "the bare upsert of whoever is signed in / bare view, one upsert"
POSTING = "post a comment / bare view, one insert"
POSTING_PARAGRAPH = "the same on a paragraph"
POSTING_ANSWER = "the same in one thread"
POSTING_SIGNED_IN = "the bare insert of whoever is signed in / bare view, one insert"
QUEUE = "moderators' queue, 100,000 open cases, CPU / 100"
CASE = "a case of the queue, 100,000 open cases, CPU / 100"
COHORT = "digests, the same for a cohort / smtplib with ready-made messages"
PERSONAL = "digests, personal / smtplib with ready-made messages"
PLANNING = "planning digests, peak memory at 100,000 subscribers − at 1,000"
SCRIPTS = "reader page, JS gzipped"
STYLES = "reader page, CSS gzipped"
REQUESTS = "reader page, requests"
SCRIPT_TIME = "reader page, script time on load, CPU slowed to a quarter"
RANKING = "ranking 100,000 comments by 1,000,000 ratings"
COUNTING = "counting 1,000,000 ballots for a snapshot"
DECIDING = "bare upserts in the time of a moderator's decision"
WATCHING = "a post of 5,000 characters against 5,000 watched words"

ROWS = (
    Row("edge", EDGE, at_least(0.85)),
    Row("edge", EDGE_UNCHANGED),
    Row("cold", MEMORY, at_least(0.8)),
    Row("cold", UNCHANGED, at_least(0.25)),
    Row("cold", COLD, at_most(0.25)),
    Row("cold", COLD_INCLUDES),
    Row("discussion", CROWDED, at_most(1.1)),
    Row("discussion", DEEP, at_most(1.25)),
    Row("results", RESULTS, at_most(1.1)),
    Row("results", RESULTS_ALIKE, at_most(1.1)),
    Row("casting", CASTING, at_least(0.6)),
    Row("casting", CASTING_SIGNED_IN),
    Row("posting", POSTING, at_least(0.4)),
    Row("posting", POSTING_PARAGRAPH, at_least(0.4)),
    Row("posting", POSTING_ANSWER, at_least(0.4)),
    Row("posting", POSTING_SIGNED_IN),
    Row("queue", QUEUE, at_most(1.1)),
    Row("queue", CASE, at_most(1.1)),
    Row("digests", COHORT, at_least(0.8)),
    Row("digests", PERSONAL, at_least(0.4)),
    Row("digests", PLANNING, at_most(20), "MB"),
    Row("weight", SCRIPTS, at_most(20), "KB"),
    Row("weight", STYLES, at_most(14), "KB"),
    Row("weight", REQUESTS, at_most(8)),
    Row("weight", SCRIPT_TIME, at_most(50), "ms"),
    # What no goal is set for, measured only when it is named.
    Row("ranking", RANKING, unit="s"),
    Row("counting", COUNTING, unit="s"),
    Row("deciding", DECIDING),
    Row("words", WATCHING, unit="ms"),
)

WITHOUT_GOAL = ("ranking", "counting", "deciding", "words")
CASES = tuple(dict.fromkeys(row.case for row in ROWS))


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of one round, with the CPU of a request of both sides in milliseconds where that was read."""

    figure: float
    cpu: tuple[float, float] | None = None


Round = dict[str, list[Measured]]
"""What came of a round by the names of rows; one that measures by itself answers several at once."""


def case_of(name: str) -> Callable[[Any], Iterator[Round]]:
    """Answer the case of this name: the function `rounds` of the file that is called so."""
    rounds: Callable[[Any], Iterator[Round]] = import_module(f"bench.cases.{name}").rounds
    return rounds


class NotHere(Exception):  # noqa: N818 - it says what is missing, not what failed
    """A case can't be measured on this machine, or with this code; the message says why."""
