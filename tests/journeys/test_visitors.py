"""A second browser, without an account: votes, changes its mind, withdraws; then signs in and counts it."""

import pytest
from playwright.sync_api import Page, expect

from debates.publishing.models import Debate
from tests.journeys.conftest import Windows
from tests.journeys.signing_in import ask_for_code, enter, no_password
from tests.journeys.test_voting import DEBATE, SHAPES, inspect
from tests.sink import Sink, code_in
from tests.stances.votes import ballots, option, vote

pytestmark = pytest.mark.browser


def sign_in(page: Page, sink: Sink, name: str) -> None:
    """Sign in from the link on the page, by code, and come back."""
    address = f"{name.lower()}@example.org"
    page.get_by_role("link", name="Sign in to vote with your account").click()
    ask_for_code(page, address)
    enter(page, code_in(sink.wait_for(address)))


@pytest.mark.parametrize("shape", SHAPES)
def test_without_an_account_a_vote_is_changed_withdrawn_and_counted_after_signing_in(
    windows: Windows, sink: Sink, shape: str
) -> None:
    no_password("Vera")
    debate = Debate.objects.get(slug="face-recognition-open-photographs")
    vote(debate, no_password("Sam"), 1)
    first = ("verified", "after", "A")
    page = windows.open(DEBATE, **SHAPES[shape])
    # To the page of its own, where the whole way goes on: the vote in place has its own journeys.
    there = page.get_by_role("link", name="Both persuade me").last.get_attribute("href")
    page.goto(f"{windows.base}{there}")
    expect(page.get_by_role("radio", name="Both persuade me")).to_be_checked()
    expect(page.get_by_text("a cookie is kept in this browser")).to_be_visible()
    inspect(page, shape, "visitor-ballot")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("You voted “Both persuade me”; change it until")
    assert ballots(debate) == [first, ("unverified", "after", "both")]
    inspect(page, shape, "visitor-counted")
    page.get_by_role("radio", name="Unsure").check()
    page.get_by_role("button", name="Change my vote").click()
    expect(page.get_by_role("status")).to_contain_text("You voted “Unsure”")
    page.get_by_role("button", name="Withdraw my vote").click()
    expect(page.get_by_role("status")).to_contain_text("Your vote is withdrawn")
    assert ballots(debate) == [first]
    page.get_by_role("radio", name="Licences are not the tool").check()
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("You voted “B: Licences are not the tool”")

    sign_in(page, sink, "Vera")
    question = page.get_by_role("region", name="Count this ballot as yours?")
    expect(question).to_contain_text("The vote says “B: Licences are not the tool”.")
    inspect(page, shape, "visitor-found")
    question.get_by_role("button", name="Count it as mine").click()
    expect(page.get_by_role("status")).to_contain_text("The ballot counts with your account now.")
    expect(question).to_have_count(0)
    assert ballots(debate) == [first, ("verified", "after", "B")]
    inspect(page, shape, "visitor-claimed")


def test_by_the_keyboard_alone_a_visitor_votes(windows: Windows) -> None:
    debate = Debate.objects.get(slug="face-recognition-open-photographs")
    page = windows.open(f"{DEBATE}ballot/?stance={option(debate, 1)}")
    page.get_by_role("radio", name="We should answer for it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("You voted “A: We should answer for it”")
    assert ballots(debate) == [("unverified", "after", "A")]


def test_pressing_the_button_twice_is_voting_once(windows: Windows) -> None:
    debate = Debate.objects.get(slug="face-recognition-open-photographs")
    page = windows.open(f"{DEBATE}ballot/?stance=both")
    page.get_by_role("button", name="Vote", exact=True).dblclick()
    expect(page.get_by_role("status")).to_contain_text("You voted “Both persuade me”")
    assert ballots(debate) == [("unverified", "after", "both")]


def test_who_leaves_the_ballot_as_it_is_reads_on_and_is_asked_again(windows: Windows, sink: Sink) -> None:
    no_password("Vera")
    debate = Debate.objects.get(slug="face-recognition-open-photographs")
    page = windows.open(f"{DEBATE}ballot/?stance=unsure")
    page.get_by_role("button", name="Vote", exact=True).click()
    sign_in(page, sink, "Vera")
    page.get_by_role("link", name="Leave it as it is").click()
    expect(page).to_have_url(f"{windows.base}{DEBATE}")
    page.goto(f"{windows.base}{DEBATE}ballot/")
    expect(page.get_by_role("region", name="Count this ballot as yours?")).to_be_visible()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("status")).to_contain_text("Your vote is withdrawn")
    assert ballots(debate) == []


def test_the_account_that_has_voted_keeps_its_vote(windows: Windows, sink: Sink) -> None:
    vera = no_password("Vera")
    debate = Debate.objects.get(slug="face-recognition-open-photographs")
    vote(debate, vera, "both")
    page = windows.open(f"{DEBATE}ballot/?stance=unsure")
    page.get_by_role("button", name="Vote", exact=True).click()
    sign_in(page, sink, "Vera")
    expect(page.get_by_role("region", name="Count this ballot as yours?")).to_contain_text("that vote stays")
    inspect(page, "wide", "visitor-found-beside-another")
    page.get_by_role("button", name="Count it as mine").click()
    expect(page.get_by_role("status")).to_contain_text("that stays, and the other ballot is taken back")
    assert ballots(debate) == [("verified", "after", "both")]


@pytest.mark.parametrize("shape", ["narrow", "dark"])
def test_where_nothing_can_be_cast_a_visitor_sees_why_and_what_else_there_is(
    windows: Windows, shape: str
) -> None:
    page = windows.open("/debates/statue-no-longer-put-up/ballot/", **SHAPES[shape])
    expect(page.get_by_role("link", name="Sign in to see your vote")).to_be_visible()
    inspect(page, shape, "visitor-closed")
    page.goto(f"{windows.base}{DEBATE}ballot/?stance=both")
    page.get_by_role("button", name="Vote", exact=True).click()
    Debate.objects.update(visitors_vote=False)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Only readers with an account vote here now.")
    expect(page.get_by_role("button", name="Withdraw my vote")).to_be_visible()
    inspect(page, shape, "visitor-no-longer-asked")
    Debate.objects.update(visitors_vote=True)
    page.reload()
    again = page.get_by_role("button", name="Change my vote")
    for _ in range(61):  # thirty in ten minutes, which may have ended between two of them
        if again.count():
            again.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many tries")
    expect(page.get_by_text("others may have come first")).to_be_visible()
    inspect(page, shape, "visitor-too-many")
