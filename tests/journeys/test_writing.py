"""Editors write texts in the workspace: saved while they type, together, offline, without scripts."""

import os
import re
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.roles import Role
from debates.media.models import Image
from debates.publishing import actions
from debates.publishing.models import Debate, Saving, Text
from debates.publishing.workflow import Status
from tests.journeys.conftest import Windows, violations
from tests.makers import make_debate, make_draft, make_reference, make_user, png, text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHAPES: dict[str, dict[str, Any]] = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "narrow": {"width": 320},
}
AWAY = re.compile("^Not saved: the site cannot be reached")
SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture
def ed(demonstration: None) -> User:
    return User.objects.get(email="ed@example.org")


@pytest.fixture
def draft(ed: User) -> Debate:
    return make_draft(ed)


def entered(windows: Windows, person: User, path: str, **options: Any) -> Page:
    """Answer a page of somebody who is signed in already."""
    client = Client()
    client.force_login(person)
    page = windows.open("/imprint/", **options)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": windows.base}])
    page.goto(windows.base + path)
    return page


def desk(debate: Debate) -> str:
    return f"/editing/debates/{debate.pk}/"


def form_of(page: Page, text: Text) -> Locator:
    return page.locator(f"#text-{text.pk}")


def write(page: Page, text: Text, words: str) -> Locator:
    """Put the cursor at the end of a text, type, and answer its form."""
    form = form_of(page, text)
    form.locator("textarea").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)
    return form


def says(form: Locator, sentence: str | re.Pattern[str]) -> None:
    expect(form.locator(".saved")).to_have_text(sentence)


def stored(text: Text) -> str:
    return Text.objects.get(pk=text.pk).working_source


# ---------------------------------------------------------------- while somebody types


def test_what_is_typed_is_saved_within_two_seconds_and_counted(
    windows: Windows, ed: User, draft: Debate
) -> None:
    make_reference(ed, draft)
    text = text_of(draft, 1)
    page = entered(windows, ed, desk(draft))
    form = form_of(page, text)
    before = form.locator(".words").inner_text()
    assert before == "9 words"
    form.get_by_text("How it will look").click()
    write(page, text, " Two more [@disputes] [@nobody].")
    stopped = monotonic()
    expect(form.locator(".words")).to_have_text("11 words")
    says(form, SAVED)
    # A browser, a server and a test share a busy machine: what they took is no pause of ours. SLACK=0 asks
    # for the two seconds alone.
    assert monotonic() - stopped < 2 + float(os.environ.get("SLACK", "8"))
    assert stored(text).endswith(" Two more [@disputes] [@nobody].")
    assert text.revisions.latest("number").saving == Saving.AUTOSAVED
    expect(form.locator(".markdownx-preview .cite a")).to_have_text("1")
    expect(form.locator(".unknown")).to_have_text(
        "This debate has no reference with the key: nobody. Add it, or correct the key."
    )


def test_a_workspace_asks_how_a_text_will_look_once_somebody_wants_to_see_it(
    windows: Windows, ed: User, draft: Debate
) -> None:
    page = entered(windows, ed, desk(draft))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.reload()
    page.wait_for_load_state("networkidle")
    assert asked == []
    texts = [text_of(draft, order) for order in (1, 2)]
    form_of(page, texts[0]).get_by_text("How it will look").click()
    expect(form_of(page, texts[0]).locator(".markdownx-preview")).to_contain_text("Essay number 1")
    form_of(page, texts[1]).locator("textarea").focus()
    expect(form_of(page, texts[1]).locator(".markdownx-preview")).to_contain_text("Essay number 2")
    assert asked == [f"{windows.base}/editing/texts/{text.pk}/preview/" for text in texts]


def test_characters_that_are_no_text_are_taken_out_of_what_is_pasted(
    windows: Windows, ed: User, draft: Debate
) -> None:
    text = text_of(draft, 1)
    page = entered(windows, ed, desk(draft))
    form = write(page, text, " ")
    page.keyboard.insert_text("Pas\x07ted\x0bbelow\ufffe")
    page.keyboard.type(", and on.")
    says(form, SAVED)
    assert stored(text).endswith(" Pasted\nbelow, and on.")


def test_tab_leaves_the_field_and_the_keyboard_saves(windows: Windows, ed: User, draft: Debate) -> None:
    text = text_of(draft, 1)
    page = entered(windows, ed, desk(draft))
    form = write(page, text, " More.")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == f"source-{text.pk}"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Save"
    page.keyboard.press("Enter")
    says(form, SAVED)
    saved = text.revisions.latest("number")
    assert (saved.saving, saved.source) == (
        Saving.SAVED,
        "Essay number 1 argues its case in one paragraph. More.",
    )
    assert "\t" not in stored(text)


