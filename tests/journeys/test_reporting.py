"""Readers and visitors report comments, confirm by letter, and read what became of it; and the rules."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from debates.comments.models import Comment
from debates.moderation.actions import Why
from debates.moderation.actions.rules import RuleText, publish_rules
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import Case, Notice, State
from debates.moderation.queries.rules import rules_in_force
from debates.outbox import delivery
from debates.publishing.models import Debate
from tests.comments.rows import say
from tests.journeys.conftest import Windows, violations, write_from
from tests.journeys.signing_in import entered
from tests.makers import make_user
from tests.moderation.rows import decided
from tests.sink import Sink, text_of

pytestmark = pytest.mark.browser

DEBATE = "/debates/face-recognition-open-photographs/"
WIL = "wil@example.org"
SHAPES: dict[str, dict[str, Any]] = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "narrow": {"width": 320},
    "without scripts": {"width": 1280, "java_script_enabled": False},
}


@pytest.fixture(autouse=True)
def nobody_waits(settings: Settings) -> None:
    """Publish first comments too."""
    settings.COMMENTS_HELD_FIRST = 0


@pytest.fixture
def comment(demonstration: None) -> Comment:
    """Answer a comment of Vera's on the demonstration."""
    debate = Debate.objects.get(slug="face-recognition-open-photographs")
    return say(debate, make_user("Vera"), "Buy *cheap* lenses at my shop.", now=timezone.now())


