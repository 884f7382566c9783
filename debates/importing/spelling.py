"""Whether two spellings may name the same person."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

ALIKE = 0.75
"""Of the least similar words of two names: “Meyer” and “Meier” are at 0.8, “Anna” and “Hanna” at 0.89."""


def words_of(name: str) -> tuple[str, ...]:
    """Answer the words of a name without accents, case and punctuation."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return tuple(re.findall(r"\w+", "".join(char for char in plain if not unicodedata.combining(char))))


def likeness(one: str, other: str) -> float:
    """Answer from 0 to 1 how alike two names are; 0 where the longer one lacks a word of the shorter one."""
    shorter, longer = sorted((words_of(one), words_of(other)), key=len)
    if not shorter:
        return 0.0
    left, found = list(longer), []
    for word in shorter:
        best = max(left, key=lambda candidate: word_likeness(word, candidate))
        found.append(word_likeness(word, best))
        left.remove(best)
    # A name that leaves words out is less alike than one that spells them all.
    return sum(found) / (len(found) + 0.1 * len(left)) if min(found) >= ALIKE else 0.0


def word_likeness(one: str, other: str) -> float:
    """Answer from 0 to 1 how alike two words are; an initial is rather like its word."""
    if one != other and min(len(one), len(other)) == 1:
        return 0.9 if one[0] == other[0] else 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def closest(name: str, names: Iterable[str]) -> str | None:
    """Answer which of `names` is meant by `name`: the most alike, or None where none is alike."""
    best = max(names, key=lambda candidate: likeness(name, candidate), default=None)
    return best if best is not None and likeness(name, best) > 0 else None
