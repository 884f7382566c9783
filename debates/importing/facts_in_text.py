"""The parts of a typed reference that say what they are: addresses, dates, pages and other numbers."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

GAP: Final = "\n"
"""Stands where something was taken out of a line, so that what was around it isn't joined."""

_DOI: Final = re.compile(
    r"(?:\bdoi\s*:?\s*)?(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?<![/\w.=-]))(10\.\d{4,9}/[^\s,;<>]*[^\s,.;<>])",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"<?(https?://[^\s<>“”\"]*[^\s<>“”\",.;:!?])>?", re.IGNORECASE)
_BARE_ADDRESS: Final = re.compile(r"\b(www\.[^\s,;]*[^\s,.;])", re.IGNORECASE)
_LEADS_TO_ADDRESS: Final = re.compile(
    r"[\s,.;(\[]*\b(?:(?:available|retrieved|accessed)\b(?:\s+online)?(?:\s+(?:at|from))?|online|url|link|at|from)"
    r"\]?\s*:?\s*$",
    re.IGNORECASE,
)
_RETRIEVED: Final = re.compile(
    r"[(\[]?\b(?:last\s+)?(?:retrieved|accessed|visited|viewed|consulted|consulté|geraadpleegd|abgerufen)\b"
    r"(?:\s+(?:on|le|op|am)\b)?\s*:?\s*([^,;()\[\]\n]*\d[^,;()\[\]\n]*)[)\]]?",
    re.IGNORECASE,
)

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
YEAR: Final = r"(?:1[5-9]|20)\d\d"
_DAY: Final = r"(\d{1,2})(?:st|nd|rd|th)?"
_MONTH_FIRST: Final = re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+({YEAR})\b", re.IGNORECASE)
_IN_WORDS: Final = re.compile(rf"(?:{_DAY}\s+)?{_MONTH}\s+({YEAR})", re.IGNORECASE)
_IN_NUMBERS: Final = re.compile(rf"(\d{{1,2}})[./-](\d{{1,2}})[./-]({YEAR})")
_ISO: Final = re.compile(rf"({YEAR})(?:-(\d\d)(?:-(\d\d))?)?")
_YEAR_AND_LETTER: Final = re.compile(rf"({YEAR})[a-z]")
_TEXT_AND_YEAR: Final = re.compile(rf"(.+?)\s*\(({YEAR})\)")
_LAST_MONTH: Final = 12

_DASH: Final = re.compile(r"\s*[-–—]\s*")
_NUMBERED: Final = (
    (
        "page",
        re.compile(
            r"(?:pp?\.?|pgs?\.?|pages?|blz\.|S\.)\s*([a-z]?\d+(?:\s*[-–—]\s*[a-z]?\d+)?)", re.IGNORECASE
        ),
    ),
    ("page", re.compile(r"(\d+\s*[-–—]\s*\d+)")),
    ("volume", re.compile(r"vol(?:ume)?\.?\s*(\d+|[IVXLC]+)", re.IGNORECASE)),
    ("issue", re.compile(r"(?:no|nr|issue)\.?\s*(\d+(?:[-–]\d+)?)", re.IGNORECASE)),
    ("edition", re.compile(r"(\d{1,2})(?:st|nd|rd|th)\s+ed(?:n|ition)?", re.IGNORECASE)),
    ("ISBN", re.compile(r"ISBN\s*:?\s*([\dX][\dX -]{8,15}[\dX])", re.IGNORECASE)),
    ("ISSN", re.compile(r"ISSN\s*:?\s*(\d{4}-\d{3}[\dX])", re.IGNORECASE)),
)
_VOLUME_AND_ISSUE: Final = re.compile(
    r"(?:vol(?:ume)?\.?\s*)?(\d+)(?:\s?\((\d+(?:[-–]\d+)?)\)|\s+(?:no|nr|issue)\.?\s*(\d+))", re.IGNORECASE
)
_SAYS_NOTHING: Final = re.compile(r"(?:online|n\.\s?d|no date)?", re.IGNORECASE)


