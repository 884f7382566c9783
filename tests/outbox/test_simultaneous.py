"""Several senders at the same time."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from debates.outbox import actions, delivery
from debates.outbox.models import Message, State, Suppression
from debates.outbox.reports import Report
from debates.outbox.stops import Cause
from debates.outbox.suppressing import take_report
from tests.at_once import at_once
from tests.makers import NOW
from tests.outbox.conftest import promise, promise_many, states
from tests.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("_round", range(3))
def test_the_same_cause_at_once_promises_once(_round: int) -> None:
    rows = at_once(4, lambda number: promise(f"reader{number}@example.org", key="invitation:7").pk)
    assert len(set(rows)) == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_senders_at_once_share_what_is_due_and_no_message_has_two(_round: int) -> None:
    promise_many(40)

    def claim(number: int) -> list[int]:
        taken = actions.claim(sender=f"sender {number}", most=10, now=NOW, lease=timedelta(minutes=2))
        return [row.pk for row in taken]

    shares = at_once(4, claim)
    counted = Counter(pk for share in shares for pk in share)
    assert set(counted.values()) == {1}
    # Nobody waits for another's rows: a second round takes what a first may have left.
    for share in (claim(number) for number in range(4, 9)):
        counted.update(share)
    assert (len(counted), set(counted.values())) == (40, {1})


def test_sweeps_at_once_hand_over_each_message_once(sink: Sink) -> None:
    promise_many(45)

    def sweep(_number: int) -> int:
        return delivery.deliver_due(clock=timezone.now, chance=lambda: 0.0, patience=timedelta(seconds=20))

    assert sum(at_once(3, sweep)) == 45
    assert set(states().values()) == {"sent"}
    assert sorted(sink.by_message_id.values()) == [1] * 45


@pytest.mark.parametrize("_round", range(3))
def test_reports_of_one_letter_at_once_stop_its_address_once(_round: int) -> None:
    message = promise("wren@example.org")
    Message.objects.update(state=State.SENT, sent_at=NOW)
    report = Report(Cause.BOUNCE, (message.message_id,), ("wren@example.org",), "5.1.1")
    news = at_once(4, lambda _number: take_report(report=report, now=NOW))
    assert sorted(news) == [False, False, False, True]
    assert Suppression.objects.count() == 1
