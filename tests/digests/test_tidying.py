"""What nobody confirmed goes after a week, what nobody wants after a month, and accounts are joined."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from debates.digests.actions.preferring import stop_everything
from debates.digests.actions.subscribers import subscriber_of
from debates.digests.actions.subscribing import ask_by_address
from debates.digests.actions.tidying import tidy
from debates.digests.letters import links
from debates.digests.models import Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.tasks import tidy_subscriptions
from debates.digests.things import Thing
from debates.outbox.models import Message
from tests.digests.rows import WREN, stored, subscriber, wish, wishes
from tests.makers import NOW

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)


def ask(email: str = WREN, thing: Thing | None = None, frequency: Frequency = Frequency.DAILY) -> None:
    ask_by_address(
        email=email, thing=thing or Thing.new_debates(), frequency=frequency, language="en", now=NOW
    )


def test_an_address_that_nobody_confirmed_goes_after_a_week() -> None:
    ask()
    before = stored()
    tidy(now=NOW + WEEK - SECOND)
    assert stored() == before
    tidy(now=NOW + WEEK)
    assert not Subscriber.objects.exists()
    assert not Message.objects.exists()


def test_what_a_subscriber_did_not_confirm_goes_and_the_rest_stays(vera: User) -> None:
    wren = subscriber()
    wish(wren, Thing.new_debates(), Frequency.WEEKLY)
    ask(thing=Thing.new_debates())
    ask(thing=Thing.new_in("fr"))
    own = subscriber_of(user=vera, now=NOW)
    Subscription.objects.filter(subscriber=own).update(frequency="never")
    ask("vera@example.org", Thing.new_in("fr"))
    tidy(now=NOW + WEEK)
    assert (wishes(wren), wishes(own)) == ({"new": "weekly"}, {"replies": "never"})
    assert not Subscription.objects.exclude(asked="").exists()


def test_an_address_that_wants_nothing_goes_after_a_month() -> None:
    wren, finch = subscriber(), subscriber("finch@example.org")
    for row in (wren, finch):
        wish(row, Thing.new_debates())
    until = NOW + MONTH
    token = links.preferences_token(wren)
    stop_everything(subscriber=wren, by=None, token=token, now=NOW + WEEK)
    tidy(now=until)
    assert Subscriber.objects.count() == 2
    tidy(now=until + WEEK)
    assert [*Subscriber.objects.all()] == [finch]


def test_an_address_that_was_asked_for_something_again_stays_until_that_lapses() -> None:
    wren = subscriber(created_at=NOW - MONTH, confirmed_at=NOW - MONTH)
    wish(wren, Thing.new_debates(), Frequency.NEVER, since=NOW - MONTH)
    ask(thing=Thing.new_in("fr"))
    tidy(now=NOW + SECOND)
    assert Subscriber.objects.exists()


def test_who_has_an_account_by_now_is_one_with_it(vera: User) -> None:
    alone, wren = subscriber("VERA@example.org"), subscriber()
    una = User.objects.create_user("una@example.org", display_name="Una")
    waiting = subscriber_of(user=una, now=NOW)
    not_confirmed = subscriber("sue@example.org")
    User.objects.create_user("sue@example.org", display_name="Sue")
    EmailAddress.objects.create(user=una, email="una@example.org", primary=True, verified=True)
    tidy(now=NOW)
    for row in (alone, waiting):
        row.refresh_from_db()
    assert (alone.user, waiting.confirmed_at) == (vera, NOW)
    left = Subscriber.objects.filter(user=None)
    assert {*left} == {wren, not_confirmed}


def test_an_account_is_never_dropped(vera: User) -> None:
    own = subscriber_of(user=vera, now=NOW)
    Subscription.objects.update(frequency="never")
    tidy(now=NOW + 12 * MONTH)
    assert [*Subscriber.objects.all()] == [own]


def test_the_task_tidies_now() -> None:
    ask()
    Subscription.objects.update(asked_at=NOW - 52 * WEEK)
    Subscriber.objects.update(created_at=NOW - 52 * WEEK)
    tidy_subscriptions()
    assert not Subscriber.objects.exists()
