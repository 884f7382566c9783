"""Beginning a message in one statement says what settling the last and beginning the next say apart."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from debates.outbox import actions
from debates.outbox.models import Message, State
from debates.outbox.outcomes import Result
from tests.makers import NOW
from tests.outbox.conftest import promise

pytestmark = pytest.mark.django_db

LEASE = timedelta(minutes=2)
LATER = NOW + timedelta(seconds=7)
RESULTS = [
    (State.SENT, "", None),
    (State.PENDING, "450 4.2.1 Busy", NOW + timedelta(seconds=40)),
    (State.FAILED, "550 5.1.1 No such mailbox", None),
    (State.UNCERTAIN, "Whether the server took the message is not known.", None),
]


def two_held(name: str) -> list[Message]:
    """Answer two messages that a sender of this name holds."""
    made = [promise(f"{name}{number}@example.org") for number in (1, 2)]
    actions.claim(sender=name, most=2, now=NOW, lease=LEASE)
    actions.begin(message=made[0], sender=name, now=NOW, lease=LEASE)
    return made


def stored(messages: list[Message]) -> list[dict[str, Any]]:
    """Answer what the rows say of their state."""
    names = ("state", "reason", "attempts", "due_at", "changed_at", "sent_at", "lease_until")
    rows = Message.objects.filter(pk__in=[message.pk for message in messages]).order_by("pk")
    return [*rows.values(*names)]


@pytest.mark.parametrize(("state", "reason", "due"), RESULTS)
def test_the_last_is_settled_and_the_next_begun(state: State, reason: str, due: Any) -> None:
    at_once, apart = two_held("one"), two_held("other")
    last = Result(at_once[0].pk, state, reason, due)
    assert actions.begin(message=at_once[1], sender="one", now=LATER, lease=LEASE, last=last)
    assert actions.settle(Result(apart[0].pk, state, reason, due), sender="other", now=LATER) == 1
    assert actions.begin(message=apart[1], sender="other", now=LATER, lease=LEASE)
    assert stored(at_once) == stored(apart)
    assert [row["state"] for row in stored(at_once)] == [state.value, "transmitting"]


def test_the_last_is_settled_also_where_the_next_is_somebody_elses() -> None:
    first, second = two_held("one")
    assert actions.suppress(key=second.key, reason="Taken back.", now=NOW)
    last = Result(first.pk, State.SENT)
    assert not actions.begin(message=second, sender="one", now=LATER, lease=LEASE, last=last)
    assert [row["state"] for row in stored([first, second])] == ["sent", "suppressed"]


def test_a_sender_that_holds_neither_changes_nothing() -> None:
    messages = two_held("one")
    before = stored(messages)
    last = Result(messages[0].pk, State.SENT)
    assert not actions.begin(message=messages[1], sender="other", now=LATER, lease=LEASE, last=last)
    assert stored(messages) == before


@pytest.mark.parametrize("threshold", [None, 0])
def test_the_server_knows_the_statement_again_unless_there_is_a_pooler(threshold: int | None) -> None:
    """A pooler hands connections on after each transaction: what is prepared on one is unknown on another."""
    if connection.vendor != "postgresql":  # SQLite prepares by itself
        return
    prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%outbox_message%'"
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        driver = connection.connection
        driver._prepared.clear()
        usual, driver.prepare_threshold = driver.prepare_threshold, threshold
        first, second = two_held("one")
        assert actions.begin(
            message=second, sender="one", now=LATER, lease=LEASE, last=Result(first.pk, State.SENT)
        )
        driver.prepare_threshold = usual
        cursor.execute(prepared)
        assert bool(cursor.fetchone()[0]) is (threshold == 0)
