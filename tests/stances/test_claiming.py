"""A ballot that was cast without an account is counted as that of whoever signs in, or left alone."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import User
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move
from debates.stances import actions
from debates.stances.models import Cast
from debates.stances.options import Phase
from tests.makers import NOW, make_debate
from tests.stances.pages import (
    claim,
    client_for,
    close,
    form_of,
    found_in,
    page_of,
    parsed,
    press,
    status_of,
    words,
)
from tests.stances.votes import BROWSER, ballots, casts, known_as, option, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, visitors_vote=True)


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def reader(vera: User) -> Client:
    return client_for(vera)


# ---------------------------------------------------------------- counting it as one's own


@pytest.fixture
def signed_in(debate: Debate, visitor: Client, vera: User) -> Client:
    """Answer a reader who has voted for B without an account, and then signed in."""
    press(visitor, page_of(debate), stance=option(debate, 2))
    visitor.get(page_of(debate))
    visitor.force_login(vera)
    return visitor


def test_whoever_comes_back_signed_in_is_asked_whether_the_ballot_is_theirs(
    debate: Debate, signed_in: Client
) -> None:
    response = signed_in.get(page_of(debate))
    asked = found_in(response)
    assert asked.startswith("Count this ballot as yours? It was cast in this browser without an account.")
    assert "The vote says “B: Side 2”." in asked
    assert (
        "you agree that this answer is stored for this one debate, under a pseudonym of your account" in asked
    )
    buttons = parsed(response).select("section[aria-labelledby=found] :is(button, a)")
    assert [button.get_text() for button in buttons] == [
        "Count it as mine",
        "Leave it as it is",
        "Withdraw it",
    ]
    assert buttons[1]["href"] == debate.get_absolute_url()
    # It is nobody's vote who is signed in, until they say so.
    assert "Your vote: “" not in words(response)
    assert "stance" not in form_of(response)
    signed_in.get(debate.get_absolute_url())
    assert ballots(debate) == [("unverified", "after", "B")]


def test_yes_casts_it_with_the_account_and_erases_the_other(debate: Debate, signed_in: Client) -> None:
    page = parsed(signed_in.get(page_of(debate)))
    form = page.select_one("form[action$='claim/']")
    assert form is not None
    sent = {str(field["name"]): str(field["value"]) for field in form.select("input")}
    answer = signed_in.post(form["action"], sent)
    assert (answer.status_code, answer["Location"]) == (302, page_of(debate))
    assert ballots(debate) == [("verified", "after", "B")]
    assert casts(debate) == [("unverified", "after", ""), ("verified", "after", "B")]
    response = signed_in.get(page_of(debate))
    told = (
        "The ballot counts with your account now. You voted “B: Side 2”; change it until the debate closes."
    )
    assert told in words(response)
    assert found_in(response) == ""
    assert form_of(response)["stance"] == option(debate, 2)


def test_what_the_account_answered_stays_and_the_message_says_so(
    debate: Debate, signed_in: Client, vera: User
) -> None:
    vote(debate, vera, 1)
    asked = found_in(signed_in.get(page_of(debate)))
    assert "You have voted with your account: that vote stays, and this ballot is taken back." in asked
    claim(signed_in, debate)
    assert ballots(debate) == [("verified", "after", "A")]
    told = "You had answered with your account already: that stays, and the other ballot is taken back."
    assert status_of(signed_in, debate) == told


def test_of_two_answers_only_the_one_that_the_account_lacks_is_counted(
    debate: Debate, reader: Client, vera: User
) -> None:
    vote(debate, vera, "both", phase=Phase.BEFORE)
    vote(debate, browser_id=BROWSER, choice=1, phase=Phase.BEFORE)
    vote(debate, browser_id=BROWSER, choice=2)
    known_as(reader)
    assert "Before reading it says “A: Side 1”. The vote says “B: Side 2”." in found_in(
        reader.get(page_of(debate))
    )
    claim(reader, debate)
    assert ballots(debate) == [("verified", "before", "both"), ("verified", "after", "B")]
    assert "What you had answered with your account already stays as it was." in status_of(reader, debate)


def test_an_answer_before_reading_is_claimed_alone(debate: Debate, reader: Client) -> None:
    vote(debate, browser_id=BROWSER, choice="unsure", phase=Phase.BEFORE)
    known_as(reader)
    claim(reader, debate)
    assert ballots(debate) == [("verified", "before", "unsure")]
    told = "The ballot counts with your account now. Noted: before reading you answered “Unsure”."
    assert status_of(reader, debate) == told


def test_without_consent_or_sent_again_nothing_is_counted(debate: Debate, signed_in: Client) -> None:
    claim(signed_in, debate, agreed="no")
    assert status_of(signed_in, debate) == "Your vote is counted only where you agree that it is stored."
    assert ballots(debate) == [("unverified", "after", "B")]
    claim(signed_in, debate)
    claim(signed_in, debate)
    assert "This browser holds no ballot that could be counted as yours." in status_of(signed_in, debate)
    assert casts(debate) == [("unverified", "after", ""), ("verified", "after", "B")]


def test_the_ballot_of_the_browser_is_withdrawn_by_whoever_is_signed_in_there(
    debate: Debate, signed_in: Client, vera: User
) -> None:
    vote(debate, vera, 1)
    signed_in.post(f"{page_of(debate)}withdraw/", {"found": "on"})
    assert ballots(debate) == [("verified", "after", "A")]
    assert found_in(signed_in.get(page_of(debate))) == ""


def test_where_the_browser_forgot_its_id_the_vote_of_the_account_is_left_alone(
    debate: Debate, reader: Client, vera: User
) -> None:
    vote(debate, vera, 1)
    reader.post(f"{page_of(debate)}withdraw/", {"found": "on"})
    assert ballots(debate) == [("verified", "after", "A")]


def test_after_the_close_it_is_only_withdrawn(debate: Debate, signed_in: Client) -> None:
    close(debate)
    asked = found_in(signed_in.get(page_of(debate)))
    assert asked.startswith("A ballot from this browser It was cast in this browser without an account.")
    assert "Count it as mine" not in asked
    claim(signed_in, debate)
    assert status_of(signed_in, debate) == "The vote on this debate is over."
    assert ballots(debate) == [("unverified", "after", "B")]
    signed_in.post(f"{page_of(debate)}withdraw/", {"found": "on"})
    assert ballots(debate) == []


def test_it_is_claimed_where_visitors_are_no_longer_asked(debate: Debate, signed_in: Client) -> None:
    Debate.objects.update(visitors_vote=False)
    claim(signed_in, debate)
    assert ballots(debate) == [("verified", "after", "B")]


def test_from_a_debate_that_has_disappeared_it_is_withdrawn_too(
    debate: Debate, ed: User, signed_in: Client, sam: User
) -> None:
    change_status(debate=Debate.objects.get(), move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    assert client_for(sam).get(page_of(debate)).status_code == 404
    assert found_in(signed_in.get(page_of(debate))) != ""
    answer = signed_in.post(f"{page_of(debate)}withdraw/", {"found": "on"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert ballots(debate) == []


def test_a_visitor_who_claims_signs_in_first_and_comes_back_to_the_ballot(
    debate: Debate, visitor: Client
) -> None:
    press(visitor, page_of(debate), stance="both")
    answer = claim(visitor, debate)
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [page_of(debate)]
    assert ballots(debate) == [("unverified", "after", "both")]


def test_the_browser_of_another_account_is_none_of_ours(debate: Debate, signed_in: Client, sam: User) -> None:
    stranger = client_for(sam)
    claim(stranger, debate)
    assert "This browser holds no ballot" in status_of(stranger, debate)
    assert ballots(debate) == [("unverified", "after", "B")]


# ---------------------------------------------------------------- after having been shown results


def exposed() -> list[tuple[str, bool]]:
    return [(cast.tier, cast.exposed) for cast in Cast.objects.order_by("pk")]


def test_an_answer_after_results_were_shown_to_the_account_is_counted_apart(
    debate: Debate, reader: Client, vera: User
) -> None:
    press(reader, page_of(debate), stance="both")
    actions.show_results(debate=debate, by=vera, now=NOW)
    press(reader, page_of(debate), stance="unsure")
    assert exposed() == [("verified", False), ("verified", True)]


def test_an_answer_after_results_were_shown_to_the_browser_is_counted_apart(
    debate: Debate, visitor: Client
) -> None:
    known_as(visitor)
    press(visitor, page_of(debate), stance="both")
    actions.show_results(debate=debate, browser_id=BROWSER, now=NOW)
    press(visitor, page_of(debate), stance="unsure")
    press(Client(), page_of(debate), stance="unsure")
    assert exposed() == [("unverified", False), ("unverified", True), ("unverified", False)]


def test_what_a_browser_was_shown_before_somebody_signed_in_counts_for_them(
    debate: Debate, reader: Client, sam: User
) -> None:
    actions.show_results(debate=debate, browser_id=BROWSER, now=NOW)
    known_as(reader)
    press(reader, page_of(debate), stance="both")
    press(client_for(sam), page_of(debate), stance="both")
    assert exposed() == [("verified", True), ("verified", False)]


def test_a_ballot_that_is_claimed_after_results_were_shown_is_counted_apart(
    debate: Debate, signed_in: Client, vera: User
) -> None:
    actions.show_results(debate=debate, by=vera, now=NOW)
    claim(signed_in, debate)
    assert exposed() == [("unverified", False), ("verified", True)]
