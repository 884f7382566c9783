"""What BibTeX and RIS write as text and CSL takes apart: dates, pages, addresses, languages."""

import re
from typing import Any, Final

from debates.richtext.links import is_allowed

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAY: Final = r"(-?[0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?"
_DATE: Final = re.compile(rf"{_DAY}(?:T[0-9:.Z+-]{{0,30}})?/*([~?%]?)")
_CIRCA: Final = re.compile(r"(?:c\.|ca\.|circa|c|ca) ?(?=-?[0-9])", re.IGNORECASE)
_SPAN: Final = re.compile(rf"{_DAY}\s?(?:/|–|--)\s?{_DAY}")
_PAGES: Final = re.compile(r" ?(?:--+|[–—]) ?")
_DOI_IN_ADDRESS: Final = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)

# The names that babel, RIS and people use, and ISO 639-2, to BCP 47.
_LANGUAGES: Final = {
    name: tag
    for tag, names in {
        "ar": "arabic ara",
        "ca": "catalan cat",
        "cs": "czech cze ces",
        "da": "danish dan",
        "de": "german ngerman austrian deutsch ger deu",
        "el": "greek gre ell",
        "en": "english eng",
        "en-GB": "british ukenglish",
        "en-US": "american usenglish",
        "es": "spanish español spa",
        "fi": "finnish fin",
        "fr": "french français francais fre fra",
        "hu": "hungarian hun",
        "it": "italian italiano ita",
        "ja": "japanese jpn",
        "nl": "dutch nederlands dut nld",
        "no": "norwegian norsk nor",
        "pl": "polish polski pol",
        "pt": "portuguese português por",
        "pt-BR": "brazilian",
        "ru": "russian rus",
        "sv": "swedish svenska swe",
        "tr": "turkish tur",
        "uk": "ukrainian ukr",
        "zh": "chinese chi zho",
    }.items()
    for name in names.split()
}


def read_date(text: str) -> dict[str, Any]:
    """Answer a date or a span of dates as CSL has it; what is no date of numbers is kept as it is written."""
    text = " ".join(text.split())
    if (circa := _CIRCA.match(text)) and "date-parts" in (read := read_date(text[circa.end() :])):
        return read | {"circa": True}
    if span := _SPAN.fullmatch(text):
        return {"date-parts": [_numbers(span.groups()[:3]), _numbers(span.groups()[3:])]}
    if day := _DATE.fullmatch(text):
        written: dict[str, Any] = {"date-parts": [_numbers(day.groups()[:3])]}
        return written | {"circa": True} if day[4] else written
    return {"literal": text}


def _numbers(parts: tuple[str | None, ...]) -> list[int]:
    return [int(part) for part in parts if part]


def read_month(text: str) -> int | None:
    """Answer the number of a month by its English name, its first three letters or its number."""
    name = text.strip(" .").lower()
    if name.isascii() and name.isdecimal() and len(name) <= 2:  # noqa: PLR2004 - 1 to 12
        return int(name) if 1 <= int(name) <= 12 else None  # noqa: PLR2004
    known = name in _MONTHS or name in _MONTH_NAMES or name == "sept"
    return _MONTHS.index(name[:3]) + 1 if known else None


def read_pages(text: str) -> str:
    """Answer pages with one hyphen for each span, as CSL writes it: `12--19` is `12-19`."""
    return _PAGES.sub("-", " ".join(text.split()))


def read_language(text: str) -> str:
    """Answer the tag of a language that is given by a name; anything else as it is."""
    return _LANGUAGES.get(text.strip().lower(), text.strip())


def addresses_in(text: str) -> list[str]:
    """Answer the web addresses in a text, which may hold several, between spaces or semicolons."""
    words = [word.strip("<>,") for word in text.split()]
    if all(is_address(word) for word in words):  # a semicolon may belong to an address
        return words
    return [part for word in words for part in word.split(";") if is_address(part)]


def is_address(text: str) -> bool:
    """Answer whether this is a whole address on the web that a reference may link to."""
    return text[:4].lower() == "http" and is_allowed(text, site_paths=False)


def doi_in(address: str) -> str:
    """Answer the DOI that an address of its resolver leads to, or nothing."""
    found = _DOI_IN_ADDRESS.match(address)
    return address[found.end() :] if found else ""
