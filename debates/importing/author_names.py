"""Names of authors as people type them into a list of references.

A comma is the only sign that tells a family name from a given name, so a name without one is kept as it
stands: "Ann Poe" may be a person, and "Tern Press" is none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# Words that tell an organisation from a person.
_ORGANISATION: Final = re.compile(
    r"\b(?:academy|agency|alliance|association|authority|board|bureau|centre|center|college|commission|"
    r"committee|company|consortium|corporation|council|department|federation|forum|foundation|gmbh|"
    r"government|group|inc|initiative|institut|institute|laboratory|ltd|ministry|museum|network|observatory|"
    r"office|organisation|organization|parliament|party|press|project|school|society|team|union|"
    r"university)\b",
    re.IGNORECASE,
)
_PARTICLES: Final = frozenset(
    {"al", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "le"}
    | {"ten", "ter", "van", "vom", "von", "zu"}
)
_SUFFIX: Final = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
_NAME_WORD: Final = re.compile(r"(?:[^\W\d_][’'.-]*)+")
_MAX_FAMILY_WORDS: Final = 2
_MAX_GIVEN_WORDS: Final = 3

_AND: Final = re.compile(r"(?:and|&)\s+", re.IGNORECASE)
# Between two people stands "and", "&" or ";", or a full stop before the next family name and its comma.
_NEXT: Final = re.compile(r",?\s+(?:and|&)\s+|\s*;\s*|(?<=\w)\.\s+(?!and\b|&)(?=[^,.;]{2,},)", re.IGNORECASE)
_EDITORS: Final = re.compile(r",?\s*[(\[]?\beds?\b\.?[)\]]?$", re.IGNORECASE)
_ET_AL: Final = re.compile(r",?\s*\bet\.?\s+al\b\.?", re.IGNORECASE)

_NOT_ALL_NAMED: Final = "It says “et al.”: not all of its authors are named."


@dataclass(frozen=True, slots=True)
class People:
    """Who made a publication: CSL names, what they did (`author` or `editor`), and sentences of doubt."""

    names: tuple[dict[str, str], ...] = ()
    role: str = "author"
    doubts: tuple[str, ...] = ()


def read_people(text: str) -> People:
    """All of `text` as names, such as what stands before a title in quotation marks."""
    text, cut = _ET_AL.subn("", text)
    text, editors = _EDITORS.subn("", text.strip(" ,:"))
    text = text.strip(" ,:")
    groups = [text] if _is_one_name(text) else _NEXT.split(text)
    names = [name for group in groups for name in _read_group(group, several=len(groups) > 1)]
    doubts = [_NOT_ALL_NAMED] if cut else []
    doubts += [
        f"“{name['literal']}” is kept as one name: it is not written as family name, given name."
        for name in names
        if "literal" in name and not _ORGANISATION.search(name["literal"])
    ]
    return People(tuple(names), "editor" if editors else "author", tuple(doubts))


def take_people(pieces: Sequence[str]) -> tuple[People, list[str]] | None:
    """The people with whom the comma-separated `pieces` of a line begin, and the pieces after them.

    None when nobody can tell where the names end. Only a single-word family name counts here, and two
    people must be joined by more than a comma.
    """
    if _ORGANISATION.search(pieces[0]):
        return People(({"literal": pieces[0]},)), list(pieces[1:])
    rest = list(pieces)
    names: list[dict[str, str]] = []
    cut = 0
    while len(rest) > 1:
        family, (chunk, found), rest = rest[0], _ET_AL.subn("", rest[1]), rest[2:]
        cut += found
        # The comma that ended the piece tells a full stop between people from one after an initial.
        given, *others = _NEXT.split(chunk + ",")
        given = given.rstrip(",")
        if len(others) > 1 or not (_is_family(family, 1) and _is_given(given)):
            return None
        names.append({"family": family, "given": _with_full_stop(given)})
        if others:
            rest.insert(0, others[0].rstrip(","))
        elif rest and (joined := _AND.match(rest[0])):
            rest[0] = rest[0][joined.end() :]
        elif rest:
            return People(tuple(names), doubts=(_NOT_ALL_NAMED,) if cut else ()), rest
    return None


def _is_one_name(text: str) -> bool:
    """Whether an "and" belongs to the name of one organisation, as in "Ministry of Water and Rail"."""
    return "," not in text and ";" not in text and _ORGANISATION.search(text) is not None


def _read_group(group: str, *, several: bool) -> list[dict[str, str]]:
    """The names between two signs that separate people, `several` when there is such a sign."""
    parts = [part for part in map(str.strip, group.split(",")) if part]
    whole = [{"literal": ", ".join(parts)}] if parts else []
    if len(parts) < 2 or _ORGANISATION.search(group):  # noqa: PLR2004 - a name in two parts
        return whole
    natural = all(" " in part for part in parts)
    if natural and (several or len(parts) % 2):
        return [{"literal": part} for part in parts]
    return _read_pairs(parts) or whole


def _read_pairs(parts: list[str]) -> list[dict[str, str]]:
    """Family and given names in turn; after the first, names as they are spoken. Empty when it is neither."""
    names: list[dict[str, str]] = []
    while parts:
        if names and _SUFFIX.fullmatch(parts[0]):
            names[-1]["suffix"] = parts[0]
            parts = parts[1:]
        elif len(parts) > 1 and _is_pair(parts[0], parts[1]):
            names.append({"family": parts[0], "given": _with_full_stop(parts[1])})
            parts = parts[2:]
        elif names and " " in parts[0]:
            names.append({"literal": parts[0]})
            parts = parts[1:]
        else:
            return []
    return names


def _is_pair(family: str, given: str) -> bool:
    # Of two words and two words nobody can tell: two people as they are spoken, or one with long names?
    return _is_given(given) and (
        _is_family(family, 1) or (_is_family(family, _MAX_FAMILY_WORDS) and " " not in given)
    )


def _is_family(text: str, most_words: int) -> bool:
    words = [word for word in text.split() if word.lower() not in _PARTICLES]
    return 0 < len(words) <= most_words and all(map(_is_name_word, words))


def _is_given(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= _MAX_GIVEN_WORDS and all(
        _is_name_word(word) or word in _PARTICLES for word in words
    )


def _is_name_word(word: str) -> bool:
    return _NAME_WORD.fullmatch(word) is not None and not word[0].islower()


def _with_full_stop(given: str) -> str:
    """A given name with the full stop of its last initial, which also separated two people."""
    return re.sub(r"\b([^\W\d_])$", r"\1.", given)
