"""How evenly comments on the positions of a debate are moderated, as far as numbers can say.

A rate is told with Wilson's interval (`stances.statistics.wilson`). Two rates differ by more than chance
where their intervals are apart. Whether that is a lean, or one side has worse comments, no number says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from debates.moderation.measures import Measure
from debates.moderation.transparency import LEAST
from debates.stances.statistics import Share

REMOVING = frozenset({Measure.REJECT, Measure.ERASE})
JUDGING = frozenset({Measure.APPROVE, Measure.RESTRICT, *REMOVING})
"""The measures by which moderators judge what a comment says."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How many comments were decided about, and how. Those that were erased are among those removed."""

    approved: int = 0
    collapsed: int = 0
    removed: int = 0

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> "Judged":
        """Answer how comments were decided about, from how many there are of each measure."""
        return cls(
            approved=counts.get(Measure.APPROVE, 0),
            collapsed=counts.get(Measure.RESTRICT, 0),
            removed=sum(counts.get(measure, 0) for measure in REMOVING),
        )

    @property
    def decided(self) -> int:
        """Answer how many comments were decided about."""
        return self.approved + self.collapsed + self.removed

    @property
    def tells(self) -> bool:
        """Answer whether there are enough of them to tell a rate."""
        return self.decided >= LEAST

    @property
    def removal(self) -> Share:
        """Answer how many of them were removed."""
        return Share(self.removed, self.decided)


def removed_more_often(sides: Sequence[Judged]) -> Iterator[tuple[int, int]]:
    """Answer the places of all pairs of which the first was removed more often than the second.

    That is so where both have enough comments, and the whole interval of the one is above that of the other.
    """
    for one, other in permutations(range(len(sides)), 2):
        more, less = sides[one], sides[other]
        if more.tells and less.tells and more.removal.interval.low > less.removal.interval.high:
            yield one, other
