"""Results as tests need them: hundreds of answers in one row, which nobody had to cast."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from debates.publishing.models import Debate
from debates.stances.counting import options_of
from debates.stances.models import PollKey, Snapshot
from debates.stances.options import EssaysRead, Phase, Tier
from debates.stances.results import Cell, Counted
from tests.makers import NOW

HEAD = "3f" * 32

Counts = Sequence[int]

# What a worked result of two positions amounts to: no small cell, each order as often as the other.
AFTER = (171, 150, 61, 30)
MATRIX = ((60, 6, 0, 8), (14, 46, 5, 10), (6, 5, 12, 5), (25, 15, 0, 20))


def cells(options: Sequence[str], counts: Counts, **of: Any) -> list[Cell]:
    """Answer the cells of one group: with an account, after reading, where nothing else is said."""
    group: dict[str, Any] = {
        "phase": Phase.AFTER,
        "tier": Tier.VERIFIED,
        "exposed": False,
        "arm": 0,
        "read": EssaysRead.UNKNOWN,
        "burst": "",
        **of,
    }
    return [
        Cell(**group, option=option, count=count)
        for option, count in zip(options, counts, strict=True)
        if count
    ]


def counted_of(
    options: Sequence[str], groups: Sequence[tuple[Counts, Mapping[str, Any]]], matrix: Any
) -> Counted:
    """Answer what was counted: the counts of each group of readers, and who moved from where to where."""
    found = [cell for counts, of in groups for cell in cells(options, counts, **of)]
    return Counted(tuple(options), len(options) - 2, tuple(found), tuple(map(tuple, matrix)))


def nobody_moved(options: Sequence[str]) -> list[list[int]]:
    """Answer the matrix of a poll in which nobody answered twice."""
    return [[0] * len(options) for _ in options]


def halves(counts: Counts) -> list[tuple[Counts, dict[str, Any]]]:
    """Answer the same counts in two groups, one of each order of two positions, as equal as can be."""
    first = [count // 2 for count in counts]
    return [(first, {"arm": 0}), ([all_ - one for all_, one in zip(counts, first, strict=True)], {"arm": 1})]


def make_snapshot(
    debate: Debate,
    after: Counts = AFTER,
    *,
    matrix: Any = None,
    groups: Sequence[tuple[Counts, Mapping[str, Any]]] = (),
    taken_at: datetime = NOW,
    place: int = 412,
) -> Snapshot:
    """Answer a snapshot in which readers with an account gave these answers, and further groups theirs."""
    if not PollKey.objects.filter(debate=debate).exists():
        PollKey.objects.create(debate=debate, random_bytes=b"k" * 32)
    options = options_of(debate)
    counted = counted_of(options, [*halves(after), *groups], matrix or nobody_moved(options))
    return Snapshot.objects.create(
        debate=debate, place=place, head=HEAD, taken_at=taken_at, counted=counted.as_json()
    )
