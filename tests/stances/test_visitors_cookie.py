"""The cookie by which a browser without an account is known: who sets it, who can forge it."""

import pytest
from django.core.signing import get_cookie_signer
from django.test import Client

from accounts.models import User
from debates.publishing.models import Debate
from debates.stances.browsers import COOKIE, SALT, YEAR, offered_browser
from debates.stances.models import Cast
from tests.makers import make_debate
from tests.stances.pages import (
    client_for,
    form_of,
    found_in,
    page_of,
    press,
    status_of,
    words,
)
from tests.stances.votes import BROWSER, ballots, known_as, poll, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, visitors_vote=True)


@pytest.fixture
def visitor() -> Client:
    return Client()


# ---------------------------------------------------------------- the cookie


def test_the_cookie_is_set_by_casting_and_read_by_no_script(debate: Debate, visitor: Client) -> None:
    first = press(visitor, page_of(debate), stance="both").cookies[COOKIE]
    assert (first["httponly"], first["samesite"], first["max-age"], first["path"]) == (True, "Lax", YEAR, "/")
    assert COOKIE not in visitor.get(page_of(debate)).cookies
    again = press(visitor, page_of(debate), stance="unsure").cookies[COOKIE]
    assert again.value.split(":")[0] == first.value.split(":")[0]


@pytest.mark.parametrize(
    "typed",
    [{"stance": ""}, {"stance": "neither"}, {"consent": ""}, {"order": "forged"}, {"phase": "during"}],
    ids=["nothing chosen", "no such answer", "no consent", "no order", "no phase"],
)
def test_neither_looking_nor_what_is_refused_sets_it(
    debate: Debate, visitor: Client, typed: dict[str, str]
) -> None:
    assert COOKIE not in visitor.get(page_of(debate)).cookies
    assert COOKIE not in visitor.head(page_of(debate)).cookies
    response = press(visitor, page_of(debate), **{"stance": "both", **typed})
    assert response.status_code == 400
    assert COOKIE not in response.cookies
    assert not any(poll().values())


def test_pressing_twice_before_the_answer_has_come_is_voting_once(debate: Debate, visitor: Client) -> None:
    sent = {**form_of(visitor.get(page_of(debate))), "stance": "both"}
    for client in (Client(), Client()):  # neither has the cookie yet
        assert client.post(page_of(debate), sent).status_code == 302
    assert ballots(debate) == [("unverified", "after", "both")]


def test_what_was_refused_and_is_sent_again_keeps_its_id(debate: Debate, visitor: Client) -> None:
    first = form_of(visitor.get(page_of(debate)))
    refused = visitor.post(page_of(debate), first)
    assert refused.status_code == 400
    assert form_of(refused)["browser"] == first["browser"]


def test_an_address_cannot_choose_the_id_that_somebody_else_will_vote_with(
    debate: Debate, visitor: Client
) -> None:
    mine = offered_browser()
    assert form_of(visitor.get(page_of(debate, f"?browser={mine}")))["browser"] != mine


def test_a_browser_that_keeps_an_id_votes_by_it_and_not_by_that_of_a_form(
    debate: Debate, visitor: Client
) -> None:
    known_as(visitor)
    assert "browser" not in form_of(visitor.get(page_of(debate)))
    press(visitor, page_of(debate), stance="both", browser=offered_browser())
    assert vote(debate, browser_id=BROWSER, choice="unsure")
    assert ballots(debate) == [("unverified", "after", "unsure")]


@pytest.mark.parametrize(
    "forged",
    [
        BROWSER,
        f"{BROWSER}:1:nonsense",
        get_cookie_signer(salt=COOKIE + "another").sign(BROWSER),
        get_cookie_signer(salt=COOKIE + SALT).sign(BROWSER) + "x",
        offered_browser(BROWSER),
    ],
    ids=["unsigned", "a made-up signature", "signed for another cookie", "longer", "of a form"],
)
def test_a_forged_cookie_finds_no_ballot_and_touches_none(
    debate: Debate, visitor: Client, vera: User, forged: str
) -> None:
    vote(debate, browser_id=BROWSER)
    visitor.cookies[COOKIE] = forged
    before = poll()
    page = visitor.get(page_of(debate))
    assert "Withdraw my vote" not in words(page)
    assert visitor.post(f"{page_of(debate)}withdraw/")["Location"].startswith("/account/login/")
    reader = client_for(vera)
    reader.cookies[COOKIE] = forged
    assert found_in(reader.get(page_of(debate))) == ""
    reader.post(f"{page_of(debate)}claim/", {"consent": "on"})
    reader.post(f"{page_of(debate)}withdraw/", {"found": "on"})
    assert poll() == before


@pytest.mark.parametrize(
    "forged",
    ["", BROWSER, f"{BROWSER}:nonsense", get_cookie_signer(salt=COOKIE + SALT).sign(BROWSER), "é" * 150],
    ids=["empty", "unsigned", "a made-up signature", "of the cookie", "no text of ours"],
)
def test_a_form_with_a_forged_id_votes_by_a_new_one(debate: Debate, visitor: Client, forged: str) -> None:
    vote(debate, browser_id=BROWSER, choice=1)
    assert press(visitor, page_of(debate), stance="both", browser=forged).status_code == 302
    assert ballots(debate) == [("unverified", "after", "A"), ("unverified", "after", "both")]


def test_what_is_too_long_for_an_id_is_refused_in_words(debate: Debate, visitor: Client) -> None:
    response = press(visitor, page_of(debate), stance="both", browser="x" * 5000)
    assert response.status_code == 400
    assert "Ensure this value has at most 200 characters" in words(response)
    assert not any(poll().values())


def test_another_debate_does_not_know_what_the_browser_voted_here(
    debate: Debate, ed: User, visitor: Client
) -> None:
    other = make_debate(ed, question="Should the lighthouse be sold?", visitors_vote=True)
    press(visitor, page_of(debate), stance="both")
    assert "Withdraw my vote" not in words(visitor.get(page_of(other)))
    visitor.post(f"{page_of(other)}withdraw/")
    assert status_of(visitor, other) == "There was no vote of yours to withdraw."
    press(visitor, page_of(other), stance="unsure")
    assert (ballots(debate), ballots(other)) == (
        [("unverified", "after", "both")],
        [("unverified", "after", "unsure")],
    )
    assert Cast.objects.values("voter").distinct().count() == 2
