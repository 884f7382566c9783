"""Readers comment on a paragraph, answer, rate, edit and withdraw: with scripts, without, by keyboard."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect
from pytest_django import Settings

from accounts.models import User
from debates.comments.models import Comment, Rating
from debates.publishing.models import Debate, Text
from tests.comments.rows import say
from tests.journeys.conftest import Windows, picture_of, violations
from tests.journeys.signing_in import ask_for_code, enter, entered, no_password
from tests.makers import make_user
from tests.sink import Sink, code_in
from tests.stances.votes import vote

pytestmark = pytest.mark.browser

DEBATE = "/debates/face-recognition-open-photographs/"
WRITE = f"{DEBATE}comment/"
SHAPES: dict[str, dict[str, Any]] = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "narrow": {"width": 320},
    "without scripts": {"width": 1280, "java_script_enabled": False},
}


@pytest.fixture(autouse=True)
def nobody_waits(settings: Settings) -> None:
    """Publish first comments too, but where a journey is about them."""
    settings.COMMENTS_HELD_FIRST = 0


@pytest.fixture
def debate(demonstration: None) -> Debate:
    return Debate.objects.get(slug="face-recognition-open-photographs")


def inspect(page: Page, shape: str, name: str) -> None:
    """Look at the screen as a reader would, and as axe does where it can run."""
    if folder := os.environ.get("PICTURES"):
        picture_of(page, Path(folder) / f"{name}-{shape}.png")
    if "java_script_enabled" in SHAPES[shape]:
        return
    assert (name, violations(page)) == (name, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= SHAPES[shape]["width"]


def status(page: Page, text: str) -> None:
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def write(page: Page, text: str) -> None:
    page.get_by_label("Your comment").fill(text)


def first_paragraph(page: Page) -> Any:
    return page.locator("article.side .prose [id^=p-]").first


# ---------------------------------------------------------------- from a paragraph to a withdrawn comment


def has_scripts(shape: str) -> bool:
    return "java_script_enabled" not in SHAPES[shape]


def open_paragraph(page: Page, shape: str) -> None:
    """Go from the first paragraph of the first essay to where it is commented on."""
    if not has_scripts(shape):
        page.get_by_role("link", name="Comment on this essay").first.click()
        page.get_by_label("On", exact=True).select_option(index=1)
        return
    first_paragraph(page).hover()
    inspect(page, shape, "paragraph")
    first_paragraph(page).get_by_role("link", name="Comment on this paragraph").click()


def comment_on_it(page: Page, shape: str) -> None:
    """Write a comment, look at it, and post it."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comment on “")
    write(page, "It *depends* on who keeps the pictures.\n\n> and for how long")
    page.get_by_role("radio", name="Objects").check()
    if not has_scripts(shape):
        page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview").locator("em")).to_have_text("depends")
    inspect(page, shape, "write")
    page.get_by_role("button", name="Post").click()
    status(page, "Your comment is published.")
    inspect(page, shape, "mine")


def edit_it(page: Page, shape: str) -> None:
    """Put another text in its place, and go to where readers see it."""
    page.get_by_role("link", name="Edit until").click()
    write(page, "It *depends* on who keeps the pictures, and for how long.")
    inspect(page, shape, "edit")
    page.get_by_role("button", name="Save").click()
    status(page, "Your comment is published.")
    page.get_by_role("link", name="See it in its place").click()
    expect(page.locator(".comment:target")).to_contain_text("and for how long.")
    if has_scripts(shape):
        expect(page.locator(".comment:target .own")).to_contain_text("Yours")
    inspect(page, shape, "own in place")


def find_it_helpful(page: Page, shape: str) -> None:
    """Say that the comment on the page is helpful: where it stands, or without scripts on its own page."""
    if not has_scripts(shape):
        page.get_by_role("link", name="Helpful?").click()
        page.get_by_role("button", name="Helpful", exact=True).click()
        status(page, "Counted: you find this comment helpful.")
        page.get_by_role("link", name="Back to the comment").click()
        return
    page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.get_by_role("button", name="Helpful", exact=True, pressed=True)).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Counted: you find this comment helpful.")
    inspect(page, shape, "rated")


