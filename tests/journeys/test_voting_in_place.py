"""A reader votes without leaving the debate, and is told which essay their browser does not remember."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from debates.publishing.models import Debate, Position
from debates.stances.models import Cast
from tests.journeys.conftest import Windows, violations
from tests.journeys.signing_in import ask_for_code, enter, no_password
from tests.journeys.test_voting import DEBATE, SHAPES, inspect
from tests.makers import make_user
from tests.sink import Sink, code_in
from tests.stances.votes import ballots

pytestmark = pytest.mark.browser

BALLOT = f"{DEBATE}ballot/"
HTMX = "**/htmx-2.min.js"
IN_PLACE = {name: shape for name, shape in SHAPES.items() if name != "without scripts"}


def reader_at(windows: Windows, path: str = DEBATE, **options: Any) -> Page:
    """Answer a page of Vera, who is signed in."""
    return windows.open(path, storage_state={"cookies": session_of(windows)}, **options)


def session_of(windows: Windows) -> list[dict[str, Any]]:
    """Answer the cookie of a session of Vera's, as a browser keeps it."""
    client = Client()
    client.force_login(make_user("Vera"))
    value = client.cookies["sessionid"].value
    host = windows.base.partition("://")[2].partition(":")[0]
    kept = {"name": "sessionid", "value": value, "domain": host, "path": "/", "expires": -1}
    return [{**kept, "httpOnly": True, "secure": False, "sameSite": "Lax"}]


def the_debate() -> Debate:
    return Debate.objects.get(slug=DEBATE.split("/")[2])


def vote_section(page: Page) -> Any:
    return page.get_by_role("region", name="Which position persuades you?")


def before_section(page: Page) -> Any:
    return page.get_by_role("region", name="Optional: where do you stand before reading?")


def has_focus(page: Page, selector: str) -> bool:
    """Answer whether the focus is on what the selector finds."""
    return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))


def listen(page: Page) -> None:
    """Write down what the live regions of the page come to say, as who hears the page is told it."""
    page.evaluate(
        """() => {
            window.heard = [];
            for (const region of document.querySelectorAll("[role=status]")) {
                const hear = () => region.textContent.trim() && heard.push(region.textContent.trim());
                new MutationObserver(hear).observe(region, { childList: true, subtree: true });
            }
        }"""
    )


def heard(page: Page) -> list[str]:
    """Answer what was said since the last time."""
    said = page.evaluate("heard.splice(0)")
    return [" ".join(sentence.split()) for sentence in said]


def expect_failures(windows: Windows) -> None:
    """Strike from what the browser complains of what a test has broken itself; htmx logs it too."""
    own = ("Response Status Error", "htmx:", "Failed to load resource")
    windows.complaints[:] = [line for line in windows.complaints if not line.startswith(own)]


# ---------------------------------------------------------------- after reading


@pytest.mark.parametrize("shape", IN_PLACE)
def test_a_vote_in_place_takes_two_steps_is_said_once_and_leaves_the_focus_near(
    windows: Windows, shape: str
) -> None:
    debate = the_debate()
    page = reader_at(windows, **SHAPES[shape])
    listen(page)
    vote = vote_section(page)
    assert not [url for url in windows.requests if "htmx" in url]
    inspect(page, shape, "in place 0")

    vote.get_by_role("link", name="Both persuade me").click()
    expect(vote.get_by_role("radio", name="Both persuade me")).to_be_focused()
    expect(vote.get_by_role("radio", name="Both persuade me")).to_be_checked()
    expect(vote.get_by_role("group", name="Which position persuades you?")).to_have_accessible_description(
        "By voting you agree that your answer is stored for this one debate, under a pseudonym, so that"
        " it can be counted; you can change or withdraw it here."
    )
    expect(vote.get_by_role("link", name="Unsure")).to_be_hidden()
    inspect(page, shape, "in place 1 opened")
    assert heard(page) == []

    vote.get_by_role("button", name="Vote", exact=True).click()
    expect(vote.get_by_role("button", name="Change my vote")).to_be_focused()
    expect(vote.get_by_role("button", name="Change my vote")).to_be_in_viewport(ratio=1)
    said = vote.get_by_role("status")
    expect(said).to_contain_text("You voted “Both persuade me”; change it until")
    expect(said).to_be_in_viewport(ratio=1)
    (sentence,) = heard(page)
    assert sentence.startswith("You voted “Both persuade me”; change it until ")
    assert ballots(debate) == [("verified", "after", "both")]
    inspect(page, shape, "in place 2 counted")

    vote.get_by_role("radio", name="Unsure").check()
    vote.get_by_role("button", name="Change my vote").click()
    expect(said).to_contain_text("You voted “Unsure”")
    expect(vote.get_by_role("button", name="Change my vote")).to_be_focused()
    assert ballots(debate) == [("verified", "after", "unsure")]

    vote.get_by_role("button", name="Withdraw my vote").click()
    expect(said).to_have_text("Your vote is withdrawn, and nothing of what you answered is kept.")
    expect(vote.get_by_role("button", name="Vote", exact=True)).to_be_focused()
    assert len(heard(page)) == 2
    assert ballots(debate) == []
    inspect(page, shape, "in place 3 withdrawn")
    assert page.url == windows.base + DEBATE


