"""A local stand-in answers what the API of Commons would, and holds the files."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from debates.citations.fetching import FetchFailed, Service
from debates.media import commons
from debates.media.commons import CommonsFile
from debates.media.pixels import MAX_BYTES
from tests.makers import png
from tests.stand_in import Answer, StandIn, said

ARTIST = '<a href="//x" title="User:Wil"><b>Wil</b>&nbsp;Ferris</a><script>alert(1)</script>'


def info(address: str, **changed: Any) -> dict[str, Any]:
    metadata = {
        "ObjectName": {"value": "The harbour"},
        "Artist": {"value": ARTIST},
        "LicenseShortName": {"value": "CC BY-SA 4.0"},
        "LicenseUrl": {"value": "https://creativecommons.org/licenses/by-sa/4.0"},
    } | changed.pop("said", {})
    return {
        "url": f"{address}/original.png",
        "thumburl": f"{address}/1920px.png",
        "descriptionurl": "https://commons.wikimedia.org/wiki/File:Harbour.png",
        "extmetadata": {name: value for name, value in metadata.items() if value},
    } | changed


def answering(page: dict[str, Any]) -> Answer:
    return said({"query": {"pages": [{"title": "File:Harbour.png"} | page]}})


class Commons:
    """The stand-in, whose answers a test changes."""

    def __init__(self) -> None:
        self.changed: dict[str, Any] = {}
        self.api_says: Answer | None = None
        self.file = Answer(png().getvalue(), kind="image/png")
        self.server = StandIn(self.answer)

    def answer(self, path: str) -> Answer:
        if path.startswith("/w/api.php"):
            found = info(self.server.address, **self.changed)
            return self.api_says or answering({"imageinfo": [found]})
        return self.file

    @property
    def api(self) -> Service:
        return Service(f"{self.server.address}/w/api.php", "Commons", "Tests", patience=0.5, whole=1)

    def find(self, name: str = "Harbour.png", file_host: str = "upload.example") -> CommonsFile:
        return commons.find(name, self.api, file_host)


@pytest.fixture
def stand_in() -> Iterator[Commons]:
    found = Commons()
    with found.server:
        yield found


def test_a_file_with_everything_that_must_be_said_of_it(stand_in: Commons) -> None:
    found = stand_in.find()
    assert found == CommonsFile(
        title="The harbour",
        author="Wil Ferris",
        source_url="https://commons.wikimedia.org/wiki/File:Harbour.png",
        licence_name="CC BY-SA 4.0",
        licence_url="https://creativecommons.org/licenses/by-sa/4.0",
        address=f"{stand_in.server.address}/1920px.png",
    )
    assert commons.copy(found, stand_in.api) == png().getvalue()
    assert [path.partition("?")[0] for path, _headers in stand_in.server.asked] == [
        "/w/api.php",
        "/1920px.png",
    ]
    assert "iiurlwidth=1920" in stand_in.server.asked[0][0]


def test_what_commons_does_not_say_stays_empty(stand_in: Commons) -> None:
    stand_in.changed = {"said": {"ObjectName": None, "Artist": None, "LicenseUrl": {"value": "javascript:x"}}}
    found = stand_in.find()
    assert (found.title, found.author, found.licence_url) == ("Harbour", "", "")


def test_long_values_are_cut(stand_in: Commons) -> None:
    stand_in.changed = {
        "said": {"Artist": {"value": "<div>" * 3000 + "x" * 900}, "ObjectName": {"value": "y" * 900}}
    }
    found = stand_in.find()
    assert (len(found.title), len(found.author)) == (200, 200)


def failure(stand_in: Commons) -> str:
    with pytest.raises(FetchFailed) as failed:
        commons.copy(stand_in.find(), stand_in.api)
    return str(failed.value)


def test_a_file_that_is_missing(stand_in: Commons) -> None:
    stand_in.api_says = answering({"missing": True})
    assert failure(stand_in) == "Commons has no file of this name."


def test_a_file_without_a_licence_is_not_copied(stand_in: Commons) -> None:
    stand_in.changed = {"said": {"LicenseShortName": None}}
    assert failure(stand_in) == "Commons names no licence for this file, so it is not copied."
    assert len(stand_in.server.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/x.png",
        "https://upload.example@elsewhere.example/x.png",
        "https://upload.example:8443/x.png",
        "ftp://upload.example/x.png",
        "file:///etc/passwd",
        "//upload.example/x.png",
    ],
)
def test_a_file_that_lies_elsewhere_is_not_asked_for(stand_in: Commons, address: str) -> None:
    stand_in.changed = {"thumburl": address}
    assert failure(stand_in) == "The file lies elsewhere than on the hosts that this site copies from."


def test_an_encrypted_api_leads_to_encrypted_files_only() -> None:
    api = Service("https://commons.example/w/api.php", "Commons", "Tests")
    assert commons.is_of("https://upload.example/x.png", api, "upload.example")
    assert commons.is_of("https://commons.example/x.png", api, "upload.example")
    assert not commons.is_of("http://upload.example/x.png", api, "upload.example")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<html>"),
        Answer(b"[" * 9999),
        *(said(value) for value in ([], {"error": {}}, {"query": {"pages": []}}, {"query": {"pages": [7]}})),
        answering({"imageinfo": [{"extmetadata": {}}]}),
        answering({"imageinfo": [{"extmetadata": [], "url": "x", "descriptionurl": "x"}]}),
    ],
)
def test_an_answer_of_another_shape(stand_in: Commons, answer: Answer) -> None:
    stand_in.api_says = answer
    assert failure(stand_in) in {
        "The answer of Commons cannot be understood.",
        "Commons names no licence for this file, so it is not copied.",
    }


def test_a_file_that_is_too_large(stand_in: Commons) -> None:
    stand_in.file = Answer(b"x" * (MAX_BYTES + 1))
    assert failure(stand_in) == f"The answer of Commons is larger than {MAX_BYTES:,} bytes."


def test_a_slow_api_and_a_slow_file(stand_in: Commons) -> None:
    stand_in.file = Answer(b"x", wait=5)
    assert failure(stand_in) == "Commons takes too long to answer. Try again later."
    stand_in.api_says = Answer(json.dumps({}).encode(), wait=5)
    assert failure(stand_in) == "Commons takes too long to answer. Try again later."


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Harbour.jpg", "File:Harbour.jpg"),
        (" file:The_old  harbour.jpg ", "File:The old harbour.jpg"),
        ("https://commons.wikimedia.org/wiki/File:The_harbour.jpg#x", "File:The harbour.jpg"),
    ],
)
def test_a_file_is_named_in_several_ways(typed: str, title: str) -> None:
    assert commons.file_title(typed) == title


@pytest.mark.parametrize("typed", ["", "File:", "A|B.jpg", "<b>", "x" * 300, "a\x00b"])
def test_what_names_no_file_is_not_asked(typed: str) -> None:
    with pytest.raises(FetchFailed, match="Give the name of a file"):
        commons.file_title(typed)
