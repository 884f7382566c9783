"""The public report about moderation, as a page and as a file."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from debates.moderation.measures import Measure
from debates.publishing.models import Debate
from tests.comments.rows import written
from tests.makers import make_debate
from tests.moderation.rows import against, case_of, decided, noticed


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, closes_at=timezone.now() + timedelta(days=9))


@pytest.fixture
def year(debate: Debate, mo: User) -> int:
    """Twelve removed and six approved, just now; answer the year."""
    now = timezone.now()
    for number in range(18):
        measure, why = (Measure.REJECT, against()) if number < 12 else (Measure.APPROVE, None)
        decided(case_of(written(debate, f"Comment {number}.")), mo, measure, why, now=now)
    return now.year


def test_the_newest_year_stands_at_the_address_without_one(client: Client, year: int) -> None:
    page = client.get("/transparency/").content.decode()
    named = client.get(f"/transparency/{year}/").content.decode()
    assert page.partition("<main")[2] == named.partition("<main")[2]
    assert f"<h1>Moderation in numbers: {year}</h1>" in page
    assert f"{year}, so far" in page
    assert "<bdi>12</bdi>" in page
    assert f'href="/transparency/{year}.csv"' in page


HIDDEN = "Numbers from 1 to 4 are hidden"


def test_where_no_number_is_hidden_nothing_is_said_of_it(client: Client, year: int) -> None:
    assert HIDDEN not in client.get("/transparency/").content.decode()


def test_that_numbers_are_hidden_is_said_once(
    client: Client, debate: Debate, mo: User, sam: User, year: int
) -> None:
    comment = written(debate, "One that somebody reports.")
    noticed(comment, sam, timezone.now())
    decided(case_of(comment), mo, Measure.RESTRICT, against("insult"), now=timezone.now())
    assert client.get("/transparency/").content.decode().count(HIDDEN) == 1


def test_the_file_says_what_the_page_says(client: Client, year: int) -> None:
    response = client.get(f"/transparency/{year}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="moderation-{year}.csv"'
    lines = [*csv.reader(StringIO(response.content.decode()))]
    assert lines[0] == ["period", "so_far", "part", "table", "row", "title", "value", "note"]
    assert [str(year), "yes", "decisions", "decisions_by_measure", "reject", "Rejected", "12", ""] in lines


def test_before_anything_happened_it_says_so(client: Client, db: None) -> None:
    page = client.get("/transparency/").content.decode()
    assert "Nothing has been reported or decided yet." in page
    assert "CSV" not in page


@pytest.mark.parametrize("path", ["/transparency/2019/", "/transparency/2019.csv", "/transparency/99999/"])
def test_of_a_year_before_the_first_there_is_none(client: Client, year: int, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_site_without_the_duty_has_neither_page_nor_link(
    client: Client, year: int, settings: Settings
) -> None:
    link = 'href="/transparency/"'
    assert link in client.get("/topics/").content.decode()
    assert "/transparency/" in client.get("/sitemap.xml").content.decode()
    settings.MODERATION_WITHOUT = frozenset({"report"})
    for path in ("/transparency/", f"/transparency/{year}/", f"/transparency/{year}.csv"):
        assert client.get(path).status_code == 404
    assert link not in client.get("/topics/").content.decode()
    assert "/transparency/" not in client.get("/sitemap.xml").content.decode()
