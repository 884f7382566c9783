"""Accounts: one for each address, whatever its case."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from tests.makers import make_user


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