@pytest.mark.parametrize("shape", SHAPES)
def test_from_a_paragraph_to_a_comment_that_is_answered_rated_edited_and_withdrawn(
    windows: Windows, debate: Debate, shape: str
) -> None:
    vera, sam = make_user("Vera"), make_user("Sam")
    vote(debate, vera, 1)
    page = entered(windows, vera, DEBATE, **SHAPES[shape])
    open_paragraph(page, shape)
    comment_on_it(page, shape)
    comment = Comment.objects.get(author=vera)
    assert (comment.kind, comment.paragraph != "", comment.stance) == ("objects", True, None)
    edit_it(page, shape)

    other = entered(windows, sam, comment.get_absolute_url(), **SHAPES[shape])
    find_it_helpful(other, shape)
    assert Rating.objects.get().helpful
    other.get_by_role("link", name="Reply").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Answer Vera")
    write(other, "Longer than anybody thinks.")
    inspect(other, shape, "reply")
    other.get_by_role("button", name="Post").click()
    status(other, "Your comment is published.")

    page.goto(f"{windows.base}{DEBATE}comments/me/")
    page.get_by_role("link", name="Withdraw").click()
    inspect(page, shape, "withdraw")
    page.get_by_role("button", name="Withdraw it").click()
    status(page, "Your comment is withdrawn.")
    page.goto(windows.base + comment.get_absolute_url())
    expect(page.locator(f"#comment-{comment.pk}")).not_to_contain_text("depends")
    expect(page.get_by_text("Longer than anybody thinks.")).to_be_visible()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_rating_is_seen_on_a_page_of_its_own_too(windows: Windows, debate: Debate, shape: str) -> None:
    comment = say(debate, make_user("Sam"), "Birds *first*.")
    page = entered(windows, make_user("Vera"), f"/comments/{comment.pk}/rate/", **SHAPES[shape])
    for button, told in (
        ("Not helpful", "Counted: you do not find this comment helpful."),
        ("Take it back", "Your rating is taken back."),
    ):
        inspect(page, shape, "rate")
        page.get_by_role("button", name=button, exact=True).click()
        status(page, told)
    assert not Rating.objects.exists()


# ---------------------------------------------------------------- what waits, what is wrong


@pytest.mark.parametrize("shape", SHAPES)
def test_a_first_comment_waits_and_its_author_sees_it_among_the_others(
    windows: Windows, debate: Debate, settings: Settings, shape: str
) -> None:
    settings.COMMENTS_HELD_FIRST = 1
    page = entered(windows, make_user("Vera"), WRITE, **SHAPES[shape])
    expect(page.get_by_text("Your comment will wait for a moderator")).to_be_visible()
    write(page, "My first word here.")
    page.get_by_role("button", name="Post").click()
    status(page, "Your comment waits for a moderator, because it is among your first here.")
    inspect(page, shape, "held")
    page.get_by_role("link", name="Back to the debate").click()
    mine = page.get_by_role("region", name="Your comments that only you see")
    if "java_script_enabled" in SHAPES[shape]:
        expect(mine).to_have_count(0)
        return
    expect(mine).to_contain_text("My first word here.")
    mine.scroll_into_view_if_needed()
    inspect(page, shape, "held among the others")
    page.goto(f"{windows.base}{DEBATE}comments/")
    expect(mine).to_contain_text("My first word here.")
    inspect(page, shape, "held above the list")


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_refused_is_said_first_and_keeps_what_was_typed(
    windows: Windows, debate: Debate, shape: str
) -> None:
    vera = make_user("Vera")
    vote(debate, vera, 1)
    text = Text.objects.filter(debate=debate, kind="essay")[0]
    page = entered(windows, vera, f"{WRITE}?on={text.pk}", **SHAPES[shape])
    write(page, "Too short.")
    page.get_by_label("This changed my mind").check()
    page.get_by_label("Show my stance with this comment").check()
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in at least 50 characters what changed your mind.")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Your comment")).to_have_value("Too short.")
    expect(page.get_by_label("This changed my mind")).to_be_checked()
    expect(page.get_by_label("Show my stance with this comment")).to_be_checked()
    inspect(page, shape, "refused")
    assert not Comment.objects.filter(author=vera).exists()


def test_a_visitor_signs_in_on_the_way_and_loses_nothing(
    windows: Windows, debate: Debate, sink: Sink
) -> None:
    no_password("Vera")
    page = entered(windows, make_user("Sam"), WRITE)
    write(page, "Typed before the session ended.")
    page.context.clear_cookies()
    page.evaluate("document.cookie = 'csrftoken=' + 'a'.repeat(32)")
    page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value = 'a'.repeat(32)")
    page.get_by_role("button", name="Post").click()
    before = len(sink.to("vera@example.org"))
    ask_for_code(page, "vera@example.org")
    enter(page, code_in(sink.wait_for("vera@example.org", before + 1)))
    expect(page.get_by_label("Your comment")).to_have_value("Typed before the session ended.")
    page.get_by_role("button", name="Post").click()
    status(page, "Your comment is published.")
    assert Comment.objects.get(source="Typed before the session ended.").author == User.objects.get(
        email="vera@example.org"
    )


