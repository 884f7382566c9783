"""How the order “valued across sides” comes about in one debate, with numbers to follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from debates.comments.models import Ranking
from debates.comments.ranking import cross_side_score, fallback
from debates.publishing.models import Debate


@dataclass(frozen=True, slots=True)
class Counts:
    """How many readers of a side found a comment helpful, of how many who rated it."""

    helpful: int
    ratings: int


@dataclass(frozen=True, slots=True)
class Example:
    """A comment with the ratings of two sides, and the score that follows."""

    sides: tuple[Counts, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Valuing:
    """Whether the comments of a debate were ordered across sides, when, and examples, highest first.

    `taken_at` is empty before the first time. `all_helpful` and `nearly_all` are scores without sides.
    """

    across_sides: bool
    taken_at: datetime | None
    examples: tuple[Example, ...]
    all_helpful: Example
    nearly_all: Example


EXAMPLES = (((15, 20), (13, 20)), ((20, 20), (0, 0)), ((90, 100), (1, 10)), ((0, 0), (0, 0)))


def is_across_sides(debate: Debate) -> bool:
    """Answer whether the comments of a debate were last ordered across sides; it comes with its ranking."""
    ranking: Ranking | None = getattr(debate, "ranking", None)
    return ranking is not None and len(ranking.groups) > 1


def valuing_of(debate: Debate) -> Valuing:
    """Answer how the comments of a debate were last put in order; it comes with its ranking."""
    ranking: Ranking | None = getattr(debate, "ranking", None)
    examples = [Example(counts_of(sides), cross_side_score(sides)) for sides in EXAMPLES]
    return Valuing(
        across_sides=is_across_sides(debate),
        taken_at=ranking.taken_at if ranking else None,
        examples=tuple(sorted(examples, key=lambda example: -example.score)),
        all_helpful=Example(counts_of([(2, 2)]), fallback(2, 2)),
        nearly_all=Example(counts_of([(100, 101)]), fallback(100, 101)),
    )


def counts_of(sides: Sequence[tuple[int, int]]) -> tuple[Counts, ...]:
    """Answer the counts of an example."""
    return tuple(Counts(helpful, ratings) for helpful, ratings in sides)
