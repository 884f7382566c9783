"""Accounts and roles in the administration."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.test import Client

from accounts.adapters import MFAAdapter
from accounts.models import RoleGrant, User
from accounts.roles import Role
from debates.outbox.models import Message
from tests.makers import make_user

TAKEN = "There is an account with this address already."


@pytest.fixture
def root(db: None) -> User:
    """Answer an administrator."""
    return make_user("Root", Role.ADMINISTRATOR)


@pytest.fixture
def desk(root: User) -> Client:
    """Answer the browser of the administrator."""
    client = Client()
    client.force_login(root)
    return client


def typed(**fields: Any) -> dict[str, Any]:
    """Answer the form of an account, filled in."""
    inline = {"grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0"}
    return {
        "email": "new@example.org",
        "display_name": "New",
        "language": "en",
        "time_zone": "UTC",
        "is_active": "on",
        **inline,
        **fields,
    }


def errors_of(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


# ---------------------------------------------------------------- accounts


def test_an_administrator_opens_an_account_that_signs_in_by_code(desk: Client) -> None:
    assert desk.post("/admin/accounts/user/add/", typed()).status_code == 302
    person = User.objects.get(email="new@example.org")
    assert not person.has_usable_password()
    assert [*EmailAddress.objects.filter(user=person).values_list("email", "verified")] == [
        ("new@example.org", False)
    ]


def test_the_same_address_twice_is_said_beside_the_field(desk: Client, ed: User) -> None:
    response = desk.post("/admin/accounts/user/add/", typed(email="ED@example.org"))
    assert errors_of(response) == {"email": [TAKEN]}
    assert User.objects.count() == 2


def test_an_address_that_another_account_has_is_refused_in_plain_words(
    desk: Client, ed: User, vera: User
) -> None:
    response = desk.post(f"/admin/accounts/user/{vera.pk}/change/", typed(email="ED@example.org"))
    assert errors_of(response) == {"email": [TAKEN]}
    vera.refresh_from_db()
    assert vera.email == "vera@example.org"


def test_accounts_need_no_address(desk: Client) -> None:
    for name in ("One", "Two"):
        assert desk.post("/admin/accounts/user/add/", typed(email="", display_name=name)).status_code == 302
    assert User.objects.filter(email=None).count() == 2


def test_an_administrator_closes_an_account_and_not_their_own(desk: Client, root: User, vera: User) -> None:
    shut = {"is_active": ""}
    path = "/admin/accounts/user/{}/change/"
    data = typed(email="vera@example.org", display_name="Vera", **shut)
    assert desk.post(path.format(vera.pk), data).status_code == 302
    data = typed(email="root@example.org", display_name="Root", **shut)
    response = desk.post(path.format(root.pk), data)
    assert errors_of(response) == {"__all__": ["Another administrator has to close your account."]}
    assert [*User.objects.filter(is_active=False)] == [vera]


def test_nobody_deletes_an_account_here(desk: Client, vera: User) -> None:
    assert desk.post(f"/admin/accounts/user/{vera.pk}/delete/", {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": vera.pk}
    desk.post("/admin/accounts/user/", data)
    assert User.objects.filter(pk=vera.pk).exists()


def test_the_list_of_accounts_takes_the_same_queries_for_one_and_many(
    desk: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(7):
        assert b"Root" in desk.get("/admin/accounts/user/").content
    for number in range(9):
        make_user(f"Editor {number}".replace(" ", "-"), Role.EDITOR, Role.MODERATOR)
    with django_assert_num_queries(7):
        assert b"moderator" in desk.get("/admin/accounts/user/").content


def test_somebody_who_lost_their_keys_gets_in_by_code_and_is_told(desk: Client, ed: User) -> None:
    for kind in Authenticator.Type:
        data = {"seed": MFAAdapter().encrypt("seed"), "used_mask": 0}
        Authenticator.objects.create(user=ed, type=kind, data=data)
    elsewhere = Client()
    elsewhere.force_login(ed)
    UserSession.objects.create(user=ed, ip="192.0.2.1", session_key=elsewhere.session.session_key)
    path = f"/admin/accounts/user/{ed.pk}/change/"
    kept = typed(email="ed@example.org", display_name="Ed")
    assert desk.post(path, kept).status_code == 302
    assert (Authenticator.objects.count(), Message.objects.count()) == (3, 0)
    assert desk.post(path, {**kept, "remove_factors": "on"}).status_code == 302
    assert (Authenticator.objects.count(), UserSession.objects.filter(user=ed).count()) == (0, 0)
    assert elsewhere.get("/account/").status_code == 302
    told = Message.objects.order_by("pk").values_list("recipient", "ids__template")
    assert [*told] == [
        ("ed@example.org", "mfa/email/webauthn_removed"),
        ("ed@example.org", "mfa/email/totp_deactivated"),
    ]


def test_the_administration_shows_the_rows_of_our_own_rooms_alone() -> None:
    shown = {model._meta.app_label for model in admin.site._registry}
    assert shown == {"accounts", "comments", "media", "moderation", "publishing"}


# ---------------------------------------------------------------- roles


def given(person: User, role: str = "editor", reason: str = "Edits the harbour.") -> dict[str, Any]:
    return {"user": person.pk, "role": role, "reason": reason}


def test_an_administrator_gives_a_role_and_it_is_recorded(desk: Client, root: User, vera: User) -> None:
    assert desk.post("/admin/accounts/rolegrant/add/", given(vera)).status_code == 302
    [grant] = RoleGrant.objects.filter(user=vera)
    assert (grant.role, grant.reason, grant.granted_by) == ("editor", "Edits the harbour.", root)
    assert b"Edits the harbour." in desk.get(f"/admin/accounts/user/{vera.pk}/change/").content


def test_an_administrator_removes_a_role_and_it_stays_recorded(desk: Client, root: User, ed: User) -> None:
    grant = RoleGrant.objects.get(user=ed)
    path = f"/admin/accounts/rolegrant/{grant.pk}/change/"
    page = desk.get(path).content.decode()
    assert "Remove this role" in page
    # Who was given what and why is not to be changed: only the reason of the removal is a field.
    forged = {"removal_reason": "Left.", "role": "administrator", "reason": "Other.", "user": root.pk}
    assert desk.post(path, forged).status_code == 302
    grant.refresh_from_db()
    assert (grant.user, grant.role, grant.reason) == (ed, "editor", "For a test.")
    assert (grant.removal_reason, grant.removed_by) == ("Left.", root)
    assert desk.post(path, {"removal_reason": "Again."}).status_code == 403
    assert b"Left." in desk.get(path).content


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"role": "editor"}, {"__all__": ["This person holds the role already."]}),
        (
            {"role": "reader"},
            {"role": ["Select a valid choice. reader is not one of the available choices."]},
        ),
        ({"role": "moderator", "reason": ""}, {"reason": ["This field is required."]}),
    ],
    ids=["held", "no role to give", "no reason"],
)
def test_what_is_no_grant_is_refused_beside_the_form(
    desk: Client, ed: User, changed: dict[str, str], errors: dict[str, list[str]]
) -> None:
    response = desk.post("/admin/accounts/rolegrant/add/", {**given(ed), **changed})
    assert errors_of(response) == errors
    assert RoleGrant.objects.filter(user=ed).count() == 1


def test_an_administrator_does_not_remove_their_own_administration(desk: Client, root: User) -> None:
    grant = RoleGrant.objects.get(user=root)
    response = desk.post(f"/admin/accounts/rolegrant/{grant.pk}/change/", {"removal_reason": "Tired."})
    assert errors_of(response) == {"__all__": ["Another administrator has to remove this role from you."]}
    grant.refresh_from_db()
    assert grant.removed_at is None


def test_the_list_of_roles_takes_the_same_queries_for_one_and_many(
    desk: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(6):
        desk.get("/admin/accounts/rolegrant/")
    for number in range(9):
        make_user(f"Editor-{number}", Role.EDITOR)
    with django_assert_num_queries(6):
        desk.get("/admin/accounts/rolegrant/")


# ---------------------------------------------------------------- strangers


def everything() -> list[Any]:
    """Answer all that stands of accounts and roles, but for when somebody signed in."""
    accounts = User.objects.order_by("pk").values_list("pk", "email", "display_name", "password", "is_active")
    return [*accounts, *RoleGrant.objects.order_by("pk").values_list()]


PAGES = ("user/", "user/add/", "user/{}/change/", "user/{}/delete/", "user/{}/history/")
ROLES = (
    "rolegrant/",
    "rolegrant/add/",
    "rolegrant/{}/change/",
    "rolegrant/{}/delete/",
    "rolegrant/{}/history/",
)


@pytest.mark.parametrize("page", [*PAGES, *ROLES])
def test_the_pages_of_accounts_are_closed_to_everybody_but_administrators(
    ed: User, mo: User, vera: User, page: str
) -> None:
    row = vera.pk if page.startswith("user") else RoleGrant.objects.get(user=ed).pk
    path = f"/admin/accounts/{page.format(row)}"
    before = everything()
    answers = {}
    for name, user in {"visitor": None, "reader": vera, "moderator": mo, "editor": ed}.items():
        client = Client()
        if user:
            client.force_login(user)
        data = {**typed(), **given(user or vera, "administrator"), "post": "yes", "removal_reason": "x"}
        answers[name] = (client.get(path).status_code, client.post(path, data).status_code)
    away, refused = (302, 302), (403, 403)
    assert answers == {"visitor": away, "reader": away, "moderator": away, "editor": refused}
    assert everything() == before
