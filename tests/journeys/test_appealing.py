"""From a removed comment to its return: the author's letter, their appeal, and another moderator's answer."""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from debates.comments.models import Comment
from debates.moderation import actions
from debates.moderation.actions import Consequence
from debates.moderation.measures import Measure, Sanction
from debates.moderation.models import Case, Decision, Misuse, Notice
from debates.outbox import delivery
from debates.publishing.models import Debate
from tests.comments.rows import say
from tests.journeys.conftest import Windows, picture_of, violations, write_from
from tests.journeys.signing_in import entered
from tests.makers import make_user
from tests.moderation.rows import against, case_of, decided, noticed, penalised, removed, rule, settled
from tests.sink import Sink

pytestmark = pytest.mark.browser

DEBATE = "/debates/face-recognition-open-photographs/"
WHY = "The question is about photographs of faces, and so is every word of my comment."
SHAPES: dict[str, dict[str, Any]] = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "narrow": {"width": 320},
    "right to left": {"width": 1280},
    "without scripts": {"width": 1280, "java_script_enabled": False},
}


@pytest.fixture(autouse=True)
def nobody_waits(settings: Settings) -> None:
    """Publish first comments too."""
    settings.COMMENTS_HELD_FIRST = 0


@pytest.fixture
def debate(demonstration: None) -> Debate:
    return Debate.objects.get(slug="face-recognition-open-photographs")


@pytest.fixture
def people(demonstration: None) -> dict[str, User]:
    """Answer Vera, who comments, Mo, who decides, and Maria, who answers."""
    return {
        "Vera": make_user("Vera"),
        "Mo": make_user("Mo", Role.MODERATOR),
        "Maria": make_user("Maria", Role.MODERATOR),
    }


@pytest.fixture
def rejection(debate: Debate, people: dict[str, User]) -> Decision:
    """Answer Mo's decision by which Vera's comment was removed, and she was suspended for a week."""
    now = timezone.now()
    words = "A face is not a licence plate: nobody chose to have it read by machines."
    comment = say(debate, people["Vera"], words, now=now)
    suspended = Consequence(Sanction.SUSPEND, now + timedelta(days=7))
    return decided(
        case_of(comment, now), people["Mo"], Measure.REJECT, against(), consequence=suspended, now=now
    )


