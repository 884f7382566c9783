"""Results are renewed a batch at a time, and say what the seal says."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from accounts.models import User
from debates.publishing.models import Debate
from debates.stances import actions
from debates.stances.models import Cast, SealedLeaf, Snapshot
from debates.stances.options import Phase, Tier
from debates.stances.tasks import renew_results
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import BROWSER, vote

HOUR = timedelta(hours=1)


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, closes_at=NOW + timedelta(days=9), visitors_vote=True)


def readers(number: int) -> list[User]:
    return [make_user(f"Reader-{User.objects.count()}") for _ in range(number)]


def taken(debate: Debate, now: datetime = NOW) -> Snapshot | None:
    return actions.take_snapshot(debate=debate, now=now)


def counts(debate: Debate, **apart: Any) -> tuple[int, ...]:
    last = debate.snapshots.order_by("place").last()
    assert last is not None
    return last.results.current(**apart)


def test_a_few_answers_wait_for_more(debate: Debate) -> None:
    for number, reader in enumerate(readers(5), start=1):
        assert taken(debate) is None
        vote(debate, reader, 1 + number % 2)
    snapshot = taken(debate)
    assert snapshot is not None
    end = SealedLeaf.objects.order_by("place").last()
    assert end is not None
    assert (snapshot.place, snapshot.head, snapshot.taken_at) == (5, end.hash, NOW)
    assert counts(debate) == (2, 3, 0, 0)


def test_answers_that_were_taken_back_count_as_changes(debate: Debate) -> None:
    people = readers(6)
    for reader in people:
        vote(debate, reader)
    taken(debate)
    for reader in people[:5]:
        actions.withdraw(debate=debate, by=reader)
    assert taken(debate, NOW + HOUR) is not None
    assert counts(debate) == (1, 0, 0, 0)


def test_results_rest_for_an_hour(debate: Debate, settings: Settings) -> None:
    for reader in readers(5):
        vote(debate, reader)
    taken(debate)
    for reader in readers(5):
        vote(debate, reader, 2)
    almost = NOW + HOUR - timedelta(seconds=1)
    assert taken(debate, almost) is None
    assert counts(debate) == (5, 0, 0, 0)
    assert taken(debate, NOW + HOUR) is not None
    assert counts(debate) == (5, 5, 0, 0)
    # A demonstration need not wait.
    settings.RESULTS_EVERY, settings.RESULTS_LEAST = 0, 1
    vote(debate, *readers(1))
    assert taken(debate, NOW + HOUR) is not None
    assert counts(debate) == (6, 5, 0, 0)


def test_when_it_is_over_the_last_answers_are_counted_too(debate: Debate) -> None:
    for reader in readers(5):
        vote(debate, reader)
    taken(debate)
    vote(debate, *readers(1), 2)
    end = NOW + timedelta(days=9)
    assert taken(debate, end - timedelta(seconds=1)) is None
    assert taken(debate, end) is not None
    assert taken(debate, end) is None
    assert counts(debate) == (5, 1, 0, 0)


def test_answers_with_and_without_an_account_are_counted_apart(debate: Debate) -> None:
    for reader in readers(4):
        vote(debate, reader)
    vote(debate, choice=2, browser_id=BROWSER)
    taken(debate)
    assert counts(debate) == (4, 0, 0, 0)
    assert counts(debate, tier=Tier.UNVERIFIED) == (0, 1, 0, 0)


def test_movement_is_from_before_reading_to_the_last_answer_before_results(debate: Debate) -> None:
    one, two, three, four, five = readers(5)
    for reader, before in ((one, 1), (two, 1), (three, "both"), (four, "unsure")):
        vote(debate, reader, before, phase=Phase.BEFORE)
    vote(debate, one, 1)
    vote(debate, two, 1)
    vote(debate, two, 2)  # thought again
    vote(debate, three, 2)
    vote(debate, three, 1, exposed=True)  # had seen how others voted
    vote(debate, four, 1, exposed=True)  # never answered without having seen it
    vote(debate, five, 2)  # did not answer before reading
    snapshot = taken(debate)
    assert snapshot is not None
    assert snapshot.results.matrix == ((1, 1, 0, 0), (0, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 0))
    assert snapshot.results.current() == (3, 2, 0, 0)
    assert snapshot.results.current(exposed=True) == (2, 0, 0, 0)


def test_the_task_renews_what_is_due_and_asks_no_more_when_nothing_is(
    debate: Debate, ed: User, django_assert_num_queries: Any
) -> None:
    other = make_debate(ed, question="Dyke?")
    for reader in readers(5):
        vote(debate, reader)
        vote(other, reader)
    renew_results()
    assert [snapshot.debate for snapshot in Snapshot.objects.order_by("debate_id")] == [debate, other]
    with django_assert_num_queries(1):
        actions.renew_results(now=NOW)


def test_a_debate_that_nobody_voted_in_has_no_results(debate: Debate) -> None:
    assert taken(debate, NOW + timedelta(days=10)) is None


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"place": 1}, "UNIQUE|snapshot_once_at_each_place"),
        ({"place": 0}, "snapshot_places_count_from_one"),
        ({"place": 2, "head": "not a hash"}, "snapshot_head_is_a_hash"),
    ],
)
def test_the_table_holds_one_snapshot_of_each_place(
    debate: Debate, values: dict[str, Any], constraint: str
) -> None:
    whole = {"head": "0" * 64, "taken_at": NOW, "counted": {}}
    Snapshot.objects.create(debate=debate, place=1, **whole)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Snapshot.objects.create(debate=debate, **{**whole, **values})


def test_no_snapshot_names_a_reader(debate: Debate) -> None:
    for reader in readers(5):
        vote(debate, reader)
    snapshot = taken(debate)
    assert snapshot is not None
    written = str(snapshot.counted)
    assert not any(voter in written for voter in Cast.objects.values_list("voter", flat=True))


def test_the_end_is_counted_once_and_what_is_taken_back_later_waits_for_company(debate: Debate) -> None:
    people = readers(11)
    for reader in people[:10]:
        vote(debate, reader)
    taken(debate)
    vote(debate, people[10], 2)
    end = NOW + timedelta(days=9)
    assert taken(debate, end - HOUR) is None
    assert taken(debate, end) is not None
    assert counts(debate) == (10, 1, 0, 0)
    for reader in people[:4]:
        actions.withdraw(debate=debate, by=reader)
        assert taken(debate, end + 2 * HOUR) is None
    assert counts(debate) == (10, 1, 0, 0)
    actions.withdraw(debate=debate, by=people[10])
    assert taken(debate, end + 2 * HOUR) is not None
    assert counts(debate) == (6, 0, 0, 0)
