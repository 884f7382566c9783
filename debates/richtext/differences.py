"""What has changed between two versions of a text, word by word."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile

WORD = re.compile(r"\s+|\S+\s*")
LINE = re.compile(r"\n+|[^\n]+\n*")

MOST_PAIRS = 2500 * 2500
"""Up to so many pairs of words, of which each version gives one, are looked at word by word in one go."""


class Change(StrEnum):
    """What became of a part of a text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Part:
    """Words that follow each other, and what became of them."""

    change: Change
    text: str


@lru_cache(maxsize=200)
def differences(before: str, after: str) -> tuple[Part, ...]:
    """Answer the parts of both versions in order; where words were exchanged, what was removed comes first.

    Those kept or removed make up `before`, those kept or added `after`. Takes well under a second for texts
    of a comment's length, whatever they say: words that occur very often are not looked for, which keeps the
    work small where somebody repeats one. Of a long text what both begin and end with is left aside, then
    lines are matched, and words only between those: the work stays bounded, and an essay that was written
    anew is shown as exchanged.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) * len(new) <= MOST_PAIRS:
        return tuple(parts(old, new))
    return tuple(joined(long_parts(old, new)))


def parts(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    """Answer the parts of two versions that have been taken apart into words."""
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(a=old, b=new).get_opcodes():
        if kind == "equal":
            yield Part(Change.KEPT, "".join(old[old_from:old_to]))
        else:
            yield from exchanged(old[old_from:old_to], new[new_from:new_to])


def exchanged(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    """Answer words in whose place others stand."""
    if old:
        yield Part(Change.REMOVED, "".join(old))
    if new:
        yield Part(Change.ADDED, "".join(new))


def long_parts(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    """Answer the parts of two long versions, those of the same kind perhaps one after the other."""
    head = alike(old, new)
    tail = alike(old[head:][::-1], new[head:][::-1])
    yield Part(Change.KEPT, "".join(old[:head]))
    left = MOST_PAIRS
    middle = "".join(old[head : len(old) - tail]), "".join(new[head : len(new) - tail])
    for before, after in gaps(*(LINE.findall(text) for text in middle)):
        if before == after:
            yield Part(Change.KEPT, before)
            continue
        old_words, new_words = WORD.findall(before), WORD.findall(after)
        left -= len(old_words) * len(new_words)
        yield from parts(old_words, new_words) if left >= 0 else exchanged(old_words, new_words)
    yield Part(Change.KEPT, "".join(old[len(old) - tail :]))


def alike(old: Sequence[str], new: Sequence[str]) -> int:
    """Answer with how many equal words two versions begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def gaps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Answer the lines of both versions in pairs: those that stay, and in turn what stands between them.

    The lines that stay are the most that keep their order among those that each version has once (Bram
    Cohen's "patience diff").
    """
    old_from = new_from = 0
    for in_old, in_new in (*kept_lines(old, new), (len(old), len(new))):
        between = "".join(old[old_from:in_old]), "".join(new[new_from:in_new])
        if any(between):
            yield between
        if in_old < len(old):
            yield old[in_old], new[in_new]
        old_from, new_from = in_old + 1, in_new + 1


def kept_lines(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Answer where the lines stand that both versions have once and in the same order, as many as can be."""
    once_old, once_new = once(old), once(new)
    places = {line: place for place, line in enumerate(new) if line in once_old and line in once_new}
    pairs = [(place, places[line]) for place, line in enumerate(old) if line in places]
    # The longest rising sequence of the second numbers: the last of each length, and who came before whom.
    ends: list[int] = []
    last_of: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        last_of[length : length + 1] = [index]
        before.append(last_of[length - 1] if length else -1)
    found = []
    index = last_of[-1] if last_of else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def once(lines: Sequence[str]) -> set[str]:
    """Answer the lines that a text has once."""
    return {line for line, count in Counter(lines).items() if count == 1}


def joined(found: Iterator[Part]) -> Iterator[Part]:
    """Answer the parts, those of the same kind that follow each other as one, and none that is empty."""
    held: list[Part] = []
    for part in found:
        if held and part.text and part.change is not held[-1].change:
            yield Part(held[0].change, "".join(each.text for each in held))
            held = []
        if part.text:
            held.append(part)
    if held:
        yield Part(held[0].change, "".join(each.text for each in held))
