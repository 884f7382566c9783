"""Somebody subscribes, with an account and without, and stops, in a real Chromium and by real mail."""

import os
import re
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from debates.digests.actions.subscribers import subscriber_of
from debates.digests.actions.subscribing import ask_by_address
from debates.digests.actions.times import renew_due
from debates.digests.letters import links
from debates.digests.models import Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.publishing.models import Debate
from tests.comments.rows import written
from tests.digests.rows import WREN, deliver, link_in, path_of, subscriber, wish, wishes
from tests.journeys.conftest import Windows, picture_of, violations, write_from
from tests.journeys.signing_in import entered
from tests.makers import make_user
from tests.sink import Sink

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("PICTURES", "")
"""A folder, where somebody wants to look at the screens."""

SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])


@pytest.fixture(autouse=True)
def base_url(settings: Settings, windows: Windows) -> None:
    """Let whole addresses lead to the server of the test."""
    from dataclasses import replace

    settings.SITE = replace(settings.SITE, base_url=windows.base)


def open_debate() -> Debate:
    return Debate.objects.open(timezone.now()).order_by("pk")[0]


def title(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


# ---------------------------------------------------------------- ways


@SCRIPTS
def test_a_reader_follows_a_debate_and_chooses_when_to_be_told(windows: Windows, script: bool) -> None:
    debate, vera = open_debate(), make_user("Vera", time_zone="Europe/Brussels")
    page = entered(windows, vera, debate.get_absolute_url(), java_script_enabled=script)
    page.get_by_role("link", name="Follow this debate by e-mail").click()
    page.get_by_label("Weekly").check()
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("status")).to_have_text(f"Saved. {debate.question}: Weekly.")
    page.get_by_role("link", name="All that I get by e-mail").click()
    title(page, "What I get by e-mail")
    expect(page.get_by_label(debate.question)).to_have_value("weekly")
    page.get_by_label("Replies to what I write").select_option("Immediately")
    page.get_by_label("All new debates").select_option("Daily")
    page.get_by_label("Digests come at").select_option("18:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(page.locator(".lede")).to_contain_text("18:00; where there is nothing new, none comes.")
    own = Subscriber.objects.get(user=vera)
    assert wishes(own) == {f"debate:{debate.pk}": "weekly", "new": "daily", "replies": "immediately"}
    assert own.next_due_at is not None
    assert own.next_due_at.astimezone(own.zone).hour == 18
    page.get_by_role("button", name="Stop all of it").click()
    expect(page.locator(".lede")).to_have_text("Nothing at present.")


@SCRIPTS
def test_a_visitor_subscribes_confirms_changes_and_is_forgotten(
    windows: Windows, sink: Sink, script: bool
) -> None:
    page = windows.open("/", java_script_enabled=script)
    page.get_by_role("link", name="Subscribe by e-mail").click()
    title(page, "New debates by e-mail")
    page.get_by_label("E-mail address").fill(WREN)
    page.get_by_role("button", name="Subscribe").click()
    title(page, "Look into your mailbox")
    deliver()
    # Opened on another device.
    page = windows.open(link_in(sink, WREN, "/subscribe/confirm/"), java_script_enabled=script)
    title(page, "Confirm your subscription")
    assert Subscription.objects.get().frequency == "never"
    page.get_by_role("button", name="Confirm").click()
    title(page, "You are subscribed")
    assert Subscription.objects.get().frequency == "daily"
    page.get_by_role("link", name="Choose what you get, and when").click()
    page.get_by_label("All new debates").select_option("Immediately")
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".lede")).to_have_text("Each at once, when it happens.")
    page.get_by_role("link", name="Delete my address").click()
    page.get_by_role("button", name="Delete my address").click()
    title(page, "Your address is deleted")
    assert not Subscriber.objects.exists()


@SCRIPTS
def test_a_reader_follows_a_thread_from_its_page(windows: Windows, script: bool) -> None:
    debate, vera = open_debate(), make_user("Vera")
    comment = written(debate, author=vera)
    page = entered(windows, make_user("Sam"), comment.get_absolute_url(), java_script_enabled=script)
    page.get_by_role("link", name="Follow this thread by e-mail").click()
    expect(page.get_by_text("Comment by Vera:")).to_be_visible()
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_text("You follow this, and are told daily.")).to_be_visible()
    page.get_by_role("button", name="Stop following").click()
    expect(page.get_by_role("status")).to_have_text("You no longer follow this.")


