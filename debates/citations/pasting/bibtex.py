"""BibTeX and BibLaTeX to CSL items.

bibtexparser takes the file apart. Its values are read here, raw: names must be split before their LaTeX is
decoded, or `{World Health Organization}` is three names.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bibtexparser.entrypoint import parse_string
from bibtexparser.exceptions import BlockAbortedException, ParserStateException
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import (
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.model import Entry as Block

from debates.citations.csl import MAX_FIELDS
from debates.citations.pasting import bibtex_words as words
from debates.citations.pasting.latex import decode
from debates.citations.pasting.report import MAX_ENTRIES, Entry, Problem, quoted, settle, too_many
from debates.citations.pasting.values import (
    addresses_in,
    doi_in,
    read_date,
    read_language,
    read_month,
    read_pages,
)

# A macro may hold others, which may hold others: what they come to is bounded.
MAX_VALUE: Final = 20_000
# Abbreviations and comments are blocks too.
MAX_BLOCKS: Final = 4 * MAX_ENTRIES

_BLOCK: Final = re.compile(r"@\w*[ \t]*[{(]")
_DELIMITER: Final = re.compile(r'(?<!\\)[{}"]')
_BARE: Final = re.compile(r'[^\s#{"]+')
_ESCAPED_IN_ADDRESS: Final = re.compile(r"\\([_%&#~$])(?:\{\})?")
_MACRO_OF_ADDRESS: Final = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")

# What bibtexparser says while it reads is said to whoever pasted, not to the log.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)


class Unreadable(Exception):  # noqa: N818 - it is a verdict on a value
    """A value that cannot be taken apart; the message says why."""


@dataclass(slots=True)
class _Source:
    """One entry of the file, its values without their delimiters."""

    where: str
    kind: str
    values: dict[str, str]
    remarks: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def take(self, *names: str) -> str:
        """The first of these fields that says something; it counts as read, and the others do not."""
        found = next((name for name in names if self.values.get(name, "").strip()), "")
        self.taken.add(found)
        return self.values.get(found, "")

    def text(self, *names: str) -> str:
        """As `take`, with its LaTeX decoded."""
        return self.decoded(self.take(*names))

    def decoded(self, latex: str) -> str:
        """Plain text; commands that nobody knows are named in the remarks."""
        plain, unknown = decode(latex)
        for command in unknown:
            self.remarks.append(f"The LaTeX command {command} is not known: the text around it was kept.")
        return " ".join(plain.split())


def read_bibtex(text: str) -> Iterator[Entry | Problem]:
    """Answer every entry of a BibTeX file in its order. Raises `PasteRefused` for too many."""
    if len(_BLOCK.findall(text)) > MAX_BLOCKS:  # counting is quick, taking apart is not
        raise too_many()
    try:
        blocks = parse_string(text, parse_stack=[]).blocks
    except ParserStateException:
        yield Problem("line 1", "The text cannot be taken apart: check that its braces and quotes match.")
        return
    if sum(not isinstance(block, ImplicitComment | String) for block in blocks) > MAX_ENTRIES:
        raise too_many()
    macros: dict[str, str] = {}
    read: list[_Source | Problem] = []
    for block in blocks:
        read += _read_block(block, macros)
    by_key: dict[str, _Source] = {}
    for source in read:
        if isinstance(source, _Source):
            by_key.setdefault(source.values["key"].lower(), source)
    for source in read:
        if isinstance(source, Problem):
            yield source
        else:
            _inherit(source, by_key)
            yield _entry(source)


def _read_block(block: Any, macros: dict[str, str]) -> Iterator[_Source | Problem]:
    where = f"line {block.start_line + 1}"
    remarks = []
    if isinstance(block, DuplicateFieldKeyBlock):
        names = ", ".join(sorted(quoted(name) for name in block.duplicate_keys))
        remarks.append(f"Written more than once, and the first one taken: {names}.")
        block = block.ignore_error_block
    if isinstance(block, DuplicateBlockKeyBlock):
        block = block.ignore_error_block
    if isinstance(block, Block):
        yield from _read_source(block, where, remarks, macros)
    elif isinstance(block, String):
        try:
            macros[block.key.lower()] = _value(block.value, macros, [])
        except Unreadable as reason:
            yield Problem(where, f"The abbreviation “{quoted(block.key)}” cannot be read: it {reason}")
    elif isinstance(block, ParsingFailedBlock):
        yield Problem(where, _why(block.error))
    elif isinstance(block, ImplicitComment) and not block.comment.lstrip().startswith("%"):
        yield Problem(where, f"This is no entry: “{quoted(block.comment)}”.")


def _why(error: Exception) -> str:
    reason = error.abort_reason if isinstance(error, BlockAbortedException) else ""
    if "end of file" in reason:
        return "The entry does not end: a closing brace or quote is missing."
    if "block start" in reason:
        return "The entry does not end before the next one begins: a closing brace or quote is missing."
    if "Expected a `=`" in reason:
        return "After the name of a field comes “=”: a comma, a brace or a quote is missing or too much."
    return "The entry cannot be taken apart: check its commas, braces and quotes."


def _read_source(
    block: Block, where: str, remarks: list[str], macros: Mapping[str, str]
) -> Iterator[_Source | Problem]:
    where = f"{where} ({quoted(block.key)})" if block.key else where
    if len(block.fields) > MAX_FIELDS:
        yield Problem(where, f"The reference has more than {MAX_FIELDS} fields.")
        return
    values = {"key": block.key}
    for one in block.fields:
        name = one.key.lower()
        if name in values:
            continue
        try:
            values[name] = _value(str(one.value), macros, remarks)
        except Unreadable as reason:
            remarks.append(f"Left out: “{quoted(one.key)}” {reason}")
    yield _Source(where, block.entry_type.lower(), values, remarks, taken={"key"})


def _value(raw: str, macros: Mapping[str, str], undefined: list[str]) -> str:
    """The text of a value: braced, quoted, a number or an abbreviation, or several of them joined by `#`."""
    parts, at, length = [], 0, 0
    while at < len(raw):
        if raw[at].isspace() or raw[at] == "#":
            at += 1
            continue
        if raw[at] in '{"':
            end = _end_of(raw, at)
            part = raw[at + 1 : end]
            at = end + 1
        else:
            bare = _BARE.match(raw, at)
            if bare is None:
                raise Unreadable("has braces that do not match.")
            at = bare.end()
            part = macros.get(bare[0].lower(), bare[0])
            if bare[0].lower() not in macros and not part.isdecimal() and read_month(part) is None:
                undefined.append(f"The abbreviation “{quoted(part)}” is not defined: it was kept as it is.")
        length += len(part)
        if length > MAX_VALUE:
            raise Unreadable(f"is longer than {MAX_VALUE} characters.")
        parts.append(part)
    return "".join(parts)


def _end_of(raw: str, start: int) -> int:
    """Where the brace or quote that opens at `start` closes."""
    depth = 0
    for found in _DELIMITER.finditer(raw, start + 1):
        mark = found[0]
        if depth == 0 and mark == ("}" if raw[start] == "{" else '"'):
            return found.start()
        depth += {"{": 1, "}": -1}.get(mark, 0)
    raise Unreadable("has braces or quotes that do not match.")


def _inherit(source: _Source, by_key: Mapping[str, _Source]) -> None:
    """Take from the entry that `crossref` names what a part shares with the whole."""
    name = source.take("crossref").strip()
    if not name:
        return
    whole = by_key.get(name.lower())
    if whole is None or whole is source:
        source.remarks.append(f"It refers to “{quoted(name)}”, which is not among the entries.")
        return
    for own, theirs in words.INHERITED.items():
        if own not in source.values and theirs in whole.values:
            source.values[own] = whole.values[theirs]


def _entry(source: _Source) -> Entry | Problem:
    fields: dict[str, Any] = {"type": _type(source)}
    for csl, names in words.PERSONS.items():
        if people := [person for name in names for person in _persons(source, name)]:
            fields[csl] = people
    fields |= {csl: text for csl, text in _texts(source) if text}
    fields |= {csl: date for csl, date in _dates(source) if date}
    fields |= _links(source)
    unread = [name for name in source.values if name not in source.taken and source.values[name].strip()]
    source.left_out += [quoted(name) for name in unread if name not in words.SAYS_NOTHING]
    return settle(source.where, fields, source.remarks, source.left_out)


def _type(source: _Source) -> str:
    kind = source.kind
    subtype = source.take("entrysubtype").strip().lower()
    if kind == "article" and subtype in words.SUBTYPES:
        return words.SUBTYPES[subtype]
    if kind == "misc":
        has_address = source.values.get("url") or addresses_in(
            _address(source.values.get("howpublished", ""))
        )
        return "webpage" if has_address else "document"
    if kind not in words.TYPES:
        source.remarks.append(f"The kind “{quoted(kind)}” is not known: it was taken for a document.")
    return words.TYPES.get(kind, "document")


def _persons(source: _Source, name: str) -> Iterator[dict[str, str]]:
    for written in split_multiple_persons_names(source.take(name)):
        if written.strip().lower() == "others":
            source.remarks.append("It ends with “and others”: the names that are missing were not added.")
        elif person := _person(source, written.strip().strip(",")):
            yield person


def _person(source: _Source, written: str) -> dict[str, str]:
    if written.startswith("{") and _closes_at_end(written):
        return {"literal": source.decoded(written)}
    try:
        parts = parse_single_name_into_parts(written)
    except InvalidNameError:
        source.remarks.append(f"This name was kept as it is written: “{quoted(source.decoded(written))}”.")
        return {"literal": source.decoded(written)}
    found = {
        "family": source.decoded(" ".join(parts.last)),
        "given": source.decoded(" ".join(parts.first)),
        "non-dropping-particle": source.decoded(" ".join(parts.von)),
        "suffix": source.decoded(" ".join(parts.jr)),
    }
    if not found["given"]:  # one word, or an institution
        return {"literal": source.decoded(written)} if found["family"] else {}
    return {part: text for part, text in found.items() if text}


def _closes_at_end(written: str) -> bool:
    # `{\"O}` at the beginning is a letter, not an institution.
    try:
        return not written.startswith("{\\") and _end_of(written, 0) == len(written) - 1
    except Unreadable:
        return False


def _texts(source: _Source) -> Iterator[tuple[str, str]]:
    kind = source.kind
    title, subtitle = source.text("title"), source.text("subtitle")
    addon = source.text("titleaddon")
    yield "title", ". ".join(filter(None, [": ".join(filter(None, [title, subtitle])), addon]))
    container = [source.text("booktitle", "journaltitle", "journal", "maintitle")]
    container.append(source.text("booksubtitle", "journalsubtitle"))
    yield "container-title", ": ".join(filter(None, container))
    number_is = (
        "issue" if kind in words.HAS_ISSUES else "collection-number" if kind in words.IN_SERIES else "number"
    )
    issue, number = source.text("issue"), source.text("number")
    if issue:
        yield "issue", issue
        yield ("number" if number_is == "issue" else number_is), number
    else:
        yield number_is, number
    yield "genre", source.text("type") or words.GENRES.get(kind, "")
    yield "page", read_pages(source.text("pages", "eid"))
    yield "language", read_language(source.text("langid", "language", "hyphenation"))
    for csl, names in words.TEXTS.items():
        yield csl, source.text(*names)


def _issued(source: _Source) -> dict[str, Any]:
    date = source.take("date").strip("{} ")  # its tilde is no space: it says "about"
    year, month, day = source.text("year"), source.text("month"), source.text("day")
    if date or not year:
        return read_date(date) if date else {}
    read = read_date(year)
    if month and "date-parts" in read:
        number = read_month(month)
        if number is None:
            return {"literal": f"{month} {year}"}
        read["date-parts"][0][1:] = [number, *([int(day)] if re.fullmatch("[0-9]{1,2}", day) else [])]
    return read


def _dates(source: _Source) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "issued", _issued(source)
    for csl, name in words.DATES.items():
        if date := source.take(name).strip("{} "):
            yield csl, read_date(date)


def _links(source: _Source) -> dict[str, str]:
    doi = _address(source.take("doi")).strip()
    url = _address(source.take("url")).strip()
    published = source.take("howpublished")
    found = addresses_in(url) or ([url] if url else addresses_in(_address(published)))
    if published and not (found and found[0] in _address(published)):
        source.left_out.append("howpublished")
    if len(found) > 1:
        source.remarks.append(f"The first of {len(found)} web addresses was taken.")
    url = found[0] if found else _eprint(source)
    source.taken.update(("eprinttype", "archiveprefix", "primaryclass", "eprintclass"))
    if not doi and url and (doi := doi_in(url)):
        url = ""
    return {name: value for name, value in (("DOI", doi), ("URL", url)) if value}


def _eprint(source: _Source) -> str:
    """The page of a preprint at arXiv, which is cited by its number."""
    number, archive = (
        source.take("eprint").strip(),
        source.take("eprinttype", "archiveprefix").strip().lower(),
    )
    if archive == "arxiv" and re.fullmatch(r"[\w./-]{4,40}", number, re.ASCII):
        return f"https://arxiv.org/abs/{number}"
    if number:
        source.left_out.append("eprint")
    return ""


def _address(latex: str) -> str:
    return _ESCAPED_IN_ADDRESS.sub(r"\1", _MACRO_OF_ADDRESS.sub(r"\1", latex))
