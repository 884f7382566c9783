"""`manage.py outbox`."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from debates.outbox import actions
from debates.outbox.models import State
from debates.outbox.outcomes import Result
from tests.makers import NOW
from tests.outbox.conftest import promise, promise_many, states
from tests.sink import Sink

pytestmark = pytest.mark.django_db

NOTHING = """\
       0  waiting
       0  taken by a sender
       0  being handed over
       0  sent
       0  failed
       0  called off
       0  uncertain
"""


def outbox(*arguments: str) -> str:
    out = StringIO()
    call_command("outbox", *arguments, stdout=out)
    return out.getvalue()


def settle(state: State, count: int) -> list[int]:
    rows = actions.claim(sender="one", most=count, now=NOW, lease=timedelta(minutes=2))
    actions.settle(*(Result(row.pk, state, "550 No") for row in rows), sender="one", now=NOW)
    return [row.pk for row in rows]


def test_an_empty_outbox() -> None:
    assert outbox() == NOTHING


def test_it_says_what_is_late_and_what_needs_a_decision() -> None:
    promise_many(2)
    failed, uncertain = settle(State.FAILED, 1), settle(State.UNCERTAIN, 1)
    promise(due=timezone.now() - timedelta(hours=2))
    assert outbox().splitlines()[7:] == [
        "The one that has waited longest is 2\xa0hours late.",
        f"{uncertain[0]}: uncertain, outbox_test to reader2@example.org. 550 No",
        f"{failed[0]}: failed, outbox_test to reader1@example.org. 550 No",
    ]


def test_named_messages_are_sent_again_and_those_that_cannot_be_are_named() -> None:
    promise_many(3)
    [failed], [uncertain] = settle(State.FAILED, 1), settle(State.UNCERTAIN, 1)
    waiting = failed + 2
    out = StringIO()
    numbers = [str(number) for number in (failed, uncertain, waiting, 999_999)]
    with pytest.raises(CommandError) as told:
        call_command("outbox", "--resend", *numbers, stdout=out)
    assert str(told.value) == (
        f"Message {waiting} stays as it is. "
        "Only a message that failed, or of which nobody knows, is sent again.\n"
        "There is no message 999999."
    )
    assert out.getvalue().startswith("Sending 2 message(s) again.\n       3  waiting\n")


def test_all_failed_leaves_uncertain_ones_to_a_person() -> None:
    promise_many(3)
    settle(State.FAILED, 2)
    settle(State.UNCERTAIN, 1)
    assert outbox("--all-failed").startswith("Sending 2 message(s) again.\n")
    assert states() == {"reader1": "pending", "reader2": "pending", "reader3": "uncertain"}


def test_deliver_hands_over_what_is_due(sink: Sink) -> None:
    promise_many(25)
    assert outbox("--deliver").startswith("Dealt with 25 message(s).\n       0  waiting\n")
    assert len(sink.accepted) == 25


@pytest.mark.parametrize("number", ["x", "-1", "9" * 19])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(CommandError):
        outbox(f"--resend={number}")
