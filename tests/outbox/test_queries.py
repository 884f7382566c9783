from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from debates.outbox import actions, queries
from debates.outbox.models import State
from debates.outbox.outcomes import Result
from tests.makers import NOW
from tests.outbox.conftest import promise, promise_many

pytestmark = pytest.mark.django_db

LEASE = timedelta(minutes=2)


def fail(count: int) -> None:
    promise_many(count)
    rows = actions.claim(sender="one", most=count, now=NOW, lease=LEASE)
    actions.settle(*(Result(row.pk, State.FAILED, "550 No") for row in rows), sender="one", now=NOW)


def test_every_state_is_counted_in_its_order_whether_there_are_any() -> None:
    fail(2)
    promise("vera@example.org")
    counts = [(row.state.value, row.count) for row in queries.counts()]
    assert counts == [
        ("pending", 1),
        ("claimed", 0),
        ("transmitting", 0),
        ("sent", 0),
        ("failed", 2),
        ("suppressed", 0),
        ("uncertain", 0),
    ]


def test_what_has_been_due_for_longest_is_late_since_then() -> None:
    assert queries.oldest_due(NOW) is None
    promise("later@example.org", due=NOW + timedelta(hours=1))
    assert queries.oldest_due(NOW) is None
    promise("vera@example.org", due=NOW - timedelta(minutes=5))
    promise("ada@example.org")
    oldest = queries.oldest_due(NOW)
    assert oldest is not None
    assert (oldest.due_at, oldest.late) == (NOW - timedelta(minutes=5), timedelta(minutes=5))


def test_troubled_messages_come_newest_first_a_page_at_a_time() -> None:
    fail(5)
    first = queries.troubled(size=2)
    assert [row.recipient for row in first.rows] == ["reader5@example.org", "reader4@example.org"]
    second = queries.troubled(first.before, size=2)
    third = queries.troubled(second.before, size=2)
    assert [row.recipient for row in (*second.rows, *third.rows)] == [
        "reader3@example.org",
        "reader2@example.org",
        "reader1@example.org",
    ]
    assert third.before is None
    [row] = third.rows
    assert (row.kind, str(row.label), row.reason, row.attempts, row.since) == (
        "outbox_test",
        "failed",
        "550 No",
        1,
        NOW,
    )


@pytest.mark.parametrize("count", [1, 7])
def test_a_page_costs_one_query(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    fail(count)
    with django_assert_num_queries(1):
        assert len(queries.troubled().rows) == count
    with django_assert_num_queries(1):
        queries.counts()
    with django_assert_num_queries(1):
        queries.oldest_due(NOW)
