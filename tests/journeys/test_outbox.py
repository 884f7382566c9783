"""An operator's page and an embedded site's mail, in a real browser."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail import get_connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from debates.outbox import actions
from debates.outbox.composing import compose
from debates.outbox.layout import as_html
from debates.outbox.letters import TEST, arrival_letter
from debates.outbox.models import State
from debates.outbox.outcomes import Result
from tests.journeys.conftest import Windows, bring_axe, violations
from tests.makers import make_user
from tests.outbox.conftest import promise, states

pytestmark = pytest.mark.browser

REASON = "550 5.1.1 " + "The mailbox of this recipient is not known here, nor was it ever. " * 4


@pytest.fixture
def troubled(transactional_db: None) -> None:
    """Leave two messages that need a decision, one of them with much to say."""
    for recipient in ("vera@example.org", f"{'a-very-long-name-' * 4}@example.org"):
        promise(recipient, now=timezone.now())
    rows = actions.claim(sender="one", most=9, now=timezone.now(), lease=timedelta(minutes=2))
    results = [Result(row.pk, State.FAILED, REASON) for row in rows]
    actions.settle(*results, sender="one", now=timezone.now())


@pytest.fixture
def mail_files(settings: Settings, tmp_path: Path) -> None:
    """Make the site one whose mails are files, with one in the folder."""
    settings.EMAIL_FILES = tmp_path / "mail"
    settings.EMAIL_BACKEND = "debates.outbox.mail_files.EmailBackend"
    mail = compose(arrival_letter({}), recipient="vera@example.org", now=timezone.now())
    get_connection().send_messages([mail])


def signed_in(windows: Windows, page: Page) -> Page:
    """Answer the page, opened again by an administrator."""
    ida = User.objects.filter(email="ida@example.org").first() or make_user("Ida", Role.ADMINISTRATOR)
    client = Client()
    client.force_login(ida)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": windows.base}]
    )
    page.goto(f"{windows.base}/outbox/")
    return page


def width_of(page: Page) -> object:
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_screen_is_accessible_and_never_scrolls_sideways(
    windows: Windows, troubled: None, mail_files: None, width: int, scheme: str
) -> None:
    found: dict[str, object] = {}
    page = windows.open("/outbox/files/", width, color_scheme=scheme)

    def look(name: str) -> None:
        found[name] = (violations(page), width_of(page))

    look("files")
    page.click(".line-title a")
    look("file")
    signed_in(windows, page)
    look("operators")
    assert found == dict.fromkeys(found, ([], width))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 600])
def test_a_letter_is_accessible_and_fits_where_it_is_read(browser: Browser, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.set_content(as_html(arrival_letter({})))
    bring_axe(page)
    # A letter is shown inside a mail program's page, which has the landmarks.
    broken = [rule for rule in violations(page) if not rule.startswith(("landmark", "region"))]
    assert (broken, width_of(page)) == ([], width)
    context.close()


def test_an_operator_sends_again_by_one_click_without_scripts(windows: Windows, troubled: None) -> None:
    page = signed_in(windows, windows.open("/", java_script_enabled=False))
    page.get_by_role("button", name=f"Send again : vera@example.org, {TEST}").click()
    expect(page.get_by_role("status")).to_have_text("The message to vera@example.org is sent again.")
    assert states()["vera"] == "pending"
