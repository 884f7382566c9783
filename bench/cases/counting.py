"""Counting all ballots of a large debate, as the sweep does that takes snapshots so that no page has to."""

import time
from collections.abc import Iterator

from bench.goals import COUNTING, Measured, Round
from bench.stage import Stage
from debates.publishing.models import Debate
from debates.stances.counting import count


def rounds(stage: Stage) -> Iterator[Round]:
    """Count once more in each round."""
    debate = Debate.objects.get(slug=stage.filled("full").known["results"]["many"])
    place = debate.snapshots.latest("place").place
    while True:
        began = time.perf_counter()
        count(debate, place)
        yield {COUNTING: [Measured(time.perf_counter() - began)]}
