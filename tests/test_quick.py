"""A quick test database is emptied behind each test that commits."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from debates.publishing.models import Debate
from tests.kept import tables
from tests.makers import make_debate
from tests.quick import STAYING


def filled() -> set[str]:
    """Answer the tables that hold rows."""
    return {model._meta.db_table for model in tables() if model._base_manager.exists()}


@pytest.mark.django_db
def test_emptying_leaves_nothing_but_what_follows_from_the_models(ed: User) -> None:
    make_debate(ed)
    assert filled() > STAYING
    before = [list(model.objects.order_by("pk").values()) for model in (ContentType, Permission)]
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
    assert filled() == STAYING
    assert [list(model.objects.order_by("pk").values()) for model in (ContentType, Permission)] == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_test_that_commits_finds_empty_tables_and_leaves_its_rows_to_nobody(ed: User, time: str) -> None:
    assert [user.display_name for user in User.objects.all()] == ["Ed"]
    assert not Debate.objects.exists()
    make_debate(ed, slug=time)


@pytest.mark.django_db
def test_no_connection_waits_for_the_disk() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("off",)
