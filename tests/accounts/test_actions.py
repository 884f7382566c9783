"""What is written about accounts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import RoleGrant, Standing, User
from accounts.roles import Role
from accounts.tasks import forget_ended_sessions
from accounts.verdicts import Refused
from tests.makers import NOW, make_user


@pytest.fixture
def root(db: None) -> User:
    """Answer an administrator."""
    return make_user("Root", Role.ADMINISTRATOR)


def addresses(person: User) -> list[tuple[str, bool, bool]]:
    return [*EmailAddress.objects.filter(user=person).values_list("email", "primary", "verified")]


# ---------------------------------------------------------------- roles


def test_a_role_is_given_with_who_gave_it_and_why(root: User, vera: User) -> None:
    assert vera.roles == {Role.READER}
    grant = actions.grant_role(person=vera, role=Role.EDITOR, reason="Edits the harbour.", by=root, now=NOW)
    assert vera.roles == {Role.READER, Role.EDITOR}
    grant.refresh_from_db()
    assert (grant.user, grant.role, grant.reason, grant.granted_by, grant.granted_at, grant.removed_at) == (
        vera,
        "editor",
        "Edits the harbour.",
        root,
        NOW,
        None,
    )


def test_who_holds_a_role_keeps_the_grant_they_have(root: User, vera: User) -> None:
    first = actions.grant_role(person=vera, role=Role.EDITOR, reason="First.", by=root, now=NOW)
    again = actions.grant_role(person=vera, role=Role.EDITOR, reason="Again.", by=root, now=NOW)
    assert (again, again.reason) == (first, "First.")
    assert RoleGrant.objects.filter(user=vera).count() == 1


def test_a_role_is_removed_and_stays_recorded(root: User, vera: User) -> None:
    grant = actions.grant_role(person=vera, role=Role.EDITOR, reason="Edits.", by=root, now=NOW)
    later = NOW + timedelta(days=1)
    actions.remove_role(grant=grant, reason="Left.", by=root, now=later)
    assert grant.user.roles == {Role.READER}
    told = (grant.reason, grant.granted_by, grant.removal_reason, grant.removed_by, grant.removed_at)
    assert told == ("Edits.", root, "Left.", root, later)
    actions.grant_role(person=vera, role=Role.EDITOR, reason="Back.", by=root, now=later)
    assert [row.reason for row in vera.grants.order_by("pk")] == ["Edits.", "Back."]


def test_of_two_removals_the_first_reason_stands(root: User, vera: User) -> None:
    grant = actions.grant_role(person=vera, role=Role.EDITOR, reason="Edits.", by=root, now=NOW)
    stale = RoleGrant.objects.get(pk=grant.pk)
    actions.remove_role(grant=grant, reason="First.", by=root, now=NOW)
    actions.remove_role(grant=stale, reason="Second.", by=None, now=NOW + timedelta(hours=1))
    assert (stale.removal_reason, stale.removed_by, stale.removed_at) == ("First.", root, NOW)


def test_roles_are_neither_given_nor_removed_by_anybody_else(ed: User, vera: User) -> None:
    grant = RoleGrant.objects.get(user=ed)
    for by in (ed, vera):
        with pytest.raises(Refused, match="Only administrators give and remove roles"):
            actions.grant_role(person=vera, role=Role.ADMINISTRATOR, reason="Mine.", by=by, now=NOW)
        with pytest.raises(Refused, match="Only administrators give and remove roles"):
            actions.remove_role(grant=grant, reason="Not theirs.", by=by, now=NOW)
    assert [*RoleGrant.objects.values_list("user__display_name", "role", "removed_at")] == [
        ("Ed", "editor", None)
    ]


@pytest.mark.django_db(transaction=True)
def test_a_role_that_many_give_at_once_is_given_once() -> None:
    vera = make_user("Vera")

    def give(number: int) -> None:
        person = User.objects.get(pk=vera.pk)
        actions.grant_role(person=person, role=Role.EDITOR, reason=f"By {number}.", by=None, now=NOW)
        connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(give, range(16)))
    assert RoleGrant.objects.filter(user=vera, role=Role.EDITOR).count() == 1


# ---------------------------------------------------------------- accounts


def test_an_administrator_opens_an_account_without_a_password(root: User) -> None:
    person = actions.save_account(person=User(email="New@Example.org", display_name="New"), by=root)
    assert not person.has_usable_password()
    # Nobody has shown yet that they read what is sent there.
    assert addresses(person) == [("new@example.org", True, False)]


def test_a_changed_address_takes_the_place_of_the_old_one(root: User, vera: User) -> None:
    vera.email = "vera@elsewhere.example"
    actions.save_account(person=vera, by=root)
    assert addresses(vera) == [("vera@elsewhere.example", True, False)]


def test_an_account_that_keeps_its_address_keeps_it_confirmed(root: User, vera: User) -> None:
    vera.display_name, vera.email = "Vera E.", "VERA@example.org"
    actions.save_account(person=vera, by=root)
    assert addresses(vera) == [("vera@example.org", True, True)]


def test_an_account_may_lose_its_address(root: User, vera: User) -> None:
    vera.email = None
    actions.save_account(person=vera, by=root)
    assert addresses(vera) == []


def test_the_site_opens_an_account_whose_address_is_known(db: None) -> None:
    person = actions.open_account(
        email="guest@example.org", display_name="Guest", roles=[Role.CONTRIBUTOR], reason="Invited.", now=NOW
    )
    assert addresses(person) == [("guest@example.org", True, True)]
    assert (person.has_usable_password(), person.date_joined) == (False, NOW)
    assert [*person.grants.values_list("role", "reason", "granted_by")] == [("contributor", "Invited.", None)]


@pytest.mark.parametrize(
    ("email", "name", "field"),
    [
        ("VERA@example.org", "Another", "__all__"),
        ("nobody", "Another", "email"),
        ("a@example.org\nBcc: b@example.org", "Another", "email"),
        ("another@example.org", "An\r\nother", "display_name"),
        ("another@example.org", "a" * 10_000, "display_name"),
        ("another@example.org", "", "display_name"),
    ],
    ids=["taken in another case", "no address", "two lines", "name of two lines", "long name", "no name"],
)
def test_what_no_account_can_have_opens_none(vera: User, email: str, name: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.open_account(email=email, display_name=name, now=NOW)
    assert [*refused.value.message_dict] == [field]
    assert [*User.objects.all()] == [vera]
    assert EmailAddress.objects.count() == 1


def test_accounts_are_changed_by_administrators_only(ed: User, vera: User) -> None:
    vera.email = "mine@example.org"
    with pytest.raises(Refused, match="Only administrators change accounts"):
        actions.save_account(person=vera, by=ed)
    vera.refresh_from_db()
    assert vera.email == "vera@example.org"


def test_nobody_but_an_administrator_takes_somebodys_keys(ed: User, vera: User) -> None:
    Authenticator.objects.create(user=vera, type=Authenticator.Type.TOTP, data={})
    for by in (ed, vera):
        with pytest.raises(Refused, match="Only administrators change accounts"):
            actions.remove_second_factors(person=vera, by=by)
    assert vera.has_second_factor


# ---------------------------------------------------------------- what somebody says of themselves


def test_somebody_saves_what_they_say_of_themselves_and_nothing_else(vera: User) -> None:
    vera.display_name, vera.time_zone, vera.is_active = "Vera E.", "Europe/Brussels", False
    actions.save_profile(person=vera, by=vera_as_stored(vera), fields=["display_name", "time_zone"])
    vera.refresh_from_db()
    assert (vera.display_name, vera.time_zone, vera.is_active) == ("Vera E.", "Europe/Brussels", True)


def vera_as_stored(vera: User) -> User:
    return User.objects.get(pk=vera.pk)


def test_nobody_says_it_for_them(vera: User, ed: User, sam: User) -> None:
    for by in (ed, sam, make_user("Root", Role.ADMINISTRATOR)):
        vera.display_name = "Not Vera"
        with pytest.raises(Refused):
            actions.save_profile(person=vera, by=by, fields=["display_name"])
    assert vera_as_stored(vera).display_name == "Vera"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", "Ve\u2066ra"),
        ("display_name", "v" * 10_000),
        ("time_zone", "Mars/Olympus"),
        ("theme", "loud"),
        ("about", "a" * 601),
    ],
)
def test_what_no_profile_can_have_is_not_stored(vera: User, field: str, value: str) -> None:
    before = getattr(vera, field)
    setattr(vera, field, value)
    with pytest.raises(ValidationError) as refused:
        actions.save_profile(person=vera, by=vera_as_stored(vera), fields=[field])
    assert [*refused.value.message_dict] == [field]
    assert getattr(vera_as_stored(vera), field) == before


# ---------------------------------------------------------------- standing


def test_a_standing_is_made_and_changed_a_part_at_a_time(vera: User) -> None:
    parts: list[dict[str, Any]] = [{"suspended_until": NOW}, {"recent_rejections": 2}]
    for part in parts:
        actions.set_standing(person=vera, **part)
    assert [*Standing.objects.values_list("user", "suspended_until", "recent_rejections")] == [
        (vera.pk, NOW, 2)
    ]


# ---------------------------------------------------------------- sessions


def test_of_sessions_that_have_ended_nothing_is_left(vera: User) -> None:
    clients = {name: Client() for name in ("here", "ended elsewhere", "run out")}
    for client in clients.values():
        client.post("/account/login/", {"login": "vera@example.org", "password": "secret"})
    keys = {name: client.session.session_key for name, client in clients.items()}
    now = timezone.now()
    Session.objects.filter(session_key=keys["run out"]).update(expire_date=now)
    Session.objects.filter(session_key=keys["ended elsewhere"]).delete()
    assert UserSession.objects.count() == 3
    forget_ended_sessions()
    assert [*UserSession.objects.values_list("session_key", flat=True)] == [keys["here"]]
    assert [*Session.objects.values_list("session_key", flat=True)] == [keys["here"]]
    assert clients["here"].get("/account/").status_code == 200
