"""Somebody learns that they are written to no more, and changes it, in a real Chromium; an operator, too."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from debates.digests.letters import links
from debates.outbox.models import Suppression
from debates.outbox.stops import Cause
from tests.digests.rows import WREN, path_of, subscriber
from tests.journeys.conftest import Windows, picture_of, violations
from tests.journeys.signing_in import entered
from tests.makers import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("PICTURES", "")
"""A folder, where somebody wants to look at the screens."""


def stop(address: str, *causes: Cause) -> None:
    for cause in causes:
        Suppression.objects.create(
            address=address, cause=cause, evidence="5.1.1 smtp; 550 No such mailbox", since=timezone.now()
        )


def look(page: Page, name: str) -> None:
    """Have the screen accessible, never wider than the window, and kept where somebody wants to look."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert (violations(page), page.evaluate("document.documentElement.scrollWidth")) == ([], width)
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        picture_of(page, Path(PICTURES) / f"{name}.png")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_a_reader_sees_why_no_mail_comes_and_changes_it(windows: Windows, width: int, scheme: str) -> None:
    vera = make_user("Vera")
    address = vera.email or ""
    stop(address, *Cause)
    page = entered(windows, vera, "/account/", width=width, color_scheme=scheme)
    page.get_by_role("link", name="My subscriptions").click()
    expect(page.get_by_role("heading", name=f"We stopped writing to {address}")).to_be_visible()
    look(page, f"stopped-{width}")
    page.get_by_role("button", name="Write to me again").click()
    expect(page.get_by_role("status")).to_have_text(
        "We write to your address again, from the next e-mail on."
    )
    expect(page.get_by_role("heading", name="We stopped writing")).to_have_count(0)
    look(page, f"written-again-{width}")
    assert not Suppression.objects.standing().exists()


def test_a_link_of_an_old_letter_does_the_same_without_scripts(windows: Windows) -> None:
    stop(WREN, Cause.BOUNCE)
    page = windows.open(path_of(links.preferences_address(subscriber())), java_script_enabled=False)
    expect(page.get_by_role("heading", name=f"We stopped writing to {WREN}")).to_be_visible()
    page.get_by_role("button", name="Write to me again").click()
    expect(page.get_by_role("heading", name="We stopped writing")).to_have_count(0)
    assert not Suppression.objects.standing().exists()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_an_operator_sees_who_is_written_to_no_more_and_lifts_it(
    windows: Windows, width: int, scheme: str
) -> None:
    stop(WREN, *Cause)
    ida = make_user("Ida", Role.ADMINISTRATOR)
    page = entered(windows, ida, "/outbox/", width=width, color_scheme=scheme)
    page.get_by_role("link", name="1 address is written to no more").click()
    look(page, f"operators-{width}")
    page.get_by_role("button", name=f"Write there again : {WREN}, mail came back").click()
    expect(page.get_by_role("status")).to_have_text(f"{WREN} is written to again.")
    assert [*Suppression.objects.standing().values_list("cause", flat=True)] == ["complaint"]
