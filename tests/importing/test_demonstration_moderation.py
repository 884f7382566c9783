"""The demonstration has something in every queue of the moderators, and is loaded once."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from debates.comments.models import Comment
from debates.importing.demonstration import load_demonstration
from debates.importing.demonstration_moderation import load_moderation
from debates.moderation.models import Appeal, Case, Decision, Notice, Penalty
from debates.moderation.queues import Queue
from debates.outbox.models import Message

NOW = timezone.now()


@pytest.fixture
def loaded(ed: User, mo: User) -> int:
    load_demonstration(by=ed, now=NOW)
    return load_moderation(by=mo, now=NOW)


def test_every_queue_has_something_in_it(loaded: int) -> None:
    assert loaded == 8
    queues = [case.queue for case in Case.objects.filter(comment__author__isnull=False)]
    assert {queue: queues.count(queue) for queue in Queue} == {
        Queue.APPEALED: 1,
        Queue.REPORTED: 1,
        Queue.HELD: 1,
        Queue.NEW: 1,
        Queue.DECIDED: 4,
    }
    reported = Case.objects.get(queue=Queue.REPORTED)
    assert {notice.ground for notice in Notice.objects.filter(case=reported)} == {"rules", "law"}
    assert Appeal.objects.get().decision.case.queue == Queue.APPEALED


def test_different_things_were_decided_and_one_reader_is_suspended(loaded: int, mo: User) -> None:
    by_people = Decision.objects.filter(automated_decision=False)
    assert sorted(by_people.values_list("measure", flat=True)) == [
        *["approve"] * 2,
        *["reject"] * 2,
        "restrict",
    ]
    assert {decision.decided_by for decision in by_people} == {mo}
    assert [penalty.sanction for penalty in Penalty.objects.all()] == ["suspend"]


def test_everything_happened_in_order_before_now(loaded: int) -> None:
    for case in Case.objects.filter(comment__author__isnull=False):
        moments = [case.comment.created_at, *case.decisions.order_by("number").values_list("at", flat=True)]
        assert moments == sorted(moments)
        assert moments[-1] < NOW
    assert not Message.objects.filter(due_at__gt=NOW).exists()


def test_its_people_say_that_they_are_invented_and_cannot_sign_in(loaded: int) -> None:
    people = User.objects.filter(comments__isnull=False).distinct()
    assert {
        (person.display_name.endswith(" (invented)"), person.has_usable_password()) for person in people
    } == {(True, False)}


def test_loading_it_again_changes_nothing(loaded: int, mo: User) -> None:
    before = (Comment.objects.count(), Case.objects.count(), Decision.objects.count(), User.objects.count())
    assert load_moderation(by=mo, now=NOW + timedelta(days=1)) == 0
    after = (Comment.objects.count(), Case.objects.count(), Decision.objects.count(), User.objects.count())
    assert after == before


def test_without_its_debate_there_is_nothing_to_moderate(mo: User) -> None:
    assert load_moderation(by=mo, now=NOW) == 0


def test_the_command_loads_it_for_a_moderator_who_is_named(ed: User, mo: User) -> None:
    call_command("load_demonstration", by="ed@example.org", moderated_by="MO@example.org", verbosity=0)
    assert Case.objects.filter(queue=Queue.APPEALED).exists()


def test_the_command_says_who_is_no_moderator(ed: User, vera: User) -> None:
    with pytest.raises(CommandError, match=r"vera@example\.org is no moderator here\."):
        call_command("load_demonstration", by="ed@example.org", moderated_by="vera@example.org")
    assert not Comment.objects.exists()
