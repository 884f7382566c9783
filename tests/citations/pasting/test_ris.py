from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.citations.csl import validate
from debates.citations.pasting.reading import read_pasted
from debates.citations.pasting.report import MAX_ENTRIES, Entry, Format, PasteRefused, Problem

JOURNAL = """TY  - JOUR
AU  - Okonjo, Mira
AU  - World Health Organization
AU  - Poe, Ann, Jr.
TI  - A title that goes
 over two lines
T2  - Rafts
JA  - R.
PY  - 2019
DA  - 2019/03/12/
SP  - 12
EP  - 19
VL  - 3
IS  - 2
SN  - 1234-5678
DO  - 10.1234/x
UR  - https://press.example/?a=1;b=2
KW  - tides
KW  - mud
XX  - what
LA  - eng
ID  - okonjo
ER  -
"""


def entry(text: str) -> Entry:
    pasted = read_pasted(text)
    assert (pasted.format, pasted.problems) == (Format.RIS, ())
    [read] = pasted.entries
    return read


def item(*lines: str, kind: str = "JOUR") -> dict[str, Any]:
    return entry("\n".join([f"TY  - {kind}", "TI  - Tides", *lines, "ER  - "])).item


def test_an_article_of_a_reference_manager() -> None:
    read = entry(JOURNAL)
    assert read == Entry(
        "line 1 (okonjo)",
        {
            "type": "article-journal",
            "author": [
                {"family": "Okonjo", "given": "Mira"},
                {"literal": "World Health Organization"},
                {"family": "Poe", "given": "Ann", "suffix": "Jr."},
            ],
            "title": "A title that goes over two lines",
            "container-title": "Rafts",
            "container-title-short": "R.",
            "language": "en",
            "ISSN": "1234-5678",
            "issue": "2",
            "page": "12-19",
            "volume": "3",
            "issued": {"date-parts": [[2019, 3, 12]]},
            "DOI": "10.1234/x",
            "URL": "https://press.example/?a=1;b=2",
        },
        left_out=("KW", "XX"),
    )


def test_a_chapter_stands_in_a_book_and_a_book_in_a_series() -> None:
    chapter = item(
        "T2  - The book", "A2  - Ed, Itor", "T3  - The series", "SN  - 978-3-16-148410-0", kind="CHAP"
    )
    assert (chapter["container-title"], chapter["collection-title"]) == ("The book", "The series")
    assert (chapter["editor"], chapter["ISBN"]) == ([{"family": "Ed", "given": "Itor"}], "978-3-16-148410-0")
    book = item("T2  - The series", "A2  - Ed, Itor", "SP  - 340", kind="BOOK")
    assert (book["collection-title"], book["number-of-pages"]) == ("The series", "340")
    assert book["collection-editor"] == [{"family": "Ed", "given": "Itor"}]


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (["PY  - 2019"], {"date-parts": [[2019]]}),
        (["Y1  - 2019///"], {"date-parts": [[2019]]}),
        (["PY  - 2019", "DA  - 2019/03/"], {"date-parts": [[2019, 3]]}),
        (["DA  - 2019/Mar/5"], {"date-parts": [[2019, 3, 5]]}),
        (["PY  - 2019", "DA  - spring"], {"date-parts": [[2019]]}),
        (["DA  - spring 2019"], {"literal": "spring 2019"}),
    ],
)
def test_dates(lines: list[str], date: dict[str, Any]) -> None:
    assert item(*lines)["issued"] == date


def test_of_equal_tags_the_first_is_taken_and_the_others_are_named() -> None:
    read = entry("TY  - BOOK\nTI  - One\nTI  - Two\nUR  - https://a.example\nUR  - https://b.example\nER  -")
    assert read.item == {"type": "book", "title": "One", "URL": "https://a.example"}
    assert read.left_out == ("TI (Two)",)
    assert read.remarks == ("The first of 2 web addresses was taken.",)


def test_a_resolvers_address_is_a_doi() -> None:
    assert item("UR  - https://doi.org/10.1234/x")["DOI"] == "10.1234/x"


def test_what_does_not_end_or_belongs_to_nothing_is_named() -> None:
    text = "first\nsecond\nTY  - BOOK\nTI  - One\nTY  - NOPE\nTI  - Two\nER  - \nTY  - BOOK\nER  - \nlast"
    pasted = read_pasted(text)
    assert [(one.where, one.item, one.remarks) for one in pasted.entries] == [
        (
            "line 3",
            {"type": "book", "title": "One"},
            ("It does not end with “ER  - ”: everything up to the next reference was taken.",),
        ),
        (
            "line 5",
            {"type": "document", "title": "Two"},
            ("The kind “NOPE” is not known: it was taken for a document.",),
        ),
    ]
    assert pasted.problems == (
        Problem("line 1", "This belongs to no reference: “first”."),
        Problem("line 8", "The “title” is missing."),
        Problem("line 10", "This belongs to no reference: “last”."),
    )


def test_as_many_as_may_be_are_read_and_one_more_is_refused() -> None:
    text = "TY  - BOOK\nTI  - T\nER  - \n" * MAX_ENTRIES
    assert len(read_pasted(text).entries) == MAX_ENTRIES
    with pytest.raises(PasteRefused, match="more than 500 references"):
        read_pasted(text + "TY  - BOOK")


WORDS = st.text(st.sampled_from("abcdeéßøłžÖ日 &<"), min_size=1, max_size=12).filter(str.strip)
PEOPLE = st.one_of(
    st.builds(lambda family, given: {"family": family, "given": given}, WORDS, WORDS),
    st.builds(lambda name: {"literal": name}, WORDS),
)


@given(title=WORDS, people=st.lists(PEOPLE, min_size=1, max_size=4), year=st.integers(1000, 2100))
def test_what_is_written_as_ris_is_read_back(title: str, people: list[dict[str, str]], year: int) -> None:
    expected = validate({"type": "book", "title": title, "author": people, "issued": str(year)})
    names = (f"{p['family']}, {p['given']}" if "family" in p else p["literal"] for p in people)
    written = [
        "TY  - BOOK",
        f"TI  - {title}",
        *(f"AU  - {name}" for name in names),
        f"PY  - {year}",
        "ER  - ",
    ]
    assert entry("\r\n".join(written)).item == expected


@given(st.lists(st.text(st.sampled_from("TYERAUDOSPSN  -/12;,\n\tx"), max_size=14), max_size=12))
def test_whatever_is_pasted_is_answered(lines: list[str]) -> None:
    pasted = read_pasted("\n".join(["TY  - BOOK", "TI  - T", *lines]))
    for one in pasted.entries:
        assert validate(one.item) == one.item
    assert len(pasted.entries) + len(pasted.problems) >= 1
