"""A debate with 100,000 comments against one with 50, both of the same texts, and a deep page of comments."""

from collections.abc import Iterator

from django.urls import reverse

from bench.goals import CROWDED, DEEP, Round
from bench.stage import Stage
from bench.turns import cost, pairs

DEPTH = 50_000


def rounds(stage: Stage) -> Iterator[Round]:
    """Measure what the larger costs more, and what the deeper."""
    site, known = stage.site("full"), stage.filled("full").known["discussed"]
    few, many = (reverse("reading:debate", args=[known[name]]) for name in ("few", "many"))
    listed = reverse("reading:comments", args=[known["many"]])
    # Every second comment begins a thread, and threads are listed.
    deep = f"{listed}?after={max(1, int(DEPTH * stage.effort.size) // 2)}"
    first = f"{listed}?after=1"  # a page in the middle, like the other
    return pairs(
        {
            CROWDED: (lambda: site.anew(many), lambda: site.anew(few)),
            DEEP: (lambda: site.anew(deep), lambda: site.anew(first)),
        },
        cost,
    )
