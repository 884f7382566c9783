"""RIS to CSL items.

rispy reads the records. They are divided here first: it says nothing of lines, drops a record that does not
end, keeps one of several equal tags, and cuts addresses at semicolons.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import rispy  # type: ignore[import-untyped]

from debates.citations.pasting import ris_words as words
from debates.citations.pasting.report import MAX_ENTRIES, Entry, Problem, quoted, settle, too_many
from debates.citations.pasting.values import (
    addresses_in,
    doi_in,
    read_date,
    read_language,
    read_month,
    read_pages,
)

TAGGED: Final = re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?:  -| {1,2}- )[ \t]*(?P<value>.*)")


class _Parser(rispy.RisParser):  # type: ignore[misc]  # without types
    """Keeps every value of every tag, under the tag's own name."""

    DEFAULT_MAPPING: Final = {tag: tag for tag in rispy.TAG_KEY_MAPPING} | {"UK": "UK"}
    DEFAULT_LIST_TAGS: Final = [tag for tag in rispy.TAG_KEY_MAPPING if tag not in {"TY", "ER", "UK"}]
    DEFAULT_DELIMITER_MAPPING: Final[dict[str, str]] = {}


@dataclass(slots=True)
class _Record:
    """The lines of one record, a value that goes over several lines on one of them."""

    line: int
    lines: list[str] = field(default_factory=list)
    ended: bool = False


@dataclass(slots=True)
class _Source:
    """One record by its tags; what is taken goes out of it."""

    values: dict[str, list[str]]
    remarks: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def all(self, *tags: str) -> list[str]:
        """Every value of these tags."""
        return [value for tag in tags for value in self.values.pop(tag, []) if value]

    def take(self, *tags: str) -> str:
        """The value of the first of these tags that has one; others of the same tag are named as left out."""
        for tag in tags:
            if found := [value for value in dict.fromkeys(self.values.get(tag, [])) if value]:
                del self.values[tag]
                self.left_out += [f"{tag} ({quoted(other)})" for other in found[1:]]
                return found[0]
        return ""


def read_ris(text: str) -> Iterator[Entry | Problem]:
    """Answer every record of a RIS file in its order. Raises `PasteRefused` for too many."""
    records: list[_Record | Problem] = []
    for found in _records(text):
        records.append(found)
        if len(records) > MAX_ENTRIES:
            raise too_many()
    for record in records:
        yield record if isinstance(record, Problem) else _entry(record)


def _records(text: str) -> Iterator[_Record | Problem]:
    record: _Record | None = None
    told = False
    for number, line in enumerate(text.splitlines(), 1):
        tagged = TAGGED.fullmatch(line.strip())
        tag = tagged["tag"] if tagged else ""
        if tag == "TY":
            if record is not None:
                yield record
            record, told = _Record(number), False
        if record is None:
            # Of several such lines in a row the first is told.
            if line.strip() and tag != "ER" and not told:
                told = True
                yield Problem(f"line {number}", f"This belongs to no reference: “{quoted(line)}”.")
        elif tag == "ER":
            record.ended = True
            yield record
            record = None
        elif tagged:
            record.lines.append(f"{tag}  - {tagged['value'].strip()}")
        elif line.strip():
            record.lines.append(line.strip())
    if record is not None:
        yield record


def _folded(lines: list[str]) -> str:
    """The lines with those that go on with a value put behind its beginning."""
    values: list[list[str]] = []
    for line in lines:
        if TAGGED.fullmatch(line):
            values.append([line])
        else:
            values[-1].append(line)
    return "\n".join(" ".join(parts) for parts in values) + "\nER  - "


def _entry(record: _Record) -> Entry | Problem:
    [read] = _Parser().parse(_folded(record.lines))
    kind = read.pop("TY").upper()
    unknown = read.pop("UK", {})
    source = _Source(
        {tag: values for tag, values in read.items() if isinstance(values, list)} | dict(unknown)
    )
    if not record.ended:
        source.remarks.append("It does not end with “ER  - ”: everything up to the next reference was taken.")
    if kind not in words.TYPES:
        source.remarks.append(f"The kind “{quoted(kind)}” is not known: it was taken for a document.")
    key = source.take("ID")
    where = f"line {record.line}" + (f" ({quoted(key)})" if key else "")
    fields: dict[str, Any] = {"type": words.TYPES.get(kind, "document")}
    is_part = kind in words.PARTS
    fields |= _persons(source, is_part=is_part)
    fields |= {csl: text for csl, text in _texts(source, kind) if text}
    fields |= _dates(source)
    fields |= _links(source)
    source.left_out += [quoted(tag) for tag, values in source.values.items() if any(values)]
    return settle(where, fields, source.remarks, source.left_out)


