"""What the database itself holds of subscribers and their wishes, whatever writes to it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from accounts.models import User
from debates.digests.models import FormerSubscriber, Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.publishing.actions import save_topic
from debates.publishing.models import Debate, Topic
from tests.comments.rows import written
from tests.digests.rows import subscriber, wish
from tests.makers import NOW, make_debate

pytestmark = pytest.mark.django_db

Rows = dict[str, models.Model]


@pytest.fixture
def rows(ed: User, vera: User) -> Rows:
    """Answer a row of every kind that the constraints speak of."""
    debate = make_debate(ed)
    topic = save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)
    wren = subscriber()
    account = subscriber("", user=vera)
    return {
        "address": wren,
        "account": account,
        "unconfirmed": subscriber("finch@example.org", confirmed_at=None),
        "new": wish(wren, Thing.new_debates()),
        "topic": wish(wren, Thing.new_on(topic)),
        "language": wish(wren, Thing.new_in("fr")),
        "debate": wish(wren, Thing.about(debate)),
        "thread": wish(wren, Thing.below(written(debate))),
        "replies": wish(account, Thing.replies()),
        "former": FormerSubscriber.objects.create(number=9, nonce="n" * 22, subscriber=wren),
    }


# Of each check: the row, and what no writer may make of it.
CHECKS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "subscriber_has_account_or_address": [
        ("address", {"email": ""}),
        ("account", {"email": "vera@example.org"}),
        ("account", {"user": None}),
    ],
    "subscriber_hour_is_one": [("address", {"hour": 24})],
    "subscriber_weekday_is_one": [("address", {"weekday": 7})],
    "subscriber_due_once_confirmed": [("unconfirmed", {"next_due_at": NOW})],
    "subscriber_has_secret": [("address", {"nonce": ""})],
    "subscription_frequency_known": [("new", {"frequency": "hourly"}), ("new", {"frequency": ""})],
    "subscription_daily_after_weekly": [("new", {"frequency": "weekly", "daily_after": NOW})],
    "subscription_asked_at_a_time": [
        ("new", {"asked": "daily"}),
        ("new", {"asked_at": NOW}),
        ("new", {"asked": "never", "asked_at": NOW}),
        ("new", {"asked": "hourly", "asked_at": NOW}),
    ],
    "subscription_names_its_target": [
        ("new", {"target": "all"}),
        ("new", {"language": "fr"}),
        ("new", {"kind": "replies"}),
        ("topic", {"topic": None}),
        ("topic", {"target": "new"}),
        ("topic", {"target": "new:topic:99"}),
        ("topic", {"target": "new:topic:"}),
        ("topic", {"kind": "debate"}),
        ("language", {"language": ""}),
        ("language", {"language": "de"}),
        ("language", {"target": "new:language:"}),
        ("debate", {"target": "debate:99"}),
        ("debate", {"target": "debate:"}),
        ("debate", {"debate": None}),
        ("debate", {"kind": "thread"}),
        ("debate", {"kind": "gossip"}),
        ("debate", {"language": "en"}),
        ("thread", {"thread": None}),
        ("thread", {"target": "thread:0"}),
        ("thread", {"kind": "new"}),
        ("replies", {"target": "new"}),
        ("replies", {"target": "replies:1"}),
        ("replies", {"kind": "new"}),
    ],
}


@pytest.mark.parametrize(
    ("name", "row", "values"),
    [(name, row, values) for name, attacks in CHECKS.items() for row, values in attacks],
)
def test_checks_hold_whatever_writes(rows: Rows, name: str, row: str, values: dict[str, Any]) -> None:
    table = type(rows[row])._base_manager
    before = table.filter(pk=rows[row].pk).values().get()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        table.filter(pk=rows[row].pk).update(**values)
    assert table.filter(pk=rows[row].pk).values().get() == before


def test_every_check_is_attacked() -> None:
    ours = {
        constraint.name
        for model in (Subscriber, Subscription, FormerSubscriber)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    }
    assert ours == {*CHECKS}


@pytest.mark.parametrize("email", ["wren@example.org", "WREN@example.org", "Wren@Example.ORG"])
def test_an_address_is_there_once_in_whatever_case(rows: Rows, email: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        subscriber(email)
    assert [*Subscriber.objects.of_address(email)] == [rows["address"]]


def test_an_account_is_there_once(rows: Rows, vera: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        subscriber("", user=vera)


def test_nobody_has_the_same_wish_twice(rows: Rows) -> None:
    wren = Subscriber.objects.get(pk=rows["address"].pk)
    for thing in (Thing.new_debates(), Thing.about(Debate.objects.get())):
        with pytest.raises(IntegrityError), transaction.atomic():
            wish(wren, thing, Frequency.NEVER)


def test_a_number_that_went_went_once(rows: Rows) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerSubscriber.objects.create(
            number=9, nonce="o" * 22, subscriber=Subscriber.objects.get(pk=rows["account"].pk)
        )


def test_wishes_go_with_what_they_are_about_and_with_their_person(rows: Rows, vera: User) -> None:
    Topic.objects.get().delete()
    vera.delete()
    left = Subscription.objects.order_by("target").values_list("target", flat=True)
    debate, thread = (rows[name].target for name in ("debate", "thread"))  # type: ignore[attr-defined]
    assert [*left] == sorted(["new", "new:language:fr", debate, thread])


def test_who_is_due_is_confirmed_and_longest_first(rows: Rows) -> None:
    earlier = NOW - timedelta(hours=1)
    Subscriber.objects.filter(pk=rows["account"].pk).update(next_due_at=NOW)
    Subscriber.objects.filter(pk=rows["address"].pk).update(next_due_at=earlier)
    assert [*Subscriber.objects.due(NOW)] == [rows["address"], rows["account"]]
    assert [*Subscriber.objects.due(earlier)] == [rows["address"]]


def test_an_account_has_its_own_address_language_and_clock(vera: User) -> None:
    vera.time_zone, vera.language = "Europe/Brussels", "en"
    row = Subscriber(user=vera, time_zone="Asia/Tokyo", language="fr")
    assert (row.address, str(row.zone), row.spoken) == ("vera@example.org", "Europe/Brussels", "en")
    alone = Subscriber(email="wren@example.org", time_zone="Asia/Tokyo", language="xx")
    assert (alone.address, str(alone.zone), alone.spoken) == ("wren@example.org", "Asia/Tokyo", "en")
    assert str(Subscriber(time_zone="Moon/Base").zone) == "UTC"
    assert Subscriber(user=User()).address == ""