def test_a_picture_is_put_where_the_cursor_is(windows: Windows, ed: User, draft: Debate) -> None:
    text = text_of(draft, 1)
    page = entered(windows, ed, desk(draft))
    form = write(page, text, "\n\n")
    form.locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": png().getvalue()}
    )
    expect(form.locator("textarea")).to_have_value(re.compile(r"!\[\]\(image:image\)$"))
    assert Image.objects.get(key="image").uploaded_by == ed
    says(form, SAVED)
    form.locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"<script>"}
    )
    says(form, re.compile("JPEG"))
    assert "Invalid response" not in form.locator("textarea").input_value()


# ---------------------------------------------------------------- two people


def test_two_editors_at_one_text_lose_nothing(windows: Windows, ed: User, draft: Debate) -> None:
    text = text_of(draft, 1)
    one = entered(windows, ed, desk(draft))
    other = entered(windows, make_user("Fay", Role.EDITOR), desk(draft))
    says(write(one, text, " Says Ed."), SAVED)
    form = write(other, text, " Says Fay.")
    way = form.get_by_role("link", name="Compare both")
    expect(way).to_be_visible()
    way.click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Two versions")
    assert other.locator(".two del").all_inner_texts() == ["Ed."]
    assert other.locator(".two ins").all_inner_texts() == ["Fay."]
    merged = other.get_by_label("Or write one of both")
    merged.fill(merged.input_value().replace("Says Fay.", "Say Ed and Fay."))
    other.get_by_role("button", name="Save this").click()
    expect(other.get_by_role("status").filter(has_text="Saved: The opening of side 1.")).to_be_visible()
    assert stored(text).endswith("Say Ed and Fay.")
    assert form_of(other, text).locator(".kept button").count() == 0
    kept = [source.rpartition(". ")[2] for source in text.revisions.values_list("source", flat=True)]
    assert kept[1:] == ["Says Ed.", "Says Fay.", "Say Ed and Fay."]


# ---------------------------------------------------------------- when nothing can be saved


def forgive(windows: Windows) -> None:
    """Forget what a browser, and markdownx in an empty line, say of having no network."""
    expected = "ERR_INTERNET_DISCONNECTED"
    windows.complaints[:] = [line for line in windows.complaints if line and expected not in line]


def crash(page: Page) -> None:
    """Leave a page as a browser does that crashes: nothing is sent at the last moment, which may arrive."""
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()) }")
    page.goto("about:blank")


def test_offline_text_is_kept_in_the_browser_and_saved_once_the_site_is_there_again(
    windows: Windows, ed: User, draft: Debate
) -> None:
    text = text_of(draft, 1)
    page = entered(windows, ed, desk(draft))
    page.context.set_offline(True)
    form = write(page, text, " Typed offline.")
    says(form, AWAY)
    assert not stored(text).endswith("offline.")
    page.context.set_offline(False)
    says(form, SAVED)
    assert stored(text).endswith(" Typed offline.")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('text:'))") == []
    forgive(windows)


def test_text_that_was_not_saved_is_offered_when_the_page_is_opened_again(
    windows: Windows, ed: User, draft: Debate
) -> None:
    text = text_of(draft, 1)
    page = entered(windows, ed, desk(draft))
    page.context.set_offline(True)
    form = write(page, text, " Typed offline.")
    says(form, AWAY)
    crash(page)
    page.context.set_offline(False)
    page.goto(windows.base + desk(draft))
    form = form_of(page, text)
    expect(form.locator(".kept")).to_contain_text("You have text that was not saved, from ")
    assert violations(page) == []
    form.get_by_role("button", name="Put it in the field").click()
    says(form, SAVED)
    assert stored(text).endswith(" Typed offline.")
    page.reload()
    expect(form.locator(".kept")).to_be_empty()
    forgive(windows)


def test_text_kept_in_the_browser_passes_over_nothing_that_was_saved_since(
    windows: Windows, ed: User, draft: Debate
) -> None:
    text = text_of(draft, 1)
    page = entered(windows, ed, desk(draft))
    page.context.set_offline(True)
    says(write(page, text, " Typed offline."), AWAY)
    crash(page)
    actions.save_text(text=text, source="Fay's.", by=make_user("Fay", Role.EDITOR))
    page.context.set_offline(False)
    page.goto(windows.base + desk(draft))
    form = form_of(page, text)
    form.get_by_role("button", name="Put it in the field").click()
    expect(form.get_by_role("link", name="Compare both")).to_be_visible()
    assert stored(text) == "Fay's."
    aside = text.revisions.get(saving=Saving.ASIDE)
    assert (aside.by, aside.started_from) == (ed, 1)
    assert aside.source.endswith(" Typed offline.")
    forgive(windows)


