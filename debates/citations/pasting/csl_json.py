"""CSL-JSON, and the shapes around it that services answer, to CSL items."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from debates.citations.csl import MAX_FIELDS
from debates.citations.pasting.report import (
    MAX_ENTRIES,
    Entry,
    PasteRefused,
    Problem,
    quoted,
    settle,
    too_many,
)
from debates.citations.pasting.values import doi_in
from debates.citations.vocabulary import DATES, NAMES, RENAMED, TEXTS

_KNOWN: Final = frozenset({"type", "DOI", "URL", *NAMES, *DATES, *TEXTS, *RENAMED})
_KEYS: Final = frozenset({"id", "citation-key"})
# Crossref gives these as lists, and has words of its own for kinds.
_LISTED: Final = {"title": ": ", "container-title": ": ", "title-short": ": ", "ISSN": ", ", "ISBN": ", "}
_TYPES_OF_CROSSREF: Final = {
    "journal-article": "article-journal",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "edited-book": "book",
    "monograph": "book",
    "reference-book": "book",
    "reference-entry": "entry-encyclopedia",
    "proceedings-article": "paper-conference",
    "dissertation": "thesis",
    "posted-content": "article",
    "report-component": "report",
    "peer-review": "review",
    "other": "document",
}


def read_csl_json(text: str) -> Iterator[Entry | Problem]:
    """Answer every item of a CSL-JSON text in its order.

    Raises `PasteRefused` where it is no JSON, and for too many.
    """
    for number, found in enumerate(items_in(text), 1):
        yield read_item(f"reference {number}", found)


def items_in(text: str) -> list[Any]:
    """Answer the items in a JSON text: one, a list, or what `items` holds. Raises `PasteRefused`."""
    try:
        read = json.loads(text)
    except json.JSONDecodeError as error:
        raise PasteRefused(
            f"This begins like CSL-JSON, but line {error.lineno}, character {error.colno}, is no JSON."
        ) from error
    except (RecursionError, ValueError) as error:  # nested too deep, or a number too long
        raise PasteRefused(
            "This is no CSL-JSON: it is nested too deep, or holds a number without end."
        ) from error
    if isinstance(read, Mapping) and isinstance(read.get("items"), list):
        read = read["items"]
    found = read if isinstance(read, list) else [read]
    if len(found) > MAX_ENTRIES:
        raise too_many()
    return found


def read_item(where: str, found: Any) -> Entry | Problem:
    """Answer one item, or why it is none."""
    if not isinstance(found, Mapping):
        return Problem(where, "A reference is one JSON object, with at least a “type” and a “title”.")
    named = next((found[key] for key in ("id", "citation-key") if isinstance(found.get(key), str | int)), "")
    where = f"{where} ({quoted(named)})" if named != "" else where
    if len(found) > MAX_FIELDS:
        return Problem(where, f"The reference has more than {MAX_FIELDS} fields.")
    fields, left_out = {}, []
    for name, value in found.items():
        if name in _KNOWN:
            fields[name] = _joined(name, value)
        elif name not in _KEYS and value not in (None, "", [], {}):
            left_out.append(quoted(name))
    kind = fields.get("type")
    if isinstance(kind, str):
        fields["type"] = _TYPES_OF_CROSSREF.get(kind, kind)
    address = fields.get("URL")
    if isinstance(address, str) and (doi := doi_in(address)) and fields.get("DOI") in (None, "", doi):
        fields["DOI"] = doi
        del fields["URL"]
    return settle(where, fields, [], left_out)


def _joined(name: str, value: Any) -> Any:
    """Lists of texts, where CSL has one text, on one line."""
    if name in _LISTED and isinstance(value, list) and all(isinstance(text, str) for text in value):
        return _LISTED[name].join(dict.fromkeys(value))
    return value
