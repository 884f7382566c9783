"""Rows that were made once by the site's own actions, and are written again as those left them.

A complete debate takes the actions a hundred and eighty queries. Most tests need one and are about something
else, so it is made once in each process and copied after that. `tests/test_kept.py` holds the copies to what
the actions write, column by column.
"""

import shutil
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

Rows = dict[type[models.Model], list[models.Model]]
Made = TypeVar("Made")


def tables() -> Iterator[type[models.Model]]:
    """Answer every table, each after those that its rows point to."""
    waiting = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    done: set[type[models.Model]] = set()
    while waiting:
        ready = [model for model in waiting if pointed_to(model) <= done | {model}]
        # What points in a circle comes in the order of its rooms; nothing that is kept here does.
        for model in ready or waiting[:1]:
            waiting.remove(model)
            done.add(model)
            yield model


def pointed_to(model: type[models.Model]) -> set[Any]:
    """Answer the tables that rows of this one point to."""
    return {column.related_model for column in model._meta.concrete_fields if column.is_relation}


def ids(model: type[models.Model]) -> set[Any]:
    """Answer the ids of all rows."""
    return set(model._base_manager.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Kept:
    """What a maker wrote, table by table, and when."""

    rows: Rows
    at: datetime

    @transaction.atomic
    def again(
        self,
        change: Callable[[models.Model, Rows], None],
        elsewhere: dict[tuple[type[models.Model], Any], Any],
    ) -> Rows:
        """Write the rows again under new ids, and answer them. They are created now.

        Each is given to `change` once its own pointers are new, with the tables written so far; `elsewhere`
        says which row, not kept here, takes whose place.
        """
        new = dict(elsewhere)
        written: Rows = {}
        now = timezone.now()
        for model, rows in self.rows.items():
            copies = [copied(row, new, now) for row in rows]
            for row in copies:
                change(row, written)
            insert(model, copies)
            new.update({(model, old.pk): row.pk for old, row in zip(rows, copies, strict=True)})
            written[model] = copies
        return written

    @transaction.atomic
    def back(self) -> None:
        """Write the rows again under the ids that they had, all times later by what has passed since.

        For tests that empty all tables behind them: no row has taken one of these ids since.
        """
        passed = timezone.now() - self.at
        for model, rows in self.rows.items():
            copies = [fresh(row) for row in rows]
            for row in copies:
                for column in model._meta.concrete_fields:
                    value = getattr(row, column.attname)
                    if isinstance(column, models.DateTimeField) and value is not None:
                        setattr(row, column.attname, value + passed)
            insert(model, copies, with_ids=True)


def keep(make: Callable[[], Made]) -> tuple[Made, Kept]:
    """Answer what the maker makes, and the rows that were not there before it."""
    order = list(tables())
    before = {model: ids(model) for model in order}
    at = timezone.now()
    made = make()
    rows: Rows = {}
    for model in order:
        if new := ids(model) - before[model]:
            rows[model] = list(model._base_manager.filter(pk__in=new).order_by("pk"))
    return made, Kept(rows, at)


class Shelf:
    """Keeps what tests begin with that empty all tables behind them: rows and files of uploads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: dict[str, Kept] = {}

    def bring(self, name: str, make: Callable[[], Any], uploads: Path) -> None:
        """Have it made the first time; after that, write its rows and files as they were then."""
        if name in self.kept:
            self.kept[name].back()
            shutil.copytree(self.folder / name, uploads, dirs_exist_ok=True)
            return
        _made, self.kept[name] = keep(make)
        shutil.copytree(uploads, self.folder / name)


def fresh(row: models.Model) -> models.Model:
    """Answer a row with the same values and nothing that was fetched along with it."""
    twin = copy(row)
    twin._state = copy(row._state)
    twin._state.fields_cache = {}
    return twin


def copied(row: models.Model, new: dict[tuple[type[models.Model], Any], Any], now: datetime) -> models.Model:
    """Answer the row without an id, its pointers to what is new."""
    twin = fresh(row)
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if column.primary_key:
            twin.pk = None
        elif column.is_relation and value is not None:
            setattr(twin, column.attname, new[column.related_model, value])
        elif getattr(column, "auto_now_add", False):
            setattr(twin, column.attname, now)
    return twin


def insert(model: type[models.Model], rows: list[models.Model], *, with_ids: bool = False) -> None:
    """Write the rows as they are: `auto_now` and its like have had their say."""
    columns = [column for column in model._meta.concrete_fields if with_ids or not column.primary_key]
    returned = model._base_manager.all()._insert(
        rows, fields=columns, raw=True, using=connection.alias, returning_fields=[model._meta.pk]
    )
    for row, (pk,) in zip(rows, returned, strict=True):
        row.pk = pk
        row._state.adding = False
