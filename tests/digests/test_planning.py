"""One digest a person and day, of what is new to them; and no letter where that is nothing."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.comments.models import Comment
from debates.digests import targets
from debates.digests.actions import planning
from debates.digests.actions.announcing import announce_events
from debates.digests.actions.commenting import announce_comments
from debates.digests.actions.finding import find_events
from debates.digests.actions.planning import SETTLED, plan_batch, plan_due
from debates.digests.letters.kinds import DIGEST, EVENT
from debates.digests.models import Digest, Subscriber, Subscription, Told
from debates.digests.schedule import Frequency
from debates.outbox.models import Message
from debates.publishing.models import Debate
from tests.comments.rows import answered, written
from tests.digests.people import (
    AFTER_EIGHT,
    EIGHT,
    body,
    follows,
    letters,
    opened,
    reader,
    subscriber,
    the_letter,
    wants,
)
from tests.makers import NOW, make_debate, rewrite, text_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NEW = targets.new_debates()


@pytest.fixture
def debate(ed: User) -> Debate:
    """Answer a debate that was published, and found, on the day before the digests."""
    debate = make_debate(ed, closes_at=NOW + timedelta(days=30))
    find_events(now=NOW)
    return debate


def state(person: Subscriber) -> tuple[datetime, datetime, datetime | None]:
    person.refresh_from_db()
    return person.covered_until, person.weekly_covered_until, person.next_due_at


# ---------------------------------------------------------------- who gets one


def test_who_wants_it_daily_gets_one_letter(debate: Debate) -> None:
    person = reader("a@example.org", NEW)
    assert plan_due(now=AFTER_EIGHT) == 1
    assert letters() == [("a@example.org", DIGEST)]
    (digest,) = Digest.objects.all()
    assert (digest.subscriber, digest.period, digest.is_weekly) == (person, date(2026, 3, 2), False)
    assert (digest.covers_from, digest.covers_until) == (EIGHT - DAY, EIGHT)
    assert state(person) == (EIGHT, EIGHT, EIGHT + DAY)


def test_where_nothing_is_new_there_is_a_row_and_no_letter(debate: Debate, ed: User) -> None:
    other = make_debate(ed, question="Should the quay be widened?")
    reader("a@example.org", follows(other), covered_until=NOW + HOUR)
    assert plan_due(now=AFTER_EIGHT) == 0
    assert (Digest.objects.count(), letters()) == (1, [])


def test_it_is_planned_when_what_was_found_before_is_settled(debate: Debate) -> None:
    reader("a@example.org", NEW)
    assert plan_due(now=EIGHT + SETTLED - timedelta(seconds=1)) == 0
    assert Digest.objects.count() == 0
    assert plan_due(now=EIGHT + SETTLED) == 1


def test_nobody_has_two_of_one_day(debate: Debate) -> None:
    person = reader("a@example.org", NEW)
    for _sweep in range(3):
        plan_due(now=AFTER_EIGHT)
    Subscriber.objects.filter(pk=person.pk).update(
        hour=10, next_due_at=EIGHT + 2 * HOUR, covered_until=EIGHT - DAY
    )
    assert plan_due(now=EIGHT + 3 * HOUR) == 0
    assert (Digest.objects.count(), letters()) == (1, [("a@example.org", DIGEST)])
    assert state(person)[2] == EIGHT + DAY + 2 * HOUR


def test_the_database_keeps_a_second_one_of_a_day_out(debate: Debate) -> None:
    reader("a@example.org", NEW)
    plan_due(now=AFTER_EIGHT)
    again = Digest.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_days_without_a_beat_make_one_digest(debate: Debate) -> None:
    person = reader("a@example.org", NEW)
    assert plan_due(now=AFTER_EIGHT + 4 * DAY) == 1
    assert plan_due(now=AFTER_EIGHT + 4 * DAY) == 0
    (digest,) = Digest.objects.all()
    assert (digest.covers_from, digest.covers_until) == (EIGHT - DAY, EIGHT + 4 * DAY)
    assert state(person)[2] == EIGHT + 5 * DAY


def test_weekly_comes_on_its_day_with_all_of_the_week(debate: Debate, ed: User) -> None:
    person = reader("a@example.org", NEW, Frequency.WEEKLY, weekday=3, weekly_covered_until=EIGHT - 4 * DAY)
    assert plan_due(now=AFTER_EIGHT + 2 * DAY) == 0
    assert plan_due(now=AFTER_EIGHT + 3 * DAY) == 1
    (digest,) = Digest.objects.all()
    assert (digest.is_weekly, digest.weekly_from) == (True, EIGHT - 4 * DAY)
    assert state(person) == (EIGHT + 3 * DAY, EIGHT + 3 * DAY, EIGHT + 10 * DAY)


def test_daily_and_weekly_share_a_digest_and_repeat_nothing(debate: Debate, ed: User) -> None:
    person = reader("a@example.org", NEW, weekday=3)
    wants(person, follows(debate), Frequency.WEEKLY)
    said = []
    for day in range(4):
        now = AFTER_EIGHT + day * DAY
        rewrite(text_of(debate, 1), f"Text of day {day}, in one paragraph.", ed, correction=f"day {day}")
        find_events(now=now - HOUR)
        if plan_due(now=now):
            said.append(body(opened(Message.objects.latest("pk"), now)))
    assert [[word in mail for mail in said] for word in ("A new debate", "day 1", "day 2", "day 3")] == [
        [True, False],
        [False, True],
        [False, True],
        [False, True],
    ]


def test_replies_from_before_they_were_wanted_again_are_not_told(
    debate: Debate, vera: User, ada: User
) -> None:
    answered(written(debate, author=vera), author=ada)
    row = wants(subscriber(vera, covered_until=EIGHT - DAY), targets.replies())
    announce_comments(now=NOW)
    Subscription.objects.filter(pk=row.pk).update(since=NOW + HOUR)
    assert plan_due(now=AFTER_EIGHT) == 0


def test_a_wish_for_once_a_week_begins_where_once_a_day_ended(debate: Debate) -> None:
    person = reader("a@example.org", NEW, weekday=1)
    plan_due(now=AFTER_EIGHT)
    Subscription.objects.filter(subscriber=person).update(frequency=Frequency.WEEKLY)
    assert plan_due(now=AFTER_EIGHT + DAY) == 0
    assert Digest.objects.filter(is_weekly=True).count() == 1
    assert letters() == [("a@example.org", DIGEST)]


def test_at_their_own_hour(debate: Debate) -> None:
    reader("a@example.org", NEW, time_zone="Asia/Kolkata", covered_until=NOW - DAY)
    assert plan_due(now=datetime.fromisoformat("2026-03-02T02:31:59Z")) == 0
    assert plan_due(now=datetime.fromisoformat("2026-03-02T02:32:00Z")) == 1


def test_who_wants_nothing_in_digests_any_more_is_due_no_more(debate: Debate) -> None:
    person = reader("a@example.org", NEW)
    Subscription.objects.update(frequency=Frequency.NEVER)
    assert plan_due(now=AFTER_EIGHT) == 0
    assert state(person)[2] is None
    assert Digest.objects.count() == 0


@pytest.mark.parametrize("how", ["closed", "no address"])
def test_who_cannot_be_written_to_gets_none(debate: Debate, sam: User, how: str) -> None:
    person = reader("b@example.org", NEW)
    Subscriber.objects.filter(pk=person.pk).update(user=sam, email="")
    User.objects.filter(pk=sam.pk).update(**({"is_active": False} if how == "closed" else {"email": None}))
    assert plan_due(now=AFTER_EIGHT) == 0
    assert letters() == []


def test_what_was_told_at_once_is_not_told_again(debate: Debate) -> None:
    person = reader("a@example.org", follows(debate))
    wants(person, NEW, Frequency.IMMEDIATELY)
    announce_events(now=NOW)
    plan_due(now=AFTER_EIGHT)
    assert letters() == [("a@example.org", EVENT)]


def test_what_happened_before_somebody_subscribed_is_not_told(debate: Debate) -> None:
    person = subscriber("a@example.org", covered_until=EIGHT - DAY, weekly_covered_until=EIGHT - DAY)
    wants(person, NEW, since=NOW + timedelta(seconds=1))
    assert plan_due(now=AFTER_EIGHT) == 0


def test_what_is_found_late_is_told_late(ed: User) -> None:
    make_debate(ed)
    reader("a@example.org", NEW)
    plan_due(now=AFTER_EIGHT)
    find_events(now=EIGHT + HOUR)
    assert plan_due(now=AFTER_EIGHT + DAY) == 1


# ---------------------------------------------------------------- comments


def test_new_comments_of_others_are_news_to_who_follows_the_debate(
    debate: Debate, vera: User, ada: User
) -> None:
    for person in (vera, ada):
        found = subscriber(person, covered_until=EIGHT - DAY, weekly_covered_until=EIGHT - DAY)
        wants(found, follows(debate), since=NOW + timedelta(seconds=1))
    written(debate, author=vera)
    announce_comments(now=NOW + HOUR)
    assert plan_due(now=AFTER_EIGHT) == 1
    assert letters() == [("ada@example.org", DIGEST)]
    assert "1 new comment" in body(the_letter("ada@example.org"))


def test_replies_are_in_the_next_digest_once(debate: Debate, vera: User, ada: User) -> None:
    said = written(debate, author=vera)
    first = answered(said, "First, look at the tide.", author=ada)
    wants(subscriber(vera, covered_until=EIGHT - DAY), targets.replies())
    announce_comments(now=NOW + HOUR)
    assert plan_due(now=AFTER_EIGHT) == 1
    assert "First, look at the tide." in body(the_letter("vera@example.org"))
    assert [*Told.objects.values_list("comment", "digest")] == [
        (first.pk, Digest.objects.get(subscriber__user=vera).pk)
    ]
    assert plan_due(now=AFTER_EIGHT + DAY) == 0
    answered(said, "Then, at the mud.", author=ada)
    announce_comments(now=EIGHT + DAY + HOUR)
    plan_due(now=AFTER_EIGHT + 2 * DAY)
    last = body(opened(Message.objects.filter(recipient="vera@example.org").latest("pk")))
    assert ("First," in last, "Then," in last) == (False, True)


def test_replies_that_are_wanted_weekly_wait_for_the_day(debate: Debate, vera: User, ada: User) -> None:
    person = reader("v@example.org", NEW, weekday=1)
    Subscriber.objects.filter(pk=person.pk).update(user=vera, email="")
    person.refresh_from_db()
    wants(person, targets.replies(), Frequency.WEEKLY)
    answered(written(debate, author=vera), "Look at the tide.", author=ada)
    announce_comments(now=NOW)
    plan_due(now=AFTER_EIGHT)
    assert "Look at the tide." not in body(the_letter("vera@example.org"))
    plan_due(now=AFTER_EIGHT + DAY)
    assert "Look at the tide." in body(opened(Message.objects.latest("pk"), AFTER_EIGHT + DAY))


def test_a_comment_that_goes_before_the_digest_is_not_told(debate: Debate, vera: User, ada: User) -> None:
    answer = answered(written(debate, author=vera), author=ada)
    wants(subscriber(vera, covered_until=EIGHT - DAY), targets.replies())
    announce_comments(now=NOW)
    Comment.objects.filter(pk=answer.pk).update(visibility="withdrawn")
    assert plan_due(now=AFTER_EIGHT) == 0


def test_what_waits_for_who_wants_no_replies_any_more_goes(debate: Debate, vera: User, ada: User) -> None:
    answered(written(debate, author=vera), author=ada)
    person = subscriber(vera, covered_until=EIGHT - DAY)
    wants(person, targets.new_in_language("fr"))
    row = wants(person, targets.replies())
    announce_comments(now=NOW)
    Subscription.objects.filter(pk=row.pk).update(frequency=Frequency.NEVER)
    plan_due(now=AFTER_EIGHT)
    assert Told.objects.count() == 0


# ---------------------------------------------------------------- batches


def test_a_worker_that_is_killed_loses_one_batch_at_the_most(
    debate: Debate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "BATCH", 2)
    for number in range(5):
        reader(f"{number}@example.org", NEW)
    assert plan_batch(AFTER_EIGHT) == 2

    def dies(**_given: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(planning, "promise_many", dies)
        with pytest.raises(RuntimeError):
            plan_batch(AFTER_EIGHT)
    assert Digest.objects.count() == 2
    assert plan_due(now=AFTER_EIGHT) == 3
    assert [address for address, _kind in letters()] == [f"{number}@example.org" for number in range(5)]


def test_a_sweep_that_has_no_time_leaves_the_rest_due(debate: Debate) -> None:
    reader("a@example.org", NEW)
    assert plan_due(now=AFTER_EIGHT, has_time=lambda: False) == 0
    assert plan_due(now=AFTER_EIGHT) == 1


@pytest.mark.parametrize("count", [1, 8])
def test_a_batch_asks_the_same_however_many_are_due(
    debate: Debate, ada: User, vera: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        wants(reader(f"{number}@example.org", NEW), follows(debate))
    person = subscriber(vera, covered_until=EIGHT - DAY, weekly_covered_until=EIGHT - DAY)
    wants(person, targets.replies())
    wants(person, follows(debate))
    answered(written(debate, author=vera), author=ada)
    announce_comments(now=NOW + HOUR)
    with django_assert_num_queries(15):
        plan_batch(AFTER_EIGHT)
    assert Message.objects.count() == count + 1
