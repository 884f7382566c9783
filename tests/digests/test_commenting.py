"""Whose comment is answered, and who follows a thread, is told of what is new: once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.comments.actions import set_visibility
from debates.comments.models import Comment
from debates.comments.visibility import Cause, Visibility
from debates.digests import targets
from debates.digests.actions.commenting import LATEST, announce_batch, announce_comments
from debates.digests.letters.kinds import COMMENT
from debates.digests.models import Announced, Subscriber, Subscription, Told
from debates.digests.schedule import Frequency
from debates.outbox.models import Message
from debates.publishing.models import Debate
from debates.publishing.workflow import Status
from tests.comments.rows import answered, written
from tests.digests.people import body, letters, opened, subscriber, the_letter, wants
from tests.makers import NOW, make_debate, make_user

pytestmark = pytest.mark.django_db

AT_ONCE = Frequency.IMMEDIATELY
HOUR = timedelta(hours=1)
Row = tuple[str, str, bool]


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, closes_at=NOW + timedelta(days=90))


@pytest.fixture
def said(debate: Debate, vera: User) -> Comment:
    """Answer what Vera has written, which no sweep has found yet."""
    return written(debate, author=vera)


def told() -> list[Row]:
    """Answer who is told, for which reason, and whether at once."""
    return [(row.subscriber.address, row.why, row.at_once) for row in told_rows()]


def told_rows() -> Iterator[Told]:
    yield from Told.objects.select_related("subscriber__user").order_by("comment", "subscriber")


def test_whose_comment_is_answered_is_told_in_the_next_digest(said: Comment, ada: User) -> None:
    answered(said, author=ada)
    assert announce_comments(now=NOW) == 2
    assert told() == [("vera@example.org", "reply", False)]
    assert letters() == []


def test_everybody_who_comments_is_told_of_replies_daily(said: Comment, ada: User) -> None:
    answered(said, author=ada)
    announce_comments(now=NOW)
    rows = Subscription.objects.order_by("subscriber__user__email")
    assert [*rows.values_list("subscriber__user__email", "target", "frequency")] == [
        ("ada@example.org", "replies", "daily"),
        ("vera@example.org", "replies", "daily"),
    ]
    assert Subscriber.objects.filter(next_due_at__isnull=False).count() == 2


def test_who_wants_replies_at_once_gets_a_letter(said: Comment, ada: User, vera: User) -> None:
    wants(subscriber(vera), targets.replies(), AT_ONCE)
    answered(said, "You forget the *seals*.", author=ada)
    announce_comments(now=NOW)
    assert told() == [("vera@example.org", "reply", True)]
    assert letters() == [("vera@example.org", COMMENT)]
    mail = the_letter("vera@example.org")
    assert mail is not None
    assert mail["Subject"] == f"Re: {said.debate.question}"
    assert "Ada answered your comment on:" in body(mail)
    assert "You forget the *seals*." in body(mail)
    assert mail["List-Id"] == "<replies.localhost>"


def test_nobody_is_told_of_their_own(said: Comment, vera: User) -> None:
    person = subscriber(vera)
    wants(person, targets.replies(), AT_ONCE)
    wants(person, targets.thread(said.pk), AT_ONCE)
    answered(said, author=vera)
    announce_comments(now=NOW)
    assert told() == []


def test_who_follows_the_thread_is_told_of_every_answer(said: Comment, ada: User, sam: User) -> None:
    wants(subscriber(sam), targets.thread(said.pk), AT_ONCE)
    wants(subscriber("visitor@example.org"), targets.thread(said.pk), Frequency.DAILY)
    wants(subscriber("never@example.org"), targets.thread(said.pk), Frequency.NEVER)
    first = answered(said, author=ada)
    answered(first, author=ada)
    announce_comments(now=NOW)
    assert sorted(told()) == [
        ("sam@example.org", "thread", True),
        ("sam@example.org", "thread", True),
        ("vera@example.org", "reply", False),
        ("visitor@example.org", "thread", False),
        ("visitor@example.org", "thread", False),
    ]


def test_two_reasons_make_one(said: Comment, ada: User, vera: User) -> None:
    person = subscriber(vera)
    wants(person, targets.replies(), Frequency.DAILY)
    wants(person, targets.thread(said.pk), AT_ONCE)
    answered(said, author=ada)
    announce_comments(now=NOW)
    assert told() == [("vera@example.org", "reply", True)]


def test_who_has_switched_replies_off_is_told_only_of_the_thread(
    said: Comment, ada: User, vera: User
) -> None:
    person = subscriber(vera)
    wants(person, targets.replies(), Frequency.NEVER)
    answered(said, author=ada)
    announce_comments(now=NOW)
    assert told() == []
    wants(person, targets.thread(said.pk), Frequency.WEEKLY)
    answered(said, author=ada)
    announce_comments(now=NOW)
    assert told() == [("vera@example.org", "thread", False)]


def test_what_is_held_is_told_once_a_moderator_has_let_it_through(said: Comment, ada: User) -> None:
    held = answered(said, author=ada, visibility="held", was_public=False)
    announce_comments(now=NOW)
    assert told() == []
    set_visibility(comment=held, expected_version=1, state=Visibility.PUBLISHED, cause=Cause.MODERATION)
    for days in (3, 4):
        announce_comments(now=NOW + timedelta(days=days))
    assert told() == [("vera@example.org", "reply", False)]


@pytest.mark.parametrize("state", ["held", "withdrawn", "rejected"])
def test_what_readers_do_not_see_is_told_nobody(said: Comment, ada: User, state: str) -> None:
    answered(said, author=ada, visibility=state)
    announce_comments(now=NOW)
    assert told() == []


def test_nothing_is_told_of_a_debate_that_readers_do_not_see(said: Comment, ada: User) -> None:
    answered(said, author=ada)
    Debate.objects.update(status=Status.IN_REVIEW)
    assert announce_comments(now=NOW) == 0


def test_comments_of_another_site_and_old_ones_are_no_news(debate: Debate, vera: User, ada: User) -> None:
    imported = written(debate, author_name="Wil", imported_from="wil-1")
    answered(imported, author_name="Wil", imported_from="wil-2")
    old = written(debate, author=vera, created_at=NOW - LATEST)
    answered(old, author=ada, created_at=NOW - LATEST)
    assert announce_comments(now=NOW) == 0


def test_a_closed_account_and_one_without_a_confirmed_address_are_told_nothing(
    debate: Debate, ada: User, sam: User
) -> None:
    closed = make_user("Cy", is_active=False)
    nowhere = User.objects.create_user(None, display_name="Nils")
    unconfirmed = User.objects.create_user("una@example.org", display_name="Una")
    for person in (closed, nowhere, unconfirmed):
        answered(written(debate, author=person), author=ada)
    announce_comments(now=NOW)
    assert told() == []


def test_nothing_is_told_twice_whatever_is_swept_twice(said: Comment, ada: User, vera: User) -> None:
    wants(subscriber(vera), targets.replies(), AT_ONCE)
    answered(said, author=ada)
    announce_comments(now=NOW)
    Announced.objects.all().delete()  # as if a sweep had not noted what it did
    announce_comments(now=NOW)
    assert told() == [("vera@example.org", "reply", True)]
    assert letters() == [("vera@example.org", COMMENT)]


def test_what_waits_for_a_digest_is_not_told_at_once_by_another_sweep(
    said: Comment, ada: User, vera: User
) -> None:
    row = wants(subscriber(vera), targets.replies(), Frequency.DAILY)
    answered(said, author=ada)
    announce_comments(now=NOW)
    Subscription.objects.filter(pk=row.pk).update(frequency=AT_ONCE)
    Announced.objects.all().delete()
    announce_comments(now=NOW)
    assert (told(), letters()) == ([("vera@example.org", "reply", False)], [])


def test_letters_about_one_thread_stand_in_one_thread(said: Comment, ada: User, vera: User) -> None:
    wants(subscriber(vera), targets.replies(), AT_ONCE)
    other = written(said.debate, author=vera)
    for parent in (said, other, said):
        answered(parent, author=ada)
        announce_comments(now=NOW)
    messages = [*Message.objects.order_by("pk")]
    mails = [opened(message) for message in messages]
    assert [mail and mail["In-Reply-To"] for mail in mails] == [None, None, messages[0].message_id]
    assert mails[2] is not None
    assert mails[2]["References"] == messages[0].message_id


@pytest.mark.parametrize("gone", ["removed", "unsubscribed", "closed"])
def test_a_letter_that_is_no_longer_wanted_is_none(said: Comment, ada: User, vera: User, gone: str) -> None:
    wants(subscriber(vera), targets.replies(), AT_ONCE)
    answer = answered(said, author=ada)
    announce_comments(now=NOW)
    if gone == "removed":
        Comment.objects.filter(pk=answer.pk).update(visibility="rejected")
    if gone == "unsubscribed":
        Subscription.objects.update(frequency=Frequency.NEVER)
    if gone == "closed":
        User.objects.filter(pk=vera.pk).update(is_active=False)
    assert the_letter("vera@example.org") is None


@pytest.mark.parametrize("count", [1, 6])
def test_a_batch_asks_the_same_however_many_comments(
    said: Comment, ada: User, vera: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for person in (ada, vera):
        wants(subscriber(person), targets.replies(), AT_ONCE)
    for _number in range(count):
        answered(said, author=ada)
    with django_assert_num_queries(10):
        announce_batch(NOW)
    assert Message.objects.count() == count
