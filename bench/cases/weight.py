"""What a reader's browser has to take and to do for the page of a debate: a real Chromium, nothing kept."""

import gzip
import shutil
from collections.abc import Iterator

from django.urls import reverse
from playwright.sync_api import Browser, Response, sync_playwright

from bench.goals import REQUESTS, SCRIPT_TIME, SCRIPTS, STYLES, Measured, NotHere, Round
from bench.servers import HOST
from bench.stage import Stage
from debates.importing.demonstration import DATA

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
SLOWED = 4
"""How many times slower than this machine a reader's is."""


def rounds(stage: Stage) -> Iterator[Round]:
    """Open the page in a new browser in each round."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        raise NotHere("there is no Chromium")
    slug = min(file.parent.name for file in DATA.glob("*/debate.toml"))
    path = reverse("reading:debate", args=[slug])
    port = stage.site("full").port
    while True:
        # A browser that stays open would keep this thread's event loop running, which Django refuses.
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            found = opened(browser, f"http://{HOST}:{port}{path}")
            browser.close()
        yield found


def opened(browser: Browser, address: str) -> Round:
    """Open a page as somebody does who was never here, and answer what that took."""
    page = browser.new_context().new_page()
    answers: list[Response] = []

    def take(answer: Response) -> None:
        answers.append(answer)

    page.on("response", take)
    chrome = page.context.new_cdp_session(page)
    chrome.send("Performance.enable")
    chrome.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(address, wait_until="networkidle")
    metrics = {one["name"]: one["value"] for one in chrome.send("Performance.getMetrics")["metrics"]}
    sizes = {"script": 0.0, "stylesheet": 0.0}
    for answer in answers:
        if (kind := answer.request.resource_type) in sizes:
            sizes[kind] += len(gzip.compress(answer.body())) / 1024
    return {
        SCRIPTS: [Measured(sizes["script"])],
        STYLES: [Measured(sizes["stylesheet"])],
        REQUESTS: [Measured(len(answers))],
        SCRIPT_TIME: [Measured(1_000 * metrics["ScriptDuration"])],
    }
