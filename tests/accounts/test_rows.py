"""What a written-out question answers is what Django reads; what is written together is all there."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import RoleGrant, Standing, User
from accounts.roles import Role
from accounts.rows import Columns, write_together
from tests.makers import NOW, make_user

pytestmark = pytest.mark.django_db

GRANT = """
    INSERT INTO accounts_rolegrant (user_id, role, reason, granted_at, removal_reason)
    SELECT %(user)s, %(role)s, '', %(at)s, '' {} RETURNING id, role
"""
STANDING = """
    INSERT INTO accounts_standing (user_id, recent_rejections, premoderated, banned)
    SELECT %(user)s, given.id - given.id + %(rejections)s, %(premoderated)s, %(banned)s FROM given
    RETURNING id
"""


def first(question: str, *asked: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, asked)
        return cursor.fetchone()


def test_models_are_those_that_django_reads(
    vera: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person, standing = Columns(User, "person"), Columns(Standing, "standing")
    joined = "accounts_user AS person LEFT JOIN accounts_standing AS standing ON standing.user_id = person.id"
    question = f"SELECT {person}, {standing} FROM {joined} WHERE person.id = %s"  # noqa: S608 - our own columns
    row = first(question, vera.pk)
    found, none = person.model_of(row), standing.model_of(row, len(person))
    expected = User.objects.get(pk=vera.pk)
    with django_assert_num_queries(0):
        assert found == expected
        assert {name: getattr(found, name) for name in person.names} == {
            name: getattr(expected, name) for name in person.names
        }
    assert none is None
    Standing.objects.create(user=vera, suspended_until=NOW, premoderated=True)
    read = standing.model_of(first(question, vera.pk), len(person))
    assert read
    assert (read.suspended_until, read.premoderated) == (NOW, True)
    found = person.model_of(row)
    assert found
    found.display_name = "Vera Quill"
    found.save()
    assert User.objects.get(pk=vera.pk).display_name == "Vera Quill"


def test_what_is_not_named_is_read_when_it_is_looked_at(
    vera: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    named = Columns(User, "person", "id", "email")
    question = f"SELECT {named} FROM accounts_user AS person WHERE id = %s"  # noqa: S608 - our own columns
    found = named.model_of(first(question, vera.pk))
    assert found
    with django_assert_num_queries(0):
        assert (found.pk, found.email) == (vera.pk, vera.email)
    with django_assert_num_queries(1):
        assert found.display_name == "Vera"


def test_a_new_model_is_stored_as_django_stores_it() -> None:
    columns = Columns(User, "person")
    new = User(email="fay@example.org", display_name="Fay", is_active=False, date_joined=NOW)
    written = write_together(columns.stored(new), answer="person", person=columns.insert)
    assert written
    stored = User.objects.get(pk=written[0])
    assert {name: getattr(stored, name) for name in columns.names if name != "id"} == {
        name: getattr(new, name) for name in columns.names if name != "id"
    }


def write(person: User, rejections: int, condition: str = "WHERE true") -> tuple[Any, ...] | None:
    asked = {
        "user": person.pk,
        "role": Role.EDITOR.value,
        "at": connection.ops.adapt_datetimefield_value(NOW),
        "rejections": rejections,
        "premoderated": False,
        "banned": False,
    }
    return write_together(asked, answer="given", given=GRANT.format(condition), standing=STANDING)


def rows() -> tuple[int, int]:
    return RoleGrant.objects.count(), Standing.objects.count()


def test_rows_that_belong_together_are_written_together(vera: User) -> None:
    written = write(vera, 3)
    assert written == (RoleGrant.objects.get().pk, "editor")
    assert vera.standing.recent_rejections == 3


def test_where_one_cannot_be_written_none_is(vera: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write(vera, -1)
    assert rows() == (0, 0)


def test_where_a_step_writes_nothing_the_next_ones_do_not(vera: User) -> None:
    make_user("Fay")
    assert write(vera, 3, "WHERE 1 = 0") is None
    assert rows() == (0, 0)