# ---------------------------------------------------------------- drafts, previews


def test_a_draft_is_offered_again_until_it_is_posted(windows: Windows, debate: Debate) -> None:
    vera = make_user("Vera")
    page = entered(windows, vera, WRITE)
    write(page, "Half a thought")
    expect(page.get_by_role("region", name="Preview")).to_contain_text("Half a thought")
    text = Text.objects.filter(debate=debate, kind="essay")[0]
    page.goto(f"{windows.base}{WRITE}?on={text.pk}")
    expect(page.get_by_text("You have a draft from")).to_be_hidden()
    page.goto(windows.base + WRITE)
    expect(page.get_by_text("You have a draft from")).to_be_visible()
    inspect(page, "wide", "draft")
    write(page, "and another.")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("Your comment")).to_have_value("Half a thought\n\nand another.")
    expect(page.get_by_label("Your comment")).to_be_focused()
    page.reload()
    page.get_by_role("button", name="Go on with it").click()
    page.get_by_role("button", name="Post").click()
    status(page, "Your comment is published.")
    page.goto(windows.base + WRITE)
    expect(page.get_by_text("You have a draft from")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []


def test_a_refused_comment_keeps_its_draft(windows: Windows, debate: Debate) -> None:
    vera = make_user("Vera")
    say(debate, vera, "Said before.", now=timezone.now())
    page = entered(windows, vera, WRITE)
    write(page, "Said before.")
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("alert")).to_contain_text("You have said exactly this here already.")
    page.goto(windows.base + WRITE)
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_text("You have a draft from")).to_be_hidden()
    page.reload()
    expect(page.get_by_text("You have a draft from")).to_be_hidden()


def test_where_storage_is_switched_off_writing_goes_on(windows: Windows, debate: Debate) -> None:
    page = entered(windows, make_user("Vera"), "/imprint/")
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('off', 'SecurityError') } })"
    )
    page.goto(windows.base + WRITE)
    write(page, "Without any **storage**.")
    expect(page.get_by_role("region", name="Preview").locator("strong")).to_have_text("storage")
    page.get_by_role("button", name="Post").click()
    status(page, "Your comment is published.")


HOSTILE = """<script>document.title = 'broken'</script> ![x](https://evil.example/x.png)
<img src=x onerror="document.title = 'broken'">"""


def test_the_text_is_counted_and_hostile_text_stays_text(windows: Windows, debate: Debate) -> None:
    page = entered(windows, make_user("Vera"), WRITE)
    write(page, HOSTILE)
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("<script>")
    assert preview.locator("script, img, [onerror]").count() == 0
    assert page.title() != "broken"
    expect(page.get_by_text(f"{len(HOSTILE)} of 5,000 characters")).to_be_visible()
    write(page, "x" * 5001)
    expect(page.get_by_text("5,001 of 5,000 characters")).to_be_visible()
    expect(preview).to_contain_text("The text has 5,001 characters; at most 5,000 are possible.")
    assert page.get_by_label("Your comment").get_attribute("aria-invalid") == "true"
    write(page, "")
    expect(preview).to_be_hidden()


def test_where_no_preview_comes_the_comment_is_posted_all_the_same(windows: Windows, debate: Debate) -> None:
    page = entered(windows, make_user("Vera"), WRITE)
    page.route("**/comments/preview/", lambda route: route.fulfill(status=429, body="Too many"))
    write(page, "No preview")
    expect(page.get_by_text("There is no preview just now.")).to_be_visible()
    page.get_by_role("button", name="Post").click()
    status(page, "Your comment is published.")


# ---------------------------------------------------------------- beside the paragraphs


