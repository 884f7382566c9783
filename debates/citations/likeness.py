"""Whether two references are of the same work, and what a reference is called in texts."""

import re
import string
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from debates.citations.pasting.values import doi_in

MAX_KEY_LENGTH: Final = 40

# Letters that no decomposition turns into others, and apostrophes, which divide no words.
_SPELT_OUT: Final = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "þ": "th",
        "ı": "i",
        "’": "",
        "'": "",
    }
)
_NOT_IN_KEYS: Final = re.compile(r"[^a-z0-9]+")
_LITTLE_WORDS: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "le",
        "la",
        "les",
        "un",
        "une",
        "der",
        "die",
        "das",
        "ein",
        "eine",
        "de",
        "het",
        "een",
        "el",
        "los",
        "las",
    ]
)


def marks(item: Mapping[str, Any]) -> frozenset[tuple[str, ...]]:
    """Answer by what a clean item is recognised: two with a mark in common are the same work.

    Marks are the DOI, the address, and title, year and first author together. Case, accents and punctuation
    do not count; a title alone is no mark.
    """
    return frozenset(_marks(item))


def _marks(item: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    address = str(item.get("URL", ""))
    if doi := str(item.get("DOI", "")) or unquote(doi_in(address)):
        yield "DOI", doi.casefold()
    if address and not doi_in(address):
        yield "URL", _plain_address(address)
    title, year, author = folded(str(item["title"])), _year(item), folded(first_author(item))
    if title and (year or author):
        yield "work", title, year, author


def _plain_address(address: str) -> str:
    parts = urlsplit(address)
    host = parts.netloc.lower().removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def _year(item: Mapping[str, Any]) -> str:
    date = item.get("issued", {})
    if "date-parts" in date:
        return str(date["date-parts"][0][0])
    found = re.search("[0-9]{4}", str(date.get("literal", "")))
    return found[0] if found else ""


def first_author(item: Mapping[str, Any]) -> str:
    """Answer the family name, or the whole name, of whoever comes first: author, else editor; or nothing."""
    people = item.get("author") or item.get("editor") or [{}]
    return str(people[0].get("family") or people[0].get("literal") or "")


def folded(text: str) -> str:
    """Answer a text without what two people write differently: case, accents, punctuation, spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_SPELT_OUT))
    letters = (letter if letter.isalnum() else " " for letter in apart if not unicodedata.combining(letter))
    return " ".join("".join(letters).split())


def key_for(item: Mapping[str, Any], taken: Collection[str]) -> str:
    """Answer a key that is not taken, from who wrote the work and when: `okonjo2019`, `okonjo2019b` …

    Without an author it is made from the title; `taken` are compared without regard to case.
    """
    words = folded(first_author(item)).split() or [
        word for word in folded(str(item["title"])).split() if word not in _LITTLE_WORDS
    ]
    name = _NOT_IN_KEYS.sub("", "".join(words[:1]))[:MAX_KEY_LENGTH]
    # A key begins with a letter; a name in another script has none of these.
    name = name if name[:1].isalpha() else f"ref{name}"
    base = name + _year(item).lstrip("-")
    used = {key.casefold() for key in taken}
    return next(key for key in _series(base) if key not in used)


def _series(base: str) -> Iterator[str]:
    yield base
    # After a digit a letter tells them apart; after a letter, or when the letters are used up, a number.
    if base[-1].isdigit():
        yield from (base + letter for letter in string.ascii_lowercase[1:])
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1
