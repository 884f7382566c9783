"""A reader follows their answer through the seal; an administrator ends a key."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from debates.publishing.models import Debate
from debates.stances import actions
from debates.stances.models import PollKey
from debates.stances.tasks import seal_ballots
from tests.journeys.conftest import Windows, violations
from tests.journeys.signing_in import no_password, signed_in
from tests.makers import make_user
from tests.sink import Sink
from tests.stances.votes import vote

pytestmark = pytest.mark.browser

SLUG = "face-recognition-open-photographs"
BALLOT = f"/debates/{SLUG}/ballot/"
SHAPES = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "narrow": {"width": 320},
    "forced colours": {"width": 1280, "forced_colors": "active"},
    "without scripts": {"width": 1280, "java_script_enabled": False},
}


def inspect(page: Page, shape: str, name: str) -> None:
    """Look at the screen as a reader would, and as axe does where it can run."""
    if "java_script_enabled" in SHAPES[shape]:
        return
    assert (name, violations(page)) == (name, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= SHAPES[shape]["width"]
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"seal-{name}-{shape}.png", full_page=True)


def look_up(page: Page, receipt: str) -> None:
    page.get_by_label("Your receipt").fill(f" {receipt.upper()} ")
    page.get_by_role("button", name="Look it up").click()
    assert receipt not in page.url.lower()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_reader_follows_their_answer_through_the_seal(windows: Windows, sink: Sink, shape: str) -> None:
    no_password("Vera")
    page = signed_in(windows, sink, "Vera", BALLOT, **SHAPES[shape])
    page.get_by_role("radio", name="Both persuade me").check()
    page.get_by_role("button", name="Vote", exact=True).click()
    details = page.locator("details.receipt")
    details.get_by_text("Your receipt", exact=True).click()
    expect(details).to_contain_text("Waiting to be sealed.")
    receipt = details.locator("code").inner_text()
    inspect(page, shape, "waiting")
    details.get_by_role("link", name="Look up a receipt").click()
    look_up(page, receipt)
    expect(page.get_by_role("status")).to_contain_text("Waiting to be sealed.")

    seal_ballots()
    page.goto(windows.base + BALLOT)
    details.get_by_text("Your receipt", exact=True).click()
    expect(details).to_contain_text("Sealed at place 1 of 1.")
    assert details.locator("code").inner_text() == receipt
    details.get_by_role("link", name="What the seal proves").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Can this vote be counted again?")
    inspect(page, shape, "recount")
    page.get_by_role("link", name="Look up a receipt").click()
    inspect(page, shape, "look up")
    look_up(page, receipt)
    expect(page.get_by_role("status")).to_contain_text("Sealed at place 1 of 1.")
    inspect(page, shape, "sealed")
    look_up(page, receipt[:-1])
    expect(page.get_by_role("alert")).to_contain_text("check that it is whole")
    expect(page.get_by_label("Your receipt")).to_have_value(f" {receipt[:-1].upper()} ")
    inspect(page, shape, "not a receipt")

    page.goto(windows.base + BALLOT)
    page.get_by_role("button", name="Withdraw my vote").click()
    expect(details).to_have_count(0)
    seal_ballots()
    page.goto(f"{windows.base}{BALLOT}receipt/")
    look_up(page, receipt)
    expect(page.get_by_role("status")).to_contain_text("Taken back.")
    expect(page.get_by_role("status")).to_contain_text("followed by an erasure at place 2.")


@pytest.mark.parametrize("shape", SHAPES)
def test_an_administrator_ends_a_key(windows: Windows, sink: Sink, shape: str) -> None:
    no_password("Root", Role.EDITOR, Role.ADMINISTRATOR)
    debate = Debate.objects.get(slug=SLUG)
    vote(debate, make_user("Vera"), "both", now=timezone.now())
    actions.seal_waiting(now=timezone.now())
    page = signed_in(windows, sink, "Root", f"/editing/debates/{debate.pk}/", **SHAPES[shape])
    page.get_by_role("link", name="Key of the ballots").click()
    expect(page.get_by_text("The key is needed until the debate is over.")).to_be_visible()
    Debate.objects.filter(pk=debate.pk).update(closes_at=timezone.now())
    page.reload()
    inspect(page, shape, "key")
    page.get_by_label("Address of the debate").fill("this one")
    page.get_by_role("button", name="Destroy the key").click()
    expect(page.get_by_role("alert")).to_contain_text("That is not the address of this debate.")
    inspect(page, shape, "another address")
    assert PollKey.objects.get(debate=debate).destroyed_at is None
    page.get_by_label("Address of the debate").fill(SLUG)
    page.get_by_role("button", name="Destroy the key").click()
    expect(page.get_by_role("status")).to_contain_text("these ballots belong to nobody any more")
    inspect(page, shape, "key destroyed")
    page.get_by_role("link", name="What the seal proves").click()
    expect(page.get_by_text("The key to these ballots was destroyed on")).to_be_visible()
    inspect(page, shape, "recount without key")
    page.goto(windows.base + BALLOT)
    expect(page.get_by_text("nobody can tell any more which one is yours")).to_be_visible()
    inspect(page, shape, "ballot without key")