def tab_to(page: Page, is_there: Callable[[], bool], most: int = 150) -> None:
    """Press the tabulator until the focus is there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if is_there():
            return
    raise AssertionError("The keyboard does not reach it.")


def focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))


def test_by_keyboard_alone_from_a_paragraph_to_a_comment(windows: Windows, debate: Debate) -> None:
    page = entered(windows, make_user("Vera"), DEBATE)
    tab_to(page, lambda: focused(page, "article.side .remark"))
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        expect(page.locator(".remark:focus")).to_be_in_viewport(ratio=1)
    second = page.locator("article.side .prose").first.locator("[id^=p-]").nth(1)
    mark = second.get_by_role("link", name="Comment on this paragraph")
    expect(mark).to_be_focused()
    expect(mark).to_have_css("opacity", "1")
    expect(mark).to_have_accessible_description("The arrow keys lead to the other paragraphs.")
    inspect(page, "wide", "paragraph by keyboard")
    name = second.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comment on “")
    tab_to(page, lambda: focused(page, "textarea"))
    page.keyboard.type("By keyboard alone.")
    tab_to(page, lambda: focused(page, "[name=kind]"))
    page.keyboard.press("ArrowDown")
    tab_to(page, lambda: focused(page, "button[type=submit]"))
    page.keyboard.press("Enter")
    status(page, "Your comment is published.")
    comment = Comment.objects.get(source="By keyboard alone.")
    assert (comment.kind, comment.paragraph) == ("supports", name)


def test_each_text_is_one_stop_of_the_tabulator_however_many_paragraphs_it_has(
    windows: Windows, debate: Debate
) -> None:
    page = windows.open(DEBATE)
    texts = page.locator("[data-comment]").count()
    assert page.locator("[data-comment] .remark").count() > 3 * texts
    assert page.locator("[data-comment] .remark:not([tabindex='-1'])").count() == texts
    # It is the paragraph that was chosen last, by arrow keys or by a click.
    tab_to(page, lambda: focused(page, ".introduction .remark"))
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".introduction .remark").last).to_be_focused()
    third = page.locator("article.side .prose").first.locator("[id^=p-]").nth(2)
    third.click(position={"x": 2, "y": 2})
    tab_to(page, lambda: focused(page, ".remark"))
    expect(third.locator(".remark")).to_be_focused()
    assert page.locator("[data-comment] .remark:not([tabindex='-1'])").count() == texts


def test_a_tap_shows_the_way_to_comment_and_nothing_moves(windows: Windows, debate: Debate) -> None:
    options = {"width": 320, "has_touch": True, "is_mobile": True}
    heights = "[...document.querySelectorAll('.prose')].map(text => text.getBoundingClientRect().height)"
    bare = windows.open(DEBATE, width=320, has_touch=True, is_mobile=True)
    marked = bare.evaluate(heights)
    assert bare.locator(".remark").count() > 4
    bare.evaluate("for (const mark of document.querySelectorAll('.remark')) mark.remove()")
    # Lines are placed in parts of a pixel, which may be rounded otherwise: nobody sees those.
    assert bare.evaluate(heights) == pytest.approx(marked, abs=0.5)

    page = windows.open(DEBATE, **options)
    mark = page.locator("article.side .remark").first
    expect(mark).to_have_css("opacity", "0")
    first_paragraph(page).tap(position={"x": 5, "y": 5})
    expect(mark).to_have_css("opacity", "1")
    assert mark.evaluate("mark => mark.getBoundingClientRect().height") >= 24
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    mark.tap()
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()


def test_who_is_not_signed_in_is_asked_nothing_in_private(windows: Windows, debate: Debate) -> None:
    comment = say(debate, make_user("Sam"), "Birds first.")
    page = windows.open(comment.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert [url for url in windows.requests if "/me/" in url] == []
    expect(page.get_by_role("link", name="Helpful?")).to_be_visible()


def only_whole_pages(route: Route) -> None:
    """Let nothing through that a script asks for."""
    if route.request.resource_type == "fetch":
        route.abort()
    else:
        route.continue_()


def test_where_a_rating_does_not_arrive_its_own_page_says_so(windows: Windows, debate: Debate) -> None:
    comment = say(debate, make_user("Sam"), "Birds first.")
    page = entered(windows, make_user("Vera"), comment.get_absolute_url())
    button = page.get_by_role("button", name="Helpful", exact=True)
    expect(button).to_be_visible()
    Comment.objects.filter(pk=comment.pk).update(visibility="withdrawn", cause="author", was_public=True)
    button.click()
    expect(page.locator(".own .errorlist")).to_have_text("This comment is no longer there to be rated.")
    page.route("**/rate/", only_whole_pages)
    page.get_by_role("button", name="Not helpful", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("This comment is no longer there to be rated.")
    windows.complaints.clear()
