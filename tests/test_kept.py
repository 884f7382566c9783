"""A copy of a debate is what the actions would have written."""

import shutil
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings
from time_machine import travel

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.importing.demonstration import load_demonstration
from debates.publishing.models import Debate
from debates.publishing.workflow import Status
from tests import makers
from tests.kept import Rows, Shelf, keep, tables
from tests.makers import NOW, make_debate, make_draft


def contents(rows: Rows, by: User) -> dict[str, list[dict[str, Any]]]:
    """Answer every column of every row; ids, which differ, as numbers in the order in which they appear."""
    numbers: dict[Any, Any] = {(User, by.pk): "the editor", "debate": rows[Debate][0].pk}
    counted = count(1)

    def value(row: Any, column: Any) -> Any:
        found = getattr(row, column.attname)
        table = type(row) if column.primary_key else column.related_model
        if table is not None and found is not None:
            return numbers.setdefault((table, found), next(counted))
        if column.attname == "created_at":
            return "now"
        return found.replace(f"-{numbers['debate']}-", "-N-") if column.attname == "slug" else found

    return {
        model._meta.label: [
            {column.attname: value(row, column) for column in model._meta.concrete_fields} for row in table
        ]
        for model, table in rows.items()
    }


@pytest.mark.parametrize("positions", [2, 3])
@pytest.mark.parametrize("status", Status)
def test_a_copy_is_what_the_actions_write(ed: User, status: Status, positions: int) -> None:
    una = makers.make_user("Una", Role.EDITOR)
    makers.KEPT.clear()
    made, by_actions = keep(lambda: make_debate(ed, status, positions=positions))
    copy, as_copy = keep(
        lambda: make_debate(una, status, question="Copied?", slug=f"{made.slug}-2", positions=positions)
    )
    assert len(makers.KEPT) == 1
    assert (copy.question, copy.slug) == ("Copied?", "should-the-harbour-be-dredged-2")
    for rows in (by_actions.rows, as_copy.rows):
        rows[Debate][0].__dict__.update(slug="same", question="Same?")
    assert contents(as_copy.rows, una) == contents(by_actions.rows, ed)
    assert copy.created_at > made.created_at


def test_a_copy_has_what_was_asked_for(ed: User) -> None:
    for closes_at in (None, NOW.replace(year=2027), None, NOW.replace(year=2027)):
        made = make_debate(ed, slug=f"number-{Debate.objects.count()}", closes_at=closes_at)
        assert Debate.objects.get(pk=made.pk).closes_at == closes_at


def test_a_copy_is_an_editors_to_make_and_has_names_that_fit(ed: User, sam: User) -> None:
    make_draft(ed)
    with pytest.raises(Refused):
        make_draft(sam, "Another?")
    with pytest.raises(ValidationError):
        make_draft(ed, "Q" * 251)


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_comes_back_as_it_was_later(tmp_path: Path, settings: Settings) -> None:
    uploads, shelf = Path(settings.MEDIA_ROOT), Shelf(tmp_path / "shelf")
    begun = timezone.now()

    def load() -> None:
        load_demonstration(by=makers.make_user("Una", Role.EDITOR), now=timezone.now())

    def everything(earlier: timedelta = timedelta()) -> dict[str, list[dict[str, Any]]]:
        return {
            model._meta.label: [
                {
                    name: value - earlier if isinstance(value, datetime) else value
                    for name, value in row.items()
                }
                for row in model._base_manager.order_by("pk").values()
            ]
            for model in tables()
        }

    shelf.bring("both", load, uploads)
    made, files = everything(), {path.relative_to(uploads) for path in uploads.rglob("*")}
    assert len(files) > 5
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
    shutil.rmtree(uploads)
    with travel(begun + timedelta(hours=1), tick=False):
        passed = timezone.now() - shelf.kept["both"].at
        shelf.bring("both", load, uploads)
    assert everything(earlier=passed) == made
    assert {path.relative_to(uploads) for path in uploads.rglob("*")} == files
    # What is written next has ids of its own.
    makers.make_debate(makers.make_user("Ed", Role.EDITOR))
