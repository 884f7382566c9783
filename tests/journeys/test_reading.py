"""A reader comes to read and think: by mouse, by keyboard, on a telephone, without scripts."""

import gzip
import os
import re
from pathlib import Path
from typing import cast

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.roles import Role
from debates.publishing import actions
from debates.publishing.models import Debate, Essay
from debates.publishing.workflow import Status
from tests.journeys.conftest import Windows, picture_of, violations, write_from
from tests.makers import make_debate, make_user
from tests.stances.snapshots import make_snapshot

pytestmark = pytest.mark.browser

TWO_SIDES = "/debates/face-recognition-open-photographs/"
THREE_SIDES = "/debates/statue-no-longer-put-up/"

# Some of it is hidden; all of it is as wide as results get with three positions.
MOVED = ((60, 6, 8, 1, 8), (14, 46, 5, 9, 10), (6, 3, 12, 5, 2), (25, 15, 0, 20, 9), (8, 2, 1, 9, 25))
VISITORS = {"tier": "unverified"}


def screens() -> dict[str, str]:
    """Answer every kind of page, by name."""
    essay = Essay.objects.filter(position__debate__slug="statue-no-longer-put-up").order_by("pk")[0]
    withdrawn = make_debate(make_user("Una", Role.EDITOR), Status.WITHDRAWN)
    over = Debate.objects.get(slug="statue-no-longer-put-up")
    make_snapshot(over, (171, 150, 61, 30, 12), matrix=MOVED, groups=[((40, 30, 20, 10, 5), VISITORS)])
    return {
        "home": "/",
        "debate of two": TWO_SIDES,
        "debate of three": THREE_SIDES,
        "results": f"{THREE_SIDES}results/",
        "results hidden": f"{TWO_SIDES}ballot/results/",
        "essay": essay.get_absolute_url(),
        "contributor": essay.contributor.get_absolute_url(),
        "archive": "/debates/",
        "topics": "/topics/",
        "topic": "/topics/privacy/",
        "imprint": "/imprint/",
        "privacy": "/privacy/",
        "not found": "/nowhere/",
        "withdrawn": withdrawn.get_absolute_url(),
    }


def width_of_page(page: Page) -> int:
    return cast("int", page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_screen_is_accessible_and_never_scrolls_sideways(
    windows: Windows, width: int, scheme: str
) -> None:
    found: dict[str, object] = {}
    for name, page in windows.each(screens(), width, color_scheme=scheme):
        found[name] = (violations(page), width_of_page(page))
    assert found == dict.fromkeys(found, ([], width))


def test_what_is_wrong_on_a_screen_is_found_each_time_it_is_looked_at(windows: Windows) -> None:
    page = windows.open(TWO_SIDES)
    assert violations(page) == []
    page.evaluate("document.querySelector('h1').style.color = 'rgb(250 250 250)'")
    faint = violations(page)
    assert [rule.partition(":")[0] for rule in faint] == ["color-contrast"]
    assert "<h1" in faint[0]
    page.evaluate("document.querySelector('h1').style.color = ''")
    page.evaluate("document.querySelector('html').removeAttribute('lang')")
    assert [rule.partition(":")[0] for rule in violations(page)] == ["html-has-lang"]


@pytest.mark.parametrize("width", [320, 1280])
def test_every_screen_holds_at_twice_the_size_of_text(windows: Windows, width: int) -> None:
    for name, page in windows.each(screens(), width):
        page.add_style_tag(url="/static/site.css")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert (name, width_of_page(page)) == (name, width)


def test_every_screen_is_accessible_from_right_to_left(windows: Windows) -> None:
    found: dict[str, object] = {}
    for name, page in windows.each(screens(), 320):
        write_from("rtl", page)
        found[name] = (violations(page), width_of_page(page))
    assert found == dict.fromkeys(found, ([], 320))


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_from_the_home_page_to_the_other_side(windows: Windows, width: int) -> None:
    page = windows.open("/", width)
    page.get_by_role("heading", level=2, name=re.compile("face recognition")).get_by_role("link").click()
    expect(page).to_have_url(windows.base + TWO_SIDES)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("face recognition"))

    article = page.get_by_role("article").first
    title = article.locator(".essay-title a")
    name = title.inner_text()
    title.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)

    other = page.get_by_role("link", name=re.compile("Read the other side", re.IGNORECASE))
    other.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(name)

    page.get_by_role("link", name="All positions side by side").click()
    expect(page).to_have_url(windows.base + TWO_SIDES)


