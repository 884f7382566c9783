"""What is told once is kept so by the database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from debates.comments.models import Comment
from debates.digests.models import Announced, Digest, Event, Subscriber, Told, Valued
from debates.publishing.models import Correction, Debate
from tests.comments.rows import written
from tests.digests.people import EIGHT, subscriber
from tests.makers import NOW, make_debate, rewrite, text_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


@pytest.fixture
def comment(debate: Debate) -> Comment:
    return written(debate)


@pytest.fixture
def person() -> Subscriber:
    return subscriber("a@example.org")


def refused(write: Callable[[], object]) -> str:
    """Answer what the database says that keeps this out."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    return str(error.value)


def event(debate: Debate, news: str = "opened", **fields: object) -> Event:
    return Event.objects.create(debate=debate, news=news, at=NOW, found_at=NOW, **fields)


def digest(person: Subscriber, **fields: object) -> Digest:
    whole = {
        "covers_from": EIGHT - DAY,
        "weekly_from": EIGHT - DAY,
        "covers_until": EIGHT,
        "planned_at": EIGHT,
    }
    return Digest.objects.create(subscriber=person, **{"period": EIGHT.date(), **whole, **fields})


@pytest.mark.parametrize("news", ["opened", "closing", "result"])
def test_a_debate_opens_closes_soon_and_ends_once(debate: Debate, news: str) -> None:
    event(debate, news)
    refused(lambda: event(debate, news))


def test_an_event_is_one_that_is_known(debate: Debate) -> None:
    assert "event_known" in refused(lambda: event(debate, "renamed"))


def test_a_correction_is_news_once_and_named_by_nothing_else(debate: Debate, ed: User) -> None:
    rewrite(text_of(debate, 1), "It began in 1921.", ed, correction="The year.")
    correction = Correction.objects.get()
    event(debate, "corrected", correction=correction)
    refused(lambda: event(debate, "corrected", correction=correction))
    assert "event_names_its_correction" in refused(lambda: event(debate, "corrected"))
    Event.objects.all().delete()
    assert "event_names_its_correction" in refused(lambda: event(debate, "opened", correction=correction))


def test_a_comment_is_announced_once(comment: Comment) -> None:
    Announced.objects.create(comment=comment, debate=comment.debate, at=NOW)
    refused(lambda: Announced.objects.create(comment=comment, debate=comment.debate, at=NOW))


def told(person: Subscriber, comment: Comment, **fields: object) -> Told:
    return Told.objects.create(subscriber=person, comment=comment, **{"at": NOW, "why": "reply", **fields})


def test_somebody_is_told_of_a_comment_once_whatever_the_reason(person: Subscriber, comment: Comment) -> None:
    told(person, comment)
    refused(lambda: told(person, comment, why="thread", at_once=True))


def test_somebody_is_told_at_once_or_in_a_digest_and_for_a_reason(
    person: Subscriber, comment: Comment
) -> None:
    both = refused(lambda: told(person, comment, at_once=True, digest=digest(person)))
    assert "told_at_once_or_in_a_digest" in both
    assert "told_for_a_reason" in refused(lambda: told(person, comment, why="mood"))


def test_a_digest_is_one_of_a_person_and_day(person: Subscriber) -> None:
    digest(person)
    refused(lambda: digest(person, covers_until=EIGHT + DAY))
    digest(person, period=(EIGHT + DAY).date(), covers_until=EIGHT + DAY)
    digest(subscriber("b@example.org"))


@pytest.mark.parametrize(
    "wrong", [{"covers_from": EIGHT}, {"covers_until": EIGHT - DAY}, {"weekly_from": EIGHT}]
)
def test_a_digest_covers_a_time(person: Subscriber, wrong: dict[str, object]) -> None:
    assert "digest_covers_a_time" in refused(lambda: digest(person, **wrong))


def test_one_comment_is_the_most_valued_on_a_position(debate: Debate, comment: Comment) -> None:
    position = debate.positions.get(order=1)
    Valued.objects.create(position=position, comment=comment, since=NOW)
    refused(lambda: Valued.objects.create(position=position, comment=comment, since=NOW))
