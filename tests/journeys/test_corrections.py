"""A correction reaches readers, also those who voted; what a reader suggests reaches the editors."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from debates.publishing import actions
from debates.publishing.models import Debate, Outcome, Suggestion, Text
from tests.journeys.conftest import Windows, picture_of, violations
from tests.journeys.signing_in import no_password, signed_in
from tests.sink import Sink
from tests.stances.votes import vote

pytestmark = pytest.mark.browser

SLUG = "face-recognition-open-photographs"
DEBATE = f"/debates/{SLUG}/"
NOTE = "The essay named the wrong year."
SHAPES: dict[str, dict[str, Any]] = {
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
        picture_of(page, Path(folder) / f"corrections-{name}-{shape}.png")


def correct(by: User) -> Text:
    """Have an editor correct the first essay of the demonstration, as they do in the workspace."""
    text = Text.objects.filter(debate__slug=SLUG, essay__position__order=1).order_by("pk")[0]
    now = timezone.now()
    source = text.source.replace(" the ", " the very ", 1) + "\n\nIt was 1921."
    text = actions.save_text(text=text, source=source, by=by, now=now)
    return actions.publish_change(
        text=text, started_from=text.working_revision, correction=NOTE, by=by, now=now
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_a_correction_shows_to_readers_and_to_who_voted_before_it(
    windows: Windows, sink: Sink, shape: str
) -> None:
    vera, ed = no_password("Vera"), User.objects.get(email="ed@example.org")
    vote(Debate.objects.get(slug=SLUG), vera, "both", now=timezone.now())
    text = correct(ed)
    assert text.essay is not None
    page = signed_in(windows, sink, "Vera", text.essay.get_absolute_url(), **SHAPES[shape])
    inspect(page, shape, "essay")
    page.get_by_role("link", name="Corrected on").click()
    expect(page.get_by_role("heading", level=1, name="Corrections")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name=NOTE)).to_be_visible()
    expect(page.locator("ins").first).to_contain_text("very")
    inspect(page, shape, "corrections")
    page.goto(f"{windows.base}{DEBATE}ballot/")
    expect(page.get_by_text("An essay was corrected on")).to_contain_text("You can change your vote.")
    inspect(page, shape, "ballot")
    page.get_by_role("link", name="see what changed").click()
    expect(page.get_by_role("heading", level=2, name=NOTE)).to_be_visible()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_suggestion_reaches_an_editor_who_takes_it_up(windows: Windows, sink: Sink, shape: str) -> None:
    no_password("Vera")
    no_password("Eve", Role.EDITOR)
    page = signed_in(windows, sink, "Vera", DEBATE, **SHAPES[shape])
    page.get_by_role("link", name="Suggest a correction").first.click()
    inspect(page, shape, "suggest")
    page.get_by_role("button", name="Send to the editors").click()
    expect(page.get_by_role("alert")).to_contain_text("between 10 and 2,000 characters")
    inspect(page, shape, "suggest-refused")
    page.get_by_label("What should be corrected").fill("It was 1921, says the register of the quay.")
    page.get_by_role("button", name="Send to the editors").click()
    expect(page.get_by_role("heading", level=1, name="Thank you")).to_be_visible()
    inspect(page, shape, "thanks")
    editor = signed_in(windows, sink, "Eve", "/editing/", **SHAPES[shape])
    editor.get_by_role("link", name="Read and answer what readers suggest").click()
    expect(editor.get_by_text("It was 1921, says the register of the quay.")).to_be_visible()
    expect(editor.get_by_text("The text still says what was read.")).to_be_visible()
    inspect(editor, shape, "suggestions")
    editor.get_by_role("button", name="Take it up").click()
    expect(editor.get_by_role("status").first).to_contain_text("Taken up")
    suggestion = Suggestion.objects.get()
    assert editor.url.endswith(f"#text-{suggestion.essay.text.pk}")
    assert suggestion.outcome == Outcome.TAKEN
    editor.goto(f"{windows.base}/editing/suggestions/")
    expect(editor.get_by_text("Taken up · Eve")).to_be_visible()
    inspect(editor, shape, "answered")
