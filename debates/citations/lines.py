"""Names and dates as people type them into a field, and back.

What is written out and read again unchanged is the same name, particles and suffixes with it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from debates.citations.pasting.values import read_date


def name_line(name: Mapping[str, str]) -> str:
    """Answer a name as it is typed: `Family, Given, Suffix`, or the whole name of an institution."""
    if "family" not in name:
        literal = name.get("literal", "")
        return f"{{{literal}}}" if "," in literal else literal
    given = " ".join(name[part] for part in ("given", "dropping-particle") if part in name)
    family = " ".join(name[part] for part in ("non-dropping-particle", "family") if part in name)
    return ", ".join(part for part in (family, given, name.get("suffix", "")) if part)


def names_of(lines: str, before: Iterable[Mapping[str, str]] = ()) -> list[dict[str, str]]:
    """Answer the names in a text, one on a line.

    A line without a comma, or in braces, is one whole name. A line that stands for a name of `before` keeps
    what that one says of its parts.
    """
    known = {name_line(name): dict(name) for name in before}
    typed = (" ".join(line.split()) for line in lines.splitlines())
    return [known.get(line) or _name(line) for line in typed if line]


def _name(line: str) -> dict[str, str]:
    if line.startswith("{") and line.endswith("}"):
        return {"literal": line[1:-1].strip()}
    family, given, suffix = (part.strip() for part in (*line.split(",", 2), "", "")[:3])
    if not (family and given):
        return {"literal": line.strip(", ")}
    return {"family": family, "given": given} | ({"suffix": suffix} if suffix else {})


def date_line(date: Mapping[str, Any]) -> str:
    """Answer a date as it is typed: 2019-03-12, 2019-03, 2019; two with a slash between; or its words."""
    if "date-parts" not in date:
        return str(date.get("literal", ""))
    days = ("-".join(_padded(day)) for day in date["date-parts"])
    return ("c. " if date.get("circa") else "") + "/".join(days)


def _padded(day: Iterable[int]) -> Iterable[str]:
    year, *rest = day
    yield f"{year:05d}" if year < 0 else f"{year:04d}"
    yield from (f"{part:02d}" for part in rest)


def date_of(line: str) -> dict[str, Any]:
    """Answer what somebody typed as a date; what is none of numbers stays as it is written."""
    return read_date(line) if line.strip() else {}
