"""The feed, the sitemap and robots.txt name what is public, and nothing else."""

from xml.etree import ElementTree as ET

from django.test import Client
from pytest_django import Settings

from accounts.models import User
from debates.publishing.workflow import Status
from tests.makers import make_debate

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_feed_carries_the_newest_debates_whole(ed: User) -> None:
    make_debate(ed, Status.CLOSED, question="The first question?")
    make_debate(ed, question="The second question?")
    feed = ET.fromstring(Client().get("/feed.atom").content)  # noqa: S314 - our own bytes
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "The second question?",
        "The first question?",
    ]
    summary = entries[0].findtext(f"{ATOM}summary") or ""
    assert "Ships need <em>depth</em>; birds need mud." in summary
    assert summary.index("The claim of side 1") < summary.index("The claim of side 2")
    assert summary.count('rel="license"') == 2
    assert entries[0].findtext(f"{ATOM}rights") == "Essays: CC BY-SA 4.0"


def test_the_feed_of_a_site_without_debates_is_empty_and_whole(db: None) -> None:
    feed = ET.fromstring(Client().get("/feed.atom").content)  # noqa: S314 - our own bytes
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}title") == "Sic et Non"


def test_the_sitemap_names_every_public_page(ed: User) -> None:
    make_debate(ed)
    make_debate(ed, Status.DRAFT, question="A secret question?")
    sitemap = ET.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314 - our own bytes
    paths = [(url.findtext(f"{SITEMAP}loc") or "").removeprefix("http://testserver") for url in sitemap]
    assert paths == [
        "/",
        "/debates/",
        "/topics/",
        "/rules/",
        "/imprint/",
        "/privacy/",
        "/transparency/",
        "/debates/should-the-harbour-be-dredged/",
        "/debates/should-the-harbour-be-dredged/side-1/",
        "/debates/should-the-harbour-be-dredged/side-2/",
    ]


def test_robots_are_told_where_people_read(db: None) -> None:
    assert Client().get("/robots.txt").content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /account/",
        "Disallow: /admin/",
        "Disallow: /comments/",
        "Disallow: /editing/",
        "Disallow: /invitations/",
        "Disallow: /moderating/",
        "Disallow: /outbox/",
        "Disallow: /preferences/",
        "Disallow: /preview/",
        "Disallow: /reports/",
        "Disallow: /subscribe/",
        "Disallow: /suggest/",
        "Disallow: /unsubscribe/",
        "Disallow: /writing/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_imprint_and_privacy_are_the_publishers_own_files(db: None, settings: Settings) -> None:
    page = Client().get("/imprint/").content.decode()
    assert "<h1>Imprint</h1>" in page
    assert "This is a demonstration of the software <em>Sic et Non</em>." in page
    assert "<h1>Privacy</h1>" in Client().get("/privacy/").content.decode()
