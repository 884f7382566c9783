"""Who comes with a session is read once, with how they stand where there is anything to say of that."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import actions, policies
from accounts.backends import AccountBackend
from accounts.models import User
from tests.makers import NOW, make_user

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


def test_how_somebody_stands_comes_with_them(
    vera: User, sam: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actions.set_standing(person=vera, suspended_until=LATER)
    backend = AccountBackend()
    for person, allowed, queries in ((vera, False, 2), (sam, True, 1)):
        with django_assert_num_queries(queries):
            found = backend.get_user(person.pk)
            assert found == person
            assert bool(policies.may_take_part(found, NOW)) is allowed


def test_a_suspension_counts_from_the_next_request(vera: User) -> None:
    client = Client()
    client.force_login(vera)
    request = client.get("/account/").wsgi_request
    assert policies.may_take_part(get_user(request), NOW)
    actions.set_standing(person=User.objects.get(pk=vera.pk), suspended_until=LATER)
    assert not policies.may_take_part(get_user(request), NOW)


def test_a_suspension_is_seen_by_whoever_has_just_given_it(vera: User) -> None:
    assert policies.may_take_part(vera, NOW)
    actions.set_standing(person=vera, suspended_until=LATER)
    assert not policies.may_take_part(vera, NOW)
    actions.set_standing(person=vera, suspended_until=None)
    assert policies.may_take_part(vera, NOW)


def test_whoever_may_not_sign_in_or_is_gone_is_nobody() -> None:
    closed = make_user("Fay", is_active=False)
    assert AccountBackend().get_user(closed.pk) is None
    assert AccountBackend().get_user(closed.pk + 1) is None
