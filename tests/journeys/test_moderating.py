"""Moderators decide: by keyboard, by clicks, without scripts, two at once."""

import os
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
from debates.moderation.actions.desks import add_note
from debates.moderation.actions.intake import take_in
from debates.moderation.measures import Ground, Measure, Sanction
from debates.moderation.models import Case, Decision, Desk, Rule, Terms
from debates.publishing.models import Debate
from tests.comments.rows import essay_text, first_paragraph, say
from tests.journeys.conftest import Windows, picture_of, violations, write_from
from tests.journeys.signing_in import entered, no_password
from tests.makers import make_user
from tests.moderation.rows import decided, noticed

pytestmark = pytest.mark.browser

RULES = (
    "Off topic",
    "Insult or attack on a person",
    "Hatred of a group",
    "Threat or call to violence",
    "Private data of somebody",
    "False statement of fact that harms",
    "Spam or advertising",
    "Breaks somebody’s copyright",
    "Disturbs the discussion on purpose",
)
SHAPES: dict[str, dict[str, Any]] = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "narrow": {"width": 320},
    "forced colours": {"width": 1280, "forced_colors": "active"},
    "without scripts": {"width": 1280, "java_script_enabled": False},
}


@pytest.fixture(autouse=True)
def nobody_waits(settings: Settings) -> None:
    """Publish first comments too."""
    settings.COMMENTS_HELD_FIRST = 0


@pytest.fixture
def rules(demonstration: None) -> tuple[Rule, ...]:
    """Answer the rules of the site."""
    now = timezone.now() - timedelta(days=1)
    number = Terms.objects.count() + 1
    terms = Terms.objects.create(number=number, introduction="Argue.", published_at=now, in_force_at=now)
    rows = [
        Rule(terms=terms, order=order, key=f"rule-{order}", title=title, text="What it means.")
        for order, title in enumerate(RULES, start=1)
    ]
    return tuple(Rule.objects.bulk_create(rows))


@pytest.fixture
def debate(rules: tuple[Rule, ...]) -> Debate:
    return Debate.objects.get(slug="face-recognition-open-photographs")


@pytest.fixture
def waiting(debate: Debate) -> list[Case]:
    """Answer three reported comments, the second of them an answer to the first, which is on a paragraph."""
    vera, sam, wil = make_user("Vera"), make_user("Sam"), make_user("Wil")
    now = timezone.now() - timedelta(hours=5)
    text = essay_text(debate)
    paragraph, _quote = first_paragraph(text)
    first = say(
        debate,
        vera,
        "Who keeps the pictures, and *for how long*? The essay says nothing about that.",
        text_id=text.pk,
        paragraph=paragraph,
        now=now,
    )
    second = say(
        debate,
        sam,
        "You have never understood anything, and your sort never will. Read before you write.",
        parent=first,
        now=now + timedelta(minutes=20),
    )
    third = say(
        debate,
        sam,
        "Cheap cameras at https://cameras.example/ – today only, and with a case for nothing!",
        now=now + timedelta(minutes=40),
    )
    take_in(now=now + timedelta(minutes=41))
    rule = Rule.objects.get(order=2, terms__number=Terms.objects.count())
    noticed(second, vera, now + timedelta(hours=1), rule=rule, explanation="He means people like me.")
    noticed(second, wil, now + timedelta(hours=2), rule=rule)
    noticed(third, wil, now + timedelta(hours=3), rule=Rule.objects.get(order=7, terms=rule.terms))
    law = {"ground": Ground.LAW, "rule": None, "law": "Penal Code, § 185", "in_good_faith": True}
    noticed(first, sam, now + timedelta(hours=4), explanation="She insults the author of the essay.", **law)
    return [Case.objects.get(comment=comment) for comment in (first, second, third)]


@pytest.fixture
def mo(demonstration: None) -> User:
    return no_password("Mo", Role.MODERATOR)


def has_scripts(shape: str) -> bool:
    return "java_script_enabled" not in SHAPES[shape]


