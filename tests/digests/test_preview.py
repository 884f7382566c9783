"""My next digest, to look at before it comes: nothing is planned by looking."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.digests import targets
from debates.digests.actions.commenting import announce_comments
from debates.digests.actions.finding import find_events
from debates.digests.models import Digest, Subscriber, Subscription, Told
from debates.digests.schedule import Frequency
from debates.outbox.models import Message
from debates.publishing.models import Debate
from tests.comments.rows import answered, written
from tests.digests.people import EIGHT, follows, subscriber, wants
from tests.makers import NOW, make_debate

pytestmark = pytest.mark.django_db

PAGE = "/account/subscriptions/preview/"
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def debate(ed: User) -> Debate:
    debate = make_debate(ed, closes_at=NOW + 30 * DAY)
    find_events(now=NOW)
    return debate


@pytest.fixture
def person(vera: User) -> Subscriber:
    """Answer Vera, who is told of new debates every morning."""
    found = subscriber(vera, covered_until=EIGHT - DAY, weekly_covered_until=EIGHT - DAY)
    wants(found, targets.new_debates())
    return found


def seen(user: User, address: str = PAGE, now: Any = NOW + HOUR) -> str:
    client = Client()
    client.force_login(user)
    with time_machine.travel(now, tick=False):
        response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_it_shows_what_would_be_sent_and_when(debate: Debate, person: Subscriber, vera: User) -> None:
    page = seen(vera)
    assert "It is due on Monday 2 March, 08:00." in page
    assert "Should the harbour be dredged?" in page
    assert "The claim of side 1" in page
    assert ".invalid" not in page
    assert "/preferences/" in page


def test_it_is_due_on_the_readers_own_clock(debate: Debate, person: Subscriber, vera: User) -> None:
    vera.time_zone = "Asia/Kolkata"
    vera.save()
    assert "It is due on Monday 2 March, 13:30." in seen(vera)


def test_replies_that_wait_are_in_it(debate: Debate, person: Subscriber, vera: User, ada: User) -> None:
    wants(person, targets.replies())
    answered(written(debate, author=vera), "Look at the <b>tide</b>.", author=ada)
    announce_comments(now=NOW)
    assert "Look at the &lt;b&gt;tide&lt;/b&gt;." in seen(vera)


def test_nothing_is_planned_by_looking(debate: Debate, person: Subscriber, vera: User) -> None:
    before = [*Subscriber.objects.values()]
    for address in (PAGE, f"{PAGE}mail/"):
        seen(vera, address)
    assert [*Subscriber.objects.values()] == before
    assert (Digest.objects.count(), Told.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_where_nothing_is_new_it_says_so(debate: Debate, person: Subscriber, vera: User) -> None:
    Subscription.objects.update(since=NOW + HOUR)
    page = seen(vera)
    assert "Nothing to tell so far" in page
    assert "The next one is due on Monday 2 March, 08:00" in page
    client = Client()
    client.force_login(vera)
    with time_machine.travel(NOW, tick=False):
        assert client.get(f"{PAGE}mail/").status_code == 404


@pytest.mark.parametrize("frequency", [Frequency.IMMEDIATELY, Frequency.NEVER])
def test_who_gets_no_digest_is_told_so(debate: Debate, vera: User, frequency: Frequency) -> None:
    wants(subscriber(vera), follows(debate), frequency)
    assert "You get no digest" in seen(vera)


def test_who_has_never_subscribed_gets_no_digest(sam: User) -> None:
    assert "You get no digest" in seen(sam)
    assert Subscriber.objects.count() == 0


def test_as_a_mail_program_shows_it_it_runs_and_loads_nothing(
    debate: Debate, person: Subscriber, vera: User
) -> None:
    client = Client()
    client.force_login(vera)
    with time_machine.travel(NOW + HOUR, tick=False):
        response = client.get(f"{PAGE}mail/")
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert "no-store" in response["Cache-Control"]
    assert 'style="' in response.content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_it_asks_the_same_however_much_there_is(
    ed: User, person: Subscriber, vera: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        wants(person, follows(make_debate(ed, question=f"Is this number {number}?")))
    find_events(now=NOW)
    client = Client()
    client.force_login(vera)
    with time_machine.travel(NOW + HOUR, tick=False):
        client.get("/account/subscriptions/")
        with django_assert_num_queries(12):
            client.get(PAGE)
