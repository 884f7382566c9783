"""A list of many words against the longest comment."""

import time
from collections.abc import Callable
from statistics import median

from config import serving
from debates.comments.actions.posting import thresholds
from debates.comments.models import WatchedWord
from debates.comments.word_lists import WordList

ENTRIES, CHARACTERS = 5_000, 5_000
ROUNDS = 21


def measure() -> str:
    """Answer the table, in Markdown."""
    serving.prepare(lambda _: None)
    entries = [
        f"unwanted{number} word{number % 50}" if number % 5 == 0 else f"bad{number}"
        for number in range(ENTRIES)
    ]
    text = " ".join(f"wörd{number} bad" for number in range(CHARACTERS))[:CHARACTERS]
    WatchedWord.objects.all().delete()
    WatchedWord.objects.bulk_create(
        WatchedWord(entry=entry, folded=WatchedWord.folded_of(entry), severity="suspect") for entry in entries
    )
    words = WordList.of(entries)
    acts: dict[str, Callable[[], object]] = {
        "making the list from what was typed": lambda: WordList.of(entries),
        "reading the list from the database": thresholds,
        "looking the text through": lambda: words.found_in(text),
        "all that a post does": lambda: thresholds().suspect.found_in(text),
    }
    lines = [
        f"{ENTRIES:,} watched words against {len(text):,} characters",
        "",
        f"| words | ms | slowest of {ROUNDS} |",
        "| --- | ---: | ---: |",
    ]
    return "\n".join([*lines, *(row(name, act) for name, act in acts.items()), ""])


def row(name: str, act: Callable[[], object]) -> str:
    """Answer one line of the table."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        took.append(1_000 * (time.perf_counter() - began))
    return f"| {name} | {median(took):.1f} | {max(took):.1f} |"