def test_somebody_who_was_signed_out_loses_nothing(windows: Windows, ed: User, draft: Debate) -> None:
    text = text_of(draft, 1)
    page = entered(windows, ed, desk(draft))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    form = write(page, text, " Typed too late.")
    says(form, re.compile("^You are signed out"))
    way = form.get_by_role("link", name="Sign in").get_attribute("href")
    assert way == f"/account/login/?next=%2Fediting%2Fdebates%2F{draft.pk}%2F"
    again = Client()
    again.force_login(ed)
    session = again.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": windows.base}])
    page.keyboard.type(" And more.")
    says(form, SAVED)
    assert stored(text).endswith(" Typed too late. And more.")


# ---------------------------------------------------------------- without scripts, and on every screen


def test_without_scripts_a_text_is_looked_at_saved_compared_and_restored(
    windows: Windows, ed: User, draft: Debate
) -> None:
    text = text_of(draft, 1)
    page = entered(windows, ed, desk(draft), java_script_enabled=False)
    form = form_of(page, text)
    form.locator("textarea").fill("It *depends*.")
    form.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="How it will look").locator("em")).to_have_text("depends")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved: The opening of side 1.")).to_be_visible()
    form_of(page, text).get_by_role("link", name="History").click()
    page.get_by_role("button", name="Compare the two that are chosen").click()
    assert page.locator(".version ins").all_inner_texts() == ["It *depends*."]
    page.get_by_label("Compare with version").fill("2")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.goto(f"{windows.base}/editing/texts/{text.pk}/history/1/")
    page.get_by_role("button", name="Restore version 1").click()
    assert stored(text) == "Essay number 1 argues its case in one paragraph."


def test_a_correction_is_written_looked_at_and_published(windows: Windows, ed: User, draft: Debate) -> None:
    text = text_of(make_debate(ed, question="Should the quay be widened?"), 1)
    page = entered(windows, ed, desk(text.debate))
    form = write(page, text, " And a correction.")
    says(form, SAVED)
    form.get_by_role("link", name="Look at the change").click()
    assert page.locator(".version ins").all_inner_texts() == ["paragraph. And a correction."]
    page.get_by_role("button", name="Publish as a correction").click()
    expect(page.locator("#errors")).to_be_focused()
    page.get_by_label("What was wrong").fill("It lacked a sentence.")
    page.get_by_role("button", name="Publish as a correction").click()
    expect(page.get_by_role("status").filter(has_text="The correction is published.")).to_be_visible()
    assert text.corrections.get().note == "It lacked a sentence."


def screens(ed: User, draft: Debate) -> dict[str, str]:
    """Answer the address of every screen on which a text is written, with all that can stand there."""
    draft.refresh_from_db()
    make_reference(ed, draft)
    text = text_of(draft, 1)
    long = "The tide decides what the harbour costs, and nobody else. " * 40
    actions.save_text(text=text, source=f"{long}\n\n[@disputes] [@nobody]", by=ed)
    with pytest.raises(actions.Conflict) as conflict:
        actions.save_text(text=text, source=f"{long}\n\nOther.", by=ed, started_from=1)
    public = text_of(make_debate(ed, question="Should the quay be widened?"), 1)
    actions.save_text(text=public, source="Essay number 1 argues its case in two paragraphs.", by=ed)
    closed = make_debate(ed, Status.ARCHIVED, question="Should the cinema be saved?")
    return {
        "workspace": desk(draft),
        "public": desk(public.debate),
        "text": f"/editing/texts/{text.pk}/",
        "read-only": f"/editing/texts/{text_of(closed, 1).pk}/",
        "conflict": f"/editing/texts/{text.pk}/conflict/{conflict.value.meeting.aside.number}/",
        "history": f"/editing/texts/{text.pk}/history/",
        "version": f"/editing/texts/{text.pk}/history/1/?with=2",
        "change": f"/editing/texts/{public.pk}/change/",
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_every_screen_is_accessible(windows: Windows, ed: User, draft: Debate, shape: str) -> None:
    found = screens(ed, draft)
    page = entered(windows, ed, "/imprint/", **SHAPES[shape])
    for name, path in found.items():
        page.goto(windows.base + path)
        page.evaluate("for (const look of document.querySelectorAll('.looks')) look.open = true")
        page.wait_for_load_state("networkidle")
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{shape}.png", full_page=True)
        assert (name, violations(page)) == (name, [])
        assert (name, page.evaluate("document.documentElement.scrollWidth <= innerWidth")) == (name, True)
