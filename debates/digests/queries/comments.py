"""How many comments are new in debates that people follow."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from django.db.models import Count, Q

from debates.comments.visibility import SHOWN
from debates.digests.models import Announced

MOMENTS = 50
"""Moments from which on one query counts."""

Since = tuple[int, datetime]
"""A debate, and since when its comments are new to somebody."""


def new_comments(since: Iterable[Since], until: datetime) -> Mapping[Since, int]:
    """Answer how many comments readers see that were found after each moment, and until the same for all.

    One query for up to 50 different moments, and most people share one.
    """
    wanted = {*since}
    debates = {debate for debate, _moment in wanted}
    counts: dict[Since, int] = {}
    for moments in chunks(sorted({moment for _debate, moment in wanted}), MOMENTS):
        found = Announced.objects.filter(
            debate__in=debates, at__gt=moments[0], at__lte=until, comment__visibility__in=[*SHOWN]
        )
        columns = {f"n{place}": Count("pk", filter=Q(at__gt=moment)) for place, moment in enumerate(moments)}
        for row in found.order_by().values("debate").annotate(**columns):
            for place, moment in enumerate(moments):
                if (row["debate"], moment) in wanted:
                    counts[row["debate"], moment] = row[f"n{place}"]
    return counts


def own_comments(
    accounts: Collection[int], debates: Collection[int], after: datetime, until: datetime
) -> Mapping[int, Sequence[Since]]:
    """Answer what these accounts have written themselves in these debates, each with when it was found."""
    rows = Announced.objects.filter(
        debate__in=debates,
        at__gt=after,
        at__lte=until,
        comment__author__in=accounts,
        comment__visibility__in=[*SHOWN],
    )
    found: dict[int, list[Since]] = {}
    for account, debate, at in rows.values_list("comment__author", "debate", "at"):
        found.setdefault(account or 0, []).append((debate, at))
    return found


def chunks(items: Iterable[datetime], size: int) -> Iterator[list[datetime]]:
    """Answer the items, so many at a time."""
    rest = iter(items)
    while chunk := [*islice(rest, size)]:
        yield chunk