@dataclass(slots=True)
class Facts:
    """What a line said so far, as fields of CSL, with sentences of doubt for the report."""

    fields: dict[str, Any] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)

    def add(self, name: str, value: Any) -> bool:
        """Whether `value` is now what the line says of `name`: the first one counts."""
        return bool(self.fields.setdefault(name, value) == value)

    def take_addresses(self, text: str) -> str:
        """The text without DOI, URL and the date when it was looked at: gaps are in their places."""
        for name, pattern in (("DOI", _DOI), ("URL", _URL), ("", _BARE_ADDRESS)):
            while found := pattern.search(text):
                address = _balanced(found[1])
                if not name:
                    self.doubts.append(
                        f"The address “{address}” lacks its http:// or https:// and is left out."
                    )
                elif not self.add(name, address):
                    self.doubts.append(f"It has more than one {name}: only the first is kept.")
                before = _LEADS_TO_ADDRESS.sub("", text[: found.start()])
                text = f"{before}{GAP}{text[found.start(1) + len(address) :].lstrip('>')}"
        text = _MONTH_FIRST.sub(r"\2 \1 \3", text)
        if found := _RETRIEVED.search(text):
            day = found[1].strip(" .")
            self.fields["accessed"] = self.read_date(day) or {"literal": day}
            text = f"{text[: found.start()]}{GAP}{text[found.end() :]}"
        return text

    def take_pieces(self, text: str, separators: str = ",;") -> list[str]:
        """What stands between separators; the pieces that are a date or a number became fields."""
        texts = []
        for written in re.split(rf"[{separators}](?=\s|$)|{GAP}", _MONTH_FIRST.sub(r"\2 \1 \3", text)):
            piece = written.strip(" .,:;")
            if (dated := _TEXT_AND_YEAR.fullmatch(piece)) and self.add(
                "issued", {"date-parts": [[int(dated[2])]]}
            ):
                piece = dated[1]
            fact = self._read_fact(piece)
            if fact and not all(self.add(name, value) for name, value in fact.items()):
                self.unplaced.append(piece)  # it contradicts what stands before
            elif not fact and not _SAYS_NOTHING.fullmatch(piece.strip("()[].")):
                texts.append(piece)
        return texts

    def _read_fact(self, piece: str) -> dict[str, Any]:
        """The fields of a piece that is a date or a number; empty for any other piece."""
        if date := self.read_date(piece):
            return {"issued": date}
        for name, pattern in _NUMBERED:
            if found := pattern.fullmatch(piece):
                return {name: _DASH.sub("-", found[1])}
        if found := _VOLUME_AND_ISSUE.fullmatch(piece):
            return {"volume": found[1], "issue": found[2] or found[3]}
        return {}

    def read_date(self, text: str) -> dict[str, Any] | None:
        """A date in CSL, None when the text is none. Days that may be months are kept as they are written."""
        text = text.strip(" .()")
        if found := _ISO.fullmatch(text) or _YEAR_AND_LETTER.fullmatch(text):
            return {"date-parts": [[int(number) for number in found.groups() if number]]}
        if found := _IN_WORDS.fullmatch(text):
            day, month, year = found.groups()
            parts = [int(year), _MONTHS.index(month[:3].lower()) + 1]
            return {"date-parts": [[*parts, int(day)] if day else parts]}
        if found := _IN_NUMBERS.fullmatch(text):
            first, second, year = map(int, found.groups())
            if first > _LAST_MONTH or first == second:
                return {"date-parts": [[year, second, first]]}
            if second > _LAST_MONTH:
                return {"date-parts": [[year, first, second]]}
            self.doubts.append(f"The date {text} can be read in two ways.")
            return {"literal": text}
        return None


def _balanced(address: str) -> str:
    """An address without the brackets around it."""
    while address[-1] in ")]" and address.count(")") + address.count("]") > address.count(
        "("
    ) + address.count("["):
        address = address[:-1]
    return address
