"""Whoever wants to know at once gets a letter, once."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.digests import targets
from debates.digests.actions import announcing
from debates.digests.actions.announcing import announce_batch, announce_events
from debates.digests.actions.finding import YOUNG, find_events
from debates.digests.letters.kinds import EVENT
from debates.digests.models import Event, Subscriber
from debates.digests.schedule import Frequency
from debates.outbox.models import Message
from debates.publishing.actions import save_topic
from debates.publishing.models import Debate, Topic
from debates.publishing.workflow import Status
from tests.digests.people import follows, letters, reader, subscriber, wants
from tests.makers import NOW, make_debate, rewrite, text_of

pytestmark = pytest.mark.django_db

AT_ONCE = Frequency.IMMEDIATELY
HOUR = timedelta(hours=1)


@pytest.fixture
def debate(ed: User) -> Debate:
    debate = make_debate(ed, language="pt-BR", closes_at=NOW + timedelta(days=9))
    debate.topics.set([save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)])
    return debate


def test_each_way_of_wanting_a_new_debate_is_told(debate: Debate) -> None:
    (topic,) = debate.topics.all()
    other = Topic.objects.create(name="Birds", slug="birds")
    for name, target in {
        "all": targets.new_debates(),
        "topic": targets.new_on_topic(topic.pk),
        "language": targets.new_in_language("pt"),
        "kind-of-it": targets.new_in_language("pt-BR"),
        "debate": follows(debate),
        "other-topic": targets.new_on_topic(other.pk),
        "other-language": targets.new_in_language("fr"),
        "replies": targets.replies(),
    }.items():
        reader(f"{name}@example.org", target, AT_ONCE)
    find_events(now=NOW)
    assert announce_events(now=NOW) == 5
    told = ("all", "topic", "language", "kind-of-it", "debate")
    assert letters() == [(f"{name}@example.org", EVENT) for name in told]


def test_several_reasons_make_one_letter(debate: Debate) -> None:
    person = reader("a@example.org", targets.new_debates(), AT_ONCE)
    wants(person, targets.new_in_language("pt"), AT_ONCE)
    wants(person, follows(debate), AT_ONCE)
    find_events(now=NOW)
    announce_events(now=NOW)
    assert letters() == [("a@example.org", EVENT)]


def test_only_who_follows_a_debate_is_told_what_happens_to_it_later(debate: Debate, ed: User) -> None:
    find_events(now=NOW)
    announce_events(now=NOW)
    reader("all@example.org", targets.new_debates(), AT_ONCE)
    reader("debate@example.org", follows(debate), AT_ONCE)
    rewrite(text_of(debate, 1), "Another text with another year.", ed, correction="The year.")
    find_events(now=NOW + HOUR)
    assert announce_events(now=NOW + HOUR) == 1
    assert letters() == [("debate@example.org", EVENT)]


def test_who_does_not_want_it_at_once_is_not_told(debate: Debate, sam: User) -> None:
    for frequency in (Frequency.DAILY, Frequency.WEEKLY, Frequency.NEVER):
        reader(f"{frequency}@example.org", targets.new_debates(), frequency)
    unconfirmed = subscriber("unconfirmed@example.org", confirmed_at=None)
    wants(unconfirmed, targets.new_debates(), AT_ONCE)
    sam.is_active = False
    sam.save()
    wants(subscriber(sam), targets.new_debates(), AT_ONCE)
    find_events(now=NOW)
    assert announce_events(now=NOW) == 0
    assert letters() == []


def test_what_happened_before_somebody_subscribed_is_not_told(debate: Debate) -> None:
    person = subscriber("a@example.org")
    wants(person, targets.new_debates(), AT_ONCE, since=NOW + timedelta(seconds=1))
    find_events(now=NOW + HOUR)
    announce_events(now=NOW + HOUR)
    assert letters() == []


def test_an_account_without_an_address_is_passed_over(debate: Debate, sam: User) -> None:
    sam.email = None
    sam.save()
    wants(subscriber(sam), targets.new_debates(), AT_ONCE)
    reader("a@example.org", targets.new_debates(), AT_ONCE)
    find_events(now=NOW)
    announce_events(now=NOW)
    assert letters() == [("a@example.org", EVENT)]


def test_nobody_is_told_twice_whatever_is_swept_twice(debate: Debate) -> None:
    reader("a@example.org", targets.new_debates(), AT_ONCE)
    for _sweep in range(3):
        find_events(now=NOW)
        announce_events(now=NOW)
    Event.objects.update(planned_at=None, planned_up_to=0)  # as if nothing of it had been noted
    announce_events(now=NOW)
    assert letters() == [("a@example.org", EVENT)]


def test_a_worker_that_is_killed_leaves_what_it_finished(
    debate: Debate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "BATCH", 2)
    people = [reader(f"{number}@example.org", targets.new_debates(), AT_ONCE) for number in range(5)]
    find_events(now=NOW)
    (event,) = Event.objects.all()
    assert announce_batch(event.pk, NOW) == 2
    event.refresh_from_db()
    assert (event.planned_up_to, event.planned_at) == (people[1].pk, None)
    assert announce_events(now=NOW) == 3
    assert [address for address, _kind in letters()] == [f"{number}@example.org" for number in range(5)]
    event.refresh_from_db()
    assert event.planned_at == NOW
    assert announce_batch(event.pk, NOW) is None


def test_a_debate_that_is_hidden_for_a_moment_is_told_when_it_is_back(debate: Debate) -> None:
    reader("a@example.org", targets.new_debates(), AT_ONCE)
    find_events(now=NOW)
    Debate.objects.filter(pk=debate.pk).update(status=Status.IN_REVIEW)
    assert announce_events(now=NOW) == 0
    Debate.objects.filter(pk=debate.pk).update(status=Status.PUBLISHED)
    assert announce_events(now=NOW + HOUR) == 1


def test_a_debate_that_stays_hidden_is_given_up(debate: Debate) -> None:
    find_events(now=NOW)
    Debate.objects.filter(pk=debate.pk).update(status=Status.IN_REVIEW)
    announce_events(now=NOW + YOUNG)
    assert Event.objects.get().planned_at == NOW + YOUNG


def test_an_address_that_cannot_be_written_to_stops_nobody(debate: Debate) -> None:
    reader("a@example.org", targets.new_debates(), AT_ONCE)
    broken = reader("b@example.org", targets.new_debates(), AT_ONCE)
    Subscriber.objects.filter(pk=broken.pk).update(email="no address")
    find_events(now=NOW)
    announce_events(now=NOW)
    assert letters() == [("a@example.org", EVENT)]


@pytest.mark.parametrize("count", [1, 7])
def test_a_batch_asks_the_same_however_many_it_is_for(
    debate: Debate, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        reader(f"{number}@example.org", targets.new_debates(), AT_ONCE)
    find_events(now=NOW)
    (event,) = Event.objects.all()
    with django_assert_num_queries(8):
        announce_batch(event.pk, NOW)
    assert Message.objects.count() == count
