"""Readers without an account vote by an id that their browser keeps, and may count it as theirs later."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Status
from debates.stances import actions
from debates.stances.browsers import COOKIE, offered_browser
from debates.stances.models import Cast
from debates.stances.shown_order import signed_order
from tests.accounts.rows import accounts
from tests.makers import NOW, make_debate
from tests.stances.pages import (
    claim,
    client_for,
    close,
    form_of,
    offered,
    page_of,
    parsed,
    press,
    status_of,
    words,
)
from tests.stances.votes import BROWSER, ballots, casts, known_as, option, poll, vote

pytestmark = pytest.mark.django_db

OTHERS = ("asyncio", "redis")
"""Whose log says nothing of requests."""


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, visitors_vote=True)


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def reader(vera: User) -> Client:
    return client_for(vera)


# ---------------------------------------------------------------- voting


def test_a_visitor_votes_changes_their_mind_and_withdraws(debate: Debate, visitor: Client) -> None:
    answer = press(visitor, page_of(debate, f"?stance={option(debate, 2)}"))
    assert (answer.status_code, answer["Location"]) == (302, page_of(debate))
    assert status_of(visitor, debate) == "You voted “B: Side 2”; change it until the debate closes."
    page = visitor.get(page_of(debate))
    assert form_of(page)["stance"] == option(debate, 2)
    assert "Your vote: “B: Side 2”." in words(page)
    press(visitor, page_of(debate), stance="both")
    assert ballots(debate) == [("unverified", "after", "both")]
    assert casts(debate) == [("unverified", "after", "B"), ("unverified", "after", "both")]
    assert visitor.post(f"{page_of(debate)}withdraw/")["Location"] == page_of(debate)
    assert ballots(debate) == []
    assert status_of(visitor, debate) == "Your vote is withdrawn, and nothing of what you answered is kept."
    assert "Withdraw" not in words(visitor.get(page_of(debate)))


def test_a_visitor_says_where_they_stand_before_reading(debate: Debate, visitor: Client) -> None:
    before = page_of(debate, "?phase=before")
    press(visitor, before, stance="unsure")
    press(visitor, page_of(debate), stance=option(debate, 1))
    assert ballots(debate) == [("unverified", "before", "unsure"), ("unverified", "after", "A")]
    assert "it is too late to say where you stood before" in words(visitor.get(before))


def test_the_ballot_says_that_a_cookie_is_kept_above_its_one_button(debate: Debate, visitor: Client) -> None:
    response = visitor.get(page_of(debate))
    form = parsed(response).select_one("main form")
    assert form is not None
    assert len(form.select("button")) == 1
    text = " ".join(form.get_text(" ").split())
    asked = (
        "By voting without an account you also agree that a cookie is kept in this browser, so that your"
        " ballot can be found again; it is counted apart from those with an account."
    )
    assert text.index("By voting you agree") < text.index(asked) < text.index(" Vote ")


def test_whoever_has_an_account_is_told_of_no_cookie_and_gets_none(debate: Debate, reader: Client) -> None:
    assert "cookie" not in words(reader.get(page_of(debate)))
    assert COOKIE not in press(reader, page_of(debate), stance="both").cookies
    assert ballots(debate) == [("verified", "after", "both")]


def test_signing_in_instead_comes_back_to_the_same_choice(
    debate: Debate, visitor: Client, reader: Client
) -> None:
    address = page_of(debate, f"?stance={option(debate, 2)}&order={signed_order(debate.pk, 1)}")
    link = parsed(visitor.get(address)).select_one("main form a[href*=login]")
    assert link is not None
    assert link.get_text() == "Sign in to vote with your account"
    back = reader.get(parse_qs(urlsplit(str(link["href"])).query)["next"][0])
    assert (form_of(back)["stance"], offered(back)[0]) == (option(debate, 2), option(debate, 2))


def test_signing_in_without_a_choice_comes_back_to_what_the_account_answered(
    debate: Debate, visitor: Client, reader: Client, vera: User
) -> None:
    vote(debate, vera, "unsure")
    for query in ("", "?stance=p:999999", "?stance=%26stance=both"):
        link = parsed(visitor.get(page_of(debate, query))).select_one("main form a[href*=login]")
        assert link is not None
        back = reader.get(parse_qs(urlsplit(str(link["href"])).query)["next"][0])
        assert form_of(back)["stance"] == "unsure"


def test_with_an_account_one_votes_by_it_whatever_the_browser_keeps(debate: Debate, reader: Client) -> None:
    vote(debate, browser_id=BROWSER, choice=2)
    known_as(reader)
    response = press(reader, page_of(debate), stance="both", browser=offered_browser())
    assert COOKIE not in response.cookies
    assert ballots(debate) == [("unverified", "after", "B"), ("verified", "after", "both")]
    reader.post(f"{page_of(debate)}withdraw/")
    assert ballots(debate) == [("unverified", "after", "B")]


def test_two_browsers_have_two_ballots_and_neither_sees_the_others(debate: Debate) -> None:
    one, other = Client(), Client()
    press(one, page_of(debate), stance=option(debate, 1))
    assert "Your vote: “" not in words(other.get(page_of(debate)))
    press(other, page_of(debate), stance=option(debate, 2))
    assert ballots(debate) == [("unverified", "after", "A"), ("unverified", "after", "B")]
    one.post(f"{page_of(debate)}withdraw/")
    assert ballots(debate) == [("unverified", "after", "B")]


# ---------------------------------------------------------------- sent again, closed, switched off


def test_what_is_sent_again_after_withdrawing_is_one_vote_anew_and_withdrawn_again(
    debate: Debate, visitor: Client
) -> None:
    sent = {**form_of(visitor.get(page_of(debate))), "stance": "both"}
    for _ in range(2):
        visitor.post(page_of(debate), sent)
        assert ballots(debate) == [("unverified", "after", "both")]
        visitor.post(f"{page_of(debate)}withdraw/")
        assert ballots(debate) == []
    visitor.post(f"{page_of(debate)}withdraw/")
    assert status_of(visitor, debate) == "There was no vote of yours to withdraw."
    assert not Cast.objects.standing().exists()


def test_without_the_token_of_the_page_nothing_is_done(debate: Debate) -> None:
    strict = Client(enforce_csrf_checks=True)
    sent = {**form_of(strict.get(page_of(debate))), "stance": "both"}
    token = sent.pop("csrfmiddlewaretoken")
    assert strict.post(page_of(debate), sent).status_code == 403
    assert (
        Client(enforce_csrf_checks=True)
        .post(page_of(debate), {**sent, "csrfmiddlewaretoken": token})
        .status_code
        == 403
    )
    assert not any(poll().values())
    assert strict.post(page_of(debate), {**sent, "csrfmiddlewaretoken": token}).status_code == 302
    for own in ("withdraw/", "claim/"):
        assert strict.post(f"{page_of(debate)}{own}").status_code == 403
    assert ballots(debate) == [("unverified", "after", "both")]


def test_a_debate_that_asks_only_accounts_leads_to_signing_in(ed: User, visitor: Client) -> None:
    debate = make_debate(ed)
    for response in (
        visitor.get(page_of(debate)),
        visitor.post(
            page_of(debate), {"stance": "both", "order": signed_order(debate.pk, 0), "consent": "on"}
        ),
        visitor.post(page_of(debate), {"stance": ""}),
    ):
        assert response.status_code == 302
        assert response["Location"].startswith("/account/login/?next=%2Fdebates%2F")
        assert COOKIE not in response.cookies
    assert not any(poll().values())


def test_a_vote_stays_and_can_be_withdrawn_where_visitors_are_no_longer_asked(
    debate: Debate, visitor: Client
) -> None:
    press(visitor, page_of(debate), stance="both")
    Debate.objects.update(visitors_vote=False)
    page = visitor.get(page_of(debate))
    assert page.status_code == 200
    assert "Your vote: “Both persuade me”." in words(page)
    assert "Only readers with an account vote here now." in words(page)
    assert "Sign in to vote with your account" in words(page)
    assert offered(page) == []
    sent = {"stance": "unsure", "order": signed_order(debate.pk, 0), "consent": "on"}
    assert visitor.post(page_of(debate), sent)["Location"].startswith("/account/login/")
    assert ballots(debate) == [("unverified", "after", "both")]
    visitor.post(f"{page_of(debate)}withdraw/")
    assert ballots(debate) == []
    assert visitor.get(page_of(debate)).status_code == 302


def test_a_debate_that_is_over_takes_no_vote_and_gives_one_back(debate: Debate, visitor: Client) -> None:
    sent = {**form_of(visitor.get(page_of(debate))), "stance": "both"}
    stranger = Client()
    press(visitor, page_of(debate), stance="unsure")
    close(debate)
    for client in (visitor, stranger):
        response = client.post(page_of(debate), sent)
        assert response.status_code == 400
        assert "The vote on this debate is over." in words(response)
    assert COOKIE not in stranger.cookies
    assert ballots(debate) == [("unverified", "after", "unsure")]
    assert "Sign in to see your vote" in words(stranger.get(page_of(debate)))
    assert "Sign in to see your vote" not in words(visitor.get(page_of(debate)))
    visitor.post(f"{page_of(debate)}withdraw/")
    assert ballots(debate) == []


def test_a_debate_that_has_disappeared_is_there_for_the_browser_that_voted(
    debate: Debate, ed: User, visitor: Client
) -> None:
    press(visitor, page_of(debate), stance="both")
    change_status(debate=Debate.objects.get(), move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    assert Client().get(page_of(debate)).status_code == 404
    assert "There is no vote on this debate." in words(visitor.get(page_of(debate)))
    withdrawn = visitor.post(f"{page_of(debate)}withdraw/")
    assert withdrawn.status_code == 200
    assert "Your vote is withdrawn, and nothing of what you answered is kept." in words(withdrawn)
    assert debate.question not in words(withdrawn)
    assert ballots(debate) == []
    assert visitor.get(page_of(debate)).status_code == 404


@pytest.mark.parametrize("own", ["", "withdraw/", "claim/"])
def test_what_readers_do_not_see_has_no_ballot(ed: User, visitor: Client, own: str) -> None:
    draft = make_debate(ed, Status.IN_REVIEW, visitors_vote=True)
    for address in (f"{page_of(draft)}{own}", f"/debates/nothing/ballot/{own}"):
        assert visitor.post(address, {"stance": "both", "consent": "on"}).status_code == 404
        assert visitor.get(address).status_code == (405 if own else 404)
    assert not any(poll().values())


def test_a_destroyed_key_leaves_the_page_without_a_vote(debate: Debate, visitor: Client) -> None:
    press(visitor, page_of(debate), stance="both")
    close(debate)
    actions.destroy_key(debate=debate, by=None, now=timezone.now())
    assert "Your vote:" not in words(visitor.get(page_of(debate)))
    visitor.post(f"{page_of(debate)}withdraw/")
    assert "nobody can tell any more which one is yours" in words(visitor.get(page_of(debate)))
    assert ballots(debate) == [("unverified", "after", "both")]


# ---------------------------------------------------------------- a crowd from one network


@pytest.fixture
def crowded(debate: Debate) -> Iterator[dict[str, Any]]:
    """Answer a form that can be sent, after thirty readers of one network have voted."""
    with time_machine.travel(NOW, tick=False):
        sent = {**form_of(Client().get(page_of(debate))), "stance": "both"}
        for number in range(30):
            sent["browser"] = offered_browser()
            neighbour = Client(REMOTE_ADDR=f"192.0.2.{number}")
            assert neighbour.post(page_of(debate), sent).status_code == 302
        yield {**sent, "browser": offered_browser()}


def test_a_network_casts_thirty_ballots_in_ten_minutes(debate: Debate, crowded: dict[str, Any]) -> None:
    before = poll()
    late = Client(REMOTE_ADDR="192.0.2.200").post(page_of(debate), crowded)
    assert (late.status_code, late["Retry-After"]) == (429, "600")
    assert COOKIE not in late.cookies
    assert "others may have come first" in words(late)
    link = parsed(late).select_one("main a[href*=login]")
    assert link is not None
    back = parse_qs(urlsplit(str(link["href"])).query)["next"][0]
    assert back.startswith(page_of(debate, "?stance=both&phase=after&order="))
    assert poll() == before


def test_other_networks_accounts_and_the_next_ten_minutes_are_let_in(
    debate: Debate, crowded: dict[str, Any], vera: User
) -> None:
    assert Client(REMOTE_ADDR="192.0.3.1").post(page_of(debate), crowded).status_code == 302
    reader = Client(REMOTE_ADDR="192.0.2.200")
    reader.force_login(vera)
    assert reader.post(page_of(debate), crowded).status_code == 302
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        assert Client(REMOTE_ADDR="192.0.2.200").post(page_of(debate), crowded).status_code == 302


# ---------------------------------------------------------------- what is kept of it, and what it costs


def test_no_log_and_no_session_holds_anything_of_it(
    debate: Debate, visitor: Client, vera: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    known_as(visitor)
    before = accounts()
    press(visitor, page_of(debate), stance=option(debate, 2))
    press(visitor, page_of(debate), stance="")
    visitor.post(f"{page_of(debate)}withdraw/")
    press(visitor, page_of(debate), stance=option(debate, 1))
    assert not Session.objects.exists()
    assert accounts() == before
    visitor.force_login(vera)
    claim(visitor, debate)
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith(OTHERS)]
    assert logged == [f"Bad Request: {page_of(debate)}"]
    assert BROWSER not in repr(poll())


@pytest.mark.parametrize("votes", [1, 20])
def test_the_ballot_costs_the_same_for_each_kind_of_reader(
    debate: Debate, ed: User, vera: User, votes: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(votes):
        vote(debate, browser_id=f"{number:032x}")
    vote(debate, browser_id=BROWSER)
    voter, claimer, reader = Client(), client_for(vera), client_for(vera)
    known_as(voter)
    known_as(claimer)
    address = page_of(debate, f"?order={signed_order(debate.pk, 0)}")
    for client, queries in ((Client(), 2), (voter, 5), (reader, 5), (claimer, 6)):
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200
