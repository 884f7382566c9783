"""A real Chromium in front of the real application, with the demonstration in it."""

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import which
from typing import Any, cast

import axe_playwright_python
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.roles import Role
from debates.importing.demonstration import load_demonstration
from tests.accounts.conftest import known_site, other_site, site, site_that_knows_it  # noqa: F401 - fixtures
from tests.kept import Shelf
from tests.makers import make_user
from tests.run_all import BROWSERS

# Playwright drives the browser from a loop of its own; Django would refuse the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# As patient as with a click: how long a busy machine takes says nothing about the site.
PATIENCE = 60
expect.set_options(timeout=PATIENCE * 1000)

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # it draws nothing but pages that few look at: a process less to wait for
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    # Nothing of what is right: describing every element that breaks nothing takes longer than looking.
    "resultTypes": ["violations"],
}

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
# Evaluated, half a million characters would be sent to the browser and compiled for each page; what is loaded
# from an address is compiled once for each window. And axe reads a colour anew for every element that has it,
# which is a third of all its work: here it reads each once.
LOOK = """async (rules) => {
    if (!window.axe) await import('/static/axe.min.js');
    const colour = axe.commons.color.Color.prototype;
    if (!Object.hasOwn(colour, 'read')) {
        const read = colour.parseString, known = new Map();
        colour.read = read;
        colour.parseString = function (text) {
            if (!known.has(text)) known.set(text, read.call(new colour.constructor(), text));
            const {r, g, b, alpha} = known.get(text);
            return Object.assign(this, {r, g, b, alpha});
        };
    }
    const {violations} = await axe.run(rules);
    return violations.map((rule) => `${rule.id}: ${rule.nodes[0].html.slice(0, 160)}`);
}"""


def chromium() -> str:
    """Answer where Chromium is."""
    named = os.environ.get("CHROMIUM", "")
    found = named or next(filter(None, map(which, BROWSERS)), "")
    assert found, (
        "No Chromium: install one, name it in CHROMIUM, or leave the journeys out with -m 'not browser'."
    )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Answer one browser for all journeys; each has windows of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Answer where a process keeps what its journeys begin with."""
    return Shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture
def demonstration(transactional_db: None, settings: Settings, shelf: Shelf) -> None:
    """Load the two debates of the demonstration."""
    shelf.bring(
        "demonstration",
        lambda: load_demonstration(by=make_user("Ed", Role.EDITOR, Role.ADMINISTRATOR), now=timezone.now()),
        Path(settings.MEDIA_ROOT),
    )


class Windows:
    """Opens pages of the site, and fails the test for anything that goes wrong in them unseen."""

    def __init__(self, browser: Browser, server: LiveServer) -> None:
        self.browser = browser
        self.base = server.url
        self.contexts: list[BrowserContext] = []
        self.requests: list[str] = []
        self.complaints: list[str] = []

    def open(self, path: str, width: int = 1280, **options: Any) -> Page:
        """Answer a page of the site in a new window."""
        page = self.window(width, **options)
        page.goto(self.base + path)
        return page

    def each(
        self, screens: Mapping[str, str], width: int = 1280, **options: Any
    ) -> Iterator[tuple[str, Page]]:
        """Answer one screen after the other, by name, each as whoever comes for the first time sees it.

        They share a window, which takes longer to make than a page; it remembers nothing.
        """
        page = self.window(width, **options)
        page.add_init_script("localStorage.clear(); sessionStorage.clear()")
        for name, path in screens.items():
            page.context.clear_cookies()
            page.goto(self.base + path)
            yield name, page

    def window(self, width: int, **options: Any) -> Page:
        """Answer a new window without a page."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, **options)
        self.contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", self.listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def listen(self, message: Any) -> None:
        """Keep what the browser complains of: scripts, styles and pictures that were refused or missing."""
        expected = "Failed to load resource: the server responded with a status of 4"
        if message.type in {"error", "warning"} and not message.text.startswith(expected):
            self.complaints.append(message.text)

    def close(self) -> None:
        """Close all windows."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def windows(
    browser: Browser, live_server: LiveServer, demonstration: None, settings: Settings
) -> Iterator[Windows]:
    """Answer what opens pages; at the end nothing may have been loaded from elsewhere, nothing complained."""
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, AXE.parent]
    opened = Windows(browser, live_server)
    yield opened
    opened.close()
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith((live_server.url, "data:"))] == []


def violations(page: Page) -> list[str]:
    """Answer what axe finds: each rule with the first element that breaks it."""
    page.wait_for_load_state()  # of a page that a click has just led to nothing may be there yet
    return cast("list[str]", page.evaluate(LOOK, RULES))


def bring_axe(page: Page) -> None:
    """Have axe on a page that is not the site's, where it could not be loaded from."""
    page.evaluate(AXE.read_text())


def write_from(direction: str, page: Page) -> None:
    """Let the page be written from right to left ("rtl") or from left to right ("ltr")."""
    page.wait_for_load_state()  # between two pages there is no document to turn
    page.evaluate(f"document.documentElement.dir = '{direction}'")


def until(page: Page, condition: str) -> None:
    """Wait until a condition holds in the page.

    Playwright would ask again by `eval`, which the site's own policy forbids.
    """
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(50)


def picture_of(page: Page, path: Path) -> None:
    """Store a picture of the page, its images loaded."""
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path)
