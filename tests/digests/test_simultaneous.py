"""Many subscribe at the same moment, each with a connection of its own."""

import pytest

from accounts.models import User
from debates.digests.actions.preferring import leave_list
from debates.digests.actions.subscribers import subscriber_of
from debates.digests.actions.subscribing import ask_by_address, confirm, subscribe
from debates.digests.letters import links
from debates.digests.lists import MailingList
from debates.digests.models import Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.outbox.models import Message
from debates.publishing.models import Debate
from tests.at_once import at_once
from tests.digests.rows import WREN, wishes
from tests.makers import NOW, make_debate

pytestmark = pytest.mark.django_db(transaction=True)

OFTEN = (Frequency.DAILY, Frequency.WEEKLY, Frequency.IMMEDIATELY)


@pytest.fixture
def thing(ed: User) -> Thing:
    return Thing.about(Debate.objects.get(pk=make_debate(ed).pk))


def test_fifty_simultaneous_subscriptions_of_an_account_leave_one(vera: User, thing: Thing) -> None:
    at_once(50, lambda number: subscribe(by=vera, thing=thing, frequency=OFTEN[number % 3], now=NOW))
    (row,) = Subscriber.objects.all()
    assert {*wishes(row)} == {thing.target, "replies"}
    assert wishes(row)[thing.target] in OFTEN


def test_fifty_who_ask_by_one_address_leave_one_row_and_one_letter(thing: Thing) -> None:
    def ask(number: int) -> None:
        email = WREN.upper() if number % 2 else WREN
        often = OFTEN[number % 3]
        ask_by_address(email=email, thing=thing, frequency=often, language="en", now=NOW)

    at_once(50, ask)
    assert Subscriber.objects.count() == 1
    assert Subscription.objects.get().asked in OFTEN
    assert Message.objects.count() == 1


def test_confirmed_and_left_at_once_is_one_or_the_other(thing: Thing) -> None:
    ask_by_address(email=WREN, thing=thing, frequency=Frequency.DAILY, language="en", now=NOW)
    row = Subscription.objects.select_related("subscriber").get()
    token = links.token(links.CONFIRMATION, row.pk, row.subscriber.nonce)
    leaving = links.unsubscribe_token(row.subscriber, MailingList.DEBATE)

    def act(number: int) -> None:
        if number % 2:
            confirm(subscription=row, token=token, now=NOW)
        else:
            of = {"subscriber": row.subscriber, "mailing_list": MailingList.DEBATE}
            leave_list(**of, token=leaving, now=NOW)  # type: ignore[arg-type]

    at_once(20, act)
    row.refresh_from_db()
    person = Subscriber.objects.get()
    assert row.asked == ""
    assert (row.frequency, person.next_due_at is None) in {("daily", False), ("never", True)}
    assert person.confirmed_at == NOW


def test_an_account_has_one_row_however_many_sweeps_find_it(vera: User) -> None:
    found = at_once(20, lambda _number: subscriber_of(user=vera, now=NOW))
    assert {row.pk for row in found} == {Subscriber.objects.get().pk}
    assert Subscription.objects.count() == 1
