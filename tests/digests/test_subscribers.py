"""The row of an account, and how whoever subscribed by its address becomes one with it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.verdicts import Refused
from debates.digests.actions.subscribers import forget_subscriber, join_address, subscriber_of
from debates.digests.actions.subscribing import ask_by_address
from debates.digests.letters import links
from debates.digests.lists import MailingList
from debates.digests.models import Digest, FormerSubscriber, Subscriber, Subscription, Told, Why
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.outbox.actions import claim, promise
from debates.outbox.models import Message
from tests.comments.rows import written
from tests.digests.rows import WREN, stored, subscriber, wish, wishes
from tests.makers import NOW, make_debate

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)
DAILY, WEEKLY, AT_ONCE = Frequency.DAILY, Frequency.WEEKLY, Frequency.IMMEDIATELY


def test_subscriber_of_makes_one_row_that_is_told_of_replies_daily(vera: User) -> None:
    row = subscriber_of(user=vera, now=NOW)
    assert wishes(row) == {"replies": "daily"}
    assert (row.confirmed_at, row.covered_until, row.weekly_covered_until) == (NOW, NOW, NOW)
    assert row.next_due_at == datetime(2026, 3, 2, 7, tzinfo=UTC)
    before = stored()
    assert subscriber_of(user=vera, now=LATER) == row
    assert stored() == before


def test_subscriber_of_asks_nobody_again_who_said_never(vera: User) -> None:
    row = subscriber_of(user=vera, now=NOW)
    row.subscriptions.update(frequency="never")
    subscriber_of(user=vera, now=LATER)
    assert wishes(row) == {"replies": "never"}


def test_an_account_that_cannot_be_written_to_is_told_nothing_until_it_can() -> None:
    una = User.objects.create_user("una@example.org", display_name="Una")
    row = subscriber_of(user=una, now=NOW)
    assert (row.confirmed_at, row.next_due_at) == (None, None)
    assert not Subscription.objects.wanted().exists()
    EmailAddress.objects.create(user=una, email="una@example.org", primary=True, verified=True)
    row = subscriber_of(user=una, now=LATER)
    assert (row.confirmed_at, row.covered_until) == (LATER, LATER)


def test_who_subscribed_by_its_address_becomes_the_account_with_all_links(ed: User, vera: User) -> None:
    alone = subscriber("Vera@example.org", hour=20, weekday=0)
    wish(alone, Thing.about(make_debate(ed)), WEEKLY)
    links_before = (links.preferences_address(alone), links.unsubscribe_address(alone, "digest"))
    row = subscriber_of(user=vera, now=LATER)
    assert (row.pk, row.user, row.email, row.hour, row.weekday) == (alone.pk, vera, "", 20, 0)
    assert {*wishes(row).values()} == {"daily", "weekly"}
    assert (links.preferences_address(row), links.unsubscribe_address(row, "digest")) == links_before
    assert row.address == "vera@example.org"


def test_two_rows_become_one_with_what_was_said_last(ed: User, vera: User) -> None:
    debate = make_debate(ed)
    comments = [written(debate, f"Comment {number}") for number in range(2)]
    own = subscriber_of(user=vera, now=NOW)
    wish(own, Thing.about(debate), DAILY, since=NOW)
    wish(own, Thing.new_debates(), DAILY, since=LATER)
    alone = subscriber("vera@example.org")
    gone = alone.pk
    token = links.unsubscribe_token(alone, MailingList.DIGEST)
    wish(alone, Thing.about(debate), AT_ONCE, since=LATER)
    wish(alone, Thing.new_debates(), WEEKLY, since=NOW)
    wish(alone, Thing.new_in("fr"), WEEKLY)
    FormerSubscriber.objects.create(number=4_000, nonce="n" * 22, subscriber=alone)
    for row, comment in ((own, comments[0]), (alone, comments[0]), (alone, comments[1])):
        Told.objects.create(subscriber=row, comment=comment, why=Why.REPLY, at=NOW)
    moments = {"covers_from": NOW, "weekly_from": NOW, "covers_until": LATER, "planned_at": LATER}
    for row, day in ((own, 1), (alone, 1), (alone, 2)):
        Digest.objects.create(subscriber=row, period=date(2026, 3, day), **moments)

    assert join_address(user=vera, now=LATER) == own
    assert [*Subscriber.objects.all()] == [own]
    assert wishes(own) == {
        f"debate:{debate.pk}": "immediately",
        "new": "daily",
        "new:language:fr": "weekly",
        "replies": "daily",
    }
    assert own.told.count() == 2
    assert [*own.digests.order_by("period").values_list("period", flat=True)] == [
        date(2026, 3, 1),
        date(2026, 3, 2),
    ]
    assert {*own.former.values_list("number", flat=True)} == {gone, 4_000}
    assert links.leaves(token, own, MailingList.DIGEST)


def test_an_address_that_is_not_confirmed_joins_nobody(vera: User) -> None:
    alone = subscriber("una@example.org")
    una = User.objects.create_user("una@example.org", display_name="Una")
    assert join_address(user=una, now=NOW) is None
    assert subscriber_of(user=una, now=NOW) != alone
    assert join_address(user=vera, now=NOW) is None


def test_what_waits_for_its_confirmation_waits_on_after_joining(vera: User) -> None:
    """Somebody else may have typed the address."""
    una = User.objects.create_user("una@example.org", display_name="Una")
    ask_by_address(
        email="una@example.org", thing=Thing.new_debates(), frequency=DAILY, language="en", now=NOW
    )
    EmailAddress.objects.create(user=una, email="una@example.org", primary=True, verified=True)
    row = subscriber_of(user=una, now=LATER)
    assert wishes(row) == {"new": "never", "replies": "daily"}
    assert row.subscriptions.get(target="new").asked == "daily"


# ---------------------------------------------------------------- an address goes


def test_forget_subscriber_leaves_nothing_of_the_address() -> None:
    ask_by_address(email=WREN, thing=Thing.new_debates(), frequency=DAILY, language="en", now=NOW)
    ask_by_address(
        email="finch@example.org", thing=Thing.new_debates(), frequency=DAILY, language="en", now=NOW
    )
    promise(kind="outbox_test", recipient=WREN, key="of another room", ids={}, now=NOW)
    held = claim(sender="one", most=9, now=NOW, lease=timedelta(minutes=2))
    assert len(held) == 3
    wren = Subscriber.objects.of_address(WREN).get()
    token = links.preferences_token(wren)
    forget_subscriber(subscriber=wren, by=AnonymousUser(), token=token)
    assert [*Subscriber.objects.values_list("email", flat=True)] == ["finch@example.org"]
    assert Subscription.objects.count() == 1
    left = {*Message.objects.values_list("kind", "recipient")}
    assert left == {("outbox_test", WREN), ("digests_confirmation", "finch@example.org")}
    with pytest.raises(Refused):
        forget_subscriber(subscriber=wren, by=AnonymousUser(), token=token)


def test_forget_subscriber_is_refused_without_the_link_and_for_accounts(vera: User) -> None:
    wren, own = subscriber(), subscriber_of(user=vera, now=NOW)
    before = stored()
    for row, by, token in (
        (wren, vera, ""),
        (wren, AnonymousUser(), links.preferences_token(own)),
        (own, vera, ""),
        (own, AnonymousUser(), links.preferences_token(own)),
    ):
        with pytest.raises(Refused):
            forget_subscriber(subscriber=row, by=by, token=token)
    assert stored() == before
