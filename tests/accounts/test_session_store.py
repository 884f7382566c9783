"""A session is read together with who is signed in by it; where anything is doubtful, Django looks closer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import actions, policies
from accounts.models import User
from accounts.session_store import SessionStore
from tests.makers import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
PRIVATE = "/account/"


@pytest.fixture
def client(vera: User) -> Client:
    client = Client()
    assert client.post("/account/login/", {"login": vera.email, "password": "secret"}).status_code == 302
    return client


def store_of(client: Client) -> SessionStore:
    return SessionStore(client.cookies["sessionid"].value)


def test_one_question_answers_session_account_and_standing(
    client: Client, vera: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        store = store_of(client)
        person = store.signed_in()
        assert person == vera
        assert policies.may_take_part(person, NOW)
        assert store[SESSION_KEY] == str(vera.pk)
    for name in ("email", "display_name", "password", "is_active", "date_joined", "last_login"):
        assert getattr(person, name) == getattr(User.objects.get(pk=vera.pk), name)


def test_a_page_asks_who_is_signed_in_by_that_question_alone(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert client.get("/account/me/").status_code == 200


def test_a_suspension_counts_from_the_next_request(client: Client, vera: User) -> None:
    before = store_of(client).signed_in()
    actions.set_standing(person=vera, suspended_until=LATER)
    after = store_of(client).signed_in()
    assert [bool(policies.may_take_part(person, NOW)) for person in (before, after)] == [True, False]


def close(vera: User) -> None:
    User.objects.filter(pk=vera.pk).update(is_active=False)


def change_password(vera: User) -> None:
    vera.set_password("another")
    vera.save()


def end(vera: User) -> None:
    UserSession.objects.get(user=vera).end()


def expire(vera: User) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def retire_backend(vera: User) -> None:
    session = SessionStore(UserSession.objects.get(user=vera).session_key)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.save()


def forge(vera: User) -> None:
    Session.objects.update(session_data="nothing that we have signed")


@pytest.mark.parametrize("act", [close, change_password, end, expire, retire_backend, forge, User.delete])
def test_whoever_is_no_longer_signed_in_is_nobody(
    client: Client, vera: User, act: Callable[[User], object]
) -> None:
    assert client.get(PRIVATE).status_code == 200
    act(vera)
    assert store_of(client).signed_in() is None
    assert client.get(PRIVATE).status_code == 302


def test_what_is_noted_beside_a_session_does_not_say_whose_it_is(
    client: Client, vera: User, sam: User
) -> None:
    UserSession.objects.update(user=sam)
    assert store_of(client).signed_in() is None
    assert client.get(PRIVATE).wsgi_request.user == vera
    UserSession.objects.all().delete()
    assert store_of(client).signed_in() is None
    assert client.get(PRIVATE).wsgi_request.user == vera


def test_a_session_signed_with_an_older_secret_goes_on(
    client: Client, vera: User, settings: LazySettings
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"
    assert store_of(client).signed_in() is None
    assert client.get(PRIVATE).wsgi_request.user == vera
    assert client.get(PRIVATE).wsgi_request.user == vera


def test_a_session_of_nobody_is_read(client: Client) -> None:
    store = SessionStore()
    store["seen"] = True
    store.save()
    again = SessionStore(store.session_key)
    assert again.signed_in() is None
    assert again["seen"] is True
    assert SessionStore("0" * 32).signed_in() is None
