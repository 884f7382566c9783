"""From a due row to an accepted message: once, or with a reason."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from pytest_django import Settings

from debates.outbox import actions, delivery
from debates.outbox.models import Message, State
from debates.outbox.renderers import REGISTERED, TOGETHER, Letter
from tests.makers import NOW
from tests.outbox.conftest import Clock, Deliver, promise, promise_many, states
from tests.sink import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[False, True], ids=["one by one", "in groups"])
def sink(sink: Sink, request: pytest.FixtureRequest) -> Sink:
    """Answer a mail server that takes commands one by one, or several at a time, also with a text."""
    sink.takes_groups = request.param
    return sink


def outcome(message: Message) -> tuple[Any, ...]:
    message.refresh_from_db()
    return message.state, message.reason, message.attempts


def test_what_is_due_is_sent_once_in_order_on_one_connection(
    sink: Sink, deliver: Deliver, clock: Clock
) -> None:
    late = promise("late@example.org", due=NOW + timedelta(hours=1))
    promise_many(3)
    assert deliver() == 3
    assert deliver() == 0
    assert sink.recipients == [f"reader{number}@example.org" for number in (1, 2, 3)]
    assert sink.connections == 1
    clock.go(hours=1)
    assert deliver() == 1
    assert sink.by_message_id == dict.fromkeys(Message.objects.values_list("message_id", flat=True), 1)
    assert outcome(late) == ("sent", "", 1)
    assert (late.sent_at, late.claimed_by, late.lease_until) == (clock.now, "", None)


def test_more_than_a_batch_is_worked_off_in_one_sweep(sink: Sink, deliver: Deliver) -> None:
    promise_many(delivery.BATCH + 5)
    assert deliver() == delivery.BATCH + 5
    assert set(states().values()) == {"sent"}
    assert sink.connections == 1


def sender(clock: Clock) -> delivery.Sender:
    until = clock.now + timedelta(hours=1)
    return delivery.Sender(clock, lambda: 0.0, until=until, advanced=lambda _: None)


def test_a_sender_takes_more_each_time_while_the_server_is_quick(sink: Sink, clock: Clock) -> None:
    promise_many(9 * delivery.BATCH)
    one = sender(clock)
    done = []
    for _batch in range(4):
        assert one.deliver_batch()
        done.append(one.done)
    assert done == [delivery.BATCH * times for times in (1, 3, 7, 9)]
    assert not one.deliver_batch()
    assert one.batch <= delivery.MOST
    one.leave()
    assert set(states().values()) == {"sent"}


def test_a_sender_takes_no_more_from_a_slow_server(sink: Sink, clock: Clock) -> None:
    promise_many(2 * delivery.BATCH + 1)
    sink.on_text = lambda: clock.go(seconds=1) and None
    one = sender(clock)
    done = []
    for _batch in range(3):
        one.deliver_batch()
        done.append(one.done)
    assert done == [delivery.BATCH, 2 * delivery.BATCH, 2 * delivery.BATCH + 1]
    one.leave()


def test_refusals_between_others_leave_each_message_what_became_of_it(sink: Sink, deliver: Deliver) -> None:
    promise_many(5)
    answers = {"reader2@example.org": "550 No", "reader4@example.org": "450 Later"}
    sink.answer_recipient = lambda recipient: answers.get(recipient, "")
    sink.answer_text = lambda recipient: "554 Not this" if recipient == "reader3@example.org" else ""
    assert deliver() == 5
    assert [*states().values()] == ["sent", "failed", "failed", "pending", "sent"]
    assert (sink.connections, sorted(sink.by_message_id.values())) == (1, [1, 1])


def test_a_server_that_says_goodbye_after_a_text_leaves_the_others_waiting(
    sink: Sink, deliver: Deliver, clock: Clock
) -> None:
    promise_many(4)
    sink.answer_text = lambda recipient: "421 Closing" if recipient == "reader2@example.org" else ""
    deliver()
    assert [*states().values()] == ["sent", "pending", "pending", "pending"]
    sink.answer_text = lambda _: ""
    clock.go(minutes=1)
    deliver()
    assert set(states().values()) == {"sent"}
    assert sorted(sink.by_message_id.values()) == [1] * 4


def test_a_refusal_for_now_is_tried_again_later_and_later_and_given_up_after_a_day(
    sink: Sink, deliver: Deliver, clock: Clock
) -> None:
    message = promise()
    sink.answer_recipient = lambda _: "450 4.2.1 Mailbox busy"
    waits = []
    for attempt in range(1, 12):
        assert deliver() == 1
        assert outcome(message) == ("pending", "450 4.2.1 Mailbox busy", attempt)
        waits.append((message.due_at - clock.now).total_seconds())
        assert deliver() == 0
        clock.now = message.due_at
    assert waits == [40 * 2**number for number in range(11)]
    assert timedelta(hours=22) < clock.now - NOW < timedelta(hours=24)
    assert deliver() == 1
    assert outcome(message) == ("failed", "450 4.2.1 Mailbox busy", 12)
    assert sink.accepted == []


def test_a_refusal_for_good_is_given_up_at_once_with_the_servers_words(sink: Sink, deliver: Deliver) -> None:
    message = promise()
    sink.answer_recipient = lambda _: "550 5.1.1 No such mailbox"
    deliver()
    assert outcome(message) == ("failed", "550 5.1.1 No such mailbox", 1)


@pytest.mark.parametrize(
    ("answer", "state"),
    [("451 4.3.0 Try later", "pending"), ("554 5.6.0 Not this", "failed"), ("421 4.3.2 Closing", "pending")],
)
def test_a_refusal_of_the_text_is_as_certain_as_one_of_the_recipient(
    sink: Sink, deliver: Deliver, answer: str, state: str
) -> None:
    message = promise()
    sink.answer_text = lambda _: answer
    deliver()
    assert outcome(message) == (state, answer, 1)


def test_one_refusal_stops_no_other_and_hides_no_success(sink: Sink, deliver: Deliver) -> None:
    promise_many(5)
    answers = {"reader2@example.org": "550 No", "reader4@example.org": "450 Later"}
    sink.answer_recipient = lambda recipient: answers.get(recipient, "")
    deliver()
    assert states() == {
        "reader1": "sent",
        "reader2": "failed",
        "reader3": "sent",
        "reader4": "pending",
        "reader5": "sent",
    }
    assert sink.connections == 1


# ---------------------------------------------------------------- what cannot be built


def test_an_unknown_kind_fails_alone(sink: Sink, deliver: Deliver) -> None:
    unknown = promise("una@example.org", kind="nobodys")
    promise()
    deliver()
    assert outcome(unknown) == (
        "failed",
        "It could not be built. LookupError: no room renders messages of the kind 'nobodys'",
        1,
    )
    assert sink.recipients == ["vera@example.org"]


def broken(ids: Mapping[str, Any]) -> Letter:
    raise KeyError("invitation")


def surrogate(ids: Mapping[str, Any]) -> Letter:
    return Letter("Subject", "half \ud800", "<p>half \ud800</p>")


def injected(ids: Mapping[str, Any]) -> Letter:
    return Letter("Hello\r\nBcc: sam@example.org", "Text", "<p>Text</p>")


@pytest.mark.parametrize("render", [broken, surrogate, injected])
def test_a_letter_that_cannot_be_built_fails_alone_and_keeps_the_reason(
    sink: Sink, deliver: Deliver, render: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(REGISTERED, "odd", render)
    first, odd, last = (
        promise("a@example.org"),
        promise("b@example.org", kind="odd"),
        promise("c@example.org"),
    )
    assert deliver() == 3
    assert (outcome(first)[0], outcome(odd)[0], outcome(last)[0]) == ("sent", "failed", "sent")
    assert odd.reason.startswith("It could not be built. ")
    assert sink.recipients == ["a@example.org", "c@example.org"]


def test_what_is_no_longer_wanted_is_not_sent(
    sink: Sink, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(REGISTERED, "moot", lambda _: None)
    message = promise(kind="moot")
    deliver()
    assert outcome(message) == ("suppressed", "It was no longer wanted when it was due.", 1)
    assert sink.accepted == []


def test_a_letter_is_rendered_from_its_ids_when_it_is_sent(
    sink: Sink, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        REGISTERED, "said", lambda ids: Letter(f"Debate {ids['debate']}", f"{ids['word']}", "<p>x</p>")
    )
    promise(kind="said", ids={"debate": 12, "word": "Grüße"})
    deliver()
    [mail] = sink.mails
    assert mail["Subject"] == "Debate 12"
    assert mail.get_body(("plain",)).get_content().splitlines()[0] == "Grüße"


def test_a_database_that_is_away_is_no_fault_of_the_message(
    sink: Sink, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(ids: Mapping[str, Any]) -> Letter:
        raise OperationalError("the database system is shutting down")

    monkeypatch.setitem(REGISTERED, "read", away)
    message = promise(kind="read")
    with pytest.raises(OperationalError):
        deliver()
    assert outcome(message) == ("pending", "", 0)


# ---------------------------------------------------------------- a server in trouble


def test_a_server_that_is_down_is_asked_once_and_the_batch_waits(
    sink: Sink, deliver: Deliver, clock: Clock
) -> None:
    promise_many(4)
    sink.down()
    assert deliver() == 4
    assert states() == dict.fromkeys(("reader1", "reader2", "reader3", "reader4"), "pending")
    assert {*Message.objects.values_list("attempts", "due_at")} == {(1, NOW + timedelta(seconds=40))}
    assert all("refused" in reason for reason in Message.objects.values_list("reason", flat=True))
    sink.up()
    clock.go(seconds=40)
    assert deliver() == 4
    assert set(states().values()) == {"sent"}
    assert {*Message.objects.values_list("reason", flat=True)} == {""}


def test_a_connection_that_breaks_before_the_text_is_safe_to_try_again(sink: Sink, deliver: Deliver) -> None:
    message = promise()
    sink.drops_before_text = 1
    deliver()
    assert outcome(message)[0] == "pending"
    assert sink.accepted == []


def test_a_server_that_ends_each_conversation_after_so_many_is_called_again(
    sink: Sink, deliver: Deliver
) -> None:
    promise_many(5)
    sink.most_per_connection = 2
    assert deliver() == 5
    assert set(states().values()) == {"sent"}
    assert (sink.connections, sorted(sink.by_message_id.values())) == (3, [1] * 5)
    assert {*Message.objects.values_list("attempts", flat=True)} == {1}


def test_a_connection_that_breaks_after_the_text_leaves_one_uncertain_and_the_others_waiting(
    sink: Sink, deliver: Deliver, clock: Clock
) -> None:
    messages = promise_many(3)
    sink.drops_after_text = 1
    deliver()
    assert states() == {"reader1": "uncertain", "reader2": "pending", "reader3": "pending"}
    assert outcome(messages[0])[1].startswith("Whether the server took the message is not known. ")
    clock.go(minutes=1)
    deliver()
    assert states() == {"reader1": "uncertain", "reader2": "sent", "reader3": "sent"}
    assert sorted(sink.by_message_id.values()) == [1, 1, 1]


def test_a_server_that_hangs_after_the_text_leaves_one_uncertain(
    sink: Sink, deliver: Deliver, settings: Settings
) -> None:
    promise_many(3)
    settings.EMAIL_TIMEOUT = 0.3
    sink.hangs = Event()
    deliver()
    assert states() == {"reader1": "uncertain", "reader2": "pending", "reader3": "pending"}


def test_a_backend_that_cannot_tell_how_far_it_got_leaves_an_uncertain_message(
    deliver: Deliver, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "tests.outbox.test_delivery.Telepathy"
    message = promise()
    deliver()
    assert outcome(message)[0] == "uncertain"


class Telepathy:
    """A way to send that breaks without saying when."""

    def __init__(self, **_: Any) -> None: ...

    def open(self) -> None: ...

    def close(self) -> None: ...

    def send_messages(self, _messages: Any) -> int:
        raise ConnectionError("lost the thread")


# ---------------------------------------------------------------- senders and their leases


def test_a_sender_that_has_run_out_of_time_gives_back_what_it_has_not_begun(sink: Sink, clock: Clock) -> None:
    promise_many(4)
    sink.on_text = lambda: clock.go(seconds=3) and None
    done = delivery.deliver_due(clock=clock, chance=lambda: 0.0, patience=timedelta(seconds=5))
    assert done == 2
    assert states() == {"reader1": "sent", "reader2": "sent", "reader3": "pending", "reader4": "pending"}
    assert not Message.objects.exclude(claimed_by="").exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_away_from_a_sender_is_not_handed_over_by_it(sink: Sink, deliver: Deliver) -> None:
    first, second = promise_many(2)

    def take_back() -> None:
        assert actions.suppress(key=second.key, reason="Taken back.", now=NOW)
        connection.close()

    sink.on_text = take_back
    deliver()
    assert (outcome(first)[0], outcome(second)[:2]) == ("sent", ("suppressed", "Taken back."))
    assert sink.recipients == [first.recipient]


@pytest.mark.django_db(transaction=True)
def test_a_sender_whose_lease_is_over_changes_nothing_any_more(
    sink: Sink, deliver: Deliver, clock: Clock
) -> None:
    first, second = promise_many(2)

    def sweep() -> None:
        assert actions.release_lapsed(now=clock.now + timedelta(minutes=3)) == (1, 1)
        sink.on_text = lambda: None
        connection.close()

    sink.on_text = sweep
    deliver()
    assert outcome(first) == ("uncertain", actions.ABANDONED, 1)
    assert outcome(second)[0] == "sent"
    assert sorted(sink.by_message_id.values()) == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_no_lock_and_no_transaction_is_held_while_the_server_is_spoken_to(
    sink: Sink, deliver: Deliver, settings: Settings
) -> None:
    """Somebody else writes to every row, and is done, while the sender waits for the server."""
    promise_many(2)
    seen: list[str] = []

    def write() -> None:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    # For this transaction alone: the connection goes back to the pool afterwards.
                    cursor.execute("SET LOCAL lock_timeout = '200ms'")
            Message.objects.update(kind="touched")
        seen.extend(Message.objects.filter(state=State.TRANSMITTING).values_list("recipient", flat=True))
        connection.close()

    sink.on_text = write
    deliver()
    # What is being handed over is committed as such before the server has it.
    assert seen == ["reader1@example.org", "reader2@example.org"]
    assert set(states().values()) == {"sent"}


# ---------------------------------------------------------------- rendered together


def test_a_batch_is_rendered_together_where_its_room_can(
    sink: Sink, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def together(many: Sequence[Mapping[str, Any]]) -> list[Letter | None]:
        asked.append([ids["n"] for ids in many])
        return [None if ids["n"] == 2 else Letter(f"No. {ids['n']}", "Text", "<p>Text</p>") for ids in many]

    monkeypatch.setitem(REGISTERED, "test_many", lambda _: None)
    monkeypatch.setitem(TOGETHER, "test_many", together)
    for number in range(1, 4):
        promise(f"reader{number}@example.org", "test_many", ids={"n": number})
    promise()
    assert deliver() == 4
    assert asked == [[1, 2, 3]]
    subjects = {mail["To"]: mail["Subject"] for mail in sink.mails}
    assert (subjects["reader1@example.org"], subjects["reader3@example.org"]) == ("No. 1", "No. 3")
    assert states() == {"reader1": "sent", "reader2": "suppressed", "reader3": "sent", "vera": "sent"}


def test_where_rendering_together_fails_each_is_rendered_alone(
    sink: Sink, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def alone(ids: Mapping[str, Any]) -> Letter:
        if ids["n"] == 2:
            raise ValueError("broken")
        return Letter("Alone", "Text", "<p>Text</p>")

    def together(many: Sequence[Mapping[str, Any]]) -> list[Letter | None]:
        return [alone(ids) for ids in many]

    monkeypatch.setitem(REGISTERED, "test_many", alone)
    monkeypatch.setitem(TOGETHER, "test_many", together)
    for number in range(1, 4):
        promise(f"reader{number}@example.org", "test_many", ids={"n": number})
    deliver()
    assert states() == {"reader1": "sent", "reader2": "failed", "reader3": "sent"}


def test_a_database_that_is_away_while_rendering_together_fails_no_message(
    sink: Sink, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def together(_many: Sequence[Mapping[str, Any]]) -> list[Letter | None]:
        raise OperationalError

    monkeypatch.setitem(REGISTERED, "test_many", lambda _: None)
    monkeypatch.setitem(TOGETHER, "test_many", together)
    promise(kind="test_many")
    with pytest.raises(OperationalError):
        deliver()
    assert states() == {"vera": "pending"}
