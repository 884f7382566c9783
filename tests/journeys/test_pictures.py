"""The pictures of a poll are readable in a browser: on a telephone, in the dark, on paper, in Arabic."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from debates.stances.drawing import Option
from debates.stances.pictures import Bar, BarWords, Flow, FlowWords, draw_bars, draw_flow
from debates.stances.suppression import suppressed_table
from tests.journeys.conftest import bring_axe, violations

pytestmark = pytest.mark.browser

STYLES = Path(__file__).resolve().parents[2] / "static" / "site.css"
POLICY = "default-src 'none'; img-src data:; style-src 'self'; script-src 'unsafe-inline' 'unsafe-eval'"

LABELS = {
    "ltr": ("Yes, they belong on Wikimedia Commons!!", "No", "Both persuade me", "Unsure"),
    "rtl": ("نعم، مكانها في ويكيميديا كومنز", "No (in English)", "كلاهما مقنع", "لا أدري"),
}
# What sticks out at most of a letter's box without any ink in it.
BEARING = 1.5

STICKING_OUT = """margin => [...document.querySelectorAll('svg.poll-picture')].flatMap(picture => {
    const room = picture.getBoundingClientRect();
    return [...picture.querySelectorAll('text, rect, svg > path')].filter(shape => {
        const box = shape.getBoundingClientRect();
        return box.left < room.left - margin || box.right > room.right + margin
            || box.top < room.top - margin || box.bottom > room.bottom + margin;
    }).map(shape => shape.outerHTML);
})"""
OVERLAPPING = """() => [...document.querySelectorAll('svg.poll-picture')].flatMap(picture => {
    const texts = [...picture.querySelectorAll('tspan')];
    const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6;
    return texts.flatMap((one, at) => texts.slice(at + 1)
        .filter(other => meet(one.getBoundingClientRect(), other.getBoundingClientRect()))
        .map(other => `${one.textContent} / ${other.textContent}`));
})"""
FILLS = """() => [...document.querySelectorAll('svg.poll-picture:first-of-type > rect[class]')]
    .map(bar => getComputedStyle(bar).fill)"""
LETTERS = """() => [...document.querySelectorAll('svg.poll-picture text')]
    .map(text => parseFloat(getComputedStyle(text).fontSize))"""


def pictures(direction: str) -> str:
    """Answer the bars, a flow of which all is shown, and one with hidden cells."""
    sides = ("a", "b", "", "")
    options = [Option(label, side) for label, side in zip(LABELS[direction], sides, strict=True)]
    rtl = direction == "rtl"
    shown = [[60, 6, 9, 8], [14, 46, 12, 10], [6, 8, 20, 5], [25, 15, 11, 0]]
    hidden = [[29, 2, 1, 0], [9, 18, 3, 0], [22, 10, 5, 7], [0, 1, 0, 60]]
    words = FlowWords(
        title="Before and after reading",
        before="Before reading",
        after="After reading",
        moved="%(count)s from %(before)s to %(after)s",
        hidden="not shown",
        note="Hatched: not shown, because fewer than five readers could be told apart.",
        joint="; ",
        number="{:,}".format,
    )
    bars = [
        *(Bar(option, 0.3, "1,234,567 (30%)") for option in options[:3]),
        Bar(options[3], None, ""),
    ]
    return "".join(
        [
            draw_bars(bars, BarWords("Bars", "not shown", "; "), name="bars", rtl=rtl),
            *(
                draw_flow(
                    Flow(options, suppressed_table(matrix), sum(map(sum, matrix))), words, name=name, rtl=rtl
                )
                for name, matrix in (("shown", shown), ("hidden", hidden))
            ),
        ]
    )


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Answer a window in which the browser may complain of nothing."""
    page = browser.new_page(viewport={"width": 320, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    yield page
    page.close()
    assert complaints == []


def show(page: Page, *, direction: str = "ltr", theme: str = "light", width: int = 320) -> None:
    """Open the pictures on a page whose policy is as strict on styles as the site's."""

    def answer(route: Route) -> None:
        if route.request.url.endswith(".css"):
            route.fulfill(body=STYLES.read_text(), content_type="text/css")
            return
        head = (
            '<title>Pictures</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/site.css">'
        )
        route.fulfill(
            body=f'<!doctype html><html lang="en" dir="{direction}" data-theme="{theme}"><head>{head}</head>'
            f"<body><main><h1>Pictures</h1>{pictures(direction)}</main></body></html>",
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": POLICY},
        )

    page.set_viewport_size({"width": width, "height": 900})
    page.route("**/*", answer)
    page.goto("http://pictures.example/")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pictures_are_readable(page: Page, width: int, direction: str, theme: str) -> None:
    show(page, width=width, direction=direction, theme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(STICKING_OUT, BEARING) == []
    assert page.evaluate(OVERLAPPING) == []
    assert min(page.evaluate(LETTERS)) >= 12
    bring_axe(page)
    assert violations(page) == []


def test_colours_are_those_of_the_sides_in_either_theme(page: Page) -> None:
    for theme, colours in {
        "light": ["104, 68, 200", "143, 77, 0"],
        "dark": ["184, 161, 247", "227, 164, 92"],
    }.items():
        show(page, theme=theme)
        assert page.evaluate(FILLS) == [f"rgb({colour})" for colour in colours]


def test_letters_grow_with_the_reader_s_text(page: Page) -> None:
    show(page)
    before = page.evaluate(LETTERS)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(LETTERS) == [2 * size for size in before]


def test_pictures_are_whole_on_paper(page: Page) -> None:
    show(page, width=700)
    page.emulate_media(media="print")
    assert page.evaluate(STICKING_OUT, BEARING) == []
    assert page.evaluate(OVERLAPPING) == []
