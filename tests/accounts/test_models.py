"""Accounts: one for each address, whatever its case."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
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


def test_an_administrator_may_do_everything(db: None) -> None:
    user = User.objects.create_superuser("root@example.org", "secret", display_name="Root")
    assert (user.is_staff, user.is_superuser) == (True, True)


def test_somebody_is_called_by_their_name(db: None) -> None:
    assert str(make_user("Vera")) == "Vera"
    assert str(User(email="a@example.org")) == "a@example.org"


# ---------------------------------------------------------------- administration


@pytest.fixture
def root(db: None) -> Client:
    """Answer the browser of an administrator."""
    client = Client()
    client.force_login(make_user("Root", is_staff=True, is_superuser=True))
    return client


def test_an_administrator_makes_an_account(root: Client) -> None:
    new = {
        "email": "new@example.org",
        "display_name": "New",
        "password1": "a-long-word",
        "password2": "a-long-word",
    }
    assert root.post("/admin/accounts/user/add/", new).status_code == 302
    assert User.objects.get(email="new@example.org").check_password("a-long-word")


def test_the_same_address_twice_is_said_beside_the_field(root: Client, ed: User) -> None:
    new = {
        "email": "ED@example.org",
        "display_name": "New",
        "password1": "a-long-word",
        "password2": "a-long-word",
    }
    response = root.post("/admin/accounts/user/add/", new)
    assert response.context["adminform"].form.errors["email"] == [
        "There is an account with this address already."
    ]
    assert User.objects.count() == 2


def test_an_administrator_makes_accounts_without_an_address(root: Client) -> None:
    for name in ("One", "Two"):
        new = {"email": "", "display_name": name, "password1": "a-long-word", "password2": "a-long-word"}
        assert root.post("/admin/accounts/user/add/", new).status_code == 302
    assert User.objects.filter(email=None).count() == 2


def test_an_address_that_another_account_has_is_refused_in_plain_words(
    root: Client, ed: User, vera: User
) -> None:
    typed = {"email": "ED@example.org", "display_name": "Vera", "language": "en", "time_zone": "UTC"}
    response = root.post(f"/admin/accounts/user/{vera.pk}/change/", typed)
    assert response.context["adminform"].form.non_field_errors() == [
        "There is an account with this address already."
    ]
    vera.refresh_from_db()
    assert vera.email == "vera@example.org"


@pytest.mark.parametrize("page", ["", "add/", "1/change/", "1/password/", "1/delete/", "1/history/"])
def test_the_accounts_are_closed_to_strangers_and_readers(vera: User, page: str) -> None:
    reader = Client()
    reader.force_login(vera)
    path = f"/admin/accounts/user/{page}"
    assert [client.get(path).status_code for client in (Client(), reader)] == [302, 302]


@pytest.mark.parametrize("page", ["", "add/", "{}/change/", "{}/password/", "{}/delete/"])
def test_an_editor_does_not_make_editors(ed: User, vera: User, page: str) -> None:
    editor = Client()
    editor.force_login(ed)
    path = f"/admin/accounts/user/{page}".format(vera.pk)
    assert (editor.get(path).status_code, editor.post(path, {"is_superuser": "on"}).status_code) == (403, 403)
