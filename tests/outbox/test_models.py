"""What the database itself holds, whatever writes to it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from debates.outbox.models import HELD, Message, State
from tests.makers import NOW
from tests.outbox.conftest import promise, states

pytestmark = pytest.mark.django_db

LEASE = {"claimed_by": "one", "lease_until": NOW}
RIGHT: dict[State, dict[str, Any]] = {
    State.PENDING: {},
    State.CLAIMED: LEASE,
    State.TRANSMITTING: LEASE,
    State.SENT: {"sent_at": NOW},
    State.FAILED: {"reason": "No."},
    State.SUPPRESSED: {"reason": "No longer."},
    State.UNCERTAIN: {"reason": "Who knows."},
}


def put(message: Message, **columns: Any) -> None:
    Message.objects.filter(pk=message.pk).update(**columns)


def refused_by(constraint: str, message: Message, **columns: Any) -> bool:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        put(message, **columns)
    return True


@pytest.mark.parametrize("state", list(State))
def test_every_state_can_be_stored_with_what_belongs_to_it(state: State) -> None:
    message = promise()
    put(message, state=state, **RIGHT[state])
    message.refresh_from_db()
    assert message.state == state


@pytest.mark.parametrize("state", ["", "lost", "SENT"])
def test_no_other_state_can_be_stored(state: str) -> None:
    assert refused_by("outbox_state_known", promise(), state=state)


@pytest.mark.parametrize("state", sorted(HELD))
@pytest.mark.parametrize("missing", [{"claimed_by": ""}, {"lease_until": None}])
def test_nobody_holds_a_message_without_a_name_and_a_lease(state: State, missing: dict[str, Any]) -> None:
    columns = {**LEASE, **missing}
    assert refused_by("outbox_lease_exactly_while_held", promise(), state=state, **columns)


@pytest.mark.parametrize("state", sorted({*State} - HELD))
@pytest.mark.parametrize("left", [{"claimed_by": "one"}, {"lease_until": NOW}, LEASE])
def test_nothing_of_a_lease_is_left_when_it_is_over(state: State, left: dict[str, Any]) -> None:
    columns = {**RIGHT[state], **left}
    assert refused_by("outbox_lease_exactly_while_held", promise(), state=state, **columns)


def test_what_is_sent_is_dated() -> None:
    assert refused_by("outbox_dated_exactly_when_sent", promise(), state="sent")


@pytest.mark.parametrize("state", sorted({*State} - {State.SENT}))
def test_nothing_else_is_dated_as_sent(state: State) -> None:
    columns = {**RIGHT[state], "sent_at": NOW}
    assert refused_by("outbox_dated_exactly_when_sent", promise(), state=state, **columns)


@pytest.mark.parametrize("state", ["failed", "suppressed", "uncertain"])
def test_what_did_not_go_out_says_why(state: str) -> None:
    assert refused_by("outbox_trouble_is_explained", promise(), state=state)


@pytest.mark.parametrize("column", ["kind", "key"])
def test_a_message_has_a_kind_and_a_cause(column: str) -> None:
    assert refused_by("outbox_cause_is_named", promise(), **{column: ""})


@pytest.mark.parametrize(
    "recipient", ["", "vera", "vera@example.org\nBcc: sam@example.org", "vera@example.org\r"]
)
def test_a_recipient_is_one_address_on_one_line(recipient: str) -> None:
    assert refused_by("outbox_recipient_is_one_address", promise(), recipient=recipient)


@pytest.mark.parametrize("message_id", ["", "a@b", "<ab>", "<a@b", "a@b>"])
def test_a_message_id_has_its_brackets_and_its_host(message_id: str) -> None:
    assert refused_by("outbox_message_id_is_one", promise(), message_id=message_id)


@pytest.mark.parametrize("column", ["key", "message_id"])
def test_a_cause_and_a_message_id_are_one_messages_alone(column: str) -> None:
    first, second = promise("a@example.org"), promise("b@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        put(second, **{column: getattr(first, column)})


def test_the_words_of_the_domain_choose_by_state_and_time() -> None:
    minute = timedelta(minutes=1)
    for state in State:
        put(promise(f"{state}@example.org"), state=state, **RIGHT[state])
    promise("later@example.org", due=NOW + minute)
    promise("earlier@example.org", due=NOW - minute)

    def names(rows: Any) -> list[str]:
        return [row.recipient.partition("@")[0] for row in rows]

    assert len(states()) == 9
    assert names(Message.objects.due(NOW)) == ["earlier", "pending"]
    assert names(Message.objects.due(NOW - timedelta(seconds=1))) == ["earlier"]
    assert names(Message.objects.waiting()) == ["earlier", "pending", "later"]
    assert names(Message.objects.held_by("one").order_by("pk")) == ["claimed", "transmitting"]
    assert names(Message.objects.held_by("other")) == []
    assert names(Message.objects.lapsed(NOW).order_by("pk")) == ["claimed", "transmitting"]
    assert names(Message.objects.lapsed(NOW - timedelta(microseconds=1))) == []
    assert names(Message.objects.troubled()) == ["uncertain", "failed"]
