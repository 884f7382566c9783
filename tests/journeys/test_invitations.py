"""A guest is invited, reads the message, and accepts; an editor looks after it. In a real Chromium."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from debates.outbox import delivery
from debates.publishing import actions
from debates.publishing.models import Essay, Invitation
from tests.journeys.conftest import Windows, violations
from tests.makers import make_draft
from tests.sink import Sink, text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [1280, 320]
COLOURS = ["light", "dark"]


def link_in(sink: Sink) -> str:
    """Have what is due delivered, and answer the path in the last message."""
    delivery.deliver_due(clock=timezone.now, chance=lambda: 0.0, patience=timedelta(minutes=1))
    letter = sink.wait_for("ada@example.org")
    found = re.search(r"http://localhost:8000(/invitations/\S+)", text_of(letter))
    assert found
    return found[1]


def enter(page: Page, windows: Windows, person: User) -> None:
    """Sign somebody in, in this window."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": str(session.session_key), "url": windows.base}])


def is_calm(page: Page) -> None:
    """Check that axe finds nothing and that nothing scrolls sideways."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_guest_is_invited_reads_the_message_and_accepts(windows: Windows, sink: Sink, script: bool) -> None:
    ed = User.objects.get(email="ed@example.org")
    essay = Essay.objects.filter(position__debate=make_draft(ed)).order_by("pk")[0]
    page = windows.open("/", java_script_enabled=script)
    enter(page, windows, ed)
    page.goto(f"{windows.base}/editing/debates/{essay.position.debate_id}/")
    page.get_by_role("link", name=re.compile(f"Invitations ?: {essay.title}")).click()
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Invite").click()
    assert page.get_by_role("status").inner_text() == "Invited: ada@example.org."
    path = link_in(sink)
    guest = windows.open(path, java_script_enabled=script)
    guest.get_by_role("button", name="Accept the invitation").click()
    guest.wait_for_url(f"{windows.base}/writing/essays/{essay.pk}/")
    ada = User.objects.get(email="ada@example.org")
    assert Invitation.objects.get().accepted_by == ada
    again = windows.open(path, java_script_enabled=script)
    assert again.get_by_role("heading", level=1).inner_text() == "This link leads nowhere"
    page.reload()
    assert "accepted by Author A" in page.locator("main li").inner_text()
    page.get_by_role("button", name="Take back: ada@example.org").click()
    assert page.get_by_role("status").inner_text() == "Taken back: ada@example.org."
    assert not Invitation.objects.standing().exists()


@pytest.mark.parametrize("colours", COLOURS)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_invitations_is_accessible(windows: Windows, width: int, colours: str) -> None:
    ed = User.objects.get(email="ed@example.org")
    essay = Essay.objects.filter(position__debate=make_draft(ed)).order_by("pk")[0]
    now = timezone.now()
    rows = [
        actions.invite_contributor(essay=essay, email=f"{name}@example.org", by=ed, now=now)
        for name in ("ada", "ed", "a-rather-long-name-that-does-not-break-anywhere-by-itself")
    ]
    actions.revoke_invitation(invitation=rows[2], by=ed, now=now)
    links = [f"/invitations/{row.pk}/{row.token}/" for row in rows]
    options = {"width": width, "color_scheme": colours}
    for _link, page in windows.each({link: link for link in links}, **options):
        is_calm(page)
    page = windows.open("/", **options)
    enter(page, windows, ed)
    for path in (links[0], links[1], f"/editing/essays/{essay.pk}/invitations/"):
        page.goto(windows.base + path)
        is_calm(page)
    page.get_by_role("button", name="Invite").click()
    is_calm(page)
    expect(page.locator("#errors")).to_be_focused()
