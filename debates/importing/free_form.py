"""References as editors type them into a post, taken apart into CSL-JSON.

What a line does not say is not added, and a line with a part that nobody can place is not taken apart at
all: its text is kept as it was written.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from debates.citations.csl import InvalidReference, validate
from debates.importing.author_names import People, read_people, take_people
from debates.importing.characters import in_one_line
from debates.importing.facts_in_text import GAP, YEAR, Facts

MAX_LENGTH: Final = 2000
"""Of one reference, in characters."""

_KEPT: Final = "It is kept as it was written."

_LIST_MARK: Final = re.compile(r"(?:[•·*–—-]\s*|\[\d{1,3}\]\s*|\d{1,3}[.)]\s+)")
# A title in quotation marks begins the line or follows what ends a name, and something ends after it.
_TITLE_IN_QUOTES: Final = "|".join(
    rf"{marks[0]}(.+?){marks[1]}(?!\w)" for marks in ("“”", "„“", "„”", "«»", '""', "‘’", "''")
)
_QUOTED: Final = re.compile(
    rf"(?:^|(?<=[,.:;)])|(?<=[,.:;)] ))(?:{_TITLE_IN_QUOTES})(?=\s*(?:[,.;:(\[]|in\b|$))"
)
_YEAR_BEFORE_TITLE: Final = re.compile(rf"[\s,]*\(?\b({YEAR})[a-z]?\)?[\s,.:]*$")
_AUTHORS_YEAR_TITLE: Final = re.compile(rf"([^()/]+?)\s*\(({YEAR})[a-z]?\b[^()]*\)\s*[.,:]?\s+(.+)")

_CONFERENCE: Final = re.compile(r"\b(?:conference|proceedings|symposium|workshop|congress)\b", re.IGNORECASE)
_JOURNAL: Final = re.compile(r"\b(?:journal|transactions|annals|quarterly)\b", re.IGNORECASE)
_THESIS: Final = re.compile(r"\b(?:thesis|dissertation)$", re.IGNORECASE)
_REPORT: Final = re.compile(r"^(?:(?:technical|research|annual) report|working paper)$", re.IGNORECASE)
_IN: Final = re.compile(r"^in(?::\s*|\s+)", re.IGNORECASE)
_AT_A_PLACE: Final = ("publisher-place", "publisher")
_PLACE_AND_PUBLISHER: Final = re.compile(r"([^\W\d_][^\d:]*):\s+([^:]+)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read: a clean CSL-JSON item or None; the text as written; sentences for the report."""

    csl: dict[str, Any] | None
    raw: str
    doubts: tuple[str, ...]


def read_reference(text: str) -> Reading:
    """Take one line of a list of references apart. Raises nothing, and adds nothing that isn't written."""
    raw = in_one_line(text)
    if len(raw) > MAX_LENGTH:
        return Reading(None, raw, (f"It is longer than {MAX_LENGTH} characters.", _KEPT))
    line = raw[mark.end() :] if (mark := _LIST_MARK.match(raw)) else raw
    facts = _take_apart(line.strip(" ,;"))
    if facts is None:
        return Reading(None, raw, ("We could not tell its parts apart.", _KEPT))
    try:
        item = validate(facts.fields)
    except InvalidReference as refusal:
        return Reading(None, raw, (*refusal.problems, _KEPT))
    return Reading(item, raw, (*facts.doubts, *_missing(item)))


def _missing(item: dict[str, Any]) -> list[str]:
    wanted = {
        "It names no author.": ("author", "editor"),
        "It has no year.": ("issued",),
        "It has no URL or DOI.": ("URL", "DOI"),
    }
    missing = [sentence for sentence, fields in wanted.items() if not any(name in item for name in fields)]
    if item["type"] == "document":
        missing.append("It does not say what kind of publication it is.")
    return missing


def _take_apart(line: str) -> Facts | None:
    """What the line says, with type and title; None when a part of it has no place."""
    for way in (_by_quotation_marks, _by_year, _by_commas):
        facts = Facts()
        if (texts := way(line, facts)) is not None:
            has_title = re.search(r"\w", facts.fields["title"]) is not None
            placed = _place(texts, facts, quoted=way is _by_quotation_marks)
            return facts if has_title and placed and not facts.unplaced else None
    return None


