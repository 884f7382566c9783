"""The file itself: written row by row, well formed whatever a row says, the same for nobody and for many."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from weakref import WeakSet
from zipfile import ZipFile

import pytest
from django.utils import timezone

from accounts.own_data import Part, Row
from debates.privacy.archive import write_archive
from tests.makers import NOW


class Tracked(Row):
    """A row that can be seen to be let go."""

    __hash__ = object.__hash__  # type: ignore[assignment]


def archive_of(*parts: Part) -> ZipFile:
    file = BytesIO()
    write_archive(parts, made_at=NOW, into=file)
    return ZipFile(file)


def part_of(*rows: Row, **more: Any) -> Part:
    return Part("things", "Things", tuple(rows[0]) if rows else ("id",), lambda: rows, **more)


def page_of(archive: ZipFile) -> str:
    return archive.read("data.html").decode()


def test_of_ten_thousand_rows_a_handful_is_held_at_a_time() -> None:
    alive: WeakSet[Tracked] = WeakSet()
    most = 0

    def rows() -> Iterator[Row]:
        nonlocal most
        for number in range(10_000):
            row = Tracked(id=number, text=f"Number {number}")
            alive.add(row)
            most = max(most, len(alive))
            yield row

    archive = archive_of(Part("things", "Things", ("id", "text"), rows, text="text"))
    found = json.loads(archive.read("data.json"))["parts"]["things"]
    assert [row["id"] for row in found] == [*range(10_000)]
    assert archive.read("texts/things.md").decode().count("## ") == 10_000
    assert most <= 2


def test_the_document_says_what_it_is() -> None:
    document = json.loads(archive_of(part_of()).read("data.json"))
    assert document == {
        "schema": "sic-et-non personal data",
        "version": 1,
        "site": "http://localhost:8000",
        "made_at": "2026-03-01T09:00:00Z",
        "parts": {"things": []},
    }


def test_parts_without_rows_stand_between_others() -> None:
    many, none = part_of({"id": 1}, {"id": 2}), part_of()
    other = Part("others", "Others", ("id",), lambda: [{"id": 3}])
    last = Part("last", "Last", ("id",), list)
    first = Part("first", "First", none.keys, list)
    parts = json.loads(archive_of(first, many, other, last).read("data.json"))["parts"]
    assert parts == {"first": [], "things": [{"id": 1}, {"id": 2}], "others": [{"id": 3}], "last": []}


@pytest.mark.parametrize(
    ("value", "stored", "shown"),
    [
        (True, True, "yes"),
        (False, False, "no"),
        (0, 0, "0"),
        (date(2026, 3, 1), "2026-03-01", "2026-03-01"),
        (datetime(2026, 3, 1, 9, tzinfo=UTC), "2026-03-01T09:00:00Z", "2026-03-01 10:00:00 CET"),
        ({"name": "Ä"}, {"name": "Ä"}, "{&quot;name&quot;: &quot;Ä&quot;}"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)
def test_values_stand_in_both_forms(value: object, stored: object, shown: str) -> None:
    with timezone.override("Europe/Brussels"):
        archive = archive_of(part_of({"id": 7, "some_value": value}))
    assert json.loads(archive.read("data.json"))["parts"]["things"] == [{"id": 7, "some_value": stored}]
    assert f"<dt>some value</dt><dd dir=auto>{shown}</dd>" in page_of(archive)
    assert '<dl id="things-7">' in page_of(archive)


@pytest.mark.parametrize("value", ["", None, [], {}])
def test_what_is_empty_stands_in_the_document_alone(value: object) -> None:
    archive = archive_of(part_of({"id": 7, "some_value": value}))
    assert json.loads(archive.read("data.json"))["parts"]["things"] == [{"id": 7, "some_value": value}]
    assert "some value" not in page_of(archive)


def test_a_long_text_stands_below_its_name() -> None:
    page = page_of(archive_of(part_of({"long": "word " * 30, "lines": "a\nb", "short": "a b"})))
    assert page.count("<dd dir=auto class=text>") == 2
