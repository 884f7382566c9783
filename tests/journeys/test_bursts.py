"""A moderator sets a crowd of ballots apart, and takes it back."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from debates.publishing.models import Debate
from debates.stances import actions
from debates.stances.bursts import bin_of
from debates.stances.models import Burst
from tests.journeys.conftest import Windows, violations
from tests.journeys.signing_in import no_password, signed_in
from tests.sink import Sink
from tests.stances.votes import crowd, make_burst

pytestmark = pytest.mark.browser

SHAPES = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "forced colours": {"width": 1280, "forced_colors": "active"},
    "narrow": {"width": 320},
    "without scripts": {"width": 1280, "java_script_enabled": False},
}


@pytest.fixture
def burst(demonstration: None) -> Burst:
    """Answer what was noticed of forty browsers that voted in the same ten minutes, with two earlier ones."""
    debate = Debate.objects.get(slug="face-recognition-open-photographs")
    Debate.objects.filter(pk=debate.pk).update(visitors_vote=True)
    now = timezone.now()
    crowd(debate, 40, now)
    actions.find_bursts(debate=debate, since=now)
    start = bin_of(now)
    make_burst(debate, start - timedelta(hours=7), count=12, probability=8e-10)
    make_burst(debate, start - timedelta(hours=30), count=17, expected=2.5, probability=1e-8)
    return Burst.objects.get(start=start)


def inspect(page: Page, shape: str, name: str) -> None:
    """Look at the screen as a moderator would, and as axe does where it can run."""
    if "java_script_enabled" not in SHAPES[shape]:
        assert (name, violations(page)) == (name, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= SHAPES[shape]["width"]
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"bursts-{name}-{shape}.png", full_page=True)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_moderator_sets_a_crowd_apart_and_counts_it_again(
    windows: Windows, sink: Sink, burst: Burst, shape: str
) -> None:
    mo = no_password("Mo", Role.MODERATOR)
    mo.time_zone = "Asia/Kolkata"
    mo.save()
    page = signed_in(windows, sink, "Mo", **SHAPES[shape])
    inspect(page, shape, "account")
    page.get_by_role("link", name="Bursts of ballots (3 wait)").click()
    inspect(page, shape, "undecided")
    line = page.locator(f"#burst-{burst.pk}")
    expect(line).to_contain_text("40 ballots came, against 1 expected.")
    line.get_by_role("button", name="Set apart").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    inspect(page, shape, "without a reason")
    page.get_by_label("Reason").fill("All within two minutes, from nowhere that links here.")
    page.get_by_role("button", name="Set apart").click()
    expect(page.get_by_role("status")).to_contain_text("are set apart.")
    expect(line).to_contain_text("All within two minutes")
    assert Burst.objects.get(pk=burst.pk).apart
    inspect(page, shape, "set apart")
    line.get_by_label("Reason").fill("A school class, says its teacher.")
    line.get_by_role("button", name="Count again").click()
    expect(page.get_by_role("status")).to_contain_text("are counted.")
    expect(line).to_contain_text("A school class")
    assert not Burst.objects.get(pk=burst.pk).apart
    inspect(page, shape, "counted again")


def test_what_was_decided_in_another_window_is_said_and_what_was_typed_stays(
    windows: Windows, sink: Sink, burst: Burst
) -> None:
    no_password("Max", Role.MODERATOR)
    mo = no_password("Mo", Role.MODERATOR)
    page = signed_in(windows, sink, "Max", "/moderating/bursts/")
    actions.decide_burst(burst=burst, apart=True, reason="One machine.", seen=0, by=mo, now=timezone.now())
    line = page.locator(f"#burst-{burst.pk}")
    line.get_by_label("Reason").fill("I think so, too.")
    line.get_by_role("button", name="Set apart").click()
    expect(page.get_by_role("alert")).to_contain_text("Mo already set these ballots apart")
    expect(page.get_by_label("Reason")).to_have_value("I think so, too.")
    expect(page.get_by_role("button", name="Count again")).to_be_visible()
    inspect(page, "wide", "decided meanwhile")
