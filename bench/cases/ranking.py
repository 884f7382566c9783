"""Ranking all comments of a large debate: one question counts, Python scores, one statement writes."""

import time
from collections.abc import Iterator

from django.utils import timezone

from bench.goals import RANKING, Measured, Round
from bench.stage import Stage
from debates.comments.actions import rank_comments
from debates.publishing.models import Debate


def rounds(stage: Stage) -> Iterator[Round]:
    """Rank once more in each round."""
    debate = Debate.objects.get(slug=stage.filled("full").known["results"]["many"])
    while True:
        began = time.perf_counter()
        rank_comments(debate=debate, now=timezone.now())
        yield {RANKING: [Measured(time.perf_counter() - began)]}
