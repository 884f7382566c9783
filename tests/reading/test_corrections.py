"""What was put right since publication, as readers are told it."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.publishing import actions
from debates.publishing.canon import is_shown, shown_texts
from debates.publishing.models import Correction, Debate, Kind, Text
from debates.publishing.queries.corrections import LONGEST, corrections_of
from debates.publishing.workflow import Move, Round, Status
from tests.makers import NOW, make_debate, make_essay, text_of

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


def change(  # noqa: PLR0917 - short calls read better here
    debate: Debate, by: User, source: str, note: str = "", at: datetime = NOW, text: Text | None = None
) -> None:
    """Publish a change of the first essay, or of this text; with a note it is a correction."""
    text = text or text_of(debate, 1)
    actions.save_text(text=text, source=source, by=by, now=at)
    actions.publish_change(text=text, started_from=text.working_revision, correction=note, by=by, now=at)


def page_of(debate: Debate, query: str = "") -> BeautifulSoup:
    response = Client().get(f"/debates/{debate.slug}/corrections/{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element: Any) -> str:
    return " ".join(element.get_text(" ").split())


# ---------------------------------------------------------------- the page


def test_a_correction_is_told_with_its_date_its_reason_and_the_words(debate: Debate, ed: User) -> None:
    change(debate, ed, "Essay number one argues its case in one paragraph.", "It is <one>.", NOW + HOUR)
    [entry] = page_of(debate).select(".corrections > li")
    assert words(entry.h2) == "It is <one>."
    assert entry.select_one("time")["datetime"].startswith("2026-03-01T10:00:00")
    assert [mark.get_text() for mark in entry.select("del, ins")] == ["1 ", "one "]
    link = entry.select_one(".by a")
    assert (link["href"], words(link)) == (
        text_of(debate, 1).essay.get_absolute_url(),
        "The opening of side 1",
    )


def test_the_newest_correction_comes_first_and_a_small_change_is_none(debate: Debate, ed: User) -> None:
    change(debate, ed, "One.", "First.", NOW)
    change(debate, ed, "One!", at=NOW + HOUR)
    introduction = Text.objects.get(debate=debate, kind=Kind.INTRODUCTION)
    change(debate, ed, "Ships need depth.", "Second.", NOW + 2 * HOUR, introduction)
    entries = page_of(debate).select(".corrections > li")
    assert [words(entry.h2) for entry in entries] == ["Second.", "First."]
    assert entries[0].select_one(".by a")["href"] == debate.get_absolute_url()


def test_a_debate_without_corrections_says_so(debate: Debate) -> None:
    assert "Nothing was put right" in words(page_of(debate).main)


def test_what_readers_do_not_see_is_not_told(debate: Debate, ed: User) -> None:
    change(debate, ed, "One.", "First.")
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="A mistake.")
    assert Client().get(f"/debates/{debate.slug}/corrections/").status_code == 404


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.CLOSED])
def test_what_is_asked_for_is_what_readers_see(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    if status is Status.PUBLISHED:
        make_essay(ed, debate.positions.get(order=1), "A reply.", Round.REBUTTAL)
    for text in Text.objects.filter(debate=debate):
        one, two = (text.revisions.create(number=number, source="x", at=NOW) for number in (100, 101))
        Correction.objects.create(text=text, before=one, after=two, note="Wrong.", at=NOW)
    asked = Correction.objects.filter(shown_texts(debate)).values_list("text", flat=True)
    assert set(asked) == {text.pk for text in Text.objects.filter(debate=debate) if is_shown(text)}
    assert len(asked) == (3 if status is Status.PUBLISHED else 4)


def test_pages_hold_ten_corrections_each_and_none_twice(debate: Debate, ed: User) -> None:
    for number in range(23):
        change(debate, ed, f"Version {number}.", f"Number {number}.", NOW + number // 2 * HOUR)
    seen: list[str] = []
    query = ""
    for size in (10, 10, 3):
        page = page_of(debate, query)
        entries = page.select(".corrections > li")
        assert len(entries) == size
        seen += [words(entry.h2) for entry in entries]
        following = page.select_one("a[rel=next]")
        query = str(following["href"]) if following else ""
    assert query == ""
    assert seen == [f"Number {number}." for number in reversed(range(23))]


@pytest.mark.parametrize("query", ["?after=0", "?after=x", "?after=99999999999999999999", "?after=-1"])
def test_a_page_that_is_none_is_not_there(debate: Debate, ed: User, query: str) -> None:
    change(debate, ed, "One.", "First.")
    assert Client().get(f"/debates/{debate.slug}/corrections/{query}").status_code == 404


def test_texts_too_long_to_be_compared_are_told_without_the_words(debate: Debate, ed: User) -> None:
    change(debate, ed, "word " * (LONGEST // 5), "Much was wrong.")
    [told] = corrections_of(debate).told
    assert told.changes is None
    assert "too long for its words to be compared" in words(page_of(debate).main)


@pytest.mark.parametrize("many", [1, 10])
def test_the_page_costs_the_same_for_one_correction_and_for_many(
    debate: Debate, ed: User, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(many):
        change(debate, ed, f"Version {number}.", "Wrong.", text=text_of(debate, 1 + number % 2))
    with django_assert_num_queries(2):
        assert len(page_of(debate).select(".corrections > li")) == many


# ---------------------------------------------------------------- where readers find it


def corrected(path: str) -> list[tuple[str, str]]:
    """Answer what a page says of corrections, and where it leads."""
    page = BeautifulSoup(Client().get(path).content, "html.parser")
    return [
        (words(link), str(link["href"])) for link in page.select("main a") if "Corrected on" in words(link)
    ]


def test_debate_and_essay_say_when_they_were_last_corrected(debate: Debate, ed: User) -> None:
    address = debate.get_absolute_url()
    assert corrected(address) == corrected(f"{address}side-1/") == []
    change(debate, ed, "One.", "First.", NOW)
    change(debate, ed, "One!", "Second.", NOW + timedelta(days=2))
    link = ("Corrected on 3 March 2026", f"{address}corrections/")
    assert corrected(address) == [link, link]  # the debate, and the essay in it
    assert corrected(f"{address}side-1/") == [link]
    assert corrected(f"{address}side-2/") == []


def data_of(path: str) -> dict[str, Any]:
    page = Client().get(path).content.decode()
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data: dict[str, Any] = json.loads(found)
    return data


def test_machines_are_told_too(debate: Debate, ed: User) -> None:
    address = debate.get_absolute_url()
    assert not {"dateModified", "correction"} & data_of(address).keys()
    change(debate, ed, "One.", "First.", NOW + HOUR)
    for data in (data_of(address), data_of(f"{address}side-1/")):
        assert data["dateModified"] == "2026-03-01T10:00:00+00:00"
        assert data["correction"].endswith(f"{address}corrections/")
    assert "dateModified" not in data_of(f"{address}side-2/")


def test_feed_and_sitemap_give_the_moment_of_the_correction(debate: Debate, ed: User) -> None:
    change(debate, ed, "One.", "First.", NOW + HOUR)
    feed = ET.fromstring(Client().get("/feed.atom").content)  # noqa: S314 - our own bytes
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}published") == "2026-03-01T09:00:00+00:00"
    assert entry.findtext(f"{ATOM}updated") == "2026-03-01T10:00:00+00:00"
    assert f"{debate.get_absolute_url()}corrections/" in (entry.findtext(f"{ATOM}summary") or "")
    sitemap = ET.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314 - our own bytes
    dates = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in sitemap}
    assert dates[f"http://testserver{debate.get_absolute_url()}"] == "2026-03-01"


def test_every_public_essay_leads_to_the_way_to_suggest_a_correction(debate: Debate, ed: User) -> None:
    essay = text_of(debate, 1).essay
    assert essay is not None
    for path in (debate.get_absolute_url(), essay.get_absolute_url()):
        assert f'href="/suggest/essays/{essay.pk}/" rel="nofollow"' in Client().get(path).content.decode()
