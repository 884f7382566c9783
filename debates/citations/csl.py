"""What a reference may hold: checks CSL-JSON and answers a clean copy of it."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NoReturn
from urllib.parse import quote, unquote

from debates.citations.vocabulary import DATES, LEFT_OUT, NAMES, RENAMED, TEXTS, TYPES
from debates.richtext.links import is_allowed
from debates.richtext.plain_text import invalid_character

MAX_NAMES: Final = 200
MAX_NAME_LENGTH: Final = 300
MAX_URL_LENGTH: Final = 2000
MAX_DOI_LENGTH: Final = 300
MAX_DATE_LENGTH: Final = 100
# A bound against hostile input; no honest item comes near it.
MAX_FIELDS: Final = 150
MAX_PROBLEMS: Final = 10
MAX_QUOTED: Final = 40

_FIELDS: Final = (*NAMES, *TEXTS, *DATES, "DOI", "URL")
_PARTICLES: Final = ("dropping-particle", "non-dropping-particle")
_NAME_PARTS: Final = ("literal", "family", "given", *_PARTICLES, "suffix")

# Embeddings, overrides and isolates: they turn the direction of the text that follows, which is not theirs.
_TURNS_DIRECTION: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_DOI_PREFIX: Final = re.compile(r"(?:doi:\s*|https?://(?:dx\.|www\.)?doi\.org/)", re.IGNORECASE)
_DOI: Final = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_ISO_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


class InvalidReference(ValueError):  # noqa: N818 - it is a verdict on what a person wrote
    """A reference that cannot be kept. `problems` are plain sentences for the person who wrote it."""

    def __init__(self, *problems: str) -> None:
        """Keep at most `MAX_PROBLEMS` sentences: beyond that nobody reads."""
        self.problems: tuple[str, ...] = problems[:MAX_PROBLEMS]
        super().__init__(" ".join(self.problems))


def validate(data: object) -> dict[str, Any]:
    """A clean CSL-JSON item: only known types and fields, in one order, with tidy values.

    Texts come out on one line in Unicode's composed form; names as mappings of strings; dates as
    `date-parts` of integers, or else `literal`; a DOI without its resolver's address. Empty fields and
    a reference manager's own notes are dropped. Validating a clean item again changes nothing.

    Raises `InvalidReference`, and nothing else, for whatever else it is given.
    """
    if not isinstance(data, Mapping):
        raise InvalidReference("A reference is one JSON object, with at least a “type” and a “title”.")
    if len(data) > MAX_FIELDS:
        raise InvalidReference(f"The reference has more than {MAX_FIELDS} fields.")
    found, problems = _read_fields(data)
    if data.get("type") is None:
        problems.append("The “type” is missing: what kind of publication is it?")
    elif not isinstance(data["type"], str) or data["type"] not in TYPES:
        problems.append("The “type” is not one that we know. Try “article-journal”, “book” or “webpage”.")
    title = data.get("title")
    if title is None or (isinstance(title, str) and not title.strip()):
        problems.append("The “title” is missing.")
    if problems:
        raise InvalidReference(*problems)
    return {"type": data["type"]} | {field: found[field] for field in _FIELDS if field in found}


def _read_fields(data: Mapping[object, object]) -> tuple[dict[str, Any], list[str]]:
    found: dict[str, Any] = {}
    problems: list[str] = []
    for written, value in data.items():
        field = RENAMED.get(written, written) if isinstance(written, str) else ""
        if field in LEFT_OUT or field == "type" or value is None:
            continue
        try:
            clean = _read(field, value) if field in _FIELDS else _refuse_unknown(written)
        except InvalidReference as refusal:
            problems.extend(refusal.problems)
        else:
            # The present name of a field has the last word over its earlier one.
            if clean and (field == written or field not in found):
                found[field] = clean
    return found, problems


def _refuse_unknown(field: object) -> NoReturn:
    # What is quoted back goes into a page and a log: only what is short and can be seen.
    if isinstance(field, str) and len(field) <= MAX_QUOTED and field.isprintable():
        raise InvalidReference(f"References have no field “{field}”.")
    raise InvalidReference("The reference has a field whose name cannot be read.")


def _read(field: str, value: object) -> Any:
    if field in NAMES:
        return _read_names(field, value)
    if field in DATES:
        return _read_date(field, value)
    if field == "URL":
        return _read_url(value)
    if field == "DOI":
        return _read_doi(value)
    return _read_text(field, value, TEXTS[field])


def _read_text(field: str, value: object, limit: int) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
        value = str(value)
    if not isinstance(value, str):
        raise InvalidReference(f"“{field}” must be a text.")
    if len(value) <= limit:  # composing is not cheap: never on a text that is too long anyway
        if invalid_character(value) is not None:
            raise InvalidReference(f"“{field}” contains a character that is not valid in a text.")
        if _TURNS_DIRECTION.search(value):
            raise InvalidReference(
                f"“{field}” contains an invisible character that changes the direction of the text."
            )
        value = " ".join(unicodedata.normalize("NFC", value).split())
    if len(value) > limit:
        raise InvalidReference(f"“{field}” is longer than {limit} characters.")
    return value


def _read_names(field: str, value: object) -> list[dict[str, str]]:
    if not isinstance(value, list | tuple):
        raise InvalidReference(f"“{field}” must be a list of names.")
    if len(value) > MAX_NAMES:
        raise InvalidReference(f"“{field}” has more than {MAX_NAMES} names.")
    return [
        name for number, person in enumerate(value, 1) if (name := _read_name(f"{field} {number}", person))
    ]


def _read_name(label: str, value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise InvalidReference(f"“{label}” must have a “family” and a “given” name, or one “literal” name.")
    parts = {
        part: text
        for part in _NAME_PARTS
        if value.get(part) is not None
        and (text := _read_text(f"{label}, {part}", value[part], MAX_NAME_LENGTH))
    }
    if "family" in parts:
        parts.pop("literal", None)
        return parts
    # One name alone is never cut down to an initial, so it is kept as it stands.
    whole = parts.get("literal") or " ".join(
        parts[part] for part in ("given", *_PARTICLES, "suffix") if part in parts
    )
    return {"literal": _read_text(label, whole, MAX_NAME_LENGTH)} if whole else {}


def _read_date(field: str, value: object) -> dict[str, Any]:
    if isinstance(value, str):
        value = {"raw": value}
    if not isinstance(value, Mapping):
        raise InvalidReference(f"“{field}” must be a date: “date-parts”, or a “literal” text.")
    found: dict[str, Any] = {}
    if (parts := _read_date_parts(field, value.get("date-parts"))) is not None:
        found["date-parts"] = parts
    else:
        written = next((value[way] for way in ("literal", "raw") if value.get(way) is not None), "")
        text = _read_text(field, written, MAX_DATE_LENGTH)
        if match := _ISO_DATE.fullmatch(text):
            numbers = [int(number) for number in match.groups() if number]
            found["date-parts"] = [_check_date(field, numbers)]
        elif text:
            found["literal"] = text
    if found and value.get("circa") not in (None, False, 0, "", "0", "false"):
        found["circa"] = True
    return found


def _read_date_parts(field: str, value: object) -> list[list[int]] | None:
    if value is None:
        return None
    if not isinstance(value, list | tuple) or not all(isinstance(day, list | tuple) for day in value):
        raise InvalidReference(f"The “date-parts” of “{field}” must be lists: [[year, month, day]].")
    # Some registries write an unknown date as [[null]].
    days = [day for day in value if any(part not in (None, "") for part in day)]
    if len(days) not in (0, 1, 2):
        raise InvalidReference(f"“{field}” has more than a beginning and an end.")
    parts = [_check_date(field, [_read_number(field, part) for part in day]) for day in days]
    return parts or None


def _read_number(field: str, value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,4}", value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise InvalidReference(f"The “date-parts” of “{field}” must be whole numbers.")


def _check_date(field: str, parts: list[int]) -> list[int]:
    try:
        year, month, day = parts + [1] * (3 - len(parts))
        date(abs(year), month, day)  # a year before our era is negative; there is no year 0
    except (ValueError, OverflowError):
        raise InvalidReference(f"“{field}” is not a date of the calendar.") from None
    return parts


def _read_url(value: object) -> str:
    url = value.strip(" ") if isinstance(value, str) else "?"
    if len(url) > MAX_URL_LENGTH:
        raise InvalidReference(f"The “URL” is longer than {MAX_URL_LENGTH} characters.")
    if url and not (url[:4].lower() == "http" and is_allowed(url, site_paths=False)):
        raise InvalidReference("The “URL” must be a whole web address that begins with http:// or https://.")
    return url


def _read_doi(value: object) -> str:
    doi = value.strip(" ") if isinstance(value, str) else "?"
    if len(doi) > MAX_DOI_LENGTH:
        raise InvalidReference(f"The “DOI” is longer than {MAX_DOI_LENGTH} characters.")
    if prefix := _DOI_PREFIX.match(doi):
        doi = doi[prefix.end() :]
        if "/" not in doi:  # an address may write the slash as %2F
            doi = unquote(doi)
    if doi and not (_DOI.fullmatch(doi) and is_allowed(f"https://doi.org/{doi}", site_paths=False)):
        raise InvalidReference("The “DOI” must look like 10.1234/abcd.")
    return doi


def doi_address(doi: str) -> str:
    """Where a DOI leads to."""
    return "https://doi.org/" + quote(doi, safe="/:;()._-")
