"""The private page of results: hidden from everybody who has not asked, whatever their role."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from accounts.roles import Role
from debates.publishing.actions import change_status
from debates.publishing.models import Debate, Position
from debates.publishing.workflow import Move, Status
from debates.stances import actions
from debates.stances.browsers import COOKIE
from debates.stances.models import Burst, ResultsShown
from debates.stances.options import Phase, Tier
from tests.makers import NOW, make_debate, make_user
from tests.stances.snapshots import AFTER, HEAD, MATRIX, make_snapshot
from tests.stances.votes import known_as, poll, vote

pytestmark = pytest.mark.django_db

NEVER_STORED = "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, closes_at=timezone.now() + timedelta(days=9))


@pytest.fixture
def counted(debate: Debate) -> Debate:
    make_snapshot(debate, matrix=MATRIX)
    return debate


def client_for(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(debate: Debate) -> str:
    return f"/debates/{debate.slug}/ballot/results/"


def parsed(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response: HttpResponse) -> str:
    main = parsed(response).main
    assert main is not None
    return " ".join(main.get_text(" ").split())


def ask(client: Client, debate: Debate) -> HttpResponse:
    return client.post(f"{page_of(debate)}show/")


def shows(client: Client, debate: Debate) -> bool:
    return "412 readers voted." in words(client.get(page_of(debate)))


# ---------------------------------------------------------------- hidden, and how to ask


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.READER)])
def test_nobody_sees_results_before_asking_whatever_their_role(counted: Debate, role: Role | None) -> None:
    reader = client_for(make_user("Root", *([role] if role else [])))
    response = reader.get(page_of(counted))
    assert response.status_code == 200
    assert response["Cache-Control"] == NEVER_STORED
    assert "Results are hidden while the debate is open" in words(response)
    assert "412" not in response.content.decode()
    assert ask(reader, counted)["Location"] == page_of(counted)
    assert shows(reader, counted)


def test_a_visitor_asks_and_is_known_again_by_a_cookie(counted: Debate) -> None:
    visitor = Client()
    page = words(visitor.get(page_of(counted)))
    assert "this browser keeps a cookie for a year" in page
    assert "Open until" in page
    assert COOKIE not in visitor.cookies
    response = ask(visitor, counted)
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert shows(visitor, counted)
    assert not shows(Client(), counted)
    again = ask(visitor, counted)
    assert visitor.cookies[COOKIE].value == again.cookies[COOKIE].value
    assert ResultsShown.objects.count() == 1


def test_who_is_signed_in_is_known_by_their_account_and_gets_no_cookie(counted: Debate, vera: User) -> None:
    response = ask(client_for(vera), counted)
    assert COOKIE not in response.cookies
    assert shows(client_for(vera), counted)


def test_a_signed_in_reader_is_not_noted_under_what_their_browser_keeps(
    counted: Debate, vera: User, sam: User
) -> None:
    reader = client_for(vera)
    known_as(reader)
    ask(reader, counted)
    other = client_for(sam)
    known_as(other)
    assert not shows(other, counted)


@pytest.mark.parametrize(
    ("phase", "button"),
    [
        (Phase.AFTER, "Show results"),
        (Phase.BEFORE, "Show results without voting"),
        (None, "Show results without voting"),
    ],
)
def test_the_button_says_whether_they_have_voted(
    debate: Debate, vera: User, phase: Phase | None, button: str
) -> None:
    if phase:
        vote(debate, vera, phase=phase, now=timezone.now())
    response = client_for(vera).get(page_of(debate))
    found = [control.get_text() for control in parsed(response).select("main form button")]
    assert found == [button]
    assert "What you answer from then on is counted apart." in words(response)
    assert ResultsShown.objects.count() == 0


def test_a_browser_that_voted_without_an_account_is_told_that_it_has(debate: Debate) -> None:
    Debate.objects.update(visitors_vote=True)
    visitor = Client()
    known_as(visitor)
    vote(Debate.objects.get(), browser_id="5b7e4f0c2d1a49c8a2f6d3b1e0c9a8f7", now=timezone.now())
    assert "You have voted: you can see the results now." in words(visitor.get(page_of(debate)))


def test_looking_writes_nothing_and_asking_needs_the_token_of_the_page(counted: Debate, vera: User) -> None:
    before = poll()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(vera)
    assert strict.get(page_of(counted)).status_code == 200
    assert strict.head(page_of(counted)).status_code == 200
    assert strict.post(f"{page_of(counted)}show/").status_code == 403
    assert strict.get(f"{page_of(counted)}show/").status_code == 405
    assert poll() == before


def test_a_forged_cookie_is_not_known(counted: Debate) -> None:
    visitor = Client()
    ask(visitor, counted)
    forger = Client()
    forger.cookies[COOKIE] = visitor.cookies[COOKIE].value.partition(":")[0]
    assert not shows(forger, counted)


def test_visitors_of_one_network_ask_only_so_often(counted: Debate, vera: User) -> None:
    with time_machine.travel(timezone.now().replace(minute=0, second=10), tick=False):
        answers = [ask(Client(REMOTE_ADDR="192.0.2.9"), counted).status_code for _ in range(30)]
        assert answers == [302] * 30
        refused = ask(Client(REMOTE_ADDR="192.0.2.9"), counted)
        assert (refused.status_code, refused["Retry-After"], COOKIE in refused.cookies) == (429, "590", False)
        assert ResultsShown.objects.count() == 30
        assert ask(Client(REMOTE_ADDR="198.51.100.9"), counted).status_code == 302
        assert ask(client_for(vera), counted).status_code == 302


def test_no_log_tells_who_asked(counted: Debate, vera: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    reader = client_for(vera)
    caplog.clear()
    ask(reader, counted)
    reader.get(page_of(counted))
    said = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert ResultsShown.objects.get().voter not in said
    assert vera.email not in said


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_a_debate_that_is_not_public_has_no_page_of_results(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    make_snapshot(debate)
    for client in (Client(), client_for(ed)):
        assert client.get(page_of(debate)).status_code == 404
        assert ask(client, debate).status_code == 404
    assert ResultsShown.objects.count() == 0


def test_an_unknown_debate_has_no_results(db: None) -> None:
    assert Client().get("/debates/nothing/ballot/results/").status_code == 404
    assert Client().post("/debates/nothing/ballot/results/show/").status_code == 404


@pytest.mark.parametrize("how", ["recorded", "by time"])
def test_when_the_debate_is_over_both_lead_to_the_public_page(counted: Debate, ed: User, how: str) -> None:
    if how == "recorded":
        change_status(debate=counted, move=Move.CLOSE, by=ed, now=NOW)
    else:
        Debate.objects.update(closes_at=timezone.now())
    public = f"/debates/{counted.slug}/results/"
    assert Client().get(page_of(counted))["Location"] == public
    response = ask(Client(), counted)
    assert Client().get(response["Location"])["Location"] == public
    assert (ResultsShown.objects.count(), COOKIE in response.cookies) == (0, False)


def test_reopened_both_still_lead_to_the_public_page(counted: Debate, ed: User, vera: User) -> None:
    reader = client_for(vera)
    for move in (Move.CLOSE, Move.REOPEN):
        change_status(debate=counted, move=move, by=ed, now=NOW)
    public = f"/debates/{counted.slug}/results/"
    assert reader.get(page_of(counted))["Location"] == public
    ask(reader, counted)
    assert ResultsShown.objects.count() == 0


# ---------------------------------------------------------------- shown


def asked(debate: Debate) -> Client:
    client = Client()
    ask(client, debate)
    return client


def test_without_a_snapshot_the_page_says_when_there_will_be_results(
    debate: Debate, settings: Settings
) -> None:
    client = asked(debate)
    told = words(client.get(page_of(debate)))
    batches = (
        "Results are renewed in batches: for at least 5 votes, given or withdrawn, and at most every hour."
    )
    assert f"No results yet. {batches}" in told
    settings.RESULTS_EVERY, settings.RESULTS_LEAST = 600, 1
    told = words(client.get(page_of(debate)))
    assert "for at least 1 vote, given or withdrawn, and at most every 10 minutes." in told
    settings.RESULTS_EVERY = 0
    assert "and at any time." in words(client.get(page_of(debate)))
    settings.RESULTS_EVERY = 7200
    assert "and at most every 2 hours." in words(client.get(page_of(debate)))


def test_the_page_says_when_was_counted_and_up_to_which_place_of_the_seal(counted: Debate) -> None:
    response = asked(counted).get(page_of(counted))
    told = words(response)
    assert "Counted on 1 March 2026, 09:00 UTC." in told
    assert "up to place 412" in told
    assert HEAD in told
    assert "Readers who chose to vote; not a representative sample. Open until" in told
    assert response["Cache-Control"] == NEVER_STORED
    assert "results.csv" not in response.content.decode()


def test_a_reader_sees_times_in_their_own_zone(counted: Debate, vera: User) -> None:
    User.objects.filter(pk=vera.pk).update(time_zone="Asia/Tokyo")
    reader = client_for(vera)
    ask(reader, counted)
    assert "Counted on 1 March 2026, 18:00 JST." in words(reader.get(page_of(counted)))


def test_pictures_have_names_of_their_own_and_a_table_with_the_same_numbers(counted: Debate) -> None:
    page = parsed(asked(counted).get(page_of(counted)))
    ids = [str(element["id"]) for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert len(page.select("svg.poll-picture")) == 2
    table = page.select_one("section[aria-labelledby=votes] table")
    assert table is not None
    numbers = [row.select("td")[0].get_text() for row in table.select("tbody tr")]
    assert numbers == [*map(str, AFTER), "412"]
    bars = page.select_one("svg.poll-picture")
    assert bars is not None
    assert all(number in bars.get_text() for number in numbers[:4])


def test_a_label_with_markup_is_only_text(counted: Debate) -> None:
    Position.objects.filter(order=1).update(label="<img src=x onerror=a()>")
    html = asked(counted).get(page_of(counted)).content.decode()
    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=a()&gt;") > 3


def test_labels_are_in_the_language_of_the_debate(counted: Debate) -> None:
    Debate.objects.update(language="ar")
    page = parsed(asked(counted).get(page_of(counted)))
    heading, question = page.select_one("tbody th span"), page.select_one("h1")
    assert heading is not None
    assert question is not None
    for element in (heading, question):
        assert (element["lang"], element["dir"]) == ("ar", "rtl")
    both = next(cell for cell in page.select("tbody th") if "Both" in cell.get_text())
    assert both.select("[lang]") == []


def test_ballots_that_moderators_set_apart_are_left_out_at_once(counted: Debate) -> None:
    visitors = {"tier": Tier.UNVERIFIED}
    crowd = ((40, 0, 0, 0), {**visitors, "burst": f"{NOW:%Y-%m-%dT%H:%M}"})
    make_snapshot(counted, groups=[crowd, ((30, 20, 10, 5), visitors)], place=500)
    burst = Burst.objects.create(debate=counted, start=NOW, count=40, expected=1, probability=1e-9)
    client = asked(counted)

    def without_an_account() -> str:
        tables = parsed(client.get(page_of(counted))).select("section[aria-labelledby=votes] table")
        return tables[1].select("tbody td")[0].get_text()

    assert without_an_account() == "70"
    Burst.objects.filter(pk=burst.pk).update(apart=True)
    assert without_an_account() == "30"
    assert "Not counted: 40 ballots" in words(client.get(page_of(counted)))


def test_a_position_that_was_taken_out_since_is_said_to_be(counted: Debate) -> None:
    Position.objects.get(order=2).essays.all().delete()
    Position.objects.filter(order=2).delete()
    assert "A position that was taken out" in words(asked(counted).get(page_of(counted)))


def test_the_newest_snapshot_counts(counted: Debate) -> None:
    make_snapshot(counted, (7, 7, 7, 7), place=413)
    assert "28 readers voted." in words(asked(counted).get(page_of(counted)))


# ---------------------------------------------------------------- from the vote to the page


def test_from_votes_to_the_page(debate: Debate, settings: Settings) -> None:
    settings.RESULTS_EVERY = 0
    now = timezone.now()
    readers = [make_user(f"Reader-{number}") for number in range(12)]
    for number, reader in enumerate(readers):
        vote(debate, reader, 1 if number < 7 else 2, now=now)
    client = asked(debate)
    assert "No results yet." in words(client.get(page_of(debate)))
    actions.renew_results(now=now)
    told = words(client.get(page_of(debate)))
    assert "12 readers voted." in told
    assert "Percentages show from 30 votes." in told
    page = parsed(client.get(page_of(debate)))
    assert [cell.get_text() for cell in page.select("section[aria-labelledby=votes] tbody td")] == [
        "7",
        "5",
        "0",
        "0",
        "12",
    ]


# ---------------------------------------------------------------- what it costs


@pytest.mark.parametrize("many", [1, 30])
def test_the_page_costs_the_same_for_one_vote_and_for_many(
    debate: Debate, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    Debate.objects.update(visitors_vote=True)
    for number in range(many):
        vote(Debate.objects.get(), browser_id=f"{number:032x}", now=timezone.now())
        Burst.objects.create(
            debate=debate,
            start=NOW + timedelta(minutes=10 * number),
            count=10,
            expected=1,
            probability=0,
            apart=True,
        )
    make_snapshot(debate, matrix=MATRIX)
    client = asked(debate)
    with django_assert_num_queries(6):
        assert shows(client, debate)


def test_the_ballot_leads_to_the_results(debate: Debate, vera: User) -> None:
    reader = client_for(vera)

    def link() -> Any:
        found = parsed(reader.get(f"/debates/{debate.slug}/ballot/")).select_one(
            f"a[href='{page_of(debate)}']"
        )
        return found and found.get_text()

    assert link() == "Show results without voting"
    vote(debate, vera, now=timezone.now())
    assert link() == "Show results"
