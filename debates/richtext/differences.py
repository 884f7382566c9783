"""What has changed between two versions of a text, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

WORD = re.compile(r"\s+|\S+\s*")


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
    work small where somebody repeats one.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    return tuple(parts(old, new))


def parts(old: list[str], new: list[str]) -> Iterator[Part]:
    """Answer the parts of two versions that have been taken apart into words."""
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(a=old, b=new).get_opcodes():
        if kind == "equal":
            yield Part(Change.KEPT, "".join(old[old_from:old_to]))
            continue
        if old_from < old_to:
            yield Part(Change.REMOVED, "".join(old[old_from:old_to]))
        if new_from < new_to:
            yield Part(Change.ADDED, "".join(new[new_from:new_to]))
