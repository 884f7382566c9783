"""The operators' page, and the e-mails of an embedded site."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.mail import get_connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from accounts.roles import Role
from debates.outbox import actions
from debates.outbox.composing import compose
from debates.outbox.models import Message, State
from debates.outbox.outcomes import Result
from debates.outbox.renderers import Letter
from tests.makers import NOW, make_user
from tests.outbox.conftest import promise, promise_many, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def ida(db: None) -> User:
    """Answer Ida, an administrator."""
    return make_user("Ida", Role.ADMINISTRATOR)


@pytest.fixture
def operator(ida: User) -> Client:
    client = Client()
    client.force_login(ida)
    return client


def settle_all(state: State, reason: str = "550 No such mailbox") -> None:
    rows = actions.claim(sender="one", most=100, now=NOW, lease=timedelta(minutes=2))
    actions.settle(*(Result(row.pk, state, reason) for row in rows), sender="one", now=NOW)


def page(client: Client, address: str = "/outbox/") -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element: object) -> str:
    assert element is not None
    return " ".join(element.get_text(" ").split())  # type: ignore[attr-defined]


# ---------------------------------------------------------------- the page


def test_an_operator_sees_how_many_are_in_each_state_and_what_needs_a_decision(operator: Client) -> None:
    promise_many(2)
    settle_all(State.FAILED)
    promise("vera@example.org", due=timezone.now() - timedelta(minutes=5))
    shown = page(operator)
    numbers = {words(row.dt): words(row.dd) for row in shown.select(".numbers > div")}
    assert numbers == {
        "waiting": "1",
        "taken by a sender": "0",
        "being handed over": "0",
        "sent": "0",
        "failed": "2",
        "called off": "0",
        "uncertain": "0",
    }
    assert words(shown.select_one(".lede")) == "The e-mail that has waited longest is 5 minutes late."
    rows = [words(row.p) + " | " + words(row.select_one(".reason")) for row in shown.select(".list li")]
    assert rows == [
        "reader2@example.org · failed · outbox_test | 550 No such mailbox",
        "reader1@example.org · failed · outbox_test | 550 No such mailbox",
    ]


def test_an_empty_outbox_says_that_all_is_well(operator: Client) -> None:
    shown = page(operator)
    assert words(shown.select_one(".lede")) == "No e-mail is late."
    assert words(shown.select_one(".list li")).startswith("Nothing. ")


def test_what_servers_and_rooms_say_is_text(operator: Client) -> None:
    promise()
    settle_all(State.FAILED, "550 <script>alert(1)</script>")
    assert b"<script>alert" not in operator.get("/outbox/").content


@pytest.mark.parametrize("count", [1, 8])
def test_the_page_costs_the_same_queries_however_many_need_a_decision(
    operator: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    promise_many(count)
    settle_all(State.FAILED)
    # The session, the account, the counts, what is late, and the page itself.
    with django_assert_num_queries(7):
        operator.get("/outbox/")


def test_older_ones_are_on_the_next_page(operator: Client) -> None:
    promise_many(51)
    settle_all(State.UNCERTAIN)
    first = page(operator)
    assert len(first.select(".list li")) == 50
    link = first.select_one("a[rel=next]")
    assert link is not None
    second = page(operator, f"/outbox/{link['href']}")
    [row] = second.select(".list li")
    assert words(row.p).startswith("reader1@example.org")
    assert second.select_one("a[rel=next]") is None


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "²", "9" * 30])
def test_a_page_that_is_none_is_not_found(operator: Client, before: str) -> None:
    assert operator.get("/outbox/", {"before": before}).status_code == 404


def test_no_page_of_the_outbox_is_kept_by_a_cache(operator: Client) -> None:
    assert "no-store" in operator.get("/outbox/")["Cache-Control"]


def test_a_failed_message_is_sent_again_by_one_click(operator: Client) -> None:
    message = promise()
    settle_all(State.FAILED)
    response = operator.post(f"/outbox/{message.pk}/resend/", follow=True)
    assert response.redirect_chain == [("/outbox/", 302)]
    assert "The message to vera@example.org is sent again." in response.content.decode()
    assert states() == {"vera": "pending"}


def test_a_second_click_changes_nothing_and_says_so(operator: Client) -> None:
    message = promise()
    response = operator.post(f"/outbox/{message.pk}/resend/", follow=True)
    shown = BeautifulSoup(response.content, "html.parser").select_one(".notice")
    assert words(shown) == "Only a message that failed, or of which nobody knows, is sent again."
    assert states() == {"vera": "pending"}


def test_a_message_that_is_not_there_is_not_found(operator: Client) -> None:
    for pk in (0, 1, 10**30):
        assert operator.post(f"/outbox/{pk}/resend/").status_code == 404


def test_an_operator_sends_a_message_to_try(operator: Client) -> None:
    response = operator.post("/outbox/test/", follow=True)
    assert "A test message to ida@example.org is on its way." in response.content.decode()
    assert [*Message.objects.values_list("kind", "recipient")] == [("outbox_test", "ida@example.org")]


def test_what_changes_something_is_never_a_link(operator: Client) -> None:
    message = promise()
    settle_all(State.FAILED)
    assert operator.get(f"/outbox/{message.pk}/resend/").status_code == 405
    assert operator.get("/outbox/test/").status_code == 405
    assert states() == {"vera": "failed"}


def test_a_form_from_elsewhere_is_refused(ida: User) -> None:
    message = promise()
    settle_all(State.FAILED)
    client = Client(enforce_csrf_checks=True)
    client.force_login(ida)
    for address in (f"/outbox/{message.pk}/resend/", "/outbox/test/"):
        assert client.post(address).status_code == 403
    assert states() == {"vera": "failed"}


# ---------------------------------------------------------------- mail files


@pytest.fixture
def here(settings: Settings, tmp_path: Path) -> Client:
    """Answer a browser on the machine of an embedded site, with two e-mails in its folder."""
    settings.EMAIL_FILES = tmp_path / "mail"
    settings.EMAIL_BACKEND = "debates.outbox.mail_files.EmailBackend"
    for number in (1, 2):
        letter = Letter(
            f"Letter <{number}>", f"See http://localhost:8000/{number}/", f"<p>Letter {number}</p>"
        )
        get_connection().send_messages([compose(letter, recipient="vera@example.org", now=NOW)])
    return Client(headers={"host": "localhost:8000"})


def test_the_newest_file_comes_first_and_leads_to_its_text_and_its_html(here: Client) -> None:
    links = page(here, "/outbox/files/").select(".line-title a")
    assert [link.get_text() for link in links] == ["Letter <2>", "Letter <1>"]
    address = str(links[0]["href"])
    shown = page(here, address)
    assert words(shown.h1) == "Letter <2>"
    link = shown.select_one(".letter a")
    assert link is not None
    assert link["href"] == "http://localhost:8000/2/"
    html = here.get(f"{address}html/")
    assert "<p" in html.content.decode()
    assert html["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def test_the_footer_of_every_page_leads_to_the_files_where_there_are_any(
    here: Client, settings: Settings
) -> None:
    assert b'href="/outbox/files/"' in here.get("/").content
    settings.EMAIL_FILES = None
    assert b'href="/outbox/files/"' not in here.get("/").content


def addresses(client: Client) -> list[str]:
    first = str(page(client, "/outbox/files/").select(".line-title a")[0]["href"])
    return ["/outbox/files/", first, f"{first}html/"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "10.0.0.1"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "unix:"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_FORWARDED": "for=203.0.113.9"},
        {"HTTP_HOST": "debates.example"},
    ],
)
def test_from_elsewhere_there_are_no_files(
    here: Client, settings: Settings, elsewhere: dict[str, str]
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    for address in addresses(here):
        assert Client(headers={"host": "localhost"}).get(address, **elsewhere).status_code == 404


def test_with_a_mail_server_there_are_no_files(here: Client, settings: Settings) -> None:
    found = addresses(here)
    settings.EMAIL_FILES = None
    assert [here.get(address).status_code for address in found] == [404] * 3


@pytest.mark.parametrize(
    "name", ["x", "20260301T090000000000", "..", "-", "20260301T090000000000-" + "0" * 32]
)
def test_a_file_that_is_not_there_is_not_found(here: Client, settings: Settings, name: str) -> None:
    (settings.EMAIL_FILES / "x.eml").write_text("Subject: x\n\nx")
    for address in (f"/outbox/files/{name}/", f"/outbox/files/{name}/html/"):
        assert here.get(address).status_code == 404
    assert len(page(here, "/outbox/files/").select(".line-title a")) == 2


def test_an_empty_folder_is_said(here: Client, settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_FILES = tmp_path / "nothing"
    assert words(page(here, "/outbox/files/").select_one(".list li")).startswith("Nothing yet.")


def test_a_file_is_its_owners_alone_and_complete_when_it_appears(here: Client, settings: Settings) -> None:
    found = [*settings.EMAIL_FILES.iterdir()]
    assert len(found) == 2
    assert settings.EMAIL_FILES.stat().st_mode & 0o777 == 0o700
    for file in found:
        assert re.fullmatch(r"\d{8}T\d{12}-[0-9a-f]{32}\.eml", file.name)
        assert file.stat().st_mode & 0o777 == 0o600
