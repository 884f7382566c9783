"""Accounts: one for each address, whatever its case."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import RoleGrant, Standing, User, time_zones
from accounts.roles import Role
from tests.makers import NOW, make_user


def test_an_address_in_another_case_is_the_same_address(ed: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ED@Example.org", display_name="Another")
    assert User.objects.count() == 1


def test_people_without_an_address_do_not_clash(db: None) -> None:
    names = {User.objects.create_user(None, display_name=name).display_name for name in ("One", "Two")}
    assert names == set(User.objects.filter(email=None).values_list("display_name", flat=True))


def test_an_empty_address_is_none(db: None) -> None:
    assert User.objects.create_user("", display_name="One").email is None


def test_somebody_signs_in_with_the_address_in_any_case(ed: User) -> None:
    assert authenticate(username="ED@example.ORG", password="secret") == ed
    assert authenticate(username="ed@example.org", password="wrong") is None


def test_no_address_finds_nobody_also_where_one_person_has_none(db: None) -> None:
    User.objects.create_user(None, "secret", display_name="One")
    for address in (None, ""):
        with pytest.raises(User.DoesNotExist):
            User.objects.get_by_natural_key(address)


def test_an_account_without_a_password_opens_with_none(db: None) -> None:
    user = User.objects.create_user("one@example.org", display_name="One")
    assert not user.has_usable_password()
    assert authenticate(username="one@example.org", password="") is None


def test_who_sets_the_site_up_is_administrator_and_editor(db: None) -> None:
    user = User.objects.create_superuser("root@example.org", "secret", display_name="Root")
    assert user.roles == {Role.READER, Role.EDITOR, Role.ADMINISTRATOR}
    assert (user.is_staff, user.is_superuser) == (True, True)


def test_somebody_is_called_by_their_name(db: None) -> None:
    assert str(make_user("Vera")) == "Vera"
    assert str(User(email="a@example.org")) == "a@example.org"


# ---------------------------------------------------------------- invariants

GRANT = {"reason": "For a test.", "granted_at": NOW}


def test_a_role_is_held_once_at_a_time(vera: User) -> None:
    RoleGrant.objects.create(user=vera, role=Role.EDITOR, **GRANT)
    with pytest.raises(IntegrityError, match=r"role_grant_held_once|UNIQUE"), transaction.atomic():
        RoleGrant.objects.create(user=vera, role=Role.EDITOR, **GRANT)
    RoleGrant.objects.update(removed_at=NOW)
    RoleGrant.objects.create(user=vera, role=Role.EDITOR, **GRANT)
    assert vera.roles == {Role.READER, Role.EDITOR}


@pytest.mark.parametrize("role", ["reader", "owner", ""])
def test_no_other_role_is_given(vera: User, role: str) -> None:
    with pytest.raises(IntegrityError, match="role_grant_role_known"), transaction.atomic():
        RoleGrant.objects.create(user=vera, role=role, **GRANT)


@pytest.mark.parametrize(
    "ended",
    [
        {"removed_at": NOW - timedelta(seconds=1)},
        {"removal_reason": "Left."},
        {"removed_by": "vera"},
    ],
    ids=["before it began", "a reason without an end", "somebody without an end"],
)
def test_a_grant_ends_whole_and_after_it_began(vera: User, ended: dict[str, Any]) -> None:
    values = {name: vera if value == "vera" else value for name, value in ended.items()}
    with pytest.raises(IntegrityError, match="role_grant_ends_after_it_began"), transaction.atomic():
        RoleGrant.objects.create(user=vera, role=Role.EDITOR, **GRANT, **values)


@pytest.mark.parametrize("field", ["theme", "text_size", "text_width"])
def test_no_other_way_to_read_is_stored(vera: User, field: str) -> None:
    with pytest.raises(IntegrityError, match=f"user_{field}_known"), transaction.atomic():
        User.objects.filter(pk=vera.pk).update(**{field: "loud"})


def test_somebody_has_one_standing_and_no_fewer_than_no_rejections(vera: User) -> None:
    Standing.objects.create(user=vera)
    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.create(user=vera)
    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.update(recent_rejections=-1)


# ---------------------------------------------------------------- the domain's words


def test_holding_finds_who_may_sign_in_and_holds_a_role_now(ed: User, mo: User, vera: User) -> None:
    make_user("Closed", Role.EDITOR, is_active=False)
    former = make_user("Former", Role.EDITOR)
    former.grants.update(removed_at=NOW)
    both = make_user("Both", Role.EDITOR, Role.MODERATOR)
    assert set(User.objects.holding(Role.EDITOR)) == {ed, both}
    assert set(User.objects.holding(Role.EDITOR, Role.MODERATOR)) == {ed, mo, both}
    assert set(User.objects.holding(Role.ADMINISTRATOR)) == set()


def test_roles_are_asked_once_for_each_instance(ed: User, django_assert_num_queries: Any) -> None:
    person = User.objects.get(pk=ed.pk)
    with django_assert_num_queries(1):
        assert (person.is_staff, person.is_superuser, Role.EDITOR in person.roles) == (True, False, True)
    with django_assert_num_queries(2):
        assert [person.has_second_factor for _ in range(3)] == [False] * 3
        person.forget_what_was_asked()
        assert person.is_staff


@pytest.mark.parametrize("role", list(Role)[1:])
def test_only_administrators_have_the_rights_of_pages_that_ask_no_policy(db: None, role: Role) -> None:
    person = make_user("Somebody", role)
    yes = role is Role.ADMINISTRATOR
    assert person.has_perm("account.view_emailaddress") is yes
    assert person.has_perms(["a.b", "c.d"]) is yes
    assert person.has_module_perms("account") is yes
    person.is_active = False
    assert not person.has_perm("account.view_emailaddress")
    assert not person.has_module_perms("account")


def test_time_zones_are_read_from_the_disk_once() -> None:
    assert "Europe/Brussels" in time_zones()
    assert time_zones() is time_zones()


def test_a_time_zone_and_a_name_are_checked(vera: User) -> None:
    vera.time_zone, vera.display_name = "Europe/Atlantis", "Ve\u202era"
    with pytest.raises(ValidationError) as refused:
        vera.clean_fields()
    assert refused.value.message_dict == {
        "time_zone": ["There is no time zone of this name."],
        "display_name": ["A name can’t hold the invisible character U+202E."],
    }


def test_rows_are_called_in_words(vera: User) -> None:
    grant = RoleGrant(user=vera, role=Role.MODERATOR)
    assert (str(grant), str(Standing(user=vera))) == ("Vera: moderator", "Vera")
