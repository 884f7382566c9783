"""Ways into an account, and what stands in them: codes, passwords, the wall, and limits."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from debates.outbox.models import Message
from tests.accounts.pages import last_code, sign_in, title_of


def test_the_wall_remembers_where_somebody_was_going(client: Client, ed: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, ed)
    wall = reverse("accounts:second_factor")
    assert client.get(wall, {"next": "/admin/"}).status_code == 403
    assert wall.encode() in client.get(reverse("mfa_index")).content
    Authenticator.objects.create(user=ed, type=Authenticator.Type.TOTP, data={})
    assert client.get(wall)["Location"] == "/admin/"
    assert client.get(wall)["Location"] == reverse("accounts:account")


@pytest.mark.parametrize(
    "goal", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_the_wall_leads_to_no_other_site(client: Client, ed: User, goal: str) -> None:
    sign_in(client, ed)
    wall = reverse("accounts:second_factor")
    client.get(wall, {"next": goal})
    Authenticator.objects.create(user=ed, type=Authenticator.Type.TOTP, data={})
    for address in (wall, f"{wall}?next={goal}"):
        assert client.get(address)["Location"] == reverse("accounts:account")


@pytest.mark.parametrize(("ago", "status"), [(0, 200), (240, 200), (301, 302), (86_400, 302)])
def test_whoever_signed_in_minutes_ago_is_not_asked_again(
    client: Client, guarded: User, ago: float, status: int
) -> None:
    sign_in(client, guarded, ago)
    response = client.get(reverse("mfa_view_recovery_codes"))
    assert response.status_code == status
    if status == 302:
        assert response["Location"].startswith(reverse("mfa_reauthenticate"))


def test_a_session_that_nobody_signed_in_to_is_asked(client: Client, guarded: User) -> None:
    client.force_login(guarded)
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 302


# ---------------------------------------------------------------- limits, and codes that come late


@pytest.fixture
def wrong_ten_times(client: Client, vera: User) -> HttpResponse:
    """Answer what somebody sees who gave one wrong password after another."""
    for _ in range(20):
        response = client.post(reverse("account_login"), {"login": "vera@example.org", "password": "wrong"})
        if response.status_code != 200:
            break
    return response


def test_too_many_passwords_leave_the_code_open(client: Client, wrong_ten_times: HttpResponse) -> None:
    assert wrong_ten_times.status_code == 429
    assert wrong_ten_times["Retry-After"] == "300"
    assert "in 5 minutes" in wrong_ten_times.content.decode()
    assert title_of(wrong_ten_times) == "Too many tries – Sic et Non"
    page = BeautifulSoup(wrong_ten_times.content, "html.parser")
    assert page.select(f'main a[href="{reverse("account_login")}"]')
    response = client.post(reverse("account_login"), {"login": "vera@example.org"})
    assert (response.status_code, len(mail.outbox)) == (302, 1)


def test_too_many_codes_promise_no_other_way(client: Client, vera: User) -> None:
    for _ in range(6):
        response = client.post(reverse("account_login"), {"login": "vera@example.org"})
        client.post(reverse("account_logout"))
    assert response.status_code == 429
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select(f'main a[href="{reverse("account_login")}"]') == []


def late_sign_in(client: Client) -> tuple[str, str]:
    client.post(reverse("account_login"), {"login": "vera@example.org", "next": "/debates/"})
    return reverse("account_confirm_login_code"), "/account/login/code/?next=%2Fdebates%2F"


def late_password(client: Client) -> tuple[str, str]:
    client.post(reverse("account_reset_password"), {"email": "vera@example.org"})
    return reverse("account_confirm_password_reset_code"), "/account/login/?next=%2Fdebates%2F"


def late_sign_up(client: Client) -> tuple[str, str]:
    client.post(reverse("account_signup"), {"email": "nina@example.org", "display_name": "Nina"})
    return reverse("account_email_verification_sent"), "/account/login/?next=%2Fdebates%2F"


@pytest.mark.parametrize("asked", [late_sign_in, late_password, late_sign_up])
def test_a_code_that_comes_too_late_is_said_to_and_the_way_back_is_kept(
    client: Client, vera: User, settings: Settings, asked: Callable[[Client], tuple[str, str]]
) -> None:
    address, start = asked(client)
    code = last_code()
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = settings.ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 0
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 0
    response: Any = client.post(address, {"code": code, "next": "/debates/"}, follow=True)
    assert response.redirect_chain[0] == (start, 302)
    assert "The code is no longer valid. Ask for a new one." in response.content.decode()


# ---------------------------------------------------------------- a password, and another address


def notices() -> list[tuple[str, str]]:
    """Answer what has been promised: to whom, and which of the notices about an account."""
    promised = Message.objects.filter(kind="account_notice").order_by("pk")
    return [(message.recipient, message.ids["template"]) for message in promised]


def test_a_forgotten_password_is_replaced_by_a_code(client: Client, vera: User) -> None:
    client.post(reverse("account_reset_password"), {"email": "vera@example.org"})
    title = title_of(client.get(reverse("account_confirm_password_reset_code")))
    assert title == "Enter the code for a new password – Sic et Non"
    client.post(reverse("account_confirm_password_reset_code"), {"code": last_code()})
    address = reverse("account_complete_password_reset")
    assert title_of(client.get(address)) == "Choose a new password – Sic et Non"
    long = {"password1": "a-quay-and-a-gull", "password2": "a-quay-and-a-gull"}
    assert title_of(client.post(address, {**long, "password2": "x"})).startswith("Not done: ")
    client.post(address, long)
    vera.refresh_from_db()
    assert vera.check_password("a-quay-and-a-gull")
    assert [message.subject for message in mail.outbox] == ["Your code for a new password at Sic et Non"]
    assert notices() == [("vera@example.org", "account/email/password_reset")]


def test_an_account_moves_to_another_address_by_a_code(client: Client, without_password: User) -> None:
    sign_in(client, without_password)
    response = client.post(reverse("account_email"), {"action_add": "", "email": "vera@quay.example"})
    assert response["Location"] == reverse("account_email_verification_sent")
    assert mail.outbox[0].to == ["vera@quay.example"]
    page = client.get(reverse("account_email_verification_sent"))
    assert title_of(page) == "Confirm your address – Sic et Non"
    response = client.post(reverse("account_email_verification_sent"), {"code": last_code()})
    assert response["Location"] == reverse("accounts:account")
    without_password.refresh_from_db()
    assert without_password.email == "vera@quay.example"
    assert notices() == [("vera@example.org", "account/email/email_changed")]
    assert "is confirmed" in client.get(reverse("accounts:account")).content.decode()


def test_a_password_that_was_changed_leads_to_the_account(client: Client, vera: User) -> None:
    sign_in(client, vera)
    new = {"oldpassword": "secret", "password1": "a-quay-and-a-gull", "password2": "a-quay-and-a-gull"}
    response: Any = client.post(reverse("account_change_password"), new, follow=True)
    assert response.redirect_chain == [(reverse("accounts:account"), 302)]
    (status,) = BeautifulSoup(response.content, "html.parser").select("[role=status]")
    assert status.get_text().strip() == "The password is changed."


def test_signing_in_and_out_leaves_no_message_for_later(client: Client, vera: User) -> None:
    client.post(reverse("account_login"), {"login": "vera@example.org", "password": "secret"})
    assert (
        BeautifulSoup(client.get(reverse("accounts:account")).content, "html.parser").select("[role=status]")
        == []
    )
    client.post(reverse("account_logout"))
    assert (
        BeautifulSoup(client.get(reverse("account_login")).content, "html.parser").select("[role=status]")
        == []
    )
