"""What became of a paste: the references that were understood, and what was not, in plain sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from debates.citations.csl import MAX_FIELDS, InvalidReference, validate

MAX_LENGTH: Final = 500_000
MAX_ENTRIES: Final = 500
MAX_REMARKS: Final = 10
# What of a name that somebody typed is quoted back to them.
MAX_QUOTED: Final = 60


class Format(Enum):
    """In which of the three ways a paste is written; the value is its name for people."""

    BIBTEX = "BibTeX"
    RIS = "RIS"
    CSL_JSON = "CSL-JSON"


class PasteRefused(ValueError):  # noqa: N818 - it is a verdict on what a person pasted
    """A paste of which nothing can be read; the message is a plain sentence for the person who pasted it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry that could not be read: where it stands, and why."""

    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that was read: where it stands, and the clean CSL item.

    `remarks` say what was changed or could not be kept; `left_out` names the fields that references here have
    no place for, as they were called in the paste.
    """

    where: str
    item: dict[str, Any]
    remarks: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pasted:
    """Everything that a paste held, in its order."""

    format: Format
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def too_many() -> PasteRefused:
    """Answer the refusal of a paste with more entries than are read at once."""
    return PasteRefused(f"These are more than {MAX_ENTRIES} references: paste them in parts.")


def quoted(name: object) -> str:
    """Answer a name out of a paste as a page may show it: short, and nothing in it that cannot be seen."""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in str(name)[:200]).split())
    return text if len(text) <= MAX_QUOTED else text[: MAX_QUOTED - 1] + "…"


def settle(where: str, fields: Mapping[str, Any], remarks: list[str], left_out: list[str]) -> Entry | Problem:
    """Answer the entry with these CSL fields; one that cannot be kept goes, and a remark says which and why.

    Without a type or a title that can be kept there is no reference, and the answer is the problem.
    """
    try:
        item = validate(fields)
    except InvalidReference as refusal:
        try:
            item, lost = _salvaged(fields)
        except InvalidReference:
            return Problem(where, " ".join(refusal.problems))
        remarks = [*remarks, *lost]
    if len(left_out) > MAX_FIELDS:
        return Problem(where, f"The reference has more than {MAX_FIELDS} fields.")
    told = list(dict.fromkeys(remarks))
    if len(told) > MAX_REMARKS:
        told[MAX_REMARKS:] = [f"And {len(told) - MAX_REMARKS} more of this kind."]
    return Entry(where, item, tuple(told), tuple(dict.fromkeys(left_out)))


def _salvaged(fields: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    least = {"type": fields.get("type"), "title": fields.get("title")}
    kept, lost = validate(least), []
    for field, value in fields.items():
        if field in least:
            continue
        try:
            kept |= validate({**least, field: value})
        except InvalidReference as refusal:
            lost += [f"Left out: {problem}" for problem in refusal.problems]
    return validate(kept), lost
