"""What people do to sign in and to guard their accounts, step by step in a browser."""

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from tests.journeys.conftest import Windows
from tests.makers import make_user
from tests.sink import Sink, code_in


def ask_for_code(page: Page, address: str) -> None:
    page.get_by_label("E-mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1, name="Enter the code to sign in")).to_be_visible()


def enter(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name=re.compile("^(Sign in|Confirm)$")).click()


def name_in_header(page: Page, name: str) -> None:
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name=name)).to_be_visible()


def no_password(name: str, *roles: Role) -> User:
    """Answer a person who signs in by code, as whoever signed up does."""
    user = make_user(name, *roles)
    user.set_unusable_password()
    user.save()
    return user


def app_code(secret: str) -> str:
    """Answer what an authenticator app would show now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def virtual_authenticator(page: Page) -> None:
    """Give the browser a passkey device that needs no finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    abilities = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **abilities}})


def signed_in(windows: Windows, sink: Sink, name: str, path: str = "/account/", **options: Any) -> Page:
    """Answer a page of somebody who has signed in by code."""
    page = windows.open(f"/account/login/?next={path}", **options)
    address = f"{name.lower()}@example.org"
    before = len(sink.to(address))
    ask_for_code(page, address)
    enter(page, code_in(sink.wait_for(address, before + 1)))
    return page


def entered(windows: Windows, person: User, path: str, **options: Any) -> Page:
    """Answer a page of somebody who is signed in already."""
    client = Client()
    client.force_login(person)
    session = client.cookies[configured.SESSION_COOKIE_NAME].value
    cookies = [
        {"name": configured.SESSION_COOKIE_NAME, "value": session, "url": windows.base},
        {"name": "signed_in", "value": "1", "url": windows.base},
    ]
    return windows.open(path, storage_state={"cookies": cookies}, **options)


def add_passkey(page: Page) -> None:
    """Add a passkey, from the page that asks for one."""
    page.get_by_label("Name of the passkey").fill("Telephone")
    page.get_by_role("button", name="Add the passkey").click()


def add_app(page: Page) -> str:
    """Add an authenticator app, from the page that asks for one; answer its secret."""
    secret = page.locator(".secret").inner_text()
    page.get_by_label("The six digits that the app shows").fill(app_code(secret))
    page.get_by_role("button", name="Add the app").click()
    return secret
