"""Every screen of accounts, in every shape: accessible, never scrolling sideways, without a complaint."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from tests.journeys.conftest import Windows, violations, write_from
from tests.journeys.signing_in import (
    add_app,
    add_passkey,
    ask_for_code,
    enter,
    no_password,
    signed_in,
    virtual_authenticator,
)
from tests.sink import Sink

pytestmark = pytest.mark.browser

SHAPES = {
    "wide": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "narrow": {"width": 320},
    "right to left": {"width": 320},
}

FOR_VISITORS = (
    "/account/login/",
    "/account/login/code/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/inactive/",
    "/account/3rdparty/login/cancelled/",
    "/account/3rdparty/login/error/",
)
FOR_MEMBERS = (
    "/account/",
    "/account/profile/",
    "/account/second-factor/",
    "/account/email/",
    "/account/password/set/",
    "/account/logout/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/sessions/",
    "/account/3rdparty/",
)
FOR_GUARDED_MEMBERS = (
    "/account/",
    "/account/2fa/",
    "/account/2fa/recovery-codes/",
    "/account/2fa/recovery-codes/generate/",
    "/account/2fa/totp/deactivate/",
    "/account/2fa/webauthn/",
    "/account/2fa/reauthenticate/",
    "/account/2fa/webauthn/reauthenticate/",
)


class Inspection:
    """What was found wrong, on which screen."""

    def __init__(self, shape: str) -> None:
        self.shape = shape
        self.found: dict[str, object] = {}

    def look_at(self, page: Page, name: str) -> None:
        # A page that is still coming has no stylesheet yet, and looks wrong: it is looked at once more.
        page.wait_for_load_state()
        wrong = self.wrong_with(page)
        if wrong:
            page.wait_for_load_state("networkidle")
            wrong = self.wrong_with(page)
        if wrong:
            self.found[name] = wrong

    def wrong_with(self, page: Page) -> list[str]:
        if self.shape == "right to left":
            write_from("rtl", page)
        width = SHAPES[self.shape]["width"]
        wrong = [*violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") != width:
            wrong.append("scrolls sideways")
        if page.locator("h1").count() != 1:
            wrong.append("has not one h1")
        return wrong

    def visit(self, page: Page, base: str, paths: tuple[str, ...]) -> None:
        for path in paths:
            page.goto(base + path)
            self.look_at(page, path)


@pytest.fixture(params=SHAPES)
def inspection(request: Any) -> Inspection:
    return Inspection(request.param)


def test_the_screens_of_a_visitor(windows: Windows, sink: Sink, inspection: Inspection) -> None:
    make_page = opener(windows, inspection)
    page = make_page("/account/login/")
    inspection.visit(page, windows.base, FOR_VISITORS)

    page.goto(windows.base + "/account/login/")
    page.get_by_role("button", name="Send me a code").click()
    inspection.look_at(page, "sign-in without an address")
    page.get_by_label("E-mail address").fill("vera@example.org")
    page.get_by_text("I have a password").click()
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in with the password").click()
    inspection.look_at(page, "sign-in with a wrong password")
    page.goto(windows.base + "/account/signup/")
    page.get_by_role("button", name="Sign up").click()
    inspection.look_at(page, "sign-up with nothing")
    page.get_by_label("E-mail address").fill("nina@example.org")
    page.get_by_label("Display name").fill("Nina")
    page.get_by_role("button", name="Sign up").click()
    inspection.look_at(page, "sign-up, code")
    enter(page, "AAAA-AAAA")
    inspection.look_at(page, "sign-up, wrong code")

    page = make_page("/account/login/")
    ask_for_code(page, "vera@example.org")
    inspection.look_at(page, "code")
    enter(page, "AAAA-AAAA")
    inspection.look_at(page, "wrong code")
    page = make_page("/account/password/reset/")
    page.get_by_label("E-mail address").fill("vera@example.org")
    page.get_by_role("button", name="Send me a code for a new password").click()
    inspection.look_at(page, "code for a password")
    assert inspection.found == {}


def test_the_screens_of_a_member(windows: Windows, sink: Sink, inspection: Inspection) -> None:
    vera = no_password("Vera", Role.EDITOR)
    User.objects.filter(pk=vera.pk).update(about="I read both sides.")
    page = signed_in(windows, sink, "Vera", **SHAPES[inspection.shape])
    inspection.visit(page, windows.base, (*FOR_MEMBERS, vera.get_absolute_url()))
    for path, button in (
        ("/account/profile/", "Save"),
        ("/account/email/", "Send a code"),
        ("/account/password/set/", "Add the password"),
        ("/account/2fa/totp/activate/", "Add the app"),
    ):
        page.goto(windows.base + path)
        for field in page.locator(".field input:not([type=checkbox])").all():
            field.fill("")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("alert").first).to_be_focused()
        inspection.look_at(page, f"{path} with nothing")
    assert inspection.found == {}


def test_the_screens_of_a_guarded_member(windows: Windows, sink: Sink, inspection: Inspection) -> None:
    no_password("Vera")
    page = signed_in(windows, sink, "Vera", **SHAPES[inspection.shape])
    virtual_authenticator(page)
    page.goto(windows.base + "/account/2fa/webauthn/add/")
    add_passkey(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto(windows.base + "/account/2fa/totp/activate/")
    add_app(page)
    expect(page.get_by_role("status")).to_contain_text("The authenticator app is added.")
    passkey = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).pk
    own = (f"/account/2fa/webauthn/keys/{passkey}/edit/", f"/account/2fa/webauthn/keys/{passkey}/remove/")
    inspection.visit(page, windows.base, (*FOR_GUARDED_MEMBERS, *own))

    page = signed_in(windows, sink, "Vera", **SHAPES[inspection.shape])
    inspection.look_at(page, "second step")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    inspection.look_at(page, "second step, wrong code")
    assert inspection.found == {}


def opener(windows: Windows, inspection: Inspection) -> Callable[[str], Page]:
    """Answer what opens a window of this shape."""
    return lambda path: windows.open(path, **SHAPES[inspection.shape])
