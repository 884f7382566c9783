"""A DOI or a web address to a reference, by asking a service such as Wikimedia's Citoid.

Only the service is asked, never the address itself. It answers JSON: items of Zotero (Citoid's format
`zotero`), or of CSL.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from debates.citations.csl import InvalidReference, validate
from debates.citations.fetching import FetchFailed, Service, fetch
from debates.citations.pasting.csl_json import items_in, read_item
from debates.citations.pasting.report import Entry, PasteRefused, Problem, settle
from debates.citations.pasting.values import is_address, read_date, read_language, read_pages

MAX_ANSWER: Final = 1_000_000

_TYPES: Final = {
    "audioRecording": "song",
    "bill": "bill",
    "blogPost": "post-weblog",
    "book": "book",
    "bookSection": "chapter",
    "case": "legal_case",
    "computerProgram": "software",
    "conferencePaper": "paper-conference",
    "dataset": "dataset",
    "dictionaryEntry": "entry-dictionary",
    "encyclopediaArticle": "entry-encyclopedia",
    "film": "motion_picture",
    "forumPost": "post",
    "hearing": "hearing",
    "interview": "interview",
    "journalArticle": "article-journal",
    "letter": "personal_communication",
    "magazineArticle": "article-magazine",
    "manuscript": "manuscript",
    "map": "map",
    "newspaperArticle": "article-newspaper",
    "patent": "patent",
    "podcast": "broadcast",
    "preprint": "article",
    "presentation": "speech",
    "radioBroadcast": "broadcast",
    "report": "report",
    "standard": "standard",
    "statute": "legislation",
    "thesis": "thesis",
    "tvBroadcast": "broadcast",
    "videoRecording": "motion_picture",
    "webpage": "webpage",
}

_PERSONS: Final = {
    "author": "author",
    "bookAuthor": "container-author",
    "castMember": "performer",
    "contributor": "contributor",
    "director": "director",
    "editor": "editor",
    "interviewee": "author",
    "interviewer": "interviewer",
    "presenter": "author",
    "programmer": "author",
    "seriesEditor": "collection-editor",
    "translator": "translator",
}

# The first of these that says something is taken.
_TEXTS: Final = {
    "title": ("title", "caseName", "nameOfAct", "subject"),
    "container-title": (
        *("publicationTitle", "bookTitle", "proceedingsTitle", "encyclopediaTitle", "dictionaryTitle"),
        *("websiteTitle", "blogTitle", "forumTitle", "programTitle", "reporter", "code"),
    ),
    "container-title-short": ("journalAbbreviation",),
    "collection-title": ("series", "seriesTitle"),
    "collection-number": ("seriesNumber",),
    "event-title": ("conferenceName", "meetingName"),
    "publisher": ("publisher", "institution", "university", "studio", "network", "company", "label"),
    "publisher-place": ("place",),
    "authority": ("court", "legislativeBody", "issuingAuthority"),
    "volume": ("volume", "reporterVolume", "codeVolume"),
    "issue": ("issue",),
    "number": ("reportNumber", "docketNumber", "patentNumber", "publicLawNumber", "billNumber", "number"),
    "edition": ("edition",),
    "section": ("section",),
    "genre": ("thesisType", "reportType", "websiteType", "type", "genre"),
    "number-of-pages": ("numPages",),
    "version": ("versionNumber", "version"),
    "dimensions": ("runningTime",),
    "archive": ("archive",),
    "archive_location": ("archiveLocation",),
    "ISBN": ("ISBN",),
    "ISSN": ("ISSN",),
    "DOI": ("DOI",),
    "URL": ("url",),
}


def query_of(typed: str) -> str:
    """Answer the DOI or the web address that somebody typed. Raises `FetchFailed` where it is neither."""
    typed = typed.strip()
    if is_address(typed):
        return typed
    try:
        return str(validate({"type": "document", "title": "…", "DOI": typed})["DOI"])
    except (InvalidReference, KeyError) as error:
        raise FetchFailed("Give a DOI, such as 10.1234/abcd, or a whole web address.") from error


def look_up(typed: str, service: Service) -> Entry:
    """Answer the reference that the service knows by this DOI or web address. Raises `FetchFailed`."""
    address = f"{service.address}/{quote(query_of(typed), safe='')}"
    answer = fetch(service, address, limit=MAX_ANSWER, accept="application/json")
    try:
        items = items_in(answer.decode())
    except (UnicodeDecodeError, PasteRefused) as error:
        raise not_understood(service) from error
    found = next(_read(typed, items), None)
    if not isinstance(found, Entry):
        raise not_understood(service)
    return found


def not_understood(service: Service) -> FetchFailed:
    """Answer the refusal of an answer that holds no reference."""
    return FetchFailed(f"The answer of {service.name} cannot be understood: fill in the form by hand.")


def _read(typed: str, items: list[Any]) -> Iterator[Entry | Problem]:
    for item in items:
        if isinstance(item, Mapping):
            yield _from_zotero(typed, item) if "itemType" in item else read_item(typed, item)


def _from_zotero(where: str, item: Mapping[str, Any]) -> Entry | Problem:
    fields: dict[str, Any] = {"type": _TYPES.get(str(item["itemType"]), "document")}
    for csl, names in _TEXTS.items():
        said = next((item[name] for name in names if isinstance(item.get(name), str) and item[name]), "")
        if said:
            fields[csl] = said
    dates = (item[said] for said in ("date", "dateDecided", "dateEnacted") if isinstance(item.get(said), str))
    if issued := next(filter(None, dates), ""):
        fields["issued"] = read_date(issued)
    if isinstance(item.get("accessDate"), str) and item["accessDate"]:
        fields["accessed"] = read_date(item["accessDate"][:10])
    if isinstance(item.get("pages"), str) and item["pages"]:
        fields["page"] = read_pages(item["pages"])
    if isinstance(item.get("language"), str) and item["language"]:
        fields["language"] = read_language(item["language"])
    creators = item.get("creators")
    for person in creators if isinstance(creators, list) else []:
        if isinstance(person, Mapping) and (name := _name(person)):
            fields.setdefault(_PERSONS.get(str(person.get("creatorType")), "author"), []).append(name)
    return settle(where, fields, [], [])


def _name(person: Mapping[str, Any]) -> dict[str, str]:
    first, last, whole = (person.get(part) for part in ("firstName", "lastName", "name"))
    if isinstance(last, str) and last and isinstance(first, str) and first:
        return {"family": last, "given": first}
    names = [part for part in (whole, last, first) if isinstance(part, str) and part]
    return {"literal": names[0]} if names else {}
