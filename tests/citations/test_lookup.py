from typing import Any

import pytest

from debates.citations.fetching import FetchFailed, Service
from debates.citations.lookup import look_up
from debates.citations.pasting.report import Entry
from tests.stand_in import Answer, StandIn, said

ARTICLE = {
    "itemType": "journalArticle",
    "key": "ABC",
    "title": "Tides",
    "creators": [
        {"firstName": "Mira", "lastName": "Okonjo", "creatorType": "author"},
        {"firstName": "", "lastName": "World Health Organization", "creatorType": "author"},
        {"firstName": "Ed", "lastName": "Itor", "creatorType": "editor"},
        {"name": "Quay Team", "creatorType": "unheard of"},
        "odd",
    ],
    "publicationTitle": "Rafts",
    "date": "2019-03-12",
    "accessDate": "2026-03-01T09:00:00Z",
    "volume": "3",
    "issue": "2",
    "pages": "12–19",
    "DOI": "10.1234/x",
    "url": "https://press.example/x",
    "language": "English",
    "tags": [],
}


def found(answer: Answer, typed: str = "10.1234/x") -> tuple[Entry, str]:
    with StandIn(lambda _path: answer) as stand_in:
        entry = look_up(typed, Service(f"{stand_in.address}/zotero", "The service", "Tests"))
    [(path, _headers)] = stand_in.asked
    return entry, path


def test_an_article_as_citoid_answers_it() -> None:
    entry, path = found(said([ARTICLE]), " https://doi.org/10.1234/x ")
    assert path == "/zotero/https%3A%2F%2Fdoi.org%2F10.1234%2Fx"
    assert entry.item == {
        "type": "article-journal",
        "author": [
            {"family": "Okonjo", "given": "Mira"},
            {"literal": "World Health Organization"},
            {"literal": "Quay Team"},
        ],
        "editor": [{"family": "Itor", "given": "Ed"}],
        "title": "Tides",
        "container-title": "Rafts",
        "language": "en",
        "issue": "2",
        "page": "12-19",
        "volume": "3",
        "issued": {"date-parts": [[2019, 3, 12]]},
        "accessed": {"date-parts": [[2026, 3, 1]]},
        "DOI": "10.1234/x",
        "URL": "https://press.example/x",
    }
    assert entry.remarks == ()


def test_csl_is_understood_too_and_the_doi_is_asked_plain() -> None:
    entry, path = found(said({"type": "book", "title": "Tides"}), "doi:10.1234/a/b?c")
    assert (path, entry.item) == ("/zotero/10.1234%2Fa%2Fb%3Fc", {"type": "book", "title": "Tides"})


@pytest.mark.parametrize(
    "typed", ["Tides", "", "ftp://a.example", "javascript:alert(1)", "//a.example", "10.1/x"]
)
def test_what_is_neither_doi_nor_address_is_not_asked(typed: str) -> None:
    with StandIn(lambda _path: said([ARTICLE])) as stand_in, pytest.raises(FetchFailed, match="Give a DOI"):
        look_up(typed, Service(stand_in.address, "The service", "Tests"))
    assert stand_in.asked == []


def test_an_address_is_never_asked_itself() -> None:
    with StandIn(lambda _path: Answer(b"secret")) as inside, pytest.raises(FetchFailed):
        found(Answer(status=404), f"{inside.address}/admin")
    assert inside.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<html>", kind="text/html"),
        Answer(b"\xff\xfe"),
        Answer(b"[" * 9999),
        *(said(value) for value in ([], {}, None, 7, "x", [7], [{"itemType": "book"}], [{"itemType": 3}])),
    ],
)
def test_an_answer_that_holds_no_reference_is_said_to(answer: Answer) -> None:
    with pytest.raises(FetchFailed, match="cannot be understood: fill in the form by hand"):
        found(answer)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", [3]),
        ("creators", {"a": 1}),
        ("creators", [{"lastName": 3}]),
        ("pages", None),
        ("title", "T" * 1000),
    ],
)
def test_odd_values_do_no_harm(field: str, value: Any) -> None:
    entry, _path = found(said([ARTICLE | {field: value}]))
    assert entry.item["DOI"] == "10.1234/x"
