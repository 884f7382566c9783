"""Rows of a question that is written out, made into models.

Django writes a question anew each time it is asked, and makes a model of whatever columns come back; what
everything that is sent asks costs less where both are known beforehand.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.expressions import Col

M = TypeVar("M", bound=models.Model)
Convert = Callable[[Any], Any]


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

    def converters_here(self) -> list[tuple[int, Convert]]:
        """Answer what makes a field's value of what this database answers, by the field's place."""
        known = self.converters.get(connection.vendor)
        if known is None:
            known = [
                (place, partial(converted, convert, field.cached_col))
                for place, field in enumerate(self.fields)
                for convert in (
                    *connection.ops.get_db_converters(field.cached_col),
                    *field.get_db_converters(connection),
                )
            ]
            self.converters[connection.vendor] = known
        return known


def converted(convert: Callable[..., Any], column: Col, value: Any) -> Any:
    """Answer what one of Django's converters makes of the value."""
    return convert(value, column, connection)
