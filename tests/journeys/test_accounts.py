"""People sign up, sign in, guard their accounts and leave, with real messages and a real passkey."""

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from debates.outbox.tasks import deliver
from tests.journeys.conftest import Windows, until
from tests.journeys.signing_in import (
    add_app,
    add_passkey,
    app_code,
    ask_for_code,
    enter,
    name_in_header,
    no_password,
    signed_in,
    virtual_authenticator,
)
from tests.makers import make_user
from tests.sink import Sink, code_in, text_of

pytestmark = pytest.mark.browser

DEBATE = "/debates/face-recognition-open-photographs/"


# ---------------------------------------------------------------- in


def test_somebody_signs_up_by_a_code_from_a_real_message(windows: Windows, sink: Sink) -> None:
    page = windows.open(DEBATE)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("E-mail address").fill("Nina@Example.org")
    page.get_by_label("Display name").fill("Nina")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")
    message = sink.wait_for("nina@example.org")
    assert "10 minutes" in text_of(message)
    enter(page, code_in(message))
    expect(page).to_have_url(windows.base + DEBATE)
    name_in_header(page, "Nina")
    user = User.objects.get(email="nina@example.org")
    assert (user.display_name, user.has_usable_password()) == ("Nina", False)


def test_somebody_signs_in_by_a_pasted_code_and_is_back_where_they_were(windows: Windows, sink: Sink) -> None:
    make_user("Vera")
    page = windows.open(DEBATE)
    page.get_by_role("link", name="Sign in").click()
    ask_for_code(page, "VERA@example.org")
    code = code_in(sink.wait_for("vera@example.org"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("(text) => navigator.clipboard.writeText(text)", f"  {code.lower()} ")
    page.get_by_label("Code").focus()
    page.keyboard.press("Control+V")
    page.keyboard.press("Enter")
    expect(page).to_have_url(windows.base + DEBATE)
    name_in_header(page, "Vera")


def test_a_wrong_code_is_said_beside_the_field_and_the_right_one_still_works(
    windows: Windows, sink: Sink
) -> None:
    make_user("Vera")
    page = windows.open("/account/login/")
    ask_for_code(page, "vera@example.org")
    enter(page, "AAAA-AAAA")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("This is not the code that we sent last.")
    field = page.get_by_label("Code")
    expect(field).to_have_value("AAAA-AAAA")
    expect(field).to_have_attribute("aria-invalid", "true")
    summary.get_by_role("link", name="Code").click()
    expect(field).to_be_focused()
    enter(page, code_in(sink.wait_for("vera@example.org")))
    name_in_header(page, "Vera")


def test_the_third_wrong_code_ends_the_attempt(windows: Windows, sink: Sink) -> None:
    make_user("Vera")
    page = windows.open("/account/login/")
    ask_for_code(page, "vera@example.org")
    for _ in range(3):
        enter(page, "AAAA-AAAA")
    expect(page.get_by_role("status")).to_have_text("That was wrong too often. Ask for a new code.")
    page.goto(windows.base + "/account/login/code/confirm/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask for a code")


def test_an_expired_code_signs_nobody_in(windows: Windows, sink: Sink, settings: Settings) -> None:
    make_user("Vera")
    page = windows.open(f"/account/login/?next={DEBATE}")
    ask_for_code(page, "vera@example.org")
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 0
    enter(page, code_in(sink.wait_for("vera@example.org")))
    expect(page.get_by_role("status")).to_have_text("The code is no longer valid. Ask for a new one.")
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
    ask_for_code(page, "vera@example.org")
    enter(page, code_in(sink.wait_for("vera@example.org", 2)))
    expect(page).to_have_url(windows.base + DEBATE)


def test_a_code_works_once_and_a_new_one_replaces_it(windows: Windows, sink: Sink) -> None:
    make_user("Vera")
    page = windows.open("/account/login/")
    ask_for_code(page, "vera@example.org")
    old = code_in(sink.wait_for("vera@example.org"))
    page.get_by_role("button", name="Send a new code").click()
    expect(page.get_by_role("status")).to_contain_text("We have sent a new code.")
    new = code_in(sink.wait_for("vera@example.org", 2))
    enter(page, old)
    expect(page.get_by_role("alert")).to_contain_text("This is not the code that we sent last.")
    enter(page, new)
    name_in_header(page, "Vera")
    another = windows.open("/account/login/")
    ask_for_code(another, "vera@example.org")
    enter(another, new)
    expect(another.get_by_role("alert")).to_contain_text("This is not the code that we sent last.")


def test_nobody_is_led_to_another_site(windows: Windows, sink: Sink) -> None:
    make_user("Vera")
    page = windows.open("/account/login/?next=https://elsewhere.example/")
    ask_for_code(page, "vera@example.org")
    enter(page, code_in(sink.wait_for("vera@example.org")))
    expect(page).to_have_url(windows.base + "/account/")


def test_whoever_mistyped_their_address_starts_again(windows: Windows, sink: Sink) -> None:
    make_user("Vera")
    page = windows.open(DEBATE)
    page.get_by_role("link", name="Sign in").click()
    ask_for_code(page, "vara@example.org")
    page.get_by_role("button", name="Use another address").click()
    ask_for_code(page, "vera@example.org")
    enter(page, code_in(sink.wait_for("vera@example.org")))
    expect(page).to_have_url(windows.base + DEBATE)
    assert "no account" in str(sink.to("vara@example.org")[0]["Subject"])


def test_a_password_signs_in_where_there_is_one(windows: Windows) -> None:
    make_user("Vera")
    page = windows.open("/account/login/")
    page.get_by_label("E-mail address").fill("vera@example.org")
    page.get_by_text("I have a password").click()
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in with the password").click()
    expect(page.get_by_role("alert")).to_contain_text("don’t belong together")
    page.get_by_label("Password").fill("secret")
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")


# ---------------------------------------------------------------- passkeys, apps, sessions


def test_somebody_adds_a_passkey_and_signs_in_with_it(windows: Windows, sink: Sink) -> None:
    no_password("Vera")
    page = signed_in(windows, sink, "Vera")
    virtual_authenticator(page)
    page.get_by_role("link", name="Add a passkey").click()
    add_passkey(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert page.locator(".codes code").count() == 10
    deliver()
    assert "passkey" in str(sink.wait_for("vera@example.org", 2)["Subject"])

    page.goto(windows.base + "/account/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(windows.base + DEBATE)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(windows.base + DEBATE)
    name_in_header(page, "Vera")


def test_a_passkey_that_is_not_there_is_said_in_words(windows: Windows) -> None:
    page = windows.open("/account/login/")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")


def test_somebody_adds_an_authenticator_app_and_is_asked_for_it(windows: Windows, sink: Sink) -> None:
    no_password("Vera")
    page = signed_in(windows, sink, "Vera")
    page.get_by_role("link", name="Add an authenticator app").click()
    expect(page.locator(".qr svg")).to_be_visible()
    page.get_by_label("The six digits that the app shows").fill("000000")
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("alert")).to_contain_text("This code is not right.")
    secret = add_app(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    recovery = page.locator(".codes code").first.inner_text()

    again = signed_in(windows, sink, "Vera", DEBATE)
    expect(again.get_by_role("heading", level=1)).to_have_text("The second step")
    again.get_by_label("Code").fill(app_code(secret))
    again.get_by_role("button", name="Sign in").click()
    expect(again).to_have_url(windows.base + DEBATE)

    lost = signed_in(windows, sink, "Vera", DEBATE)
    lost.get_by_label("Code").fill(recovery)
    lost.get_by_role("button", name="Sign in").click()
    expect(lost).to_have_url(windows.base + DEBATE)


@pytest.mark.parametrize("way", ["passkey", "app"])
def test_an_editor_meets_the_wall_and_passes_it(
    windows: Windows, sink: Sink, settings: Settings, way: str
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    no_password("Eve", Role.EDITOR)
    page = signed_in(windows, sink, "Eve", "/editing/")
    expect(page.get_by_role("heading", level=1)).to_have_text("One more key first")
    if way == "passkey":
        virtual_authenticator(page)
        page.get_by_role("link", name="Add a passkey").click()
        add_passkey(page)
    else:
        page.get_by_role("link", name="Add an authenticator app").click()
        add_app(page)
    page.get_by_role("link", name="Go on to where you were").click()
    expect(page).to_have_url(windows.base + "/editing/")


def test_somebody_ends_a_session_elsewhere(windows: Windows, sink: Sink) -> None:
    make_user("Vera")
    elsewhere = signed_in(windows, sink, "Vera")
    page = signed_in(windows, sink, "Vera")
    page.get_by_role("link", name="Show the sessions").click()
    sessions = page.get_by_role("region", name="Sessions").get_by_role("listitem")
    expect(sessions).to_have_count(2)
    expect(sessions.filter(has_text="This session")).to_have_count(1)
    expect(sessions.first).to_contain_text("Chrome on Linux")
    page.get_by_role("button", name="End the others").click()
    expect(page.get_by_role("status")).to_have_text("You are signed in only here now.")
    expect(sessions).to_have_count(1)
    elsewhere.goto(windows.base + "/account/")
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Sign in")


# ---------------------------------------------------------------- details, and out


def test_what_somebody_likes_follows_them_to_another_browser(windows: Windows, sink: Sink) -> None:
    make_user("Vera")
    page = signed_in(windows, sink, "Vera")
    page.get_by_role("link", name="Change my details").click()
    page.get_by_label("Display name").fill("Vera  Lind")
    page.get_by_label("Colours").select_option("dark")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    name_in_header(page, "Vera Lind")
    dark = "() => getComputedStyle(document.body).backgroundColor === 'rgb(22, 23, 26)'"

    other = signed_in(windows, sink, "Vera", DEBATE, color_scheme="light")
    name_in_header(other, "Vera Lind")
    until(other, dark)
    other.get_by_role("button", name="Appearance").click()
    expect(other.get_by_role("radio", name="Dark")).to_be_checked()
    other.get_by_role("radio", name="Light").check()
    other.reload()
    name_in_header(other, "Vera Lind")
    assert not other.evaluate(dark)


def test_somebody_signs_out_and_the_header_forgets_them(windows: Windows, sink: Sink) -> None:
    make_user("Vera")
    page = signed_in(windows, sink, "Vera", DEBATE)
    name_in_header(page, "Vera")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Vera").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(windows.base + "/")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert not [cookie for cookie in page.context.cookies() if cookie.get("name") == "signed_in"]


def test_by_keyboard_alone_somebody_signs_in_saves_and_signs_out(windows: Windows, sink: Sink) -> None:
    make_user("Vera")
    page = windows.open(DEBATE)

    def press_to(name: str, role: str = "link") -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()") == name:
                return
        raise AssertionError(f"no {role} {name!r} on the way of the Tab key")

    press_to("Sign in")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/login/**")
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("vera@example.org")
    page.keyboard.press("Enter")
    page.get_by_label("Code").focus()
    page.keyboard.type(code_in(sink.wait_for("vera@example.org")))
    page.keyboard.press("Enter")
    name_in_header(page, "Vera")
    press_to("Vera")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/")
    press_to("Change my details")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/profile/")
    press_to("Save")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    press_to("Sign out")
    page.keyboard.press("Enter")
    expect(page).to_have_url(windows.base + "/")


def test_without_scripts_an_account_is_whole(windows: Windows, sink: Sink) -> None:
    make_user("Vera")
    page = windows.open(DEBATE, java_script_enabled=False)
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    ask_for_code(page, "vera@example.org")
    enter(page, code_in(sink.wait_for("vera@example.org")))
    expect(page).to_have_url(windows.base + DEBATE)
    # The page is the same for everybody; its link leads somebody who is signed in to their account.
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
    page.get_by_role("link", name="Show the sessions").click()
    expect(page.get_by_text("You are signed in here and nowhere else.")).to_be_visible()
    page.goto(windows.base + "/account/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(windows.base + "/")
