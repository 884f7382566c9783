"""Whether the same name seems to be spelled in two ways.

A pure rule. Two spellings are taken for one name where they differ in case, accents, hyphens or full stops
alone, or in one word of at least `LEAST` letters by one letter, left out, changed or exchanged with the next
(three of the four slips of F. J. Damerau, "A technique for computer detection and correction of spelling
errors", CACM 7, 1964; the fourth, a letter too many, is the first seen from the other side).
"""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations

LEAST = 5
"""Letters of a word below which one letter's difference makes another name: Lee and Lea are two people."""


def spelled_in_two_ways(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Answer the pairs of different spellings that seem to be of one name, in the order of the names."""
    spellings = list(dict.fromkeys(spaced_once(name) for name in names if name.strip()))
    for one, other in combinations(spellings, 2):
        if seem_the_same(folded(one), folded(other)):
            yield one, other


def spaced_once(name: str) -> str:
    """Answer the name as it is compared: single spaces between its words, none around it."""
    return " ".join(name.split())


def folded(name: str) -> str:
    """Answer the letters and digits of a name without case and accents, with one space between words."""
    # Letters of other shapes become plain ones first, and what folding makes of them is taken apart again.
    folded_case = unicodedata.normalize("NFKD", name).casefold()
    decomposed = unicodedata.normalize("NFKD", folded_case)
    kept = "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.split())


def seem_the_same(one: str, other: str) -> bool:
    """Answer whether two folded names seem to be one."""
    ours, theirs = one.split(), other.split()
    if len(ours) != len(theirs):
        return False
    different = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    return not different or (len(different) == 1 and differ_by_a_slip(*sorted(different[0], key=len)))


def differ_by_a_slip(shorter: str, longer: str) -> bool:
    """Answer whether one letter of a word was left out, changed, or exchanged with the next."""
    if len(shorter) < LEAST or len(longer) - len(shorter) > 1:
        return False
    at = next((i for i, letter in enumerate(shorter) if letter != longer[i]), len(shorter))
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    changed = shorter[at + 1 :] == longer[at + 1 :]
    exchanged = shorter[at : at + 2] == longer[at : at + 2][::-1] and shorter[at + 2 :] == longer[at + 2 :]
    return changed or exchanged
