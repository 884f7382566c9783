"""How many ballots were cast before a text was corrected. A pure rule.

A ballot keeps its hour alone. One of the hour in which a text was corrected counts as cast before: its reader
may have read the text as it was. Whoever answers again has a ballot of the later hour.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from debates.stances.suppression import SMALL


def groups_before(hours: Mapping[datetime, int], corrections: Sequence[datetime]) -> tuple[int, ...]:
    """Answer how many ballots were cast before each correction, and not yet before the one that precedes it.

    `hours` says how many ballots there are of each hour, by its beginning; `corrections` are in order.
    """
    groups = [0] * len(corrections)
    for hour, ballots in hours.items():
        for place, moment in enumerate(corrections):
            if hour <= moment:
                groups[place] += ballots
                break
    return tuple(groups)


def shown_before(groups: Sequence[int], whole: int) -> tuple[int | None, ...]:
    """Answer how many of the `whole` ballots were cast before each correction, None where that is hidden.

    It is shown only where it is no small number, nor what it leaves of the whole, nor its difference to what
    is shown of an earlier correction: any two of these numbers can be subtracted from each other. Raises
    `ValueError` where the groups are more than the whole.
    """
    if sum(groups) > whole or any(group < 0 for group in groups):
        raise ValueError("Ballots that were cast before a correction cannot be more than all.")
    shown: list[int | None] = []
    before = last = 0
    for group in groups:
        before += group
        may_show = not {before, before - last, whole - before}.intersection(SMALL)
        shown.append(before if may_show else None)
        last = before if may_show else last
    return tuple(shown)
