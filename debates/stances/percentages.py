"""Counts as whole percentages that add up to 100, and the words that show them."""

from collections.abc import Sequence

MIN_BALLOTS = 30
"""From so many ballots on a page shows percentages; of fewer it shows counts only."""


def whole_percentages(counts: Sequence[int]) -> tuple[int, ...] | None:
    """Answer the percentages of the counts, which add up to 100; none where nobody is counted.

    By largest remainder (Hamilton): each is rounded down, and what is missing goes, one each, to the largest
    remainders; among equal ones to the option that comes first.
    """
    if not (total := sum(counts)):
        return None
    floors, remainders = zip(*(divmod(100 * count, total) for count in counts), strict=True)
    by_remainder = sorted(range(len(counts)), key=lambda option: -remainders[option])
    raised = set(by_remainder[: 100 - sum(floors)])
    return tuple(floor + (option in raised) for option, floor in enumerate(floors))


def shown_percentages(counts: Sequence[int]) -> tuple[str, ...] | None:
    """Answer the percentages as a reader sees them; none where nobody is counted.

    “0%” and “100%” are said only of nobody and of everybody: else the text is “<1%” or “>99%”.
    """
    if (percentages := whole_percentages(counts)) is None:
        return None
    total = sum(counts)
    return tuple(_shown(*share, total) for share in zip(percentages, counts, strict=True))


def _shown(percentage: int, count: int, total: int) -> str:
    if percentage == 0 and count > 0:
        return "<1%"
    if percentage == 100 and count < total:  # noqa: PLR2004
        return ">99%"
    return f"{percentage}%"
