"""The debate page as it is made, as it is kept in memory, and unchanged since, against views that do less.

Bare views stand in bench/urls.py; the naive page (bench/naive.py) says the same.
"""

import re
from collections.abc import Iterator
from itertools import count

from django.urls import Resolver404, resolve, reverse

from bench.goals import COLD, COLD_INCLUDES, MEMORY, UNCHANGED, NotHere, Round
from bench.load import fetch_as, headers_of
from bench.stage import GZIP, Site, Spent, Stage
from bench.turns import cost, in_turns, rate

HELLO = "/bare/5/"


def rounds(stage: Stage) -> Iterator[Round]:
    """Measure the page of a debate with 50 comments."""
    slug = stage.filled("full").known["discussed"]["few"]
    path, naive = reverse("reading:debate", args=[slug]), f"/bare/debate/{slug}/"
    includes = f"/bare/includes/{slug}/"
    try:
        resolve(naive)
    except Resolver404 as missing:
        raise NotHere(f"there is no {naive}") from missing
    site = stage.site("full")
    for other in (naive, includes):
        if said_by(other, site) != said_by(path, site):
            raise SystemExit(f"{other} does not say what {path} says.")
    bare = f"/bare/{len(fetch_as(path, site.port, GZIP))}/"

    def again() -> Spent:
        return site.page(path, {**GZIP, "If-None-Match": headers_of(path, site.port, GZIP)["etag"]})

    for turn in count():
        yield {
            COLD: [cost(*in_turns(lambda: site.anew(path), lambda: site.anew(naive), turn))],
            COLD_INCLUDES: [cost(*in_turns(lambda: site.anew(path), lambda: site.anew(includes), turn))],
            MEMORY: [rate(*in_turns(lambda: site.page(path, GZIP), lambda: site.page(bare), turn))],
            UNCHANGED: [rate(*in_turns(again, lambda: site.page(HELLO), turn))],
        }


def said_by(path: str, site: Site) -> list[bytes]:
    """Answer the words of a page."""
    return re.sub(rb"<[^>]*>", b" ", fetch_as(path, site.port, {})).split()