def inspect(page: Page, shape: str, name: str) -> None:
    """Look at the screen as a reader would, and as axe does where it can run."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}-{shape}.png", full_page=True)
    if "java_script_enabled" in SHAPES[shape]:
        return
    assert (name, violations(page)) == (name, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= SHAPES[shape]["width"]


def status(page: Page, text: str) -> None:
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def send(page: Page) -> None:
    page.get_by_role("button", name="Report", exact=True).click()


def refused(page: Page, shape: str, sentence: str) -> None:
    """See what is missing, where the page leads to it."""
    expect(page.locator("#errors")).to_contain_text(sentence)
    if "java_script_enabled" not in SHAPES[shape]:
        expect(page.locator("#errors")).to_be_focused()


def deliver(later: timedelta = timedelta(0)) -> None:
    """Send what is due by then."""

    def clock() -> Any:
        return timezone.now() + later

    delivery.deliver_due(clock=clock, chance=lambda: 0.0, patience=timedelta(minutes=1))


def link_in(sink: Sink, address: str, number: int) -> str:
    """Answer the path to a notice in the so-manyth message to an address."""
    found = re.search(r"http://localhost:8000(/reports/\S+)", text_of(sink.wait_for(address, number)))
    assert found
    return found[1]


def remove(mo: User) -> None:
    """Let a moderator find that the notice is right."""
    [rule] = [rule for rule in rules_in_force(timezone.now()) if rule.key == "spam"]
    why = Why(Ground.RULES, rule, explanation="It sells something.")
    decided(Case.objects.get(), mo, Measure.REJECT, why, now=timezone.now())


@pytest.mark.parametrize("shape", SHAPES)
def test_a_reader_reports_a_comment_and_reads_what_was_decided(
    windows: Windows, comment: Comment, sink: Sink, shape: str
) -> None:
    page = entered(windows, make_user("Sam"), f"{DEBATE}comments/", **SHAPES[shape])
    page.locator(f"#comment-{comment.pk}").get_by_role("link", name="Report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Report this comment")
    inspect(page, shape, "report")
    page.get_by_label("What a moderator should know").fill("Look at the other debates.")
    send(page)
    refused(page, shape, "Choose the rule that the comment is against.")
    inspect(page, shape, "report-refused")
    expect(page.get_by_label("What a moderator should know")).to_have_value("Look at the other debates.")
    page.get_by_role("radio", name="No advertising, nothing over and over").check()
    send(page)
    status(page, "Thank you. Your report has reached the moderators.")
    expect(page.get_by_role("main")).to_contain_text("It waits for a moderator.")
    inspect(page, shape, "own-report")

    page.goto(f"{windows.base}/comments/{comment.pk}/report/")
    expect(page.get_by_role("main")).to_contain_text("You reported this comment on")
    inspect(page, shape, "reported-already")

    remove(make_user("Mo", Role.MODERATOR))
    page.get_by_role("link", name="See your report").click()
    expect(page.get_by_role("main")).to_contain_text("A moderator has removed the comment")
    expect(page.get_by_role("main")).to_contain_text("It sells something.")
    inspect(page, shape, "own-report-settled")
    page.get_by_role("link", name="My reports").click()
    inspect(page, shape, "own-reports")
    deliver(timedelta(minutes=2))
    letter = sink.to("sam@example.org")[-1]
    assert letter["Subject"] == "What became of your report"
    assert "It sells something." in text_of(letter)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_visitor_reports_a_comment_and_confirms_it_by_the_link_in_the_message(
    windows: Windows, comment: Comment, sink: Sink, shape: str
) -> None:
    page = windows.open(f"{DEBATE}comments/{comment.pk}/", **SHAPES[shape])
    page.locator(f"#comment-{comment.pk}").get_by_role("link", name="Report").click()
    page.get_by_role("link", name="It is against the law").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Report this comment as illegal")
    inspect(page, shape, "illegal")
    page.get_by_label("The law that it is against").fill("Unfair trade")
    page.get_by_label("Why you think that it is illegal").fill("It hides.")
    page.get_by_label("Your e-mail address").fill(WIL)
    send(page)
    refused(page, shape, "Say in at least 20 characters")
    refused(page, shape, "Say who you are.")
    inspect(page, shape, "illegal-refused")
    expect(page.get_by_label("The law that it is against")).to_have_value("Unfair trade")
    page.get_by_label("Why you think that it is illegal").fill("It hides that it is an advertisement.")
    page.get_by_label("Your name").fill("Wil Ferris")
    page.get_by_label("I report this in good faith").check()
    send(page)
    status(page, f"We have sent a link to {WIL}: open it within seven days.")
    inspect(page, shape, "thanks")
    assert Notice.objects.get().state == State.UNCONFIRMED

    deliver()
    elsewhere = windows.open(link_in(sink, WIL, 1), **SHAPES[shape])
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Confirm your report")
    inspect(elsewhere, shape, "confirm")
    elsewhere.get_by_role("button", name="Confirm and send it").click()
    status(elsewhere, "Thank you. Your report has reached the moderators.")
    assert Notice.objects.get().state == State.OPEN
    inspect(elsewhere, shape, "confirmed")

    deliver()
    assert "No automatic means are used for that." in " ".join(text_of(sink.to(WIL)[1]).split())
    page.goto(windows.base + link_in(sink, WIL, 2))
    expect(page.get_by_role("main")).to_contain_text("It waits for a moderator.")
    page.goto(f"{windows.base}/reports/{Notice.objects.get().pk}/guessed/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This link leads nowhere")
    inspect(page, shape, "void")


def upside_down(page: Page) -> None:
    write_from("rtl", page)


def twice_the_size(page: Page) -> None:
    page.evaluate("document.documentElement.style.fontSize = '200%'")


@pytest.mark.parametrize("change", [upside_down, twice_the_size])
def test_every_page_holds_from_right_to_left_and_at_twice_the_size(
    windows: Windows, comment: Comment, change: Callable[[Page], None]
) -> None:
    sam = make_user("Sam")
    page = entered(windows, sam, f"/comments/{comment.pk}/report/illegal/", width=320)
    paths = [f"/comments/{comment.pk}/report/", f"/comments/{comment.pk}/report/illegal/", "/rules/"]
    for path in paths:
        page.goto(windows.base + path)
        change(page)
        assert (path, violations(page), page.evaluate("document.documentElement.scrollWidth")) == (
            path,
            [],
            320,
        )
    page.goto(windows.base + paths[0])
    page.get_by_role("radio").first.check()
    send(page)
    change(page)
    assert (violations(page), page.evaluate("document.documentElement.scrollWidth")) == ([], 320)


@pytest.mark.parametrize("shape", SHAPES)
def test_readers_find_the_rules_and_what_a_new_version_changes(
    windows: Windows, demonstration: None, shape: str
) -> None:
    page = windows.open("/", **SHAPES[shape])
    page.get_by_role("contentinfo").get_by_role("link", name="Rules").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rules")
    inspect(page, shape, "rules")
    publish_rules(
        introduction="Argue.\n\n## Who decides\n\nPeople.",
        rules=[
            RuleText("Argue about the question, not about people", "Answer what is said.", key="person"),
            RuleText("Be short", "Others want to read it."),
        ],
        expected_number=1,
        by=make_user("Root", Role.ADMINISTRATOR),
        now=timezone.now(),
    )
    page.wait_for_timeout(2100)  # for so long a public page may be kept
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Version 2 · in force since")
    inspect(page, shape, "rules-changed")
    page.get_by_role("link", name="Version 1").click()
    expect(page.get_by_role("main")).to_contain_text("The rules that hold now")
    inspect(page, shape, "rules-earlier")
