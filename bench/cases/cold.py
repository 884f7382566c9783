"""The debate page as it is made, as it is kept in memory, and unchanged since, against views that do less.

Bare views stand in bench/urls.py; the naive page (bench/naive.py) says the same bytes with an include for
each comment.
"""

from collections.abc import Iterator
from itertools import count

from django.urls import Resolver404, resolve, reverse

from bench.goals import COLD, MEMORY, UNCHANGED, NotHere, Round
from bench.load import fetch_as, headers_of
from bench.stage import Spent, Stage
from bench.turns import cost, in_turns, rate

GZIP = {"Accept-Encoding": "gzip"}
HELLO = "/bare/5/"


def rounds(stage: Stage) -> Iterator[Round]:
    """Measure the page of a debate with 50 comments."""
    slug = stage.filled("full").known["discussed"]["few"]
    path, naive = reverse("reading:debate", args=[slug]), f"/bare/debate/{slug}/"
    try:
        resolve(naive)
    except Resolver404 as missing:
        raise NotHere(f"there is no {naive}") from missing
    cold, kept = stage.site("full"), stage.site("full", PAGE_MEMORY="32")
    bare = f"/bare/{len(fetch_as(path, kept.port, GZIP))}/"

    def again() -> Spent:
        return kept.page(path, {**GZIP, "If-None-Match": headers_of(path, kept.port, GZIP)["etag"]})

    for turn in count():
        yield {
            COLD: [cost(*in_turns(lambda: cold.page(path), lambda: cold.page(naive), turn))],
            MEMORY: [rate(*in_turns(lambda: kept.page(path, GZIP), lambda: kept.page(bare), turn))],
            UNCHANGED: [rate(*in_turns(again, lambda: kept.page(HELLO), turn))],
        }
