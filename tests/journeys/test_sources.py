"""An editor gathers the references and the images of a debate."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.roles import Role
from debates.publishing.models import Debate
from tests.journeys.conftest import Windows, violations
from tests.journeys.signing_in import no_password, signed_in
from tests.makers import make_image, png
from tests.sink import Sink
from tests.stand_in import StandIn, said

pytestmark = pytest.mark.browser

SHAPES = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "narrow": {"width": 320},
    "without scripts": {"width": 1280, "java_script_enabled": False},
}
PASTED = """@book{poe, title={Tides & Mud}, author={Poe, Ann}, year=2020, doi={10.1234/x}, keywords={mud}}
@book{again, title={Tides & mud}, author={Poe, A.}, year=2020}
@book{broken, author={Poe, Ann}}
"""


def inspect(page: Page, shape: str, name: str) -> None:
    """Look at the screen as an editor would, and as axe does where it can run."""
    if "java_script_enabled" not in SHAPES[shape]:
        assert (name, violations(page)) == (name, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= int(str(SHAPES[shape]["width"]))
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"sources-{name}-{shape}.png", full_page=True)


def paste(page: Page, shape: str) -> None:
    """Paste three references, of which one is new, and put it first."""
    page.get_by_role("link", name="Paste references").click()
    page.get_by_label("BibTeX, RIS or CSL-JSON").fill(PASTED)
    page.get_by_role("button", name="Read and add").click()
    report = page.get_by_role("region", name="What was read as BibTeX")
    expect(report).to_contain_text("1 reference was added")
    expect(report).to_contain_text("The “title” is missing.")
    inspect(page, shape, "report")
    page.get_by_role("link", name="To the references").click()
    inspect(page, shape, "references")
    last = page.locator("ol.shelf > li").last
    expect(last).to_contain_text("[@poe2020]")
    last.get_by_role("spinbutton").fill("1")
    last.get_by_role("button", name="Move poe2020 there").click()
    expect(page.locator("ol.shelf > li").first).to_contain_text("[@poe2020]")


def look_up(page: Page, shape: str) -> None:
    """Look a page up, correct what is wrong, change its kind and save it."""
    page.get_by_label("DOI or web address").fill("https://port.example/")
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("The port’s own page")
    page.get_by_label("Published on").fill("2026-02-30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("is not a date of the calendar")
    inspect(page, shape, "form")
    page.get_by_label("Published on").fill("2026-02")
    page.get_by_label("Kind of publication").select_option(label="Report")
    page.get_by_role("button", name="Show the fields of this kind").click()
    page.get_by_label("Publisher or institution").fill("The port")
    page.get_by_role("textbox", name="Title").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved: [@ports2026].")


def gather_images(page: Page, shape: str) -> None:
    """See what is not shown yet, add an image, and put it above the debate."""
    page.get_by_role("link", name="Images", exact=True).click()
    inspect(page, shape, "images")
    waiting = page.locator("ul.shelf > li", has_text="A harbour that nothing shows yet")
    expect(waiting).to_contain_text("Not shown yet")
    expect(waiting).to_contain_text("Missing: author, description, or “decorative”")
    page.get_by_role("link", name="Add an image").click()
    picture = {"name": "mud.png", "mimeType": "image/png", "buffer": png(640, 480).getvalue()}
    page.get_by_label("File").set_input_files(picture)
    page.get_by_role("textbox", name="Title").fill("Mud")
    inspect(page, shape, "image")
    page.get_by_role("button", name="Save").click()
    mud = page.locator("ul.shelf > li", has_text="Mud").last
    mud.get_by_role("button", name="Put above the debate").click()
    expect(page.get_by_role("status")).to_contain_text("Above the debate: Mud.")


@pytest.mark.parametrize("shape", SHAPES)
def test_an_editor_gathers_what_a_debate_cites_and_shows(
    windows: Windows, sink: Sink, settings: Settings, shape: str
) -> None:
    fay = no_password("Fay", Role.EDITOR)
    debate = Debate.objects.get(slug="face-recognition-open-photographs")
    debate.images.add(make_image(fay, "A harbour that nothing shows yet", alt="", author=""))
    found = {"itemType": "webpage", "title": "The port’s own page", "url": "https://port.example/"}
    with StandIn(lambda _path: said([found])) as stand_in:
        settings.CITATION_LOOKUP_URL = stand_in.address
        settings.COMMONS_API_URL = stand_in.address
        base = f"/editing/debates/{debate.pk}"
        page = signed_in(windows, sink, "Fay", f"{base}/references/", **SHAPES[shape])
        expect(page.get_by_role("heading", level=1, name="References")).to_be_visible()
        paste(page, shape)
        look_up(page, shape)
        gather_images(page, shape)
