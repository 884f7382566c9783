"""Statements that are written out: rows made into models, and rows that are written together.

Django writes a statement anew each time it is asked, and makes a model of whatever columns come back; what
everything that is sent asks costs less where both are known beforehand.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models, transaction

from accounts.questions import Convert, convert_as, rows

M = TypeVar("M", bound=models.Model)


class Columns(Generic[M]):
    """The columns of a model in a question: all of them, or else those of the fields that are `named`.

    A field that is not named is asked for when somebody looks at it.
    """

    def __init__(self, model: type[M], alias: str, *named: str) -> None:
        self.model = model
        self.fields: list[Any] = [
            field for field in model._meta.concrete_fields if not named or field.name in named
        ]
        self.names = [field.attname for field in self.fields]
        self.sql = ", ".join(f'{alias}."{field.column}"' for field in self.fields)
        self.converters: dict[str, list[tuple[int, Convert]]] = {}

        own = [name for name in self.names if name != model._meta.pk.attname]
        self.insert = f"""
            INSERT INTO {model._meta.db_table} ({", ".join(f'"{name}"' for name in own)})
            VALUES ({", ".join(f"%({name})s" for name in own)}) RETURNING id
        """  # noqa: S608 - names of our own columns

    def __str__(self) -> str:
        return self.sql

    def __len__(self) -> int:
        return len(self.fields)

    def model_of(self, row: Sequence[Any], begin: int = 0) -> M | None:
        """Answer the model whose columns begin there in the row; nothing where a join has found none."""
        values = [*row[begin : begin + len(self.fields)]]
        if values[0] is None:  # a model begins with its key
            return None
        for place, convert in self.converters_here():
            values[place] = convert(values[place])
        return self.model.from_db(DEFAULT_DB_ALIAS, self.names, values)

    def stored(self, row: M) -> dict[str, Any]:
        """Answer what `insert` writes of a model that is new."""
        return {
            field.attname: field.get_db_prep_save(getattr(row, field.attname), connection)
            for field in self.fields
        }

    def converters_here(self) -> list[tuple[int, Convert]]:
        """Answer what makes a field's value of what this database answers, by the field's place."""
        known = self.converters.get(connection.vendor)
        if known is None:
            known = [
                (place, convert_as(convert, field.cached_col))
                for place, field in enumerate(self.fields)
                for convert in (
                    *connection.ops.get_db_converters(field.cached_col),
                    *field.get_db_converters(connection),
                )
            ]
            self.converters[connection.vendor] = known
        return known


def ask_together(asked: Mapping[str, Any], *questions: str) -> list[list[tuple[Any, ...]]]:
    """Answer the rows of each question, in their order; all may name what is `asked`.

    PostgreSQL takes them in one go, and answers each from what is committed when its turn comes. SQLite takes
    one after the other.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("; ".join(questions), asked)
            found = [cursor.fetchall()]
            while cursor.nextset():
                found.append(cursor.fetchall())
            return found
    with connection.cursor() as cursor:
        return [cursor.execute(question, asked).fetchall() for question in questions]


def write_together(asked: dict[str, Any], *, answer: str, **steps: str) -> tuple[Any, ...] | None:
    """Write rows that belong together, and answer what the step named `answer` returned.

    Nothing, where it or one before it wrote no row. Each step may read what the ones before it returned,
    under their names. PostgreSQL takes them as one statement, which is a transaction by itself; SQLite knows
    none that writes two tables, and takes one after the other in one transaction.
    """
    if connection.vendor == "postgresql":
        together = ", ".join(f"{name} AS ({step})" for name, step in steps.items())
        written = rows(f"WITH {together} SELECT * FROM {answer}", asked)  # noqa: S608 - steps of our own
        return written[0] if written else None
    known, returned, before = {**asked}, dict[str, tuple[Any, ...]](), list[str]()
    with transaction.atomic(), connection.cursor() as cursor:
        for name, step in steps.items():
            cursor.execute(f"WITH {', '.join(before)} {step}" if before else step, known)
            row = cursor.fetchone()
            if row is None:
                return None
            returned[name] = row
            columns = [column[0] for column in cursor.description]
            known |= {f"{name}_{column}": value for column, value in zip(columns, row, strict=True)}
            values = ", ".join(f"%({name}_{column})s AS {column}" for column in columns)
            before.append(f"{name} AS (SELECT {values})")
    return returned[answer]
