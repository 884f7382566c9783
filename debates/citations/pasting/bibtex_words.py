"""The words of BibTeX and BibLaTeX in those of CSL, as data.

Sources: the documentation of BibTeX (btxdoc, 1988) and of biblatex 3.20 (sections 2.1 and 2.2), and the
correspondences of CSL 1.0.2.
"""

from typing import Final

TYPES: Final = {
    "article": "article-journal",
    "artwork": "graphic",
    "audio": "song",
    "book": "book",
    "bookinbook": "chapter",
    "booklet": "pamphlet",
    "collection": "book",
    "commentary": "book",
    "conference": "paper-conference",
    "data": "dataset",
    "dataset": "dataset",
    "electronic": "webpage",
    "image": "graphic",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia",
    "jurisdiction": "legal_case",
    "legal": "legislation",
    "legislation": "legislation",
    "letter": "personal_communication",
    "magazine": "article-magazine",
    "manual": "report",
    "mastersthesis": "thesis",
    "movie": "motion_picture",
    "music": "song",
    "mvbook": "book",
    "mvcollection": "book",
    "mvproceedings": "book",
    "mvreference": "book",
    "newspaper": "article-newspaper",
    "online": "webpage",
    "patent": "patent",
    "performance": "performance",
    "periodical": "periodical",
    "phdthesis": "thesis",
    "proceedings": "book",
    "reference": "book",
    "report": "report",
    "review": "review",
    "software": "software",
    "standard": "standard",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "suppperiodical": "article-journal",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
    "video": "motion_picture",
    "webpage": "webpage",
    "www": "webpage",
}

SUBTYPES: Final = {"newspaper": "article-newspaper", "magazine": "article-magazine"}

GENRES: Final = {"phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis"}

# Where `number` counts a periodical's issues, or a series' volumes; elsewhere it is the work's own.
HAS_ISSUES: Final = frozenset({"article", "magazine", "newspaper", "periodical", "review", "suppperiodical"})
IN_SERIES: Final = frozenset(
    [
        "book",
        "bookinbook",
        "collection",
        "conference",
        "inbook",
        "incollection",
        "inproceedings",
        "inreference",
        "mvbook",
        "mvcollection",
        "mvproceedings",
        "mvreference",
        "proceedings",
        "reference",
        "suppbook",
        "suppcollection",
    ]
)

PERSONS: Final = {
    "author": ("author",),
    "editor": ("editor", "editora", "editorb", "editorc"),
    "translator": ("translator",),
    "container-author": ("bookauthor",),
    "director": ("director",),
    "original-author": ("origauthor",),
}

# The first field that says something is taken; the others say the same in another version of the format.
TEXTS: Final = {
    "title-short": ("shorttitle",),
    "container-title-short": ("shortjournal",),
    "collection-title": ("series",),
    "event-title": ("eventtitle",),
    "event-place": ("venue",),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("location", "address"),
    "original-publisher": ("origpublisher",),
    "original-publisher-place": ("origlocation",),
    "original-title": ("origtitle",),
    "volume": ("volume",),
    "number-of-volumes": ("volumes",),
    "number-of-pages": ("pagetotal",),
    "chapter-number": ("chapter",),
    "part-number": ("part",),
    "edition": ("edition",),
    "version": ("version",),
    "status": ("pubstate",),
    "archive": ("library",),
    "ISBN": ("isbn",),
    "ISSN": ("issn", "eissn"),
    "PMID": ("pmid",),
    "PMCID": ("pmcid",),
}

DATES: Final = {"accessed": "urldate", "event-date": "eventdate", "original-date": "origdate"}

# A part's field, and the field of the whole that it is taken from.
INHERITED: Final = {
    "booktitle": "title",
    "booksubtitle": "subtitle",
    "editor": "editor",
    "publisher": "publisher",
    "organization": "organization",
    "address": "address",
    "location": "location",
    "series": "series",
    "number": "number",
    "volume": "volume",
    "edition": "edition",
    "isbn": "isbn",
    "date": "date",
    "year": "year",
    "month": "month",
    "eventtitle": "eventtitle",
    "eventdate": "eventdate",
    "venue": "venue",
}

# Fields that say nothing about the work: what a program notes for itself.
SAYS_NOTHING: Final = frozenset(
    [
        "key",
        "timestamp",
        "date-added",
        "date-modified",
        "owner",
        "groups",
        "file",
        "bdsk-url-1",
        "bdsk-url-2",
        "bdsk-file-1",
        "bibsource",
        "biburl",
        "ids",
        "options",
        "sortkey",
        "sorttitle",
        "sortname",
        "sortyear",
        "presort",
        "creationdate",
        "modificationdate",
        "langidopts",
    ]
)
