"""What was sealed before a leaf was found by its commitment is labelled as what is sealed now."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.roles import Role
from debates.publishing.models import Debate
from debates.stances import actions
from debates.stances.models import SealedLeaf
from debates.stances.recount import recount
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import vote

BEFORE = [("stances", "0003_results_shown_and_bursts")]


def migrate(*targets: tuple[str, str]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([*targets])


def labels() -> list[tuple[Any, ...]]:
    return [*SealedLeaf.objects.order_by("pk").values_list("debate", "place", "commitment", "erasures")]


@pytest.mark.django_db(transaction=True)
def test_leaves_that_were_sealed_before_are_labelled() -> None:
    newest = [key for key in MigrationExecutor(connection).loader.graph.leaf_nodes() if key[0] == "stances"]
    ed, readers = make_user("Ed", Role.EDITOR), [make_user(f"Reader-{number}") for number in range(3)]
    for question in ("Dredge?", "Dyke?"):
        debate = make_debate(ed, question=question)
        for reader in readers:
            vote(debate, reader)
        actions.seal_debate(debate=debate, now=NOW)
        for reader in readers[:2]:
            actions.withdraw(debate=debate, by=reader)
        vote(debate, readers[0])
        actions.seal_debate(debate=debate, now=NOW)
    sealed = labels()
    assert [erasures for _debate, _place, _commitment, erasures in sealed] == [0, 0, 0, 0, 1, 2] * 2
    try:
        migrate(*BEFORE)
        migrate(*newest)
        assert labels() == sealed
        assert all(recount(debate).holds for debate in Debate.objects.all())
    finally:
        migrate(*newest)