def inspect(page: Page, shape: str, name: str) -> None:
    """Look at the screen as a moderator would, and as axe does where it can run."""
    if folder := os.environ.get("PICTURES"):
        picture_of(page, Path(folder) / f"moderating-{name}-{shape}.png")
    if has_scripts(shape):
        assert (name, violations(page)) == (name, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= SHAPES[shape]["width"]


def said(page: Page, text: str) -> None:
    """Wait until the page has told what was done, also to who does not see it."""
    expect(page.get_by_role("status")).to_have_text(text)
    expect(page.locator(".toast")).to_contain_text(text)


def opened(page: Page, author: str) -> None:
    expect(page.locator("#case-title")).to_have_text(author)
    expect(page.locator("#case-title")).to_be_focused()


# ---------------------------------------------------------------- every screen, by clicks


@pytest.mark.parametrize("shape", SHAPES)
def test_a_moderator_rejects_by_clicks_and_takes_it_back(
    windows: Windows, waiting: list[Case], mo: User, shape: str
) -> None:
    page = entered(windows, mo, "/moderating/", **SHAPES[shape])
    expect(page.get_by_role("heading", level=1)).to_have_text("Reported")
    expect(page.locator(".cases li")).to_have_count(3)
    inspect(page, shape, "queue")
    page.locator(".cases li a").first.click()
    expect(page.locator("#case-title")).to_have_text("Vera")
    add_note(case=waiting[1], by=mo, text="Asked to stay calm twice before.", now=timezone.now())
    page.goto(f"{windows.base}/moderating/cases/{waiting[1].pk}/")
    expect(page.locator(".told").first).to_contain_text("reported by Wil")
    inspect(page, shape, "case")
    page.get_by_text("Also warn, suspend or ban its author").click()
    page.get_by_label("Suspended for 7 days").check()
    inspect(page, shape, "suspending")
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the rule that the comment is against")
    expect(page.get_by_label("Suspended for 7 days")).to_be_checked()
    inspect(page, shape, "refused")
    page.get_by_label("Insult or attack on a person").check()
    page.get_by_label("In your words").fill("“Your sort” is about a person, not about what she says.")
    page.get_by_role("button", name="Reject", exact=True).click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Rejected: Insult or attack on a person · Suspended until")
    inspect(page, shape, "decided")
    assert Decision.objects.get().penalty.sanction == Sanction.SUSPEND
    page.goto(f"{windows.base}/moderating/cases/{waiting[2].pk}/")
    expect(page.locator(".beside")).to_contain_text("Suspended until")
    inspect(page, shape, "author")
    page.goto(f"{windows.base}/moderating/cases/{waiting[1].pk}/?queue=decided")
    inspect(page, shape, "history")
    page.locator(".undo").get_by_role("button", name="Undo").click()
    expect(toast).to_contain_text("Undone.")
    assert Comment.objects.get(case=waiting[1]).visibility == "published"
    # It is reported again, and so the moderator is back where they were.
    expect(page.get_by_role("heading", level=1)).to_have_text("Reported")


# ---------------------------------------------------------------- by keyboard


def test_two_keys_decide_and_one_takes_it_back(windows: Windows, waiting: list[Case], mo: User) -> None:
    page = entered(windows, mo, "/moderating/reported/")
    expect(page.locator("#case-title")).to_have_text("Vera")
    page.keyboard.press("j")
    opened(page, "Sam")
    page.keyboard.press("d")
    expect(page.get_by_role("status")).to_have_text("Reject: press the number of the rule, or Escape.")
    inspect(page, "wide", "armed")
    page.keyboard.press("2")
    said(page, "Rejected: Insult or attack on a person.")
    opened(page, "Sam")
    expect(page.locator(".judged")).to_contain_text("Cheap cameras")
    decision = Decision.objects.get()
    assert (decision.case, decision.decided_by) == (waiting[1], mo)
    page.keyboard.press("u")
    said(page, "Undone.")
    assert Comment.objects.get(case=waiting[1]).visibility == "published"
    expect(page.locator(".judged")).to_contain_text("You have never understood anything")
    page.keyboard.press("k")
    opened(page, "Vera")
    page.keyboard.press("f")
    said(page, "Approved.")
    assert page.url.endswith(f"?queue=reported&done={Decision.objects.get(measure='approve').pk}")
    # The browser's own way back leads to what was open before.
    page.go_back()
    expect(page.locator("#case-title")).to_have_text("Vera")


def test_a_key_does_nothing_in_a_field_with_another_key_or_where_it_was_let_go(
    windows: Windows, waiting: list[Case], mo: User
) -> None:
    page = entered(windows, mo, "/moderating/reported/")
    page.get_by_label("In your words").press_sequentially("fd1ju?")
    for chord in ("Control+f", "Alt+f", "Meta+f"):
        page.locator("#case-title").press(chord)
    page.locator("#case-title").press("d")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("9")
    expect(page.get_by_label("In your words")).to_have_value("fd1ju?")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    inspect(page, "wide", "help")
    page.keyboard.press("f")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.keyboard.press("b")
    expect(page.get_by_label("Nothing", exact=True)).to_be_focused()
    assert not Decision.objects.exists()


def test_keys_that_are_switched_off_do_nothing(windows: Windows, waiting: list[Case], mo: User) -> None:
    page = entered(windows, mo, "/moderating/reported/")
    page.get_by_role("button", name="Switch keys off").click()
    expect(page.get_by_text("Keys are switched off.")).to_be_visible()
    assert not Desk.objects.get().keys
    for key in "jfd1u?":
        page.keyboard.press(key)
    expect(page.locator("kbd")).to_have_count(0)
    page.get_by_role("button", name="Switch keys on").click()
    expect(page.get_by_role("button", name="Switch keys off")).to_be_visible()
    assert not Decision.objects.exists()


# ---------------------------------------------------------------- two at once, many at once


def test_two_moderators_on_one_case_decide_once(windows: Windows, waiting: list[Case], mo: User) -> None:
    maria = no_password("Maria", Role.MODERATOR)
    address = f"/moderating/cases/{waiting[0].pk}/?queue=reported"
    first, second = entered(windows, mo, address), entered(windows, maria, address)
    second.get_by_label("In your words").fill("She asks a fair question.")
    second.locator("#case-title").focus()
    first.locator("#case-title").press("d")
    first.keyboard.press("1")
    said(first, "Rejected: Off topic.")
    second.keyboard.press("f")
    expect(second.get_by_role("alert")).to_contain_text("Mo already rejected this")
    expect(second.get_by_role("alert")).to_be_focused()
    expect(second.get_by_label("In your words")).to_have_value("She asks a fair question.")
    expect(second.locator(".state")).to_contain_text("Against the rule: Off topic")
    inspect(second, "wide", "overtaken")
    assert Decision.objects.get().decided_by == mo
    # Having seen that, she may decide otherwise.
    second.get_by_role("button", name="Approve").click()
    said(second, "Approved.")
    assert Decision.objects.get(number=2).decided_by == maria


@pytest.mark.parametrize("shape", ["wide", "narrow", "without scripts"])
def test_spam_is_rejected_together(windows: Windows, waiting: list[Case], mo: User, shape: str) -> None:
    page = entered(windows, mo, "/moderating/reported/", **SHAPES[shape])
    for author in ("Sam, You have", "Sam, Cheap"):
        page.get_by_label(f"Choose: {author}").check()
    decided(waiting[1], make_user("Maria", Role.MODERATOR), Measure.APPROVE, now=timezone.now())
    page.get_by_label("Reject those chosen, for the rule").select_option("Spam or advertising")
    page.get_by_role("button", name="Reject those chosen").click()
    expect(page.get_by_role("status")).to_have_text("1 of 2 comments were rejected: Spam or advertising.")
    expect(page.get_by_text("Maria already approved this")).to_be_visible()
    inspect(page, shape, "bulk")
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator(".cases li")).to_have_count(1)


def test_the_desk_from_right_to_left(windows: Windows, waiting: list[Case], mo: User) -> None:
    page = entered(windows, mo, f"/moderating/cases/{waiting[1].pk}/")
    write_from("rtl", page)
    inspect(page, "wide", "rtl")


# ---------------------------------------------------------------- what readers see of it


def test_readers_see_a_locked_thread_and_no_way_to_answer(
    windows: Windows, waiting: list[Case], mo: User
) -> None:
    page = entered(windows, mo, f"/moderating/cases/{waiting[0].pk}/?queue=reported")
    page.get_by_label("Disturbs the discussion on purpose").check()
    page.get_by_role("button", name="Lock its thread").click()
    said(page, "Thread locked: Disturbs the discussion on purpose.")
    comment = Comment.objects.get(case=waiting[0])
    reader = windows.open(comment.get_absolute_url())
    thread = reader.locator(f"#thread-{comment.pk}")
    expect(thread).to_contain_text("A moderator has locked this thread: it takes no more answers.")
    expect(thread.get_by_role("link", name="Reply")).to_have_count(0)
    expect(thread.get_by_role("link", name="Helpful?")).to_have_count(2)
    inspect(reader, "wide", "locked")
