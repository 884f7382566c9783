"""The words of CSL-JSON that a reference may use, as data.

Source: the types and variables of the Citation Style Language 1.0.2 (appendices III and IV of its
specification). Left out on purpose is what only a reference manager needs, see `LEFT_OUT`.
"""

from typing import Final

TYPES: Final = frozenset(
    {
        "article",
        "article-journal",
        "article-magazine",
        "article-newspaper",
        "bill",
        "book",
        "broadcast",
        "chapter",
        "classic",
        "collection",
        "dataset",
        "document",
        "entry",
        "entry-dictionary",
        "entry-encyclopedia",
        "event",
        "figure",
        "graphic",
        "hearing",
        "interview",
        "legal_case",
        "legislation",
        "manuscript",
        "map",
        "motion_picture",
        "musical_score",
        "pamphlet",
        "paper-conference",
        "patent",
        "performance",
        "periodical",
        "personal_communication",
        "post",
        "post-weblog",
        "regulation",
        "report",
        "review",
        "review-book",
        "software",
        "song",
        "speech",
        "standard",
        "thesis",
        "treaty",
        "webpage",
    }
)

NAMES: Final = (
    "author",
    "chair",
    "collection-editor",
    "compiler",
    "composer",
    "container-author",
    "contributor",
    "curator",
    "director",
    "editor",
    "editor-translator",
    "editorial-director",
    "executive-producer",
    "guest",
    "host",
    "illustrator",
    "interviewer",
    "narrator",
    "organizer",
    "original-author",
    "performer",
    "producer",
    "recipient",
    "reviewed-author",
    "script-writer",
    "series-creator",
    "translator",
)

DATES: Final = ("issued", "accessed", "available-date", "event-date", "original-date", "submitted")

# The longest text that each field may hold, in characters.
_TITLE, _LINE, _SHORT = 1000, 500, 100

TEXTS: Final = {
    "title": _TITLE,
    "title-short": _TITLE,
    "container-title": _TITLE,
    "container-title-short": _LINE,
    "collection-title": _TITLE,
    "original-title": _TITLE,
    "part-title": _TITLE,
    "reviewed-title": _TITLE,
    "volume-title": _TITLE,
    "event-title": _LINE,
    "event-place": _LINE,
    "publisher": _LINE,
    "publisher-place": _LINE,
    "original-publisher": _LINE,
    "original-publisher-place": _LINE,
    "archive": _LINE,
    "archive_collection": _LINE,
    "archive_location": _LINE,
    "archive-place": _LINE,
    "authority": _LINE,
    "dimensions": _LINE,
    "division": _LINE,
    "genre": _LINE,
    "jurisdiction": _LINE,
    "license": _LINE,
    "medium": _LINE,
    "references": _LINE,
    "reviewed-genre": _LINE,
    "scale": _LINE,
    "status": _LINE,
    "language": _SHORT,
    "ISBN": _SHORT,
    "ISSN": _SHORT,
    "PMCID": _SHORT,
    "PMID": _SHORT,
    "chapter-number": _SHORT,
    "collection-number": _SHORT,
    "edition": _SHORT,
    "issue": _SHORT,
    "number": _SHORT,
    "number-of-pages": _SHORT,
    "number-of-volumes": _SHORT,
    "page": _SHORT,
    "page-first": _SHORT,
    "part-number": _SHORT,
    "printing-number": _SHORT,
    "section": _SHORT,
    "supplement-number": _SHORT,
    "version": _SHORT,
    "volume": _SHORT,
}

# Earlier names of some fields, which reference managers still write.
RENAMED: Final = {
    "shortTitle": "title-short",
    "journalAbbreviation": "container-title-short",
    "event": "event-title",
}

# Known fields that are dropped without a word: a reference manager's own notes, and what depends on
# where a reference is cited. `id` is the reference's key, which whoever stores the item keeps beside it.
LEFT_OUT: Final = frozenset(
    {
        "abstract",
        "annote",
        "call-number",
        "categories",
        "citation-key",
        "citation-label",
        "citation-number",
        "custom",
        "first-reference-note-number",
        "id",
        "keyword",
        "locator",
        "note",
        "source",
        "year-suffix",
    }
)
