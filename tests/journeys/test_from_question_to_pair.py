"""From a question to a published pair: editors and two guests, each in a browser of their own."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from debates.outbox import delivery
from debates.publishing import actions
from debates.publishing.models import Debate, Text
from debates.publishing.workflow import Round
from tests.journeys.conftest import Windows, violations
from tests.journeys.test_invitations import enter
from tests.makers import make_user, text_of
from tests.sink import Sink
from tests.sink import text_of as words_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUESTION = "Should the ferry stop at the mill again?"
GUESTS = {1: ("Ada Brook", "ada@example.org"), 2: ("Bo Quill", "bo@example.org")}
ESSAYS = {
    1: "The mill has workers again, and workers cross the river twice a day.",
    2: "A stop costs six minutes, and six minutes cost the last train.",
}


def window_of(windows: Windows, person: User, path: str) -> Page:
    """Answer a window in which somebody is signed in, at this page."""
    page = windows.open("/")
    enter(page, windows, person)
    page.goto(windows.base + path)
    return page


def fill(page: Page, **typed: str) -> None:
    """Type into the fields of the page's form, each by its name, and save."""
    for name, words in typed.items():
        page.locator(f"main [name={name}]").fill(words)
    page.get_by_role("button", name="Save", exact=True).last.click()


def begin(ed: Page, windows: Windows) -> Debate:
    """Ask the question, and make two positions with an essay each."""
    ed.goto(f"{windows.base}/editing/")
    ed.get_by_role("link", name="New debate").click()
    fill(ed, question=QUESTION, summary="Six minutes for forty people.")
    debate = Debate.objects.get(question=QUESTION)
    for order, (name, _address) in GUESTS.items():
        ed.goto(f"{windows.base}/editing/contributors/new/?debate={debate.pk}")
        fill(ed, name=name, disclosure="Nothing to disclose.")
        ed.get_by_role("link", name="Add a position").click()
        fill(ed, label=f"Side {order}", claim=f"The claim of side {order}")
        ed.get_by_role("link", name=re.compile(f"Add an essay to .: Side {order}")).click()
        ed.locator("[name=contributor]").select_option(label=name)
        fill(ed, title=f"Essay {order}")
    return debate


def invite(ed: Page, windows: Windows, debate: Debate, order: int, sink: Sink) -> Page:
    """Invite the contributor of this position, and answer the window in which they have accepted."""
    name, address = GUESTS[order]
    ed.goto(f"{windows.base}/editing/debates/{debate.pk}/")
    ed.get_by_role("link", name=re.compile(f"Invitations ?: Essay {order}")).click()
    ed.get_by_label("E-mail address").fill(address)
    ed.get_by_role("button", name="Invite").click()
    delivery.deliver_due(clock=timezone.now, chance=lambda: 0.0, patience=timedelta(minutes=1))
    found = re.search(r"http://localhost:8000(/invitations/\S+)", words_of(sink.wait_for(address)))
    assert found, name
    guest = windows.open(found[1])
    guest.get_by_role("button", name="Accept the invitation").click()
    guest.wait_for_url(f"{windows.base}/writing/essays/*/")
    return guest


def write(page: Page, words: str) -> None:
    """Type at the end of the page's only text, and wait until it is saved."""
    page.locator("textarea[name=source]").last.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)
    expect(page.locator(".saved").last).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))


def hand_in(guest: Page) -> None:
    guest.get_by_role("link", name="Hand in the essay").click()
    guest.get_by_role("button", name="Hand in").click()
    expect(guest.get_by_role("status").first).to_contain_text("Handed in.")


def approve(guest: Page) -> None:
    guest.reload()
    guest.get_by_role("button", name="Approve version").click()
    expect(guest.get_by_role("status").first).to_contain_text("You have approved version")


