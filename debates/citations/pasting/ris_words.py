"""The kinds and tags of RIS in the words of CSL, as data.

Sources: the RIS Format Specifications (Research Information Systems, 2011), and what Zotero, Mendeley and
EndNote write.
"""

import re
from typing import Final

TYPES: Final = {
    "ABST": "article-journal",
    "ADVS": "motion_picture",
    "AGGR": "dataset",
    "ANCIENT": "classic",
    "ART": "graphic",
    "BILL": "bill",
    "BLOG": "post-weblog",
    "BOOK": "book",
    "CASE": "legal_case",
    "CHAP": "chapter",
    "CHART": "figure",
    "CLSWK": "classic",
    "COMP": "software",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "CTLG": "book",
    "DATA": "dataset",
    "DBASE": "dataset",
    "DICT": "entry-dictionary",
    "EBOOK": "book",
    "ECHAP": "chapter",
    "EDBOOK": "book",
    "EJOUR": "article-journal",
    "ELEC": "webpage",
    "ENCYC": "entry-encyclopedia",
    "EQUA": "figure",
    "FIGURE": "figure",
    "GEN": "document",
    "GOVDOC": "report",
    "GRANT": "document",
    "HEAR": "hearing",
    "ICOMM": "personal_communication",
    "INPR": "article-journal",
    "JFULL": "periodical",
    "JOUR": "article-journal",
    "LEGAL": "regulation",
    "MANSCPT": "manuscript",
    "MAP": "map",
    "MGZN": "article-magazine",
    "MPCT": "motion_picture",
    "MULTI": "webpage",
    "MUSIC": "musical_score",
    "NEWS": "article-newspaper",
    "PAMP": "pamphlet",
    "PAT": "patent",
    "PCOMM": "personal_communication",
    "RPRT": "report",
    "SER": "book",
    "SLIDE": "speech",
    "SOUND": "song",
    "STAND": "standard",
    "STAT": "legislation",
    "THES": "thesis",
    "UNPB": "manuscript",
    "UNPD": "manuscript",
    "VIDEO": "motion_picture",
    "WEB": "webpage",
}

# Kinds that stand in something else, which `T2` names; elsewhere `T2` names a series.
PARTS: Final = frozenset(
    [
        "ABST",
        "BLOG",
        "CHAP",
        "CONF",
        "CPAPER",
        "DICT",
        "ECHAP",
        "EJOUR",
        "ELEC",
        "ENCYC",
        "INPR",
        "JOUR",
        "MGZN",
        "MULTI",
        "NEWS",
        "SLIDE",
        "WEB",
    ]
)
HAS_ISSUES: Final = frozenset(["ABST", "EJOUR", "INPR", "JFULL", "JOUR", "MGZN", "NEWS"])
WHOLE_BOOKS: Final = frozenset(["BOOK", "EBOOK", "EDBOOK", "THES"])

TEXTS: Final = {
    "title-short": "ST",
    "publisher": "PB",
    "publisher-place": "CY",
    "event-place": "PP",
    "volume": "VL",
    "number-of-volumes": "NV",
    "edition": "ET",
    "section": "SE",
    "genre": "M3",
    "archive": "DB",
    "reviewed-title": "RI",
    "original-title": "OP",
}

ISSN: Final = re.compile(r"[0-9]{4}-?[0-9]{3}[0-9Xx](?![0-9Xx-])")
