"""Somebody who may not take part reads, downloads what is kept about them, and appeals."""

import json
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from debates.moderation.actions import Consequence
from debates.moderation.measures import Measure, Sanction
from debates.moderation.models import Appeal, Decision
from debates.publishing.models import Debate
from tests.comments.rows import say
from tests.journeys.conftest import Windows, bring_axe, picture_of, violations, write_from
from tests.journeys.signing_in import entered, no_password
from tests.makers import make_user
from tests.moderation.rows import against, case_of, decided
from tests.stances.votes import vote

pytestmark = pytest.mark.browser

DEBATE = "/debates/face-recognition-open-photographs/"
SAID = "A face is not a licence plate: nobody chose to have it read by machines."
WHY = "The question is about photographs of faces, and so is every word of my comment."
SHAPES: dict[str, dict[str, Any]] = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "narrow": {"width": 320},
    "right to left": {"width": 320},
    "without scripts": {"width": 1280, "java_script_enabled": False},
}


@pytest.fixture
def rejection(demonstration: None, settings: Settings) -> Decision:
    """Answer the decision by which Vera's comment was removed and she was suspended for a week."""
    settings.COMMENTS_HELD_FIRST = 0
    now, debate = timezone.now(), Debate.objects.get(slug="face-recognition-open-photographs")
    vera = no_password("Vera")
    vote(debate, vera, "both", now=now)
    case = case_of(say(debate, vera, SAID, now=now), now)
    suspended = Consequence(Sanction.SUSPEND, now + timedelta(days=7))
    mo = make_user("Mo", Role.MODERATOR)
    return decided(case, mo, Measure.REJECT, against(), consequence=suspended, now=now)


def inspect(page: Page, shape: str, name: str) -> None:
    """Look at the screen as somebody would, and as axe does where it can run."""
    if shape == "right to left":
        write_from("rtl", page)
    if folder := os.environ.get("PICTURES"):
        picture_of(page, Path(folder) / f"data-{name}-{shape}.png")
    if "java_script_enabled" not in SHAPES[shape]:
        assert (name, violations(page)) == (name, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= SHAPES[shape]["width"]


def read_to_their_end(path: Path) -> dict[str, Any]:
    """Answer the rows of a downloaded file, all of whose parts can be read."""
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        assert SAID in archive.read("data.html").decode()
        assert SAID in archive.read("texts/comments.md").decode()
        return dict(json.loads(archive.read("data.json"))["parts"])


@pytest.mark.parametrize("shape", SHAPES)
def test_a_suspended_reader_cannot_post_and_can_read_export_and_appeal(
    windows: Windows, rejection: Decision, tmp_path: Path, shape: str
) -> None:
    vera = User.objects.get(display_name="Vera")
    page = entered(windows, vera, f"{DEBATE}comment/", accept_downloads=True, **SHAPES[shape])
    expect(page.locator("main .notice")).to_contain_text("You can’t take part until")
    assert page.get_by_role("button", name="Post").count() == 0
    page.goto(windows.base + DEBATE)
    expect(page.locator("article.side .prose").first).to_be_visible()

    page.goto(windows.base + "/account/")
    inspect(page, shape, "account")
    page.get_by_role("link", name="My data").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My data")
    inspect(page, shape, "page")
    with page.expect_download() as handed:
        page.get_by_role("button", name="Download my data").click()
    assert re.fullmatch(r"[a-z-]+-\d{4}-\d\d-\d\d\.zip", handed.value.suggested_filename)
    handed.value.save_as(tmp_path / "data.zip")
    rows = read_to_their_end(tmp_path / "data.zip")
    assert [(row["text"], row["state"]) for row in rows["comments"]] == [(SAID, "rejected")]
    assert [row["answer"] for row in rows["ballots"]] == ["both"]
    assert [row["id"] for row in rows["decisions"]] == [rejection.pk]
    assert [row["sanction"] for row in rows["penalties"]] == ["suspend"]

    page.goto(f"{windows.base}/account/decisions/{rejection.pk}/")
    page.get_by_role("link", name="Appeal against this").click()
    page.get_by_label("Why is the decision wrong?").fill(WHY)
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_role("status").filter(has_text="Your appeal has come.")).to_be_visible()
    assert Appeal.objects.get().text == WHY


def test_the_page_to_read_can_be_read_by_everybody(
    windows: Windows, rejection: Decision, tmp_path: Path
) -> None:
    vera = User.objects.get(display_name="Vera")
    for shape in ("narrow", "dark"):
        page = entered(windows, vera, "/account/data/", accept_downloads=True, **SHAPES[shape])
        with page.expect_download() as handed:
            page.get_by_role("button", name="Download my data").click()
        handed.value.save_as(tmp_path / "data.zip")
        with ZipFile(tmp_path / "data.zip") as archive:
            archive.extractall(tmp_path)
        reading = {**SHAPES[shape]}
        size = {"width": reading.pop("width"), "height": 900}
        # Without the site: a window of its own, which may load what lies beside the page.
        context = windows.browser.new_context(viewport=size, offline=True, **reading)
        alone = context.new_page()
        alone.goto((tmp_path / "data.html").as_uri())
        expect(alone.get_by_role("heading", name="Comments", exact=True)).to_be_visible()
        bring_axe(alone)
        inspect(alone, shape, "file")
        context.close()
