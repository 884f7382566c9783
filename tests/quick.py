"""A test database that is quick to empty, and does not wait for the disk: nobody needs it after the tests."""

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models.signals import post_migrate

# Django writes these anew, in over a hundred queries, whenever a test that commits has emptied all tables.
# They follow from the models alone, so they stay.
STAYING = frozenset(model._meta.db_table for model in (ContentType, Permission))


def make_quick() -> None:
    """Prepare the test database that was just made, for every process that will be connected to it.

    What connections see, and when, stays as it is. Only after a power cut would less of it be left.
    """
    assert Permission.objects.exists()
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    connection.ops.sql_flush = emptying(connection.ops)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit TO off")
        connection.close()
        connection.close_pool()  # the connections in it began before


def emptying(operations: Any) -> Any:
    """Answer what empties tables: all but those that stay.

    PostgreSQL deletes the few rows that a test has left. Its `TRUNCATE` makes a new file for each table and
    each index, and waits until all of them are on the disk. Like it, this waits for whoever still writes.
    """
    as_django_does = operations.sql_flush
    quoted = operations.quote_name

    def sql_flush(style: Any, tables: list[str], **how: Any) -> list[str]:
        emptied = sorted(set(tables) - STAYING)
        if how.get("reset_sequences") or operations.connection.vendor != "postgresql":
            return list(as_django_does(style, emptied, **how))
        # Keys between the tables are looked at when the transaction ends: the order is no matter.
        return [
            f"LOCK TABLE {', '.join(map(quoted, emptied))} IN ACCESS EXCLUSIVE MODE;",
            " ".join(f"DELETE FROM {quoted(table)};" for table in emptied),  # noqa: S608 - names of tables
        ]

    return sql_flush
