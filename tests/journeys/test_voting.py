"""A reader votes on the ballot's own page, changes their mind, and takes it back."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from debates.publishing.models import Debate
from tests.journeys.conftest import Windows, picture_of, violations
from tests.journeys.signing_in import no_password, signed_in
from tests.sink import Sink
from tests.stances.votes import ballots

pytestmark = pytest.mark.browser

DEBATE = "/debates/face-recognition-open-photographs/"
SHAPES = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "narrow": {"width": 320},
    "without scripts": {"width": 1280, "java_script_enabled": False},
}


def inspect(page: Page, shape: str, name: str) -> None:
    """Look at the screen as a reader would, and as axe does where it can run."""
    if "java_script_enabled" in SHAPES[shape]:
        return
    assert (name, violations(page)) == (name, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= SHAPES[shape]["width"]
    if folder := os.environ.get("PICTURES"):
        picture_of(page, Path(folder) / f"{name}-{shape}.png")


@pytest.mark.parametrize("shape", SHAPES)
def test_from_the_debate_to_a_vote_that_is_changed_and_withdrawn(
    windows: Windows, sink: Sink, shape: str
) -> None:
    no_password("Vera")
    debate = Debate.objects.get(slug="face-recognition-open-photographs")
    page = signed_in(windows, sink, "Vera", DEBATE, **SHAPES[shape])
    vote = page.get_by_role("region", name="Which position persuades you?")
    vote.scroll_into_view_if_needed()
    inspect(page, shape, "debate")
    # With scripts a click would open the ballot in place; the same link leads to its page.
    page.goto(windows.base + str(vote.get_by_role("link", name="Both persuade me").get_attribute("href")))
    expect(page.get_by_role("radio", name="Both persuade me")).to_be_checked()
    inspect(page, shape, "ballot")
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("You voted “Both persuade me”; change it until")
    assert ballots(debate) == [("verified", "after", "both")]
    inspect(page, shape, "counted")
    page.get_by_role("radio", name="Unsure").check()
    page.get_by_role("button", name="Change my vote").click()
    expect(page.get_by_role("status")).to_contain_text("You voted “Unsure”")
    assert ballots(debate) == [("verified", "after", "unsure")]
    page.get_by_role("button", name="Withdraw my vote").click()
    expect(page.get_by_role("status")).to_contain_text("Your vote is withdrawn")
    assert ballots(debate) == []
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose one of the answers.")
    inspect(page, shape, "nothing chosen")