@pytest.mark.parametrize("path", [TWO_SIDES, THREE_SIDES, "/"])
def test_the_cards_of_the_sides_are_equal(windows: Windows, path: str) -> None:
    page = windows.open(path)
    sizes = page.evaluate(
        """() => [...document.querySelector('.pair').children].map((card) => {
            const heading = card.querySelector('h2, h3'), signature = card.querySelector('.signature');
            const inside = getComputedStyle(card);
            const box = signature.getBoundingClientRect();
            return [box.width, parseFloat(getComputedStyle(heading).fontSize), box.top, box.height,
                    heading.getBoundingClientRect().top];
        })"""
    )
    for values in zip(*sizes, strict=True):
        assert max(values) - min(values) <= 2


def test_a_narrow_debate_has_a_bar_that_leads_to_each_side(windows: Windows) -> None:
    page = windows.open(TWO_SIDES, 390)
    bar = page.get_by_role("navigation", name="Positions")
    bar.get_by_role("link").nth(1).click()
    letter = bar.get_by_role("link").nth(1).get_attribute("href")
    expect(page.locator(str(letter))).to_be_in_viewport()
    expect(bar).to_be_in_viewport()


def test_the_keyboard_reaches_the_text_at_once(windows: Windows) -> None:
    page = windows.open(TWO_SIDES)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_what_has_the_focus_is_always_seen(windows: Windows) -> None:
    page = windows.open(TWO_SIDES, 390, reduced_motion="reduce")
    for _ in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const element = document.activeElement, style = getComputedStyle(element);
                const box = element.getClientRects()[0];
                const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                return {outline: parseFloat(style.outlineWidth) * (style.outlineStyle === 'none' ? 0 : 1),
                        covered: !(element.contains(top) || (top && top.contains(element)))};
            }"""
        )
        assert seen == {"outline": 2, "covered": False}


# ---------------------------------------------------------------- scripts, and none


def test_without_scripts_everything_is_there_to_read(windows: Windows) -> None:
    page = windows.open(TWO_SIDES, java_script_enabled=False)
    expect(page.get_by_role("button", name="Appearance")).to_be_hidden()
    for text in Essay.objects.filter(position__debate__slug="face-recognition-open-photographs"):
        expect(page.get_by_role("link", name=text.title)).to_be_visible()
    page.locator('a[role="doc-noteref"]').first.click()
    note = page.locator('[role="doc-endnotes"] li').first
    expect(note).to_be_in_viewport()
    assert page.url.endswith(f"#{note.get_attribute('id')}")


def test_a_citation_leads_to_its_reference_and_back(windows: Windows) -> None:
    page = windows.open(TWO_SIDES, java_script_enabled=False)
    cited = page.locator('a[role="doc-biblioref"]').first
    cited.click()
    reference = page.locator(str(cited.get_attribute("href")))
    expect(reference).to_be_in_viewport()
    reference.locator('[role="doc-backlink"]').first.click()
    expect(cited).to_be_in_viewport()


def test_a_footnote_opens_where_it_is_called(windows: Windows) -> None:
    page = windows.open(TWO_SIDES)
    call = page.locator('a[role="doc-noteref"]').first
    call.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    call.click()
    note = page.locator("[popover].note")
    expect(note).to_be_visible()
    expect(note).to_be_in_viewport()
    assert page.evaluate("scrollY") == before
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    expect(call).to_be_focused()


def test_the_appearance_is_kept_in_the_browser(windows: Windows) -> None:
    page = windows.open("/")
    page.get_by_role("button", name="Appearance").click()
    page.get_by_label("Dark").check()
    page.get_by_label("Larger").check()
    assert violations(page) == []
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#appearance")).to_be_hidden()
    page.goto(windows.base + TWO_SIDES)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 23, 26)"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "19px"
    page.get_by_role("button", name="Appearance").click()
    expect(page.get_by_label("Dark")).to_be_checked()
    page.get_by_label("As the device").check()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 254, 251)"


# ---------------------------------------------------------------- hostile text


HOSTILE = (
    '<script>document.title="broken"</script><img src=x onerror=\'document.title="broken"\'>'
    '"><svg onload=\'document.title="broken"\'>'
)


def test_hostile_text_in_every_field_does_nothing(windows: Windows) -> None:
    ed = make_user("Olga", Role.EDITOR)
    debate = make_debate(ed, question=f"Why? {HOSTILE}", slug="hostile", summary=HOSTILE)
    for essay in Essay.objects.filter(position__debate=debate):
        essay.title = HOSTILE
        actions.save_essay(essay=essay, source=f"{HOSTILE} [a](javascript:document.title='broken')", by=ed)
        person = essay.contributor
        person.name, person.role, person.affiliation = HOSTILE[:120], HOSTILE, HOSTILE
        person.disclosure = person.biography = HOSTILE
        actions.save_contributor(contributor=person, by=ed)
        essay.position.claim = HOSTILE
        actions.save_position(position=essay.position, by=ed)
    paths = [
        debate.get_absolute_url(),
        *(e.get_absolute_url() for e in Essay.objects.filter(position__debate=debate)),
    ]
    paths += [e.contributor.get_absolute_url() for e in Essay.objects.filter(position__debate=debate)]
    for _path, page in windows.each({path: path for path in ["/", *paths]}, 320):
        assert page.evaluate("document.title") != "broken"
        assert page.locator("main script, svg, [onerror], [onload]").count() == 0
        assert width_of_page(page) == 320


# ---------------------------------------------------------------- weight


def weight(content: bytes) -> int:
    """Answer the size in bytes as it goes over the wire."""
    return len(gzip.compress(content, 9))


def test_a_readers_page_keeps_to_its_weight(windows: Windows) -> None:
    essays = "".join(
        text
        for debate in Debate.objects.all()
        for text in debate.texts.filter(debate__slug="face-recognition-open-photographs").values_list(
            "html", flat=True
        )
    )
    html = Client().get(TWO_SIDES).content
    assert weight(html) - weight(essays.encode()) <= 20 * 1024

    page = windows.open(TWO_SIDES)
    page.wait_for_load_state("networkidle")
    # How near a picture further down must be to be fetched is the browser's to say.
    later = page.evaluate(
        "[...document.querySelectorAll('img[loading=lazy]')].map(image => image.currentSrc)"
    )
    own = [url.removeprefix(windows.base) for url in windows.requests if url not in later]
    assert len(own) <= 8, own
    styles = [url for url in own if url.endswith(".css")]
    scripts = [url for url in own if url.endswith(".js")]
    assert styles == ["/static/site.css"]
    assert sorted(scripts) == [
        "/static/comments.js",
        "/static/site.js",
        "/static/stances/ballot.js",
    ]

    def sizes(urls: list[str]) -> int:
        return sum(weight(page.request.get(windows.base + url).body()) for url in urls)

    assert sizes(styles) <= 14 * 1024
    # Far below what a page may weigh, so that whoever votes in place, and by that asks for one more, can.
    assert sizes(scripts) <= 8 * 1024
    assert sizes(["/static/django_htmx/htmx-2.min.js"]) <= 17 * 1024


def test_the_picture_for_the_readme(windows: Windows, tmp_path: Path) -> None:
    """`make picture` names where it goes."""
    page = windows.open(TWO_SIDES, color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 2000})
    target = Path(os.environ.get("README_PICTURE") or tmp_path / "debate.png")
    picture_of(page, target)
    assert target.stat().st_size > 50_000


def test_the_printed_page_carries_both_essays_and_no_controls(windows: Windows) -> None:
    page = windows.open(TWO_SIDES)
    page.emulate_media(media="print")
    for essay in Essay.objects.filter(position__debate__slug="face-recognition-open-photographs"):
        expect(page.get_by_text(essay.title, exact=True).first).to_be_visible()
    expect(page.get_by_role("heading", name="References")).to_be_visible()
    expect(page.get_by_role("navigation").first).to_be_hidden()
    link = page.locator(".introduction a[href^='https']").first
    content = link.evaluate("(element) => getComputedStyle(element, '::after').content")
    assert str(link.get_attribute("href")) in content