def test_one_click_in_a_mail_program_needs_no_browser(windows: Windows) -> None:
    row = subscriber()
    wish(row, Thing.new_debates())
    address = urlsplit(links.unsubscribe_address(row, "new-debates"))
    statuses = []
    for _time in range(2):
        connection = HTTPConnection(address.netloc, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", address.path, "List-Unsubscribe=One-Click", headers)
        answer = connection.getresponse()
        statuses.append((answer.status, answer.getheader("Location"), answer.getheader("Set-Cookie")))
        connection.close()
    assert statuses == [(200, None, None)] * 2
    assert wishes(row) == {"new": "never"}


@SCRIPTS
def test_a_person_unsubscribes_by_a_button_and_takes_it_back(windows: Windows, script: bool) -> None:
    row = subscriber()
    wish(row, Thing.new_debates())
    page = windows.open(path_of(links.unsubscribe_address(row, "digest")), java_script_enabled=script)
    title(page, "Unsubscribe")
    page.get_by_role("button", name="Unsubscribe").click()
    title(page, "You are unsubscribed")
    assert wishes(row) == {"new": "never"}
    page.get_by_role("link", name=re.compile("take it back")).click()
    page.get_by_label("All new debates").select_option("Daily")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert wishes(row) == {"new": "daily"}


# ---------------------------------------------------------------- screens


def screens() -> tuple[dict[str, str], dict[str, str]]:
    """Answer the screens of visitors and those of Vera, by what they show."""
    debate, vera = open_debate(), make_user("Vera")
    comment = written(debate, "A word of one letter after the other: " + "w" * 300, author=vera)
    own = subscriber_of(user=vera, now=timezone.now())
    wren = subscriber()
    for row in (own, wren):
        for thing in (Thing.new_in("fr"), Thing.about(debate), Thing.below(comment)):
            wish(row, thing)
        renew_due(row, timezone.now())
    asked = Thing.new_debates()
    ask_by_address(email=WREN, thing=asked, frequency=Frequency.DAILY, language="en", now=timezone.now())
    waiting = Subscription.objects.select_related("subscriber").get(target="new")
    link = path_of(links.preferences_address(wren))
    visitors = {
        "subscribe": "/subscribe/",
        "follow": f"/debates/{debate.slug}/follow/",
        "thread": f"/comments/{comment.pk}/follow/",
        "asked": "/subscribe/asked/",
        "confirm": path_of(links.confirmation_address(waiting)),
        "void": f"/subscribe/confirm/{waiting.pk}/guessed/",
        "preferences": link,
        "forget": f"{link}forget/",
        "unsubscribe": path_of(links.unsubscribe_address(wren, "digest")),
    }
    veras = {name: visitors[name] for name in ("subscribe", "follow", "thread")}
    return visitors, veras | {"own": "/account/subscriptions/"}


def look(page: Page, name: str) -> None:
    """Look at a screen: axe finds nothing, nothing scrolls sideways."""
    if PICTURES:
        picture_of(page, Path(PICTURES) / f"{name}.png")
    assert (name, violations(page)) == (name, [])
    assert (name, page.evaluate("document.documentElement.scrollWidth <= innerWidth")) == (name, True)


@pytest.mark.parametrize(
    ("width", "scheme", "direction"),
    [(1280, "light", "ltr"), (1280, "dark", "rtl"), (320, "light", "rtl"), (320, "dark", "ltr")],
)
def test_every_screen_is_accessible_and_never_scrolls_sideways(
    windows: Windows, width: int, scheme: str, direction: str
) -> None:
    visitors, veras = screens()
    vera = User.objects.get(email="vera@example.org")
    options = {"width": width, "color_scheme": scheme}
    place = f"{width}-{scheme}-{direction}"
    for who, paths in (("visitor", visitors), ("vera", veras)):
        page = windows.open("/", **options) if who == "visitor" else entered(windows, vera, "/", **options)
        for name, path in paths.items():
            page.goto(windows.base + path)
            write_from(direction, page)
            look(page, f"{who}-{name}-{place}")
    page = windows.open(visitors["follow"], **options)
    page.get_by_label("E-mail address").fill("wren")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("alert")).to_be_visible()
    write_from(direction, page)
    look(page, f"visitor-error-{place}")
    expect(page.locator("#errors")).to_be_focused()
    page.goto(windows.base + visitors["unsubscribe"])
    page.get_by_role("button", name="Unsubscribe").click()
    look(page, f"visitor-unsubscribed-{place}")