# Three ways to tell the authors, the title and the rest from each other. Each adds the first two to the
# facts and answers the texts of the rest, or None where the line is written in another way.


def _by_quotation_marks(line: str, facts: Facts) -> list[str] | None:
    quoted = _QUOTED.search(line)
    if quoted is None:
        return None
    authors, title = line[: quoted.start()], next(filter(None, quoted.groups()))
    if year := _YEAR_BEFORE_TITLE.search(authors):
        facts.add("issued", {"date-parts": [[int(year[1])]]})
        authors = authors[: year.start()]
    _add(read_people(authors), title, facts)
    return facts.take_pieces(facts.take_addresses(line[quoted.end() :]))


def _by_year(line: str, facts: Facts) -> list[str] | None:
    """Authors (year) title. The rest: as APA and Harvard have it."""
    found = _AUTHORS_YEAR_TITLE.fullmatch(line)
    people = read_people(found[1]) if found else People()
    if found is None or not people.names or people.doubts:  # what stands before a year may be a title
        return None
    facts.add("issued", {"date-parts": [[int(found[2])]]})
    rest = facts.take_addresses(found[3])
    title, full_stop, source = rest.partition(". ")
    if full_stop and GAP not in title:
        texts = facts.take_pieces(source)
    else:
        title, *texts = facts.take_pieces(rest) or [""]
    _add(people, title, facts)
    return texts


def _by_commas(line: str, facts: Facts) -> list[str] | None:
    texts = facts.take_pieces(facts.take_addresses(line), ",")  # a semicolon may stand between two people
    people = People()
    if len(texts) > 1:
        taken = take_people(texts)
        if taken is None:
            return None
        people, texts = taken
    if not texts or not (people.names or facts.fields):  # a line without any sign is no more than a line
        return None
    _add(people, texts[0], facts)
    facts.doubts.append("Its title has no quotation marks: check where it begins and ends.")
    return texts[1:]


def _add(people: People, title: str, facts: Facts) -> None:
    if people.names:
        facts.add(people.role, list(people.names))
    facts.add("title", title.strip(" ,.;"))
    facts.doubts.extend(people.doubts)


def _place(texts: list[str], facts: Facts, *, quoted: bool) -> bool:
    """Find the type, and a field for each text; False when one of them has no place."""
    fields = facts.fields
    if genre := next((text for text in texts if _THESIS.search(text) or _REPORT.search(text)), None):
        fields["genre"] = genre
        texts = [text for text in texts if text != genre]
    fields["type"], places = _kind(texts, facts.fields, quoted=quoted)
    if len(texts) > len(places):
        return False
    if places == _AT_A_PLACE:
        texts = texts[0].split(": ")
    for name, text in zip(places, texts, strict=False):
        fields[name] = _IN.sub("", text, count=1) if name == "container-title" else text
    if "publisher" in fields and "genre" not in fields and places != _AT_A_PLACE:
        facts.doubts.append(f"We took “{fields['publisher']}” for its publisher.")
    return True


def _kind(texts: list[str], fields: dict[str, Any], *, quoted: bool) -> tuple[str, tuple[str, ...]]:
    """The type of CSL, and the fields of the texts in their order."""
    first = texts[0] if texts else ""
    within = ("container-title", "publisher")
    kinds = (
        (_THESIS.search(fields.get("genre", "")), "thesis", ("publisher",)),
        ("genre" in fields, "report", ("publisher",)),
        (_CONFERENCE.search(first), "paper-conference", within),
        (_JOURNAL.search(first) or "volume" in fields or "issue" in fields, "article-journal", within[:1]),
        (_IN.match(first), "chapter", within),
        (len(texts) == 1 and _PLACE_AND_PUBLISHER.fullmatch(first), "book", _AT_A_PLACE),
        ("edition" in fields or "ISBN" in fields, "book", ("publisher",)),
        ("URL" in fields, "webpage", within[:1]),
        (True, "document", within[:1] if quoted else ("publisher",)),
    )
    return next((kind, places) for sign, kind, places in kinds if sign)
