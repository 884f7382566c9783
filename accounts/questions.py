"""Questions that are worded once, and asked with other values each time.

Django words a statement anew each time it is asked, and the server reads and plans it anew: for a page of a
few rows both take longer than the answer. A question that Django words once is the same words each time, by
which PostgreSQL knows it again once a connection has asked it some times (PREPARED_STATEMENTS).
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BigIntegerField, Expression, Field, Model, QuerySet

R = TypeVar("R")
M = TypeVar("M", bound=Model)
Convert = Callable[[Any], Any]


class Given(Expression):
    """What stands in a question for a value that is given with it, by name: a whole number, or as `field`.

    Several values stand in a list: `pk__in=[Given("wanted", several=True)]`.
    """

    def __init__(self, name: str, field: "Field[Any, Any] | None" = None, *, several: bool = False) -> None:
        super().__init__(output_field=field or BigIntegerField())
        self.name, self.several = name, several

    def as_sql(self, *_compiler: Any, **_context: Any) -> tuple[str, list[Any]]:
        """Answer a place for the value, and this itself for what stands there."""
        return "%s", [self]

    def value_in(self, given: Mapping[str, Any]) -> Any:
        """Answer what the database is told: each value as it takes them in such a field, several as one."""
        value, told = given[self.name], self.output_field.get_db_prep_value
        if not self.several:
            return told(value, connection)
        each = [told(one, connection) for one in value]
        return each if connection.vendor == "postgresql" else json.dumps(each)


class Words(NamedTuple):
    """A question in SQL, what is told with it, and what makes Python's values of which column."""

    sql: str
    told: tuple[Any, ...]
    converters: tuple[tuple[int, Convert], ...]


class Question(Generic[R]):
    """A question for these fields, named as in a look-up, of what `about` answers: a query, asked for once.

    `make` makes of the values of a row what is answered: `Question(Row._fields, Row._make, about)` answers
    named tuples, and `Joined` says how models are answered.
    """

    def __init__(
        self,
        fields: Sequence[str],
        make: Callable[[Iterable[Any]], R],
        about: Callable[[], QuerySet[Any]],
    ) -> None:
        self.fields, self.make, self.about = fields, make, about

    def ask(self, **given: Any) -> list[R]:
        """Answer what is found for these values, one for each `Given` in the question."""
        sql, told, converters = self.words
        found = rows(sql, [one.value_in(given) if isinstance(one, Given) else one for one in told])
        make = self.make
        return [make(converted(row, converters) if converters else row) for row in found]

    @cached_property
    def words(self) -> Words:
        """The question as this database takes it; a site has one kind."""
        compiler = self.about().values_list(*self.fields).query.get_compiler(connection=connection)
        sql, told = worded(*compiler.as_sql())
        converters = (
            (place, convert_as(convert, column))
            for place, (several, column) in compiler.get_converters([it[0] for it in compiler.select]).items()
            for convert in several
        )
        return Words(sql, told, tuple(converters))


def worded(sql: str, parameters: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """Answer a statement, and what is told with it, in which several values are one.

    PostgreSQL plans better for what stands in the statement, so there only what is given is told.
    """
    is_postgresql = connection.vendor == "postgresql"
    in_several = "= ANY(%s" if is_postgresql else "IN (SELECT value FROM json_each(%s)"
    said, *rest = sql.split("%s")
    told = []
    for value, part in zip(parameters, rest, strict=True):
        if is_postgresql and not isinstance(value, Given):
            literal: str = connection.ops.compose_sql("%s", [value])  # type: ignore[attr-defined]  # it has one
            said += literal.replace("%", "%%")
        elif isinstance(value, Given) and value.several:
            said = said.removesuffix("IN (") + in_several
            told.append(value)
        else:
            said += "%s"
            told.append(value)
        said += part
    return said, tuple(told)


Values = Sequence[Any] | Mapping[str, Any]
"""What stands in a statement, in order or by name."""


def rows(sql: str, values: Values) -> list[tuple[Any, ...]]:
    """Answer all rows; PostgreSQL is told the values apart, and so knows the statement again."""
    with told_apart() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def changed(sql: str, values: Values) -> int:
    """Answer how many rows a statement has changed, told in the same way."""
    with told_apart() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


@contextmanager
def told_apart() -> Iterator[Any]:
    """Answer a cursor that hands values over as they are, where the database takes them so."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Django's own cursors put the values into the statement, which is then another each time.
            cursor.cursor = psycopg.Cursor(connection.connection)
        yield cursor


def convert_as(convert: Callable[..., Any], column: Any) -> Convert:
    """Answer one of Django's converters of a column as a function of the value."""
    return lambda value: convert(value, column, connection)


def converted(row: Sequence[Any], converters: Iterable[tuple[int, Convert]]) -> list[Any]:
    """Answer a row with Python's values."""
    values = [*row]
    for place, convert in converters:
        values[place] = convert(values[place])
    return values


# ---------------------------------------------------------------- answers that are models


class Part:
    """A model in a row: which fields of it, and the `way` to it, as in `select_related`.

    A field that it is `without` is asked for when somebody looks at it.
    """

    def __init__(self, model: type[Model], way: str, link: Any, without: Collection[str]) -> None:
        start = f"{way}__" if way else ""
        fields: list[Any] = [*model._meta.concrete_fields]
        self.model, self.way, self.link = model, way, link
        self.names = [field.attname for field in fields if f"{start}{field.name}" not in without]
        self.fields = [f"{start}{name}" for name in self.names]

    def of(self, values: Iterator[Any]) -> Any:
        """Answer the model whose values come next in a row; nothing where there is none."""
        own = [*islice(values, len(self.names))]
        # A model begins with its key.
        return None if own[0] is None else self.model.from_db(DEFAULT_DB_ALIAS, self.names, own)

    def join(self, owner: Any, model: Any) -> None:
        """Keep with a model what is joined to it, also that nothing is, as `select_related` does."""
        self.link.set_cached_value(owner, model)
        if model is not None and self.link.one_to_one:
            self.link.remote_field.set_cached_value(model, owner)


class Joined(Generic[M]):
    """Models with those that are joined to them, `ways` as for `select_related`, and what is asked `beside`.

    It has the `fields` for a `Question`, whose answers `of` makes. A way follows those that it goes on from.
    """

    def __init__(
        self,
        model: type[M],
        *ways: str,
        beside: Sequence[str] = (),
        without: Collection[str] = (),
    ) -> None:
        self.parts = [Part(model, "", None, without)]
        for way in ways:
            before = next(part for part in reversed(self.parts) if way.startswith(part.way))
            link: Any = before.model._meta.get_field(way.rpartition("__")[2])
            self.parts.append(Part(link.related_model, way, link, without))
        self.beside = beside
        self.fields = [*(field for part in self.parts for field in part.fields), *beside]

    def question(self, about: Callable[[], QuerySet[Any]]) -> Question[M]:
        """Answer the question for what `about` answers."""
        return Question(self.fields, self.of, about)

    def of(self, row: Iterable[Any]) -> M:
        """Answer the model that a row holds."""
        values = iter(row)
        found: dict[str, Any] = {}
        for part in self.parts:
            model = found[part.way] = part.of(values)
            owner = found[part.way.rpartition("__")[0]]
            if part.link is not None and owner is not None:
                part.join(owner, model)
        whole: M = found[""]
        for name, value in zip(self.beside, values, strict=True):
            setattr(whole, name, value)
        return whole