def inspect(page: Page, shape: str, name: str) -> None:
    """Look at the screen as somebody would, and as axe does where it can run."""
    if shape == "right to left":
        write_from("rtl", page)
    if folder := os.environ.get("PICTURES"):
        picture_of(page, Path(folder) / f"appeals-{name}-{shape}.png")
    if "java_script_enabled" in SHAPES[shape]:
        return
    assert (name, violations(page)) == (name, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= SHAPES[shape]["width"]


def deliver() -> None:
    """Hand over what is due within the next hour."""
    later = timezone.now() + timedelta(hours=1)
    delivery.deliver_due(clock=lambda: later, chance=lambda: 0.0, patience=timedelta(minutes=1))


def letter_to(sink: Sink, address: str, before: int = 0) -> str:
    """Answer the text of the next letter to somebody."""
    deliver()
    text = sink.wait_for(address, before + 1).get_body(["plain"])
    assert text is not None
    return str(text.get_content())


def link_in(text: str, part: str) -> str:
    """Answer the path of the first link of a letter that holds this."""
    found = re.search(rf"{re.escape(configured.SITE.base_url)}(/{part})", text)
    assert found, text
    return found[1]


def status(page: Page, text: str) -> None:
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def appeal(page: Page, shape: str) -> None:
    """Go from a statement to its appeal, send one that is too short, and then a whole one."""
    page.get_by_role("link", name="Appeal against this").click()
    page.get_by_label("Why is the decision wrong?").fill("No.")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why, in 20 to 3,000 characters.")
    inspect(page, shape, "too short")
    page.get_by_label("Why is the decision wrong?").fill(WHY)
    page.get_by_role("button", name="Send the appeal").click()
    status(page, "Your appeal has come.")
    expect(page.get_by_text("Your appeal waits for an answer.")).to_be_visible()
    inspect(page, shape, "sent")


def answer(page: Page, shape: str) -> None:
    """Find the appeal that waits, and reverse the decision."""
    page.get_by_role("link", name="Appeals (1 waits)").click()
    inspect(page, shape, "list of appeals")
    page.get_by_role("link", name="A removed comment").click()
    expect(page.get_by_text(WHY)).to_be_visible()
    inspect(page, shape, "appeal")
    page.get_by_role("button", name="Answer the appeal").click()
    expect(page.get_by_role("alert")).to_contain_text("Say whether the decision stands.")
    inspect(page, shape, "without an answer")
    page.get_by_role("radio", name="The decision is reversed").check()
    page.get_by_label("Reply").fill("You are right: it keeps to the question.")
    page.get_by_role("button", name="Answer the appeal").click()
    status(page, "Whoever appealed gets your reply.")


def at_last(page: Page, address: str, text: str) -> None:
    """Read a public page until what has changed is on it: it lives for two seconds."""
    for _attempt in range(20):
        page.goto(address)
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(500)
    expect(page.get_by_text(text).first).to_be_visible()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_removed_comment_comes_back_by_an_appeal(
    windows: Windows, sink: Sink, rejection: Decision, people: dict[str, User], shape: str
) -> None:
    comment = Comment.objects.get(author=people["Vera"])
    thread = f"{DEBATE}comments/{comment.pk}/"
    public = windows.open(thread, **SHAPES[shape])
    expect(public.get_by_text("Against the rule: Off topic")).to_be_visible()

    told = letter_to(sink, "vera@example.org")
    assert "Your comment was removed" in told
    vera = entered(windows, people["Vera"], link_in(told, r"account/decisions/\d+/(?=\s)"), **SHAPES[shape])
    inspect(vera, shape, "statement")
    appeal(vera, shape)
    assert "A moderator reads it and replies" in letter_to(sink, "vera@example.org", 1)

    maria = entered(windows, people["Maria"], "/account/", **SHAPES[shape])
    answer(maria, shape)

    told = letter_to(sink, "vera@example.org", 2)
    assert "You are right: it keeps to the question." in told
    vera.goto(windows.base + "/account/decisions/")
    expect(vera.locator(f"#decision-{rejection.pk}")).to_contain_text("the decision was reversed.")
    inspect(vera, shape, "decisions")
    vera.goto(windows.base + "/account/comments/")
    inspect(vera, shape, "my comments")
    at_last(public, windows.base + thread, "A face is not a licence plate")
    assert public.get_by_text("Against the rule").count() == 0


@pytest.mark.parametrize("shape", ["wide", "narrow", "without scripts"])
def test_a_suspended_reader_cannot_post_and_can_read_withdraw_and_appeal(
    windows: Windows, debate: Debate, people: dict[str, User], shape: str
) -> None:
    vera, now = people["Vera"], timezone.now()
    kept = say(debate, vera, "Whoever takes a picture owes its people an answer.", now=now)
    penalty = penalised(vera, people["Mo"], now=now)
    page = entered(windows, vera, "/account/", **SHAPES[shape])
    expect(page.locator("main .notice")).to_contain_text("You can’t take part until")
    inspect(page, shape, "suspended account")

    page.goto(f"{windows.base}{DEBATE}comment/")
    expect(page.locator("main .notice")).to_contain_text("You can’t take part until")
    assert page.get_by_role("button", name="Post").count() == 0
    page.goto(f"{windows.base}{DEBATE}ballot/")
    expect(page.locator("main .notice")).to_contain_text("You can’t take part until")
    assert page.get_by_role("button", name="Vote").count() == 0
    page.goto(windows.base + DEBATE)
    expect(page.locator("article.side .prose").first).to_be_visible()

    page.goto(f"{windows.base}/comments/{kept.pk}/withdraw/")
    page.get_by_role("button", name="Withdraw").click()
    status(page, "Your comment is withdrawn.")

    page.goto(f"{windows.base}{DEBATE}ballot/")
    page.get_by_role("link", name="Why, and how to appeal").click()
    inspect(page, shape, "suspended decisions")
    page.get_by_role("link", name=re.compile("^You were suspended until")).click()
    inspect(page, shape, "penalty")
    appeal(page, shape)
    assert penalty.appeal.text == WHY


@pytest.mark.parametrize("shape", SHAPES)
def test_somebody_without_an_account_appeals_by_their_link(
    windows: Windows, debate: Debate, people: dict[str, User], shape: str
) -> None:
    now = timezone.now()
    rule()
    comment = say(debate, people["Vera"], "Photographers never ask, and never will.", now=now)
    noticed(comment, None, now, email="nina@example.org")  # type: ignore[arg-type]
    decided(Case.objects.get(comment=comment), people["Mo"], Measure.APPROVE, now=now)
    notice = Notice.objects.get()
    page = windows.open(f"/notices/{notice.pk}/{notice.token}/appeal/", **SHAPES[shape])
    expect(page.get_by_role("heading", level=1)).to_have_text("What became of your report")
    inspect(page, shape, "report")
    page.get_by_label("Why is the decision wrong?").fill(WHY)
    page.get_by_role("button", name="Send the appeal").click()
    status(page, "Your appeal has come.")
    maria = entered(windows, people["Maria"], "/moderating/appeals/", **SHAPES[shape])
    maria.get_by_role("link", name="A report that came to nothing").click()
    maria.get_by_role("radio", name="The decision is reversed").check()
    maria.get_by_label("Reply").fill("It speaks of all of them alike.")
    maria.get_by_role("radio", name="Collapse the comment").check()
    maria.get_by_label("Against which rule").select_option(label="Off topic")
    inspect(maria, shape, "report reversed")
    maria.get_by_role("button", name="Answer the appeal").click()
    status(maria, "Whoever appealed gets your reply.")
    page.reload()
    expect(page.get_by_text("It speaks of all of them alike.")).to_be_visible()
    comment.refresh_from_db()
    assert comment.visibility == "restricted"


@pytest.mark.parametrize("shape", SHAPES)
def test_moderators_decide_about_misuse_lift_a_penalty_and_keep_their_desk(
    windows: Windows, debate: Debate, people: dict[str, User], shape: str
) -> None:
    now = timezone.now()
    vera, mo = people["Vera"], people["Mo"]
    removed(debate, vera, mo, 3, now)
    settled(debate, make_user("Sam"), mo, count=5, unfounded=4, now=now)
    actions.find_misuse(now=now)
    penalised(make_user("Zoe"), mo, now=now, misuse=Misuse.NOTICES)
    page = entered(windows, people["Maria"], "/account/", **SHAPES[shape])
    page.get_by_role("link", name="Misuse (2 wait)").click()
    inspect(page, shape, "proposals")
    page.get_by_role("link", name="Vera: Repeated violations").click()
    inspect(page, shape, "proposal")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why, in at most 500 characters.")
    inspect(page, shape, "without a reason")
    page.get_by_label("Reason").fill("Three removed within a week.")
    page.get_by_role("button", name="Confirm").click()
    status(page, "Confirmed.")

    page.get_by_role("link", name="Penalties").click()
    inspect(page, shape, "penalties")
    page.get_by_role("link", name=re.compile("^Lift")).click()
    inspect(page, shape, "lift")
    page.get_by_role("button", name="Lift it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why, in at most 500 characters.")
    page.get_by_label("Reason").fill("They have explained it.")
    page.get_by_role("button", name="Lift it").click()
    status(page, "Lifted.")
    page.get_by_role("link", name="All, with warnings").click()
    expect(page.get_by_text("Vera: Warned")).to_be_visible()
    inspect(page, shape, "all penalties")

    page.get_by_role("link", name="My desk").click()
    page.get_by_label("Summary of what waits, by e-mail").select_option(label="21:00")
    inspect(page, shape, "desk")
    page.get_by_role("button", name="Save").click()
    status(page, "Saved.")
    expect(page.get_by_label("Summary of what waits, by e-mail")).to_have_value("21")
