"""Whoever changes how often they are told of something is told of all of it, once."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from debates.digests.actions.finding import find_events
from debates.digests.actions.planning import plan_due
from debates.digests.actions.times import renew_due
from debates.digests.actions.wishes import change
from debates.digests.models import Digest, Subscriber
from debates.digests.schedule import Frequency
from debates.outbox.models import Message
from debates.publishing.models import Debate
from tests.digests.people import AFTER_EIGHT, EIGHT, body, follows, opened, reader, subscriber, wants
from tests.makers import NOW, make_debate, rewrite, text_of

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DAILY, WEEKLY = Frequency.DAILY, Frequency.WEEKLY
WEDNESDAY = 2


@pytest.fixture
def debate(ed: User) -> Debate:
    """Answer a debate that was found long before anybody here is told of it."""
    debate = make_debate(ed, closes_at=NOW + timedelta(days=30))
    find_events(now=EIGHT - 8 * DAY)
    return debate


@pytest.fixture
def both(debate: Debate) -> Subscriber:
    """Answer somebody who is told of one thing daily, and of the debate on Wednesdays."""
    start = {"covered_until": EIGHT - DAY, "weekly_covered_until": EIGHT - 4 * DAY}
    person = reader("a@example.org", "replies", weekday=WEDNESDAY, **start)
    wants(person, follows(debate), WEEKLY)
    return person


def correct(debate: Debate, ed: User, day: int) -> None:
    """Correct the debate an hour before that day's digests."""
    text = f"Text of day {day}, in one paragraph."
    now = EIGHT + day * DAY - HOUR
    rewrite(text_of(debate, 1), text, ed, correction=f"On day {day}.", now=now)
    find_events(now=now)


def told(now: datetime, *, days: int = 8) -> list[int]:
    """Answer of which days the letter tells that is planned now; none where there is none."""
    if not plan_due(now=now):
        return []
    mail = body(opened(Message.objects.latest("pk"), now))
    return [day for day in range(days) if f"On day {day}." in mail]


def wants_it(person: Subscriber, debate: Debate, frequency: Frequency, now: datetime) -> None:
    person.refresh_from_db()
    change(person.subscriptions.get(target=follows(debate)), frequency, now)
    renew_due(person, now)


def the_days(debate: Debate, ed: User, changes: dict[int, Frequency], person: Subscriber) -> list[list[int]]:
    """Answer what is told on each of five days from Monday on; changes come at noon of the day before."""
    said = []
    for day in range(5):
        if day in changes:
            wants_it(person, debate, changes[day], EIGHT + day * DAY - 20 * HOUR)
        correct(debate, ed, day)
        said.append(told(AFTER_EIGHT + day * DAY))
    return said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, [[], [], [0, 1, 2], [], []]),
        ({1: DAILY}, [[], [0, 1], [2], [3], [4]]),
        ({2: DAILY}, [[], [], [0, 1, 2], [3], [4]]),
        ({3: DAILY}, [[], [], [0, 1, 2], [3], [4]]),
        ({1: DAILY, 2: WEEKLY}, [[], [0, 1], [2], [], []]),
        ({1: DAILY, 2: WEEKLY, 4: DAILY}, [[], [0, 1], [2], [], [3, 4]]),
    ],
)
def test_from_weekly_to_daily_and_back_all_is_told_once(
    both: Subscriber, debate: Debate, ed: User, changes: dict[int, Frequency], said: list[list[int]]
) -> None:
    assert the_days(debate, ed, changes, both) == said


def test_who_thinks_better_of_it_before_the_next_digest_loses_nothing(
    both: Subscriber, debate: Debate, ed: User
) -> None:
    correct(debate, ed, 0)
    assert told(AFTER_EIGHT) == []
    for frequency in (DAILY, WEEKLY):
        wants_it(both, debate, frequency, EIGHT + HOUR)
    assert told(AFTER_EIGHT + DAY) == []
    assert told(AFTER_EIGHT + WEDNESDAY * DAY) == [0]


def test_a_digest_that_was_planned_before_tells_nothing_more(
    both: Subscriber, debate: Debate, ed: User
) -> None:
    wants(both, "new")
    correct(debate, ed, 0)
    other = make_debate(ed, question="Another?", published_at=EIGHT - 2 * HOUR)
    find_events(now=EIGHT - HOUR)
    assert plan_due(now=AFTER_EIGHT) == 1
    wants_it(both, debate, DAILY, AFTER_EIGHT)
    mail = body(opened(Message.objects.latest("pk"), AFTER_EIGHT))
    assert (other.question in mail, "On day 0." in mail) == (True, False)
    assert told(AFTER_EIGHT + DAY) == [0]


def test_what_was_told_daily_already_is_not_told_again(debate: Debate, ed: User) -> None:
    person = subscriber("a@example.org", covered_until=EIGHT - DAY, weekly_covered_until=EIGHT - DAY)
    person.weekday = WEDNESDAY
    person.save()
    wants(person, "new")
    other = make_debate(ed, question="Another?", published_at=EIGHT - 2 * HOUR)
    find_events(now=EIGHT - HOUR)
    wants(person, follows(other), WEEKLY)
    assert plan_due(now=AFTER_EIGHT) == 1
    wants_it(person, other, DAILY, AFTER_EIGHT)
    assert plan_due(now=AFTER_EIGHT + DAY) == 0
    assert Digest.objects.count() == 2
