"""References as a reader sees them: CSL-JSON to safe HTML or to plain text, in three styles."""

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from threading import Lock
from typing import Any, Final

from citeproc import LANGUAGE_NAMES, PRIMARY_DIALECTS
from citeproc.source import Date, LiteralDate, Name

from debates.citations.csl import doi_address, validate
from debates.citations.engine import INSIDE_QUOTE, StyleSheet, text_value
from debates.citations.vocabulary import DATES, NAMES
from debates.richtext.sanitize import INLINE, sanitize


class Style(StrEnum):
    """The styles that citeproc-py gets right (its Chicago is not)."""

    IEEE = "ieee"
    APA = "apa"
    HARVARD = "harvard"


_SHEETS: Final = {Style.IEEE: "ieee", Style.APA: "apa", Style.HARVARD: "harvard-cite-them-right"}

# Languages and what citeproc-py calls them, in lower case: both "fr" and "fr-ca".
_LOCALES: Final[dict[str, str]] = PRIMARY_DIALECTS | {name.lower(): name for name in LANGUAGE_NAMES}

# Inside the style engine, characters with a meaning in HTML are single noncharacters: an entity such as
# `&amp;` would be taken apart where a style shortens, capitalises or joins. No valid text contains them.
_SHIELD: Final = str.maketrans({"&": "\ufdd0", "<": "\ufdd1", ">": "\ufdd2"})
_PLAIN: Final = str.maketrans({"\ufdd0": "&", "\ufdd1": "<", "\ufdd2": ">"})
_UNSHIELD: Final = str.maketrans({"\ufdd0": "&amp;", "\ufdd1": "&lt;", "\ufdd2": "&gt;"})
# Where the style printed the DOI and the URL.
_DOI: Final = ("\ufdd3", "\ufdd4")
_URL: Final = ("\ufdd5", "\ufdd6")

_PRINTED_DOI: Final = re.compile(rf"(?P<before>(?:https://doi\.org/)?){_DOI[0]}(?P<doi>.*?){_DOI[1]}")
_PRINTED_URL: Final = re.compile(rf"{_URL[0]}(.*?){_URL[1]}")
_IN_ATTRIBUTE: Final = str.maketrans({"\ufdd1": "%3C", "\ufdd2": "%3E", '"': "%22"})
_AFTER_QUOTE: Final = re.compile(rf"(?<![?!.,])([”»’]){INSIDE_QUOTE}([.,])")
# No full stop follows a title that ends with a mark of its own; the style can't see it behind the markup.
_DOUBLE_STOP: Final = re.compile(r"([?!.])(</i>)?\.(?= |$)")
_TAG: Final = re.compile(r"<[^<>]*>")

# Rendering keeps its state in the style sheet, so one thread renders at a time.
_lock: Final = Lock()


def format_references(
    items: Sequence[Mapping[str, Any]], style: Style, language: str = "en"
) -> tuple[str, ...]:
    """Each item as one line of safe HTML, in the given order, without a number.

    DOI and URL are links. `language` is that of the list (a BCP 47 tag); one that citeproc-py has no
    words for gets English ones. The same items always give the same text. An item takes some milliseconds:
    store the answer. Raises `InvalidReference` for an item that `csl.validate` refuses.
    """
    clean = [validate(item) for item in items]
    locale = _locale(style, language)
    return tuple(_format(item, style, locale) for item in clean)


def format_plain(item: Mapping[str, Any], style: Style) -> str:
    """One item as plain text in English, for where no markup can go. Raises as `format_references` does."""
    [formatted] = format_references([item], style)
    return html.unescape(_TAG.sub("", formatted))


def _format(item: dict[str, Any], style: Style, locale: str) -> str:
    reference = _to_engine(item)
    with _lock:
        sheet = _sheet(style, locale)
        # A style leaves out what readers can't look up, such as a private letter; but here it was cited.
        text = sheet.render(reference) or sheet.render(reference | {"type": "document"})
    text = _AFTER_QUOTE.sub(r"\2\1", text).replace(INSIDE_QUOTE, "")
    text = _DOUBLE_STOP.sub(r"\1\2", text)
    text = _PRINTED_DOI.sub(_doi_link, text)
    text = _PRINTED_URL.sub(lambda url: _link(url[1], url[1]), text)
    return sanitize(text.translate(_UNSHIELD), INLINE).strip()


def _doi_link(printed: re.Match[str]) -> str:
    return _link(doi_address(printed["doi"].translate(_PLAIN)), printed["before"] + printed["doi"])


def _link(address: str, text: str) -> str:
    return f'<a href="{address.translate(_IN_ATTRIBUTE)}">{text}</a>'


@lru_cache(maxsize=16)
def _sheet(style: Style, locale: str) -> StyleSheet:
    return StyleSheet(_SHEETS[style], locale)


def _locale(style: Style, language: str) -> str:
    """The locale of citeproc-py that is nearest to a language."""
    tag = language.lower()
    if tag == "en" and style is Style.HARVARD:  # a British style, with British quotation marks
        return "en-GB"
    return _LOCALES.get(tag) or _LOCALES.get(tag.partition("-")[0], "en-US")


def _to_engine(item: Mapping[str, Any]) -> dict[str, Any]:
    """A clean item in citeproc-py's own values, with nothing in them that HTML would take for markup."""
    reference: dict[str, Any] = {}
    for field, value in item.items():
        if field in NAMES:
            reference[field] = [_name(person) for person in value]
        elif field in DATES:
            reference[field] = _date(value)
        elif field == "type":
            reference[field] = value
        else:
            reference[field] = text_value(value.translate(_SHIELD))
    for field, (opening, closing) in (("DOI", _DOI), ("URL", _URL)):
        if field in reference:
            reference[field] = text_value(opening + reference[field] + closing)
    if "event-title" in item:  # IEEE and Harvard know it by its earlier name
        reference["event"] = reference["event-title"]
    if "language" in item:  # titles are capitalised in English only
        reference["language"] = item["language"].lower()
    return reference


def _name(person: Mapping[str, str]) -> Any:
    family, given = person.get("family", ""), person.get("given", "")
    if family and given and _is_east_asian(family + given):
        return Name(literal=family + given)
    return Name(**{part: text.translate(_SHIELD) for part, text in person.items()})


def _is_east_asian(text: str) -> bool:
    """Whether names in this script put the family first and no space between (CSL 1.0.2, "name ordering")."""
    return all(unicodedata.east_asian_width(letter) == "W" for letter in text)


def _date(value: Mapping[str, Any]) -> Any:
    circa = value.get("circa", False)
    if "literal" in value:
        return LiteralDate(value["literal"].translate(_SHIELD), circa=circa)
    first, last = value["date-parts"][0], value["date-parts"][-1]
    if first[0] != last[0]:
        return LiteralDate(f"{first[0]}–{last[0]}", circa=circa)
    # citeproc-py loses a span of time within a year: print the part that both ends share.
    shared = [one for index, one in enumerate(first) if last[: index + 1] == first[: index + 1]]
    return Date(circa=circa, **dict(zip(("year", "month", "day"), shared, strict=False)))
