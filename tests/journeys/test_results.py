"""A reader asks for results of an open debate, and everybody reads those of one that is over."""

import csv
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from debates.publishing.models import Debate
from debates.stances.options import EssaysRead, Tier
from tests.journeys.conftest import Windows, picture_of, until, violations
from tests.stances.snapshots import MATRIX, make_snapshot

pytestmark = pytest.mark.browser

DEBATE = "/debates/face-recognition-open-photographs/"
SHAPES: dict[str, dict[str, Any]] = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "narrow": {"width": 320},
    "narrow in the dark": {"width": 320, "color_scheme": "dark"},
    "forced colours": {"width": 390, "forced_colors": "active"},
    "without scripts": {"width": 1280, "java_script_enabled": False},
}
VISITORS = {"tier": Tier.UNVERIFIED}


@pytest.fixture
def debate(windows: Windows) -> Debate:
    debate = Debate.objects.get(slug="face-recognition-open-photographs")
    groups = [
        ((90, 80, 40, 20), VISITORS),
        ((30, 20, 10, 5), {"read": EssaysRead.BOTH}),
        ((20, 25, 6, 0), {"exposed": True}),
    ]
    make_snapshot(debate, matrix=MATRIX, groups=groups, taken_at=timezone.now())
    return debate


def inspect(page: Page, shape: str, name: str) -> None:
    """Look at the screen as a reader would, and as axe does where it can run."""
    if "java_script_enabled" in SHAPES[shape]:
        return
    assert (name, violations(page)) == (name, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= SHAPES[shape]["width"]
    if folder := os.environ.get("PICTURES"):
        picture_of(page, Path(folder) / f"{name}-{shape}.png")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_reader_asks_for_results_without_voting(windows: Windows, debate: Debate, shape: str) -> None:
    page = windows.open(DEBATE, **SHAPES[shape])
    page.get_by_role("link", name="Show results without voting").click()
    expect(page.get_by_text("Results are hidden while the debate is open")).to_be_visible()
    expect(page.locator("svg.poll-picture")).to_have_count(0)
    inspect(page, shape, "results-hidden")
    page.get_by_role("button", name="Show results without voting").click()
    expect(
        page.get_by_text("Of 237 who voted before and after reading, 99 changed their answer")
    ).to_be_visible()
    expect(page.get_by_role("img", name="How readers answered after reading")).to_be_visible()
    expect(page.get_by_role("img", name="How readers’ answers moved")).to_be_visible()
    table = page.get_by_role("table", name="With an account", exact=True)
    expect(table.get_by_role("row").nth(1)).to_contain_text("221")
    expect(page.get_by_role("table", name="Without an account")).to_be_visible()
    inspect(page, shape, "results")
    page.get_by_text("For statisticians").click()
    expect(page.get_by_text("Stuart–Maxwell")).to_be_visible()
    inspect(page, shape, "results-statisticians")
    page.goto(windows.base + DEBATE)
    expect(page.get_by_text("changed their answer")).to_have_count(0)
    page.get_by_role("link", name="Show results without voting").click()
    expect(page.get_by_text("changed their answer").first).to_be_visible()


@pytest.mark.parametrize("shape", SHAPES)
def test_everybody_reads_the_results_of_a_debate_that_is_over(
    windows: Windows, debate: Debate, shape: str
) -> None:
    Debate.objects.filter(pk=debate.pk).update(closes_at=timezone.now())
    page = windows.open("/debates/", **SHAPES[shape])
    expect(page.get_by_text("528 readers voted; more moved towards A")).to_be_visible()
    inspect(page, shape, "archive")
    page.get_by_role("link", name=debate.question).click()
    region = page.get_by_role("region", name="Results")
    expect(region.get_by_role("img", name="How readers answered after reading")).to_be_visible()
    inspect(page, shape, "debate-over")
    region.get_by_role("link", name="All results").click()
    expect(page).to_have_url(f"{windows.base}{DEBATE}results/")
    inspect(page, shape, "public-results")
    with page.expect_download() as download:
        page.get_by_role("link", name="All tables as a file (CSV)").click()
    file = download.value
    assert file.suggested_filename == "face-recognition-open-photographs-results.csv"
    lines = [*csv.reader(StringIO(Path(file.path()).read_text()))]
    assert lines[0] == ["part", "table", "row", "column", "value", "note"]


def test_on_paper_nothing_is_cut_off_or_lost(windows: Windows, debate: Debate) -> None:
    Debate.objects.filter(pk=debate.pk).update(closes_at=timezone.now())
    page = windows.open(f"{DEBATE}results/", width=720)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 720
    for name in ("How readers answered after reading", "How readers’ answers moved"):
        expect(page.get_by_role("img", name=name)).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(10)
    expect(page.get_by_role("navigation").first).to_be_hidden()
    assert page.evaluate(
        "[...document.querySelectorAll('main .table')].every(box => box.scrollWidth <= box.clientWidth + 1)"
    )


def test_a_wide_table_is_reached_and_scrolled_by_keyboard(windows: Windows, debate: Debate) -> None:
    make_snapshot(debate, matrix=[[count * 1000 for count in row] for row in MATRIX], place=500)
    Debate.objects.filter(pk=debate.pk).update(closes_at=timezone.now())
    page = windows.open(f"{DEBATE}results/", width=320)
    region = page.get_by_role("region", name="Each row is an answer before reading")
    region.focus()
    page.keyboard.press("ArrowRight")
    until(page, "document.activeElement.scrollLeft > 0")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