def test_a_vote_in_place_by_the_keyboard_alone(windows: Windows) -> None:
    debate = the_debate()
    page = reader_at(windows)
    for _ in range(240):  # each paragraph has a way to comment on it
        page.keyboard.press("Tab")
        if has_focus(page, "#vote .stances a:last-child"):
            break
    page.keyboard.press("Enter")
    vote = vote_section(page)
    expect(vote.get_by_role("radio", name="Unsure")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(vote.get_by_role("radio", name="Both persuade me")).to_be_checked()
    page.keyboard.press("Enter")
    expect(vote.get_by_role("status")).to_contain_text("You voted “Both persuade me”")
    expect(vote.get_by_role("button", name="Change my vote")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Tab")
        if vote.get_by_role("button", name="Withdraw my vote").evaluate("it => it.matches(':focus')"):
            break
    page.keyboard.press("Enter")
    expect(vote.get_by_role("status")).to_contain_text("Your vote is withdrawn")
    assert ballots(debate) == []


def test_an_answer_opens_in_a_window_of_its_own_where_the_reader_asks_for_that(windows: Windows) -> None:
    page = reader_at(windows)
    for _ in range(2):
        with page.context.expect_page() as opened:
            vote_section(page).get_by_role("link", name="Unsure").click(modifiers=["Control"])
        expect(opened.value.get_by_role("radio", name="Unsure")).to_be_checked()
        assert vote_section(page).get_by_role("radio").count() == 0
        # The second time htmx is there.
        vote_section(page).get_by_role("link", name="Both").click()
        expect(vote_section(page).get_by_role("radio", name="Both")).to_be_focused()
        page.reload()


def test_who_clicks_twice_opens_one_ballot_in_place(windows: Windows) -> None:
    page = reader_at(windows)
    vote_section(page).get_by_role("link", name="Both").dblclick()
    expect(vote_section(page).get_by_role("radio", name="Both")).to_be_focused()
    expect(vote_section(page).get_by_role("radio")).to_have_count(4)
    assert page.url == windows.base + DEBATE
    assert len([url for url in windows.requests if url.endswith("htmx-2.min.js")]) == 1


# ---------------------------------------------------------------- before reading


@pytest.mark.parametrize("shape", SHAPES)
def test_before_reading_one_answers_above_the_essays_and_reads_on(windows: Windows, shape: str) -> None:
    debate = the_debate()
    page = reader_at(windows, **SHAPES[shape])
    before = before_section(page)
    below = before.bounding_box()["y"] - page.locator(".introduction").bounding_box()["y"]
    assert below > 0
    assert before.bounding_box()["y"] < page.locator("#positions").bounding_box()["y"]
    before.get_by_role("link", name="Unsure").click()
    expect(page.get_by_role("radio", name="Unsure")).to_be_checked()
    inspect(page, shape, "before 1 opened")
    page.get_by_role("button", name="Vote", exact=True).click()
    noted = "Noted: before reading you answered “Unsure”."
    expect(page.get_by_role("status").filter(has_text=noted)).to_be_visible()
    assert ballots(debate) == [("verified", "before", "unsure")]
    inspect(page, shape, "before 2 noted")
    if shape == "without scripts":
        assert page.url == windows.base + BALLOT
        return
    expect(before.get_by_role("link", name="To the essays")).to_be_focused()
    expect(before.get_by_role("status")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    assert page.url == f"{windows.base}{DEBATE}#positions"
    expect(page.locator("#position-a, #position-b").first).to_be_in_viewport()
    vote_section(page).get_by_role("link", name="Both").click()
    expect(vote_section(page)).to_contain_text("Before reading you answered “Unsure”.")
    vote_section(page).get_by_role("button", name="Vote", exact=True).click()
    expect(vote_section(page).get_by_role("status")).to_contain_text("You voted “Both persuade me”")
    assert ballots(debate) == [("verified", "before", "unsure"), ("verified", "after", "both")]


def test_of_two_ballots_one_is_open_at_a_time(windows: Windows) -> None:
    page = reader_at(windows)
    before, vote = before_section(page), vote_section(page)
    before.get_by_role("link", name="Unsure").click()
    expect(before.get_by_role("radio")).to_have_count(4)
    vote.get_by_role("link", name="Both").click()
    expect(vote.get_by_role("radio")).to_have_count(4)
    expect(before.get_by_role("radio")).to_have_count(0)
    expect(before.get_by_role("link", name="Unsure")).to_be_visible()
    assert violations(page) == []


def test_who_comes_back_to_the_page_does_not_see_the_ballot_of_somebody_before(windows: Windows) -> None:
    page = reader_at(windows)
    vote_section(page).get_by_role("link", name="Both").click()
    vote_section(page).get_by_role("button", name="Vote", exact=True).click()
    expect(vote_section(page).get_by_role("status")).to_contain_text("You voted")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    expect(vote_section(page).get_by_role("status")).to_be_empty()
    expect(vote_section(page).get_by_role("radio")).to_have_count(0)
    page.goto(windows.base + "/")
    page.go_back()
    expect(vote_section(page).get_by_role("link", name="Both")).to_be_visible()
    assert "You voted" not in page.locator("body").inner_text()


# ---------------------------------------------------------------- detours, and what goes wrong


def test_a_visitor_signs_in_and_finds_their_answer_on_the_ballots_own_page(
    windows: Windows, sink: Sink
) -> None:
    no_password("Vera")
    Debate.objects.update(visitors_vote=False)
    page = windows.open(DEBATE)
    vote_section(page).get_by_role("link", name="Unsure").click()
    ask_for_code(page, "vera@example.org")
    enter(page, code_in(sink.wait_for("vera@example.org", 1)))
    expect(page.get_by_role("radio", name="Unsure")).to_be_checked()
    assert page.url.startswith(f"{windows.base}{BALLOT}?stance=unsure")
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("You voted “Unsure”")


@pytest.mark.parametrize("shape", IN_PLACE)
def test_what_is_refused_is_said_in_place_and_takes_the_focus(windows: Windows, shape: str) -> None:
    page = reader_at(windows, **SHAPES[shape])
    vote_section(page).get_by_role("link", name="Both").click()
    expect(vote_section(page).get_by_role("radio", name="Both")).to_be_focused()
    Debate.objects.update(closes_at=timezone.now())
    vote_section(page).get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("The vote on this debate is over.")
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    inspect(page, shape, "in place 4 refused")
    assert not Cast.objects.exists()


def test_a_link_to_a_vote_that_is_over_meanwhile_says_so_in_place(windows: Windows) -> None:
    page = reader_at(windows)
    Debate.objects.update(closes_at=timezone.now())
    vote_section(page).get_by_role("link", name="Both").click()
    expect(vote_section(page).locator(".notice:focus")).to_have_text("The vote on this debate is over.")
    assert violations(page) == []


SAD = {
    "away": (lambda route: route.abort(), "The site does not answer just now."),
    "broken": (
        lambda route: route.fulfill(status=502, content_type="text/plain", body="upstream"),
        "The site does not answer just now.",
    ),
    "crowded": (
        lambda route: route.fulfill(
            status=429,
            content_type="text/html",
            body="<!DOCTYPE html><main><p class='lede'>Come back in <b>2</b> minutes.</p></main>",
        ),
        "Come back in 2 minutes.",
    ),
    "another's page": (
        lambda route: route.fulfill(
            status=200, content_type="text/html", body="\n<!doctype html><main><h1>Hotel network</h1></main>"
        ),
        "The site does not answer just now.",
    ),
}


@pytest.mark.parametrize("how", SAD)
def test_what_goes_wrong_on_the_way_is_said_in_place_and_the_page_of_the_ballot_stays_open(
    windows: Windows, how: str
) -> None:
    answer, told = SAD[how]
    page = reader_at(windows)
    listen(page)
    vote = vote_section(page)
    page.route(f"**{BALLOT}*", answer)
    vote.get_by_role("link", name="Both").click()
    way_out = vote.get_by_role("status").get_by_role("link", name="Open the ballot on a page of its own")
    expect(way_out).to_be_visible()
    assert heard(page) == [f"{told} Open the ballot on a page of its own"]
    expect(vote.get_by_role("link", name="Both")).to_be_focused()
    assert violations(page) == []

    page.unroute(f"**{BALLOT}*")
    vote.get_by_role("link", name="Both").click()
    expect(vote.get_by_role("radio", name="Both")).to_be_focused()
    expect(vote.get_by_role("status")).to_be_empty()

    page.route(f"**{BALLOT}*", answer)
    vote.get_by_role("button", name="Vote", exact=True).click()
    expect(way_out).to_be_visible()
    sent = " Your vote may have arrived or not; your ballot tells." if how != "crowded" else ""
    assert heard(page) == [f"{told}{sent} Open the ballot on a page of its own"]
    expect(vote.get_by_role("radio", name="Both")).to_be_checked()
    expect(vote.get_by_role("button", name="Vote", exact=True)).to_be_focused()
    page.unroute(f"**{BALLOT}*")
    way_out.click()
    expect(page.get_by_role("radio", name="Both")).to_be_checked()
    assert page.url.startswith(f"{windows.base}{BALLOT}?stance=both")
    assert not Cast.objects.exists()
    expect_failures(windows)


def test_a_page_that_has_grown_old_says_so_in_place(windows: Windows) -> None:
    page = reader_at(windows)
    vote_section(page).get_by_role("link", name="Both").click()
    expect(vote_section(page).get_by_role("radio", name="Both")).to_be_focused()
    page.context.clear_cookies(name="csrftoken")
    vote_section(page).get_by_role("button", name="Vote", exact=True).click()
    expect(vote_section(page).get_by_role("status")).to_contain_text("What you sent was not done")
    vote_section(page).get_by_role("link", name="Open the ballot on a page of its own").click()
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("You voted “Both persuade me”")
    expect_failures(windows)


def test_where_htmx_does_not_come_the_link_leads_to_the_ballots_own_page(windows: Windows) -> None:
    page = reader_at(windows)
    page.route(HTMX, lambda route: route.abort())
    vote_section(page).get_by_role("link", name="Unsure").click()
    page.wait_for_url(f"**{BALLOT}?stance=unsure*")
    expect(page.get_by_role("radio", name="Unsure")).to_be_checked()
    expect_failures(windows)


# ---------------------------------------------------------------- what was read


def position(letter: str) -> Position:
    return the_debate().positions.get(order=ord(letter) - ord("a") + 1)


def remembered(page: Page) -> set[str]:
    """Answer the letters of the positions whose essays this browser takes for read."""
    kept = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('read-'))")
    return {letter for letter in "ab" if f"read-{position(letter).pk}" in kept}


def at_leisure(page: Page, path: str) -> None:
    """Open a page whose time the test drives."""
    page.clock.install()
    page.goto(path)


def stay(page: Page, at: str, seconds: float) -> None:
    """Bring this to the screen, and wait there."""
    page.locator(at).evaluate("one => one.scrollIntoView({ behavior: 'instant', block: 'end' })")
    page.clock.run_for(round(seconds * 1000))


def needed(page: Page, letter: str) -> int:
    one = page.locator(f"[data-essay='{position(letter).pk}']")
    return int(one.get_attribute("data-seconds") or 0)


def test_one_essay_read_alone_is_remembered_and_the_ballot_names_the_other(windows: Windows) -> None:
    page = reader_at(windows, "/")
    essay = f"{windows.base}{DEBATE}{position('a').slug}/"
    at_leisure(page, essay)
    seconds = needed(page, "a")
    assert seconds > 60
    stay(page, "article > header", seconds + 2)
    assert remembered(page) == set()
    stay(page, "article .essay-end", 2)
    assert remembered(page) == {"a"}

    page.goto(windows.base + DEBATE)
    vote = vote_section(page)
    vote.get_by_role("link", name="Both").click()
    expect(
        vote.get_by_text("This browser remembers only one of the two essays read to its end.")
    ).to_be_visible()
    expect(vote.get_by_text("That is remembered in this browser only.")).to_be_visible()
    (unread,) = vote.locator("#unread a:visible").all()
    assert unread.get_attribute("href") == f"{DEBATE}{position('b').slug}/"
    assert "only one of the two essays" in page.evaluate(
        """() => document.querySelector("#vote fieldset").getAttribute("aria-describedby").split(" ")
            .map((id) => document.getElementById(id).textContent).join(" ")"""
    )
    assert violations(page) == []
    vote.get_by_role("button", name="Vote", exact=True).click()
    expect(vote.get_by_role("status")).to_contain_text("You voted")
    assert [cast.read for cast in Cast.objects.all()] == ["one"]


def test_both_essays_read_are_remembered_and_the_ballots_own_page_asks_no_more(windows: Windows) -> None:
    page = reader_at(windows, "/", width=390)
    at_leisure(page, windows.base + DEBATE)
    first, last = page.locator("[data-essay]").evaluate_all(
        "all => all.map((one) => one.closest('article').id.at(-1))"
    )
    stay(page, f"#position-{first} .essay-end", needed(page, first) + 2)
    assert remembered(page) == {first}
    page.goto(f"{windows.base}{BALLOT}?stance=both")
    expect(page.locator("#unread")).to_be_visible()
    page.goto(windows.base + DEBATE)
    stay(page, f"#position-{last} .essay-end", needed(page, last) + 2)
    assert remembered(page) == {first, last}
    page.goto(f"{windows.base}{BALLOT}?stance=both")
    expect(page.locator("#unread")).to_be_hidden()
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("You voted")
    assert [cast.read for cast in Cast.objects.all()] == ["both"]


def test_essays_side_by_side_share_the_time_that_they_are_on_screen(windows: Windows) -> None:
    page = windows.open("/")
    at_leisure(page, windows.base + DEBATE)
    longest = max(needed(page, letter) for letter in "ab")
    stay(page, "#positions", longest + 2)
    assert remembered(page) == set()
    page.clock.run_for((longest + 2) * 1000)
    assert remembered(page) == {"a", "b"}


def test_who_scrolls_past_has_not_read_and_the_vote_says_nothing(windows: Windows) -> None:
    page = reader_at(windows)
    page.keyboard.press("End")
    vote = vote_section(page)
    vote.get_by_role("link", name="Both").click()
    expect(vote.get_by_role("radio", name="Both")).to_be_focused()
    expect(page.locator("#unread")).to_be_hidden()
    vote.get_by_role("button", name="Vote", exact=True).click()
    expect(vote.get_by_role("status")).to_contain_text("You voted")
    assert remembered(page) == set()
    assert [cast.read for cast in Cast.objects.all()] == ["unknown"]


def test_a_tab_that_nobody_looks_at_reads_nothing(windows: Windows) -> None:
    page = windows.open("/")
    page.context.add_init_script("Object.defineProperty(document, 'hidden', { get: () => true })")
    at_leisure(page, windows.base + DEBATE)
    stay(page, "#positions", 3000)
    assert remembered(page) == set()


def test_a_browser_that_keeps_nothing_votes_as_well(windows: Windows) -> None:
    page = reader_at(windows, "/")
    page.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('No.') } })"
    )
    at_leisure(page, windows.base + DEBATE)
    stay(page, "#positions", 3000)
    vote = vote_section(page)
    vote.get_by_role("link", name="Both").click()
    vote.get_by_role("button", name="Vote", exact=True).click()
    expect(vote.get_by_role("status")).to_contain_text("You voted")
    assert [cast.read for cast in Cast.objects.all()] == ["unknown"]


def test_nothing_of_what_was_read_is_sent_before_the_vote(windows: Windows) -> None:
    page = reader_at(windows, "/")
    at_leisure(page, windows.base + DEBATE)
    page.wait_for_load_state("networkidle")
    before = len(windows.requests)
    stay(page, "#positions", 3000)
    assert remembered(page) == {"a", "b"}
    assert windows.requests[before:] == []
