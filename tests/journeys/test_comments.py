"""Readers read comments: threads with stubs, imported, collapsed, quoted and right-to-left ones."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from debates.comments.models import Comment, Rank, Ranking
from debates.publishing.models import Contributor, Debate
from debates.richtext.render import Profile, render
from tests.comments.rows import answered, essay_text, first_paragraph, written
from tests.journeys.conftest import Windows, until, violations, write_from
from tests.makers import make_user

pytestmark = pytest.mark.browser

DEBATE = "/debates/face-recognition-open-photographs/"
SHAPES = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "narrow": {"width": 320},
    "forced colours": {"width": 1280, "forced_colors": "active"},
    "without scripts": {"width": 1280, "java_script_enabled": False},
}
BREAK = "document.title='broken'"
HOSTILE = f"""<script>{BREAK}</script> <img src=https://elsewhere.example/x onerror="{BREAK}">

[a](javascript:{BREAK}) ![b](https://elsewhere.example/y.png) <iframe src=//elsewhere.example></iframe>

"><svg onload="{BREAK}"> <style>body{{display:none}}</style> <https://elsewhere.example/z>"""


def texted(source: str) -> dict[str, Any]:
    """Answer a comment's text as posting renders it."""
    rendered = render(source, Profile.COMMENT)
    return {"source": source, "html": rendered.html, "plain": rendered.plain}


@pytest.fixture
def debate(windows: Windows) -> Debate:
    """Answer the demonstration's debate without the comments that it may have of its own."""
    debate = Debate.objects.get(slug="face-recognition-open-photographs")
    Rank.objects.all().delete()
    Ranking.objects.all().delete()
    for depth in (3, 2, 1):
        Comment.objects.filter(depth=depth).order_by("-number").delete()
    return debate


@pytest.fixture
def talk(debate: Debate) -> dict[str, Comment]:
    """Answer comments of every sort, by what they are."""
    ada, mo = make_user("Ada", about="I sign."), make_user("Mo", Role.MODERATOR)
    Contributor.objects.filter(essays__position__debate=debate, essays__position__order=1).update(account=ada)
    vera = make_user("Vera", about="I count birds.")
    now = timezone.now() - timedelta(days=2)
    text = essay_text(debate, 1)
    position = text.essay.position if text.essay else None
    paragraph, words = first_paragraph(text)
    on_text = {"text": text, "position": position, "created_at": now}
    quoting = written(
        debate,
        author=vera,
        kind="objects",
        paragraph=paragraph,
        quote=words,
        quoted_revision=text.revision,
        **on_text,
        **texted("Who asked the people *in* the photographs?\n\n> Nobody did.\n\nThat is my point."),
    )
    first = answered(quoting, author=ada, created_at=now, **texted("They were asked for the picture."))
    deep = answered(first, author=mo, created_at=now, **texted("And for what came after?"))
    answered(
        deep, author=vera, changed_mind=True, created_at=now, **texted("That had not occurred to me: " * 3)
    )
    for number in range(8):
        answered(quoting, created_at=now, **texted(f"Another answer, number {number}."))
    earlier = written(
        debate,
        author=vera,
        paragraph="p-00000000",
        quote="What stood here once.",
        quoted_revision=1,
        stance_kind="position",
        stance_position=position,
        edited_at=now,
        **on_text,
        **texted("I still think so."),
    )
    earlier.revisions.create(number=2, source="I still think *otherwise*.", at=now)
    withdrawn = written(debate, author=vera, visibility="withdrawn", created_at=now)
    answered(withdrawn, author=mo, created_at=now, **texted("I answered while it was there."))
    Ranking.objects.create(
        debate=debate,
        number=1,
        taken_at=now,
        groups=[[pk, 50] for pk in debate.positions.order_by("order").values_list("pk", flat=True)],
    )
    Rank.objects.create(
        comment=quoting,
        debate=debate,
        position=position,
        place=1,
        score=0.6,
        helpful=28,
        ratings=40,
        groups=[[15, 20], [13, 20]],
    )
    return {
        "quoting": quoting,
        "earlier": earlier,
        "withdrawn": withdrawn,
        "removed": written(debate, visibility="rejected", public_reason="Off topic.", created_at=now),
        "held": written(
            debate, visibility="held", was_public=False, created_at=now, **texted("Wait for me.")
        ),
        "imported": written(
            debate,
            imported_from="old:1",
            author_name="Wil F.",
            created_at=now - timedelta(days=900),
            **texted("Written long ago, elsewhere."),
        ),
        "collapsed": written(
            debate, visibility="restricted", public_reason="Heated.", created_at=now, **texted("Loud words.")
        ),
        "rtl": written(
            debate, created_at=now, **texted("الصورة ليست ملكاً لمن التقطها وحده.\n\nماذا عن الوجوه؟")
        ),
    }


def article(page: Page, comment: Comment) -> Any:
    """Answer a comment on a page."""
    return page.locator(f"#comment-{comment.pk}")


def width_of_page(page: Page) -> int:
    return cast("int", page.evaluate("document.documentElement.scrollWidth"))


def screens(talk: dict[str, Comment]) -> dict[str, str]:
    """Answer every page that shows comments, by name."""
    thread = f"{DEBATE}comments/{talk['quoting'].pk}/"
    return {
        "debate": DEBATE,
        "comments": f"{DEBATE}comments/",
        "thread": thread,
        "stub": f"{DEBATE}comments/{talk['withdrawn'].pk}/",
        "history": f"{DEBATE}comments/{talk['earlier'].pk}/history/",
        "order": f"{DEBATE}comments/order/",
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_every_page_of_comments_is_accessible_and_never_scrolls_sideways(
    windows: Windows, talk: dict[str, Comment], shape: str
) -> None:
    for name, page in windows.each(screens(talk), **SHAPES[shape]):
        if "java_script_enabled" not in SHAPES[shape]:
            assert (name, violations(page)) == (name, [])
            assert (name, width_of_page(page)) == (name, SHAPES[shape]["width"])
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{shape}.png", full_page=name != "debate")
            if name == "debate":
                page.locator("#comments").screenshot(path=Path(folder) / f"{name}-{shape}.png")


def test_pages_of_comments_hold_from_right_to_left_and_at_twice_the_size(
    windows: Windows, talk: dict[str, Comment]
) -> None:
    for name, page in windows.each(screens(talk), 320):
        write_from("rtl", page)
        assert (name, violations(page), width_of_page(page)) == (name, [], 320)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert (name, width_of_page(page)) == (name, 320)


@pytest.mark.parametrize("shape", ["wide", "narrow", "without scripts"])
def test_a_reader_reads_the_comments_from_the_debates_page_on(
    windows: Windows, talk: dict[str, Comment], shape: str
) -> None:
    page = windows.open(DEBATE, **SHAPES[shape])
    quoting = article(page, talk["quoting"])
    expect(quoting).to_contain_text(
        "28 of 40 readers found this helpful. Of those who first chose A 75 %, B 65 %."
    )
    expect(quoting).to_contain_text("Objects")
    quoting.get_by_role("link", name="In the text").click()
    expect(page.locator(f"#{talk['quoting'].paragraph}")).to_be_in_viewport()
    expect(article(page, talk["earlier"])).to_contain_text("On an earlier version of the text")
    expect(article(page, talk["withdrawn"])).to_contain_text("Withdrawn by its author.")
    expect(article(page, talk["removed"])).to_contain_text("Removed by a moderator. Off topic.")
    expect(article(page, talk["imported"])).to_contain_text("Wil F. imported")
    expect(page.get_by_text("Wait for me.")).to_have_count(0)
    loud = article(page, talk["collapsed"])
    expect(loud.get_by_text("Loud words.")).to_be_hidden()
    loud.get_by_text("Collapsed by a moderator. Heated.").click()
    expect(loud.get_by_text("Loud words.")).to_be_visible()
    said = article(page, talk["rtl"]).locator(".said p").first
    assert said.evaluate("(said) => getComputedStyle(said).direction") == "rtl"

    more = page.get_by_role("link", name="6 more answers")
    more.click()
    expect(page.get_by_text("Another answer, number 7.")).to_be_visible()
    in_place = "java_script_enabled" not in SHAPES[shape]
    assert page.url.partition("#")[0] == windows.base + (DEBATE if in_place else screens(talk)["thread"])
    if in_place:
        expect(page.locator(".comment:focus")).to_contain_text("Another answer, number 2.")

    page.goto(windows.base + DEBATE)
    page.get_by_role("link", name="On the question").click()
    expect(page.get_by_role("link", name="On the question")).to_have_attribute("aria-current", "true")
    expect(article(page, talk["quoting"])).to_have_count(0)
    page.get_by_role("link", name="Oldest").click()
    expect(page.locator(".threads > li").first).to_contain_text("Written long ago, elsewhere.")
    page.get_by_role("link", name="How this order comes about").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How this order comes about")


def test_what_is_new_since_the_last_visit_is_marked_by_the_browser_alone(
    windows: Windows, talk: dict[str, Comment], debate: Debate
) -> None:
    page = windows.open(f"{DEBATE}comments/")
    expect(page.locator(".threads")).to_be_in_viewport()
    expect(page.locator(".is-new")).to_have_count(0)
    until(page, f"localStorage.getItem('comments-{debate.pk}')")
    later = timezone.now() + timedelta(seconds=60)
    fresh = written(debate, created_at=later, **texted("Just now."))
    answered(talk["imported"], created_at=later, **texted("An answer just now."))
    windows.requests.clear()
    page.reload()
    page.get_by_role("link", name="2 new since your last visit").click()
    first = page.locator(".comment:has(.is-new)").first
    expect(first).to_be_in_viewport()
    assert page.url.endswith(f"#{first.get_attribute('id')}")
    expect(article(page, fresh).locator(".is-new")).to_have_text("New")
    assert violations(page) == []
    asked = {url.removeprefix(windows.base).partition("#")[0] for url in windows.requests}
    assert {path for path in asked if not path.startswith("/static/")} == {f"{DEBATE}comments/"}


def test_who_never_came_as_far_as_the_comments_finds_none_of_them_old(
    windows: Windows, talk: dict[str, Comment], debate: Debate
) -> None:
    page = windows.open(DEBATE)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(f"localStorage.getItem('comments-{debate.pk}')") is None
    page.locator("#comments").scroll_into_view_if_needed()
    page.locator(".threads").scroll_into_view_if_needed()
    until(page, f"localStorage.getItem('comments-{debate.pk}')")


def test_hostile_comments_run_nothing_and_load_nothing(windows: Windows, debate: Debate) -> None:
    hal = make_user("Hal")
    hal.display_name = "<svg onload=document.title='broken'>"
    hal.save()
    text = essay_text(debate, 1)
    position = text.essay.position if text.essay else None
    root = written(
        debate,
        author=hal,
        text=text,
        position=position,
        paragraph="p-00000000",
        quote=HOSTILE,
        quoted_revision=1,
        edited_at=timezone.now() + timedelta(days=400),
        **texted(HOSTILE),
    )
    root.revisions.create(number=2, source=HOSTILE * 2, at=timezone.now())
    answered(root, imported_from=HOSTILE[:250], author_name=HOSTILE[:80], **texted(HOSTILE))
    written(debate, visibility="rejected", public_reason=HOSTILE[:300])
    written(debate, visibility="restricted", public_reason=HOSTILE[:300], **texted(HOSTILE))
    thread = f"{DEBATE}comments/{root.pk}/"
    paths = {path: path for path in (DEBATE, f"{DEBATE}comments/", thread, f"{thread}history/")}
    for _path, page in windows.each(paths, 320):
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.title") != "broken"
        inside = "script, img, svg, iframe, style, [onerror], [onload], [href^='javascript']"
        assert page.locator("#main .comment").locator(inside).count() == 0
        assert width_of_page(page) == 320


def test_the_printed_debate_leaves_comments_out_and_their_own_page_prints_them(
    windows: Windows, talk: dict[str, Comment]
) -> None:
    page = windows.open(DEBATE)
    page.emulate_media(media="print")
    expect(page.locator("#comments")).to_be_hidden()
    page.goto(f"{windows.base}{DEBATE}comments/")
    expect(article(page, talk["quoting"])).to_be_visible()
    expect(page.get_by_role("link", name="Reply").first).to_be_hidden()