def _persons(source: _Source, *, is_part: bool) -> dict[str, list[dict[str, str]]]:
    people = {
        "author": source.all("AU", "A1"),
        "editor": source.all("ED", *(("A2",) if is_part else ())),
        "collection-editor": source.all("A3", *(() if is_part else ("A2",))),
        "translator": source.all("A4", "TA"),
    }
    return {csl: [read_name(name) for name in names] for csl, names in people.items() if names}


def read_name(written: str) -> dict[str, str]:
    """Answer a name that is written `Family, Given, Suffix`; one without a comma is kept as it stands."""
    family, given, suffix = (part.strip() for part in (*written.split(",", 2), "", "")[:3])
    if not given:
        return {"literal": family}
    return {"family": family, "given": given} | ({"suffix": suffix} if suffix else {})


def _texts(source: _Source, kind: str) -> Iterator[tuple[str, str]]:
    yield "title", source.take("TI", "T1", *(() if kind in words.PARTS else ("BT",)), "CT")
    if kind in words.PARTS:
        yield "container-title", source.take("T2", "JO", "JF", "BT", "JA", "J2")
        yield "collection-title", source.take("T3")
    else:
        yield "collection-title", source.take("T2", "T3")
    yield "container-title-short", source.take("JA", "J2", "JO")
    number = source.take("IS")
    if number:
        yield ("issue" if kind in words.HAS_ISSUES else "number"), number
        yield "number", source.take("M1")
    else:
        yield ("issue" if kind in words.HAS_ISSUES else "number"), source.take("M1")
    first, last = source.take("SP"), source.take("EP")
    pages = f"{first}-{last}" if first and last and first != last and "-" not in first else first or last
    yield ("number-of-pages" if kind in words.WHOLE_BOOKS else "page"), read_pages(pages)
    numbers = [number.strip() for value in source.all("SN") for number in re.split("[;,]", value)]
    for name in ("ISSN", "ISBN"):
        matching = [one for one in numbers if one and bool(words.ISSN.match(one)) == (name == "ISSN")]
        yield name, ", ".join(dict.fromkeys(matching))
    yield "language", read_language(source.take("LA"))
    for csl, tag in words.TEXTS.items():
        yield csl, source.take(tag)


def _dates(source: _Source) -> dict[str, dict[str, Any]]:
    found = {}
    year, day = source.take("PY", "Y1"), source.take("DA")
    # The day is the fuller one of the two, where it is a date at all.
    issued = next((date for text in (day, year) if text and "date-parts" in (date := _date(text))), None)
    if issued or year or day:
        found["issued"] = issued or _date(day or year)
    if accessed := source.take("Y2"):
        found["accessed"] = _date(accessed)
    return found


def _date(text: str) -> dict[str, Any]:
    """A date as RIS writes it, `2019/03/12/other`, or with the name of the month."""
    year, month, day, *other = (part.strip() for part in (*text.split("/", 3), "", "", "")[:4])
    if not any(other) and re.fullmatch("[0-9]{4}", year) and month and not month.isdecimal():
        number = read_month(month)
        if number is not None:
            return read_date("-".join(filter(None, [year, str(number), day])))
    return read_date(text)


def _links(source: _Source) -> dict[str, str]:
    found = {}
    addresses = [url for value in source.all("UR", "L2", "LK") for url in addresses_in(value) or [value]]
    doi = source.take("DO")
    if not doi and addresses and (doi := doi_in(addresses[0])):
        addresses = addresses[1:]
    if doi:
        found["DOI"] = doi
    if addresses:
        found["URL"] = addresses[0]
    if len(addresses) > 1:
        source.remarks.append(f"The first of {len(addresses)} web addresses was taken.")
    return found