def test_from_a_question_to_a_published_pair(windows: Windows, sink: Sink) -> None:
    ed = window_of(windows, User.objects.get(email="ed@example.org"), "/editing/")
    debate = begin(ed, windows)
    desk = f"/editing/debates/{debate.pk}/"
    # Two guests write, each in a browser of their own, sealed from each other.
    guests = {order: invite(ed, windows, debate, order, sink) for order in GUESTS}
    essays = {order: text_of(debate, order).essay for order in GUESTS}
    for order, guest in guests.items():
        write(guest, ESSAYS[order])
    response = guests[1].goto(f"{windows.base}/writing/essays/{essays[2].pk}/")
    assert response is not None
    assert response.status == 404
    guests[1].goto(f"{windows.base}/writing/essays/{essays[1].pk}/")
    for guest in guests.values():
        hand_in(guest)
    expect(guests[2].get_by_role("link", name="A: Side 1")).to_be_visible()
    # Two editors at one text: the second is shown both versions, and nothing is lost.
    other = window_of(windows, make_user("Fay", Role.EDITOR), desk)
    ed.goto(windows.base + desk)
    introduction = debate.texts.get(kind="introduction")
    form = f"#text-{introduction.pk}"
    for page, words in (
        (ed, "The ferry passed the mill for forty years."),
        (other, "Nobody lives there now."),
    ):
        page.locator(f"{form} textarea").focus()
        page.keyboard.type(words)
        if page is ed:
            expect(page.locator(f"{form} .saved")).to_have_text(re.compile(r"^Saved"))
    other.locator(form).get_by_role("link", name="Compare both").click()
    other.get_by_label("Or write one of both").fill(
        "The ferry passed the mill for forty years. Nobody lives there now."
    )
    other.get_by_role("button", name="Save this").click()
    kept = {*introduction.revisions.values_list("source", flat=True)}
    assert kept >= {"The ferry passed the mill for forty years.", "Nobody lives there now."}
    # The checklist goes green once both contributors stand by what will be published.
    ed.goto(windows.base + desk)
    expect(ed.get_by_text("has not approved").first).to_be_visible()
    for guest in guests.values():
        approve(guest)
    ed.reload()
    assert ed.locator(".checklist .blocks").count() == 0
    assert violations(ed) == []
    # Scheduled; when its moment comes all sides are public at once, and before it none is.
    ed.get_by_role("link", name="Submit for review").click()
    ed.get_by_role("button", name="Submit for review").click()
    ed.get_by_role("link", name="Schedule", exact=True).click()
    ed.get_by_label("Publish on").fill("2099-07-01T09:30")
    ed.get_by_role("button", name="Schedule", exact=True).click()
    expect(ed.get_by_text("To be published on 1 July 2099")).to_be_visible()
    debate.refresh_from_db()
    assert debate.publish_at is not None
    pages = [debate.get_absolute_url() + part for part in ("", "side-1/", "side-2/")]
    assert actions.publish_due(now=debate.publish_at - timedelta(seconds=1)) == 0
    assert {Client().get(page).status_code for page in pages} == {404}
    assert actions.publish_due(now=debate.publish_at) == 1
    assert {Client().get(page).status_code for page in pages} == {200}
    # A correction is told to readers.
    correct(ed, windows, debate)
    reader = windows.open(pages[1])
    expect(reader.get_by_text("Corrected on").first).to_be_visible()
    reader.goto(f"{windows.base}{debate.get_absolute_url()}corrections/")
    expect(reader.get_by_text("It said twice a day.")).to_be_visible()
    assert violations(reader) == []


def correct(ed: Page, windows: Windows, debate: Debate) -> None:
    """Change the first essay under the eyes of readers, as a correction."""
    text = Text.objects.get(pk=text_of(debate, 1, Round.OPENING).pk)
    ed.goto(f"{windows.base}/editing/debates/{debate.pk}/")
    form = ed.locator(f"#text-{text.pk}")
    form.locator("textarea").fill(ESSAYS[1].replace("twice", "four times"))
    expect(form.locator(".saved")).to_have_text(re.compile(r"^Saved"))
    form.get_by_role("link", name="Look at the change").click()
    ed.get_by_label("What was wrong").fill("It said twice a day.")
    ed.get_by_role("button", name="Publish as a correction").click()
    expect(ed.get_by_role("status").filter(has_text="The correction is published.")).to_be_visible()
