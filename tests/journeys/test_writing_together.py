"""Two guests write, sealed from each other; editors bring it out; outsiders see a preview. In Chromium."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from debates.publishing import actions
from debates.publishing.models import Debate, Text
from tests.journeys.conftest import Windows, violations
from tests.journeys.test_invitations import enter
from tests.makers import accept, make_draft, make_invitation, make_user
from tests.publishing.writers import again

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [1280, 320]
COLOURS = ["light", "dark"]


class Cast:
    """A draft with two guests, and windows of everybody."""

    def __init__(self, windows: Windows) -> None:
        self.windows = windows
        self.ed = User.objects.get(email="ed@example.org")
        self.debate = make_draft(self.ed, "Should the harbour be dredged?")
        now = timezone.now()
        self.essays = [position.essays.get() for position in self.debate.positions.order_by("order")]
        self.ada, self.bo = (
            accept(make_invitation(self.ed, essay, f"{name}@example.org", now=now), now=now)
            for essay, name in zip(self.essays, ("ada", "bo"), strict=True)
        )

    def window(self, person: User | None, path: str = "/", **options: Any) -> Page:
        """Answer a window in which somebody is signed in, at this page."""
        page = self.windows.open("/", **options)
        if person is not None:
            enter(page, self.windows, person)
        page.goto(self.windows.base + path)
        return page

    def at(self, page: Page, path: str) -> Page:
        """Answer the page, gone on to another address."""
        page.goto(self.windows.base + path)
        return page

    def own(self, number: int) -> str:
        return f"/writing/essays/{self.essays[number].pk}/"

    @property
    def workspace(self) -> str:
        return f"/editing/debates/{self.debate.pk}/"


@pytest.fixture
def cast(windows: Windows) -> Cast:
    return Cast(windows)


def write(page: Page, words: str) -> None:
    """Write in the page's text without a script's help, and save."""
    page.locator("textarea[name=source]").fill(words)
    page.get_by_role("button", name="Save", exact=True).click()


def hand_in(page: Page) -> None:
    page.get_by_role("link", name="Hand in the essay").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("status")).to_contain_text("Handed in.")


def test_two_guests_write_sealed_from_each_other_and_approve_what_is_published(cast: Cast) -> None:
    ada = cast.window(cast.ada, "/writing/", java_script_enabled=False)
    ada.get_by_role("link", name="The opening of side 1").click()
    write(ada, "The mud is deep, and ships are deeper.")
    assert ada.url.endswith(cast.own(0))
    hand_in(ada)
    expect(ada.get_by_text("The essays are sealed from each other")).to_be_visible()
    assert cast.at(ada, cast.own(1)).get_by_role("heading", level=1).inner_text() != "The opening of side 2"
    bo = cast.window(cast.bo, cast.own(1), java_script_enabled=False)
    write(bo, "The mud is where birds live.")
    hand_in(bo)
    # Both are in: each reads the other.
    bo.get_by_role("link", name="A: Side 1").click()
    expect(bo.get_by_text("ships are deeper")).to_be_visible()
    # The editor changes a word, remarks on the paragraph, and asks.
    ed = cast.window(cast.ed, cast.workspace)
    text = Text.objects.get(essay=cast.essays[0])
    actions.save_text(
        text=text, source="The mud is deep, and ships are heavier.", by=cast.ed, now=timezone.now()
    )
    cast.at(ed, f"/editing/essays/{cast.essays[0].pk}/notes/")
    ed.get_by_role("link", name=re.compile("on this paragraph ?: The mud is deep")).click()
    ed.get_by_role("textbox", name="Note").fill("Heavier, rather than deeper?")
    ed.get_by_role("button", name="Keep the note").click()
    cast.at(ed, cast.workspace)
    ed.get_by_role("link", name="Ask for approval").first.click()
    ed.get_by_role("button", name="Ask for approval").click()
    expect(ed.get_by_role("status").first).to_contain_text("Asked for approval")
    # The guest sees what has changed, answers, settles, approves.
    cast.at(ada, cast.own(0))
    expect(ada.locator("ins")).to_have_text("heavier.")
    ada.get_by_role("link", name="1 open note").click()
    ada.get_by_role("button", name="Settle").click()
    cast.at(ada, cast.own(0))
    ada.get_by_role("button", name="Approve version").click()
    expect(ada.get_by_role("status")).to_contain_text("Thank you. You have approved version")
    cast.at(bo, cast.own(1))
    bo.get_by_role("button", name="Approve version").click()
    assert {again(essay).text.revisions.filter(approval__isnull=False).exists() for essay in cast.essays} == {
        True
    }


def test_the_wrong_people_find_nothing(cast: Cast) -> None:
    paths = [cast.own(0), f"{cast.own(0)}notes/", cast.workspace, f"/preview/{cast.debate.pk}/"]
    released = cast.bo
    actions.revoke_invitation(invitation=cast.essays[1].invitations.get(), by=cast.ed, now=timezone.now())
    for person in (make_user("Sam"), make_user("Mo", Role.MODERATOR), User.objects.get(pk=released.pk)):
        page = cast.window(person)
        for path in [*paths, cast.own(1)]:
            response = page.goto(cast.windows.base + path)
            assert response is not None
            assert (person.display_name, path, response.status) == (person.display_name, path, 404)


def test_a_debate_goes_its_way_step_by_step_to_its_readers(cast: Cast) -> None:
    for essay, person in zip(cast.essays, (cast.ada, cast.bo), strict=True):
        actions.submit_essay(essay=essay, by=person, now=timezone.now())
    ed = cast.window(cast.ed, cast.workspace, java_script_enabled=False)
    ed.get_by_role("link", name="Submit for review").click()
    ed.get_by_role("button", name="Submit for review").click()
    ed.get_by_role("link", name="Schedule", exact=True).click()
    ed.get_by_label("Publish on").fill("2099-07-01T09:30")
    ed.get_by_role("button", name="Show the moment in UTC").click()
    expect(ed.get_by_role("status")).to_contain_text("1 July 2099, 09:30 UTC. Nothing is scheduled yet.")
    ed.get_by_role("button", name="Schedule", exact=True).click()
    expect(ed.get_by_text("To be published on 1 July 2099")).to_be_visible()
    pages = [cast.debate.get_absolute_url() + part for part in ("", "side-1/", "side-2/")]
    assert {Client().get(page).status_code for page in pages} == {404}
    moment = Debate.objects.get(pk=cast.debate.pk).publish_at
    assert moment is not None
    assert actions.publish_due(now=moment) == 1
    assert {Client().get(page).status_code for page in pages} == {200}
    cast.at(ed, cast.workspace).get_by_role("link", name="What became of it").click()
    assert ed.locator("main li").count() == 3
    assert "the site itself" in ed.locator("main li").first.inner_text()


def test_a_preview_has_the_width_and_the_colours_that_were_chosen(cast: Cast) -> None:
    ed = cast.window(cast.ed, f"/preview/{cast.debate.pk}/", width=1400)
    ed.get_by_label("Width").select_option("tablet")
    ed.get_by_label("Colours").select_option("dark")
    ed.get_by_role("button", name="Show", exact=True).click()
    frame = ed.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Should the harbour be dredged?")
    inner = ed.frames[1]
    assert inner.evaluate("innerWidth") == 820
    assert inner.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert inner.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Whatever this editor chose for themselves.
    ed.evaluate("localStorage.setItem('appearance-theme', 'light')")
    ed.reload()
    assert ed.frames[1].evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    # Essays are read in the frame, and the way back; other pages have the window.
    title = "The opening of side 1"
    frame.get_by_role("link", name=title).click()
    expect(frame.get_by_role("heading", level=1)).to_have_text(title)
    assert ed.frames[1].evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    frame.get_by_role("link", name="All positions side by side").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Should the harbour be dredged?")
    frame.get_by_role("link", name="Topics", exact=True).click()
    expect(ed.get_by_role("heading", level=1)).to_have_text("Topics")
    assert ed.url == f"{cast.windows.base}/topics/"


def test_an_outsider_reads_by_a_link_until_it_is_taken_back(cast: Cast) -> None:
    ed = cast.window(cast.ed, cast.workspace)
    ed.get_by_role("link", name="Links to a preview").click()
    ed.get_by_label("For whom").fill("The jury")
    ed.get_by_role("button", name="Make a link").click()
    address = ed.locator("a.secret").get_attribute("href")
    assert address is not None
    path = address.removeprefix("http://localhost:8000")
    outsider = cast.windows.open(path)
    expect(outsider.get_by_text("Essay number 1 argues its case")).to_be_visible()
    assert outsider.locator("form:not(#appearance form), #vote, #comments").count() == 0
    assert violations(outsider) == []
    outsider.get_by_role("link", name="The opening of side 1").click()
    expect(outsider.get_by_role("heading", level=1)).to_have_text("The opening of side 1")
    assert violations(outsider) == []
    ed.get_by_role("button", name="Take back: The jury").click()
    outsider.reload()
    expect(outsider.get_by_role("heading", level=1)).to_have_text("This link leads nowhere")
    assert violations(outsider) == []


@pytest.mark.parametrize("colours", COLOURS)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible(cast: Cast, width: int, colours: str) -> None:
    options = {"width": width, "color_scheme": colours}
    number = Text.objects.get(essay=cast.essays[0]).revision
    notes = [
        actions.add_note(essay=cast.essays[0], number=number, body=body, by=cast.ed, now=timezone.now())
        for body in ("Which case?", "And a rather long one, " * 20)
    ]
    actions.settle_note(note=notes[0], by=cast.ada, now=timezone.now())
    actions.make_preview_link(debate=cast.debate, label="The jury", by=cast.ed, now=timezone.now())
    ada = cast.window(cast.ada, "/writing/", **options)
    is_calm(ada)
    for path in (cast.own(0), f"{cast.own(0)}hand-in/", f"{cast.own(0)}notes/"):
        is_calm(cast.at(ada, path))
    for essay, person in zip(cast.essays, (cast.ada, cast.bo), strict=True):
        actions.submit_essay(essay=essay, by=person, now=timezone.now())
    text = Text.objects.get(essay=cast.essays[0])
    actions.save_text(text=text, source="Other words by the editors.", by=cast.ed, now=timezone.now())
    for path in (cast.own(0), cast.own(1), "/account/"):
        is_calm(cast.at(ada, path))
    essay = f"/editing/essays/{cast.essays[0].pk}"
    ed = cast.window(cast.ed, "/editing/", **options)
    is_calm(ed)
    for path in (
        "/editing/debates/?q=harbour",
        cast.workspace,
        f"{essay}/return/",
        f"{essay}/ask/",
        f"{essay}/notes/",
        f"/editing/debates/{cast.debate.pk}/states/",
        f"/editing/debates/{cast.debate.pk}/previews/",
        f"/preview/{cast.debate.pk}/",
        f"/preview/{cast.debate.pk}/page/?theme={colours}",
        f"/editing/debates/{cast.debate.pk}/moves/submit/",
    ):
        is_calm(cast.at(ed, path))
    cast.at(ed, f"{essay}/return/").get_by_role("button", name="Give the essay back").click()
    is_calm(ed)
    expect(ed.locator("#errors")).to_be_focused()


def is_calm(page: Page) -> None:
    """Check that axe finds nothing and that nothing scrolls sideways."""
    assert (page.url, violations(page)) == (page.url, [])
    assert (page.url, page.evaluate("document.documentElement.scrollWidth <= innerWidth")) == (page.url, True)
