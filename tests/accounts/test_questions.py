"""A question that is worded once answers what Django answers, whatever it is asked with."""

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.db.models import CharField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Concat
from pytest_django import DjangoAssertNumQueries

from accounts.models import RoleGrant, Standing, User
from accounts.questions import Given, Joined, Question
from accounts.roles import Role
from tests.makers import NOW, make_user

pytestmark = pytest.mark.django_db

HARD = """50 % of "%s" isn't %d"""


class Grant(NamedTuple):
    """A grant with whose it is, and a text beside."""

    pk: int
    role: str
    granted_at: Any
    removed_at: Any
    user__is_active: bool
    said: str


def grants(**wanted: Any) -> QuerySet[Any]:
    said = Concat(Value(HARD), F("reason"), output_field=CharField())
    return RoleGrant.objects.filter(**wanted).annotate(said=said).order_by("pk")


GRANTS = Question(
    Grant._fields,
    Grant._make,
    lambda: grants(
        role=Given("role", CharField()),
        granted_at__lte=Given("until", DateTimeField()),
        user__pk__in=[Given("people", several=True)],
    ),
)


@pytest.fixture
def people() -> list[User]:
    found = [make_user(f"person-{number}@example.org") for number in range(3)]
    for number, person in enumerate(found):
        for role in (Role.EDITOR, Role.MODERATOR):
            RoleGrant.objects.create(
                user=person, role=role, reason="At work.", granted_at=NOW + timedelta(days=number)
            )
    return found


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("many", range(4))
@pytest.mark.parametrize("days", [-1, 1])
def test_rows_are_those_that_django_reads(
    people: list[User], django_assert_num_queries: DjangoAssertNumQueries, role: str, many: int, days: int
) -> None:
    asked, until = [person.pk for person in people[:many]], NOW + timedelta(days=days)
    with django_assert_num_queries(1):
        found = GRANTS.ask(role=str(role), until=until, people=asked)
    expected = grants(role=role, granted_at__lte=until, user__pk__in=asked)
    assert found == [Grant(*row) for row in expected.values_list(*Grant._fields)]
    assert all(row.said == f"{HARD}At work." for row in found)
    assert all(row.user__is_active is True for row in found)


STANDINGS = Joined(Standing, "user", "user__contributor", beside=("doubled",), without=("user__about",))
OF_PERSON = Question(
    STANDINGS.fields,
    STANDINGS.of,
    lambda: Standing.objects.filter(user=Given("user")).annotate(doubled=F("recent_rejections") * 2),
)


def test_models_come_with_what_is_joined_to_them(
    vera: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    User.objects.filter(pk=vera.pk).update(about="Reads.")
    made = Standing.objects.create(user=vera, suspended_until=NOW, premoderated=True, recent_rejections=2)
    with django_assert_num_queries(1):
        found: Any
        (found,) = OF_PERSON.ask(user=vera.pk)
        assert (found, found.suspended_until, found.premoderated) == (made, NOW, True)
        assert (found.user, found.user.email, found.user.standing) == (vera, vera.email, found)
        assert getattr(found.user, "contributor", None) is None
        assert found.doubled == 4
    with django_assert_num_queries(1):
        assert found.user.about == "Reads."
    assert OF_PERSON.ask(user=0) == []


def test_postgresql_knows_again_what_it_is_asked_often(people: list[User]) -> None:
    # What is told has the same type each time, however large the numbers are.
    for number in range(12):
        GRANTS.ask(role="editor", until=NOW, people=[people[0].pk, 10**number])
    if connection.vendor != "postgresql":  # SQLite keeps what it has read by itself
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%= ANY($%"])
        assert cursor.fetchone()[0] >= 1
