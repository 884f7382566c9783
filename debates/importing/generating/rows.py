"""Writes many rows the quickest way that the database has: COPY on PostgreSQL, prepared inserts on SQLite.

Every constraint is checked as it always is. Who writes gives primary keys or leaves them to the database.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

Progress = Callable[[int], None]
"""Is told how many rows more are there."""

BATCH = 5_000
"""Rows after which progress is told."""


def untold(_rows: int) -> None:
    """Tell nobody."""


def write(
    table: type[models.Model],
    names: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    progress: Progress = untold,
) -> None:
    """Write rows that have these columns, in this order; the others get what a new row has by itself.

    Foreign keys are given as numbers. Raises `IntegrityError` as any insert does.
    """
    columns_by_name = {field.name: field for field in table._meta.concrete_fields}
    fields = [columns_by_name[name] for name in names]
    others = [field for field in table._meta.concrete_fields if field not in fields and not field.primary_key]
    same = tuple(stored_by(field)(field.get_default()) for field in others)
    columns = [str(field.column) for field in (*fields, *others)]
    converted = converter([stored_by(field) for field in fields], same)
    here = connection.vendor == "postgresql"
    (copy if here else insert)(table._meta.db_table, columns, map(converted, rows), progress)
    if table._meta.pk in fields:
        restart_numbers(table)


def stored_by(field: Any) -> Callable[[Any], Any]:
    """Answer what makes of a value what the database stores in this column; most are stored as they are."""
    if isinstance(field, models.JSONField):
        return json.dumps
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        return Moments().__getitem__
    return as_it_is


def as_it_is(value: Any) -> Any:
    """Answer the value."""
    return value


class Moments(dict[datetime | None, str | None]):
    """Moments as SQLite stores them; many rows share theirs."""

    def __missing__(self, moment: datetime | None) -> str | None:
        self[moment] = stored = connection.ops.adapt_datetimefield_value(moment)
        return stored


def converter(
    stored: Sequence[Callable[[Any], Any]], same: tuple[Any, ...]
) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Answer what makes of a row what is stored, with what all rows share at its end."""
    changed = [(place, make) for place, make in enumerate(stored) if make is not as_it_is]
    if not changed:
        return lambda row: row + same

    def converted(row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = [*row]
        for place, make in changed:
            values[place] = make(values[place])
        return (*values, *same)

    return converted


def batches(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Answer the rows, so many at a time."""
    rows = iter(rows)
    while batch := [*islice(rows, BATCH)]:
        yield batch


def copy(table: str, columns: list[str], rows: Iterable[tuple[Any, ...]], progress: Progress) -> None:
    """Write the rows by COPY."""
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as stream:
        for batch in batches(rows):
            for row in batch:
                stream.write_row(row)
            progress(len(batch))


def insert(table: str, columns: list[str], rows: Iterable[tuple[Any, ...]], progress: Progress) -> None:
    """Write the rows by one insert that is prepared once."""
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({quoted}) VALUES ({places})"  # noqa: S608 - names of our own columns
    with connection.cursor() as cursor:
        for batch in batches(rows):
            cursor.executemany(statement, batch)
            progress(len(batch))


def next_number(table: type[models.Model]) -> int:
    """Answer the first primary key that no row of the table has yet."""
    return int(table._base_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def restart_numbers(table: type[models.Model]) -> None:
    """Have the database number further rows after those that were written with their keys."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table]):
            cursor.execute(statement)
