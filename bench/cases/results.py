"""The results of a debate with a million ballots against those of copies of it with fewer.

Small numbers are hidden, so a page about a hundred ballots is a shorter one. Of ten thousand as much is shown
as of a million.
"""

from collections.abc import Iterator

from django.urls import reverse

from bench.filling import FEW_BALLOTS, SOME_BALLOTS
from bench.goals import RESULTS, RESULTS_ALIKE, Round
from bench.stage import Stage
from bench.turns import cost, pairs


def rounds(stage: Stage) -> Iterator[Round]:
    """Measure what the results of the largest cost more."""
    site, known = stage.site("full"), stage.filled("full").known["results"]
    few, some, many = (
        reverse("reading:results", args=[known[name]])
        for name in (str(FEW_BALLOTS), str(SOME_BALLOTS), "many")
    )
    return pairs(
        {
            RESULTS: (lambda: site.anew(many), lambda: site.anew(few)),
            RESULTS_ALIKE: (lambda: site.anew(many), lambda: site.anew(some)),
        },
        cost,
    )
