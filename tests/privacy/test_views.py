"""Somebody downloads what is kept about them: they alone, also while they are suspended, and never stored."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Standing, User
from debates.publishing.models import Debate
from tests.comments.rows import written
from tests.comments.screens import NEVER_STORED, client_for, parsed, words
from tests.privacy.lives import PATH, contributor, data_in, downloaded

pytestmark = pytest.mark.django_db

HEART = "A heron’s heart – <b>& “quoted”</b>\n\nIn two *paragraphs*."


@pytest.fixture
def her(vera: User) -> Client:
    """Answer the browser of Vera, who signs in by codes alone."""
    vera.set_unusable_password()
    vera.save()
    return client_for(vera)


def test_the_account_leads_to_a_page_that_says_what_is_in_the_file(her: Client) -> None:
    assert [link["href"] for link in parsed(her.get("/account/")).select(f'a[href="{PATH}"]')] == [PATH]
    page = her.get(PATH)
    assert page["Cache-Control"] == NEVER_STORED
    for said in ("Your comments with every version", "Other people’s data", "Download my data"):
        assert said in words(page)


def test_the_file_is_named_sent_whole_and_stored_nowhere(her: Client) -> None:
    response = her.post(PATH)
    assert response.status_code == 200
    assert response["Cache-Control"] == NEVER_STORED
    today = timezone.localdate()
    assert response["Content-Disposition"] == f'attachment; filename="sic-et-non-{today:%Y-%m-%d}.zip"'
    assert int(response["Content-Length"]) == len(b"".join(response))


def test_a_link_alone_hands_nothing_over(her: Client) -> None:
    assert her.get(PATH)["Content-Type"].startswith("text/html")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = her.cookies
    assert strict.post(PATH).status_code == 403


def test_everybody_gets_their_own_whatever_they_send(
    her: Client, debate: Debate, vera: User, sam: User
) -> None:
    mine, others = written(debate, author=vera), written(debate, author=sam)
    sent = her.post(f"{PATH}?user={sam.pk}", {"user": sam.pk, "person": sam.pk, "pk": sam.pk})
    rows = data_in(downloaded(her))
    assert [row["id"] for row in rows["comments"]] == [mine.pk] != [others.pk]
    assert rows["account"][0]["email"] == "vera@example.org"
    assert b"sam@example.org" not in b"".join(sent)


@pytest.mark.parametrize(
    "standing", [{"banned": True}, {"suspended_until": timezone.now() + timedelta(days=300)}]
)
def test_somebody_who_may_not_take_part_gets_their_data(
    her: Client, vera: User, standing: dict[str, object]
) -> None:
    Standing.objects.create(user=vera, **standing)
    (row,) = data_in(downloaded(her))["standing"]
    assert {key: row[key] is not None and row[key] is not False for key in standing} == dict.fromkeys(
        standing, True
    )


def test_whoever_signed_in_long_ago_shows_once_more_that_it_is_they(vera: User) -> None:
    client = client_for(vera)
    asked = client.post(PATH)
    assert asked["Location"] == "/account/reauthenticate/?next=%2Faccount%2Fdata%2F"
    assert "First show once more that it is you." in words(client.get(asked["Location"]))
    shown = client.post(asked["Location"], {"password": "secret"})
    # Back on the page, not in the middle of a download that leaves the form for the password standing.
    assert shown["Location"] == PATH
    assert data_in(downloaded(client))["account"][0]["display_name"] == "Vera"


@pytest.mark.servers
def test_it_is_handed_over_a_few_times_an_hour_to_each_person(her: Client, sam: User) -> None:
    cache.clear()
    for _time in range(5):
        downloaded(her)
    refused = her.post(PATH)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    sam.set_unusable_password()
    sam.save()
    downloaded(client_for(sam))


class Words(HTMLParser):
    """Gathers what a page says, and which elements it has."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - its signature
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_same_words_stand_in_every_form(her: Client, debate: Debate, vera: User) -> None:
    written(debate, HEART, author=vera)
    archive = downloaded(her)
    assert archive.testzip() is None
    assert archive.namelist() == [
        "style.css",
        "data.html",
        "data.json",
        "texts/comments.md",
        "texts/comment_versions.md",
    ]
    assert data_in(archive)["comments"][0]["text"] == HEART
    assert HEART in archive.read("texts/comments.md").decode()
    page = Words()
    page.feed(archive.read("data.html").decode())
    assert HEART in page.text
    assert "b" not in page.tags
    assert "script" not in page.tags


def test_the_page_to_read_leads_to_what_it_has_and_names_the_rest(her: Client) -> None:
    page = BeautifulSoup(downloaded(her).read("data.html"), "html.parser")
    assert [link["href"] for link in page.select("nav a")] == ["#account", "#addresses"]
    assert [title.get("id") for title in page.select("h2")] == ["account", "addresses", None]
    rest = [line.get_text() for line in page.select("main > ul > li")]
    assert len(rest) == 39
    assert {"Comments", "Penalties", "How you voted"} <= {*rest}


def test_the_portrait_of_a_contributor_is_in_it(her: Client, debate: Debate, vera: User, ed: User) -> None:
    contributor(vera, debate, ed, "heron")
    archive = downloaded(her)
    (row,) = data_in(archive)["contributor"]
    assert archive.read(row["portrait"])[:4] == b"RIFF"


def test_a_portrait_that_was_lost_keeps_nobody_from_the_rest(
    her: Client, debate: Debate, vera: User, ed: User, settings: Settings
) -> None:
    contributor(vera, debate, ed, "heron")
    settings.MEDIA_ROOT = f"{settings.MEDIA_ROOT}/elsewhere"
    assert not [name for name in downloaded(her).namelist() if name.startswith("images/")]
