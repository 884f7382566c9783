"""A list of many words against the longest comment."""

import time
from collections.abc import Iterator

from django.db import transaction

from bench.goals import WATCHING, Measured, Round
from bench.stage import Stage
from debates.comments.actions.knowing import thresholds
from debates.comments.models import WatchedWord

ENTRIES, CHARACTERS = 5_000, 5_000


def rounds(stage: Stage) -> Iterator[Round]:
    """Measure reading the list and looking a text through: all that a post does with it."""
    stage.filled("full")
    entries = [
        f"unwanted{number} word{number % 50}" if number % 5 == 0 else f"bad{number}"
        for number in range(ENTRIES)
    ]
    text = " ".join(f"wörd{number} bad" for number in range(CHARACTERS))[:CHARACTERS]
    while True:
        # Taken back: other cases post comments here.
        with transaction.atomic():
            WatchedWord.objects.all().delete()
            WatchedWord.objects.bulk_create(
                WatchedWord(entry=entry, folded=WatchedWord.folded_of(entry), severity="suspect")
                for entry in entries
            )
            began = time.perf_counter()
            thresholds().suspect.found_in(text)
            took = time.perf_counter() - began
            transaction.set_rollback(True)
        yield {WATCHING: [Measured(1_000 * took)]}
