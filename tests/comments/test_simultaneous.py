"""Many posts at the same time, each with a connection of its own."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.verdicts import Refused
from debates.comments import actions
from debates.comments.models import Comment, CommentRevision, Rank, Ranking, Rating
from debates.comments.visibility import Cause, Visibility
from debates.publishing.models import Debate
from debates.stances.models import PollKey
from tests.at_once import at_once
from tests.comments.rows import WHY, essay_text, rate, say
from tests.makers import NOW, make_user
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db(transaction=True)

CHANGED = "This comment has changed since you opened the page: look at it again."


def said_to(act: Callable[[], Any]) -> str:
    """Answer what came of an act: done, or the sentence with which it was refused."""
    try:
        act()
    except Refused as refused:
        return str(refused)
    return "done"


def test_fifty_ratings_of_one_reader_leave_one(debate: Debate, vera: User, sam: User) -> None:
    comment = say(debate, sam)
    at_once(50, lambda number: rate(comment, vera, number % 2 == 0))
    assert Rating.objects.count() == 1
    assert PollKey.objects.count() == 1


def test_who_rates_and_takes_it_back_at_once_has_one_rating_or_none(
    debate: Debate, vera: User, sam: User
) -> None:
    comment = say(debate, sam)
    at_once(30, lambda number: rate(comment, vera, [True, False, None][number % 3]))
    assert Rating.objects.count() in {0, 1}


def test_fifty_answers_to_one_thread_are_numbered_from_one_to_fifty(debate: Debate, sam: User) -> None:
    thread = say(debate, sam)
    readers = [make_user(f"Reader-{number}") for number in range(50)]
    inner = say(debate, readers[0], "The first answer.", parent=thread)

    def answer(number: int) -> int:
        parent = thread if number % 2 else inner
        return say(debate, readers[number], f"Answer {number}", parent=parent).number

    assert sorted(at_once(49, lambda number: answer(number + 1))) == [*range(2, 51)]
    thread.refresh_from_db()
    assert thread.reply_count == 50
    assert Comment.objects.filter(thread=thread).count() == 50


def test_of_simultaneous_edits_one_wins(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)

    def edit(number: int) -> str:
        return said_to(
            lambda: actions.edit_comment(
                comment=comment, by=vera, expected_version=1, source=f"Edit number {number}", now=NOW
            )
        )

    assert Counter(at_once(10, edit)) == {"done": 1, CHANGED: 9}
    comment.refresh_from_db()
    assert comment.version == 2
    assert [*CommentRevision.objects.order_by("number").values_list("number", "source")][1:] == [
        (2, comment.source)
    ]


def test_of_simultaneous_decisions_one_wins(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    states = [Visibility.HELD, Visibility.REJECTED, Visibility.RESTRICTED]

    def decide(number: int) -> str:
        return said_to(
            lambda: actions.set_visibility(
                comment=comment,
                expected_version=1,
                state=states[number % 3],
                cause=Cause.MODERATION,
                public_reason=f"Reason {number % 3}",
            )
        )

    assert Counter(at_once(12, decide)) == {"done": 1, CHANGED: 11}
    comment.refresh_from_db()
    assert comment.version == 2
    assert comment.public_reason == f"Reason {states.index(Visibility(comment.visibility))}"


def test_an_edit_and_a_decision_on_what_it_replaces_never_both_happen(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)

    def attempt(number: int) -> str:
        if number:
            return said_to(
                lambda: actions.set_visibility(
                    comment=comment, expected_version=1, state=Visibility.REJECTED, cause=Cause.MODERATION
                )
            )
        return said_to(
            lambda: actions.edit_comment(
                comment=comment, by=vera, expected_version=1, source="Something else.", now=NOW
            )
        )

    told = at_once(2, attempt)
    assert told in (["done", CHANGED], ["This comment can no longer be changed.", "done"])


def test_who_posts_fifty_times_at_once_has_written_what_one_person_does(debate: Debate, vera: User) -> None:
    told = Counter(at_once(20, lambda number: said_to(lambda: say(debate, vera, f"Comment {number}"))))
    assert told == {
        "done": 5,
        "You have written several comments in a few minutes: wait a little before the next.": 15,
    }


def test_a_button_that_is_pressed_twice_posts_once(debate: Debate, vera: User) -> None:
    told = Counter(at_once(4, lambda _number: said_to(lambda: say(debate, vera))))
    assert told == {"done": 1, "You have said exactly this here already.": 3}


def test_a_mind_is_changed_once_also_at_once(debate: Debate, vera: User) -> None:
    text = essay_text(debate)

    def change(number: int) -> str:
        return said_to(lambda: say(debate, vera, f"{WHY} {number}", text_id=text.pk, changed_mind=True))

    told = Counter(at_once(4, change))
    assert told == {"done": 1, "You have said already that this changed your mind.": 3}


def test_nobody_waits_in_a_circle(debate: Debate, vera: User, sam: User) -> None:
    # Editing the head of a thread while answering further down in it, and others doing the same.
    thread = say(debate, vera)
    inner = say(debate, sam, "An answer.", parent=thread)
    vote(debate, vera)

    def attempt(number: int) -> str:
        acts: list[Callable[[], Any]] = [
            lambda: say(debate, vera, f"Answer {number}", parent=inner, shows_stance=True),
            lambda: actions.edit_comment(
                comment=thread, by=vera, expected_version=1, source=f"Edit {number}", now=NOW
            ),
            lambda: say(debate, sam, f"Answer {number}", parent=thread),
            lambda: rate(thread, sam),
            lambda: rate(inner, vera),
            lambda: actions.withdraw_comment(comment=inner, by=sam),
        ]
        return said_to(acts[number % len(acts)])

    told = Counter(at_once(24, attempt))
    assert told["done"] >= 9
    assert sum(told.values()) == 24


def test_rankings_at_once_count_up_and_leave_one_order(debate: Debate, vera: User, sam: User) -> None:
    for number in range(5):
        rate(say(debate, vera, f"Comment {number}"), sam)
    debate = Debate.objects.get(pk=debate.pk)
    at_once(8, lambda _number: actions.rank_comments(debate=debate, now=NOW + timedelta(days=2)))
    assert Ranking.objects.get().number == 8
    assert sorted(Rank.objects.values_list("place", flat=True)) == [1, 2, 3, 4, 5]
