"""Every screen of accounts: for whom it opens, and what no screen may hold."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import RoleGrant, User
from accounts.roles import GRANTABLE
from tests.accounts.pages import last_code, sign_in, title_of
from tests.makers import NOW

VISITORS = {
    "account_login": 200,
    "account_request_login_code": 200,
    "account_signup": 200,
    "account_reset_password": 200,
    "account_password_reset_completed": 200,
    "account_inactive": 200,
    "socialaccount_login_cancelled": 200,
    "socialaccount_login_error": 401,
}
MEMBERS = {
    "accounts:account": 200,
    "accounts:profile": 200,
    "accounts:second_factor": 403,
    "account_email": 200,
    "account_set_password": 200,
    "account_logout": 200,
    "mfa_index": 200,
    "mfa_list_webauthn": 200,
    "mfa_add_webauthn": 200,
    "mfa_activate_totp": 200,
    "usersessions_list": 200,
    "socialaccount_connections": 200,
}
GUARDED = {
    "accounts:account": 200,
    "mfa_index": 200,
    "mfa_view_recovery_codes": 200,
    "mfa_generate_recovery_codes": 200,
    "mfa_deactivate_totp": 200,
    "mfa_reauthenticate": 200,
}
WITH_PASSWORD = {"account_change_password": 200, "account_reauthenticate": 200}


def titles_of(client: Client, screens: dict[str, int]) -> list[str]:
    """Answer the title of each screen, after looking at what no screen may hold."""
    titles = []
    for name, status in screens.items():
        response = client.get(reverse(name))
        assert response.status_code == status, name
        titles.append(title_of(response))
    return titles


def test_the_screens_of_a_visitor(client: Client, db: None) -> None:
    titles = titles_of(client, VISITORS)
    assert len({*titles}) == len(titles)


def test_the_screens_of_a_member(client: Client, without_password: User) -> None:
    sign_in(client, without_password)
    titles = titles_of(client, MEMBERS)
    assert len({*titles}) == len(titles)


def test_the_screens_of_a_guarded_member(client: Client, guarded: User) -> None:
    sign_in(client, guarded)
    titles = titles_of(client, GUARDED)
    assert len({*titles}) == len(titles)


def test_the_screens_of_somebody_with_a_password(client: Client, vera: User) -> None:
    sign_in(client, vera)
    titles = titles_of(client, WITH_PASSWORD)
    assert len({*titles}) == len(titles)


@pytest.mark.parametrize("name", sorted({*MEMBERS, *GUARDED, *WITH_PASSWORD}))
def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Client, db: None, name: str) -> None:
    response = client.get(reverse(name))
    if name == "account_logout":
        assert (response.status_code, response["Location"]) == (302, "/")
    else:
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_what_was_wrong_is_in_the_title_and_takes_the_focus(client: Client, db: None) -> None:
    response = client.post(reverse("account_signup"), {"email": "x", "display_name": "Nina"})
    page = BeautifulSoup(response.content, "html.parser")
    assert page.title is not None
    assert page.title.get_text() == "Not done: Sign up – Sic et Non"
    (summary,) = page.select("#errors[role=alert][tabindex='-1'][autofocus]")
    assert [link["href"] for link in summary.select("a")] == ["#id_email"]
    field = page.select_one("#id_email")
    assert field is not None
    assert (field["value"], field["aria-invalid"]) == ("x", "true")
    assert page.select(f"ul.errorlist#{field['aria-describedby']}")
    kept = page.select_one("#id_display_name")
    assert kept is not None
    assert kept["value"] == "Nina"


def test_the_trap_for_programs_is_hidden_from_people(client: Client, db: None) -> None:
    page = BeautifulSoup(client.get(reverse("account_signup")).content, "html.parser")
    (trap,) = page.select('.visually-hidden[aria-hidden="true"] input[name=website]')
    assert trap["tabindex"] == "-1"


def test_a_code_can_be_typed_and_pasted_on_a_telephone(client: Client, vera: User) -> None:
    client.post(reverse("account_login"), {"login": "vera@example.org"})
    page = BeautifulSoup(client.get(reverse("account_confirm_login_code")).content, "html.parser")
    (field,) = page.select("input[name=code]")
    assert (field["autocomplete"], field["autocapitalize"]) == ("one-time-code", "characters")
    assert not field.has_attr("maxlength")
    assert "within 10 minutes" in page.get_text()
    assert project.ACCOUNT_LOGIN_BY_CODE_TIMEOUT == 10 * 60


# ---------------------------------------------------------------- who is signed in


def test_a_public_page_is_the_same_whoever_reads_it(client: Client, ed: User) -> None:
    before = client.get("/debates/")
    client.force_login(ed)
    after = client.get("/debates/")
    assert before.content == after.content
    assert after.get("Vary") == "Accept-Encoding"
    page = BeautifulSoup(after.content, "html.parser")
    (link,) = page.select("header a[data-me]")
    assert (link["href"], link["data-me"]) == ("/account/login/?next=/debates/", "/account/me/")


def test_the_way_back_holds_the_whole_address(client: Client, db: None) -> None:
    page = BeautifulSoup(client.get("/debates/?page=1&x=%22%3E").content, "html.parser")
    (link,) = page.select("header a[data-me]")
    assert link["href"] == "/account/login/?next=/debates/%3Fpage%3D1%26x%3D%2522%253E"


@pytest.mark.parametrize("name", VISITORS)
def test_the_sign_in_pages_do_not_lead_to_themselves(client: Client, db: None, name: str) -> None:
    page = BeautifulSoup(client.get(reverse(name)).content, "html.parser")
    assert page.select("header a[data-me], header .me") == []


def test_who_i_am_is_for_me_alone(
    client: Client, vera: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    User.objects.filter(pk=vera.pk).update(theme="dark", text_size="large", text_width="wide")
    client.force_login(vera)
    with django_assert_num_queries(2):
        response = client.get(reverse("accounts:me"))
    assert {"private", "no-store"} <= {part.strip() for part in response["Cache-Control"].split(",")}
    (link,) = BeautifulSoup(response.content, "html.parser").select("a")
    assert (link.get_text(), link["href"]) == ("Vera", "/account/")
    assert (link["data-theme"], link["data-size"], link["data-measure"]) == ("dark", "large", "wide")


def test_who_nobody_is_says_nothing(client: Client, db: None) -> None:
    response = client.get(reverse("accounts:me"))
    assert (response.status_code, response.content.strip()) == (200, b"")


def test_a_name_is_text_and_nothing_else(client: Client, vera: User) -> None:
    User.objects.filter(pk=vera.pk).update(display_name="<b onclick=x>Vera</b>")
    client.force_login(vera)
    for name in ("accounts:me", "accounts:account"):
        assert b"<b onclick" not in client.get(reverse(name)).content


def test_the_sign_in_page_leads_whoever_is_signed_in_to_their_account(client: Client, vera: User) -> None:
    client.force_login(vera)
    response = client.get(reverse("account_login"), {"next": "/debates/"})
    assert (response.status_code, response["Location"]) == (302, "/account/")
    assert "no-store" in response["Cache-Control"]
    # A form that was open in another window goes on to where it led.
    response = client.post(reverse("account_login"), {"login": "vera@example.org", "next": "/debates/"})
    assert (response.status_code, response["Location"]) == (302, "/debates/")


@pytest.mark.parametrize("many", [1, 4])
def test_the_account_page_asks_as_often_for_one_role_as_for_all(
    client: Client, vera: User, ed: User, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    # What waits for a moderator is four questions besides, what waits for an editor three.
    queries = {1: 10, 4: 17}[many]
    for role in GRANTABLE[:many]:
        RoleGrant.objects.create(user=vera, role=role, reason="Asked to.", granted_by=ed, granted_at=NOW)
    for _ in range(many):
        Client().force_login(vera)
    client.force_login(vera)
    with django_assert_num_queries(queries):
        response = client.get(reverse("accounts:account"))
    text = " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())
    assert text.count("Asked to. Given by Ed on 1 March 2026.") == many


def test_the_account_page_says_what_a_role_waits_for(client: Client, ed: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(ed)
    page = BeautifulSoup(client.get(reverse("accounts:account")).content, "html.parser")
    assert "Add a passkey or an authenticator app to your account first." in page.get_text()
    assert page.select(f'a[href="{reverse("accounts:second_factor")}"]')


def test_accounts_elsewhere_are_shown_where_the_site_offers_them(
    client: Client, vera: User, settings: Settings
) -> None:
    client.force_login(vera)
    address = reverse("socialaccount_connections").encode()
    assert address not in client.get(reverse("accounts:account")).content
    settings.SOCIALACCOUNT_PROVIDERS = {"mediawiki": {}}
    assert address in client.get(reverse("accounts:account")).content


def test_a_person_has_a_page_where_they_say_something(client: Client, vera: User) -> None:
    assert client.get(vera.get_absolute_url()).status_code == 404
    User.objects.filter(pk=vera.pk).update(about="I read both sides.\n\n<script>x</script>")
    response = client.get(vera.get_absolute_url())
    page = BeautifulSoup(response.content, "html.parser")
    assert [paragraph.get_text() for paragraph in page.select("main .prose p")] == [
        "I read both sides.",
        "<script>x</script>",
    ]
    assert response["Cache-Control"] == "public, max-age=2"


def test_a_profile_that_is_wrong_keeps_what_was_typed(client: Client, vera: User) -> None:
    client.force_login(vera)
    response = client.post(reverse("accounts:profile"), {"display_name": "", "about": "I read."})
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 400
    assert page.select("#errors")
    kept = page.select_one("#id_about")
    assert kept is not None
    assert kept.get_text().strip() == "I read."


def test_the_key_of_an_app_is_a_picture_and_text(client: Client, without_password: User) -> None:
    sign_in(client, without_password)
    page = BeautifulSoup(client.get(reverse("mfa_activate_totp")).content, "html.parser")
    secret = page.select_one(".secret")
    assert secret is not None
    assert re.fullmatch(r"[A-Z2-7]{32}", secret.get_text())
    assert page.select(".qr[role=img][aria-label] > svg > path")
    assert page.select("img") == []


def test_the_passkey_is_the_second_step_only_for_who_has_one(client: Client, guarded: User) -> None:
    client.post(reverse("account_login"), {"login": "vera@example.org"})
    code = last_code()
    client.post(reverse("account_confirm_login_code"), {"code": code})
    response = client.get(reverse("mfa_authenticate"))
    assert title_of(response) == "The second step – Sic et Non"
    assert b"mfa_webauthn_authenticate" not in response.content
