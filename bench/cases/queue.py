"""The moderators' desk with few open cases and with many: two sites beside each other, the same pages."""

from collections.abc import Iterator

from bench.goals import CASE, QUEUE, Round
from bench.stage import Stage
from bench.turns import cost, pairs

PAGES = {QUEUE: "/moderating/new/", CASE: "/moderating/cases/{}/"}


def rounds(stage: Stage) -> Iterator[Round]:
    """Measure what the pages cost more where more waits."""
    sites = [(stage.site(name), stage.filled(name).known) for name in ("full", "few")]

    def page(place: int, path: str) -> object:
        site, known = sites[place]
        return lambda: site.page(path.format(known["case"]), {"Cookie": known["moderator"]})

    return pairs({row: (page(0, path), page(1, path)) for row, path in PAGES.items()}, cost)  # type: ignore[misc]
