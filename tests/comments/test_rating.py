"""Ratings, and the order of comments that follows from them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from debates.comments import actions
from debates.comments.models import Comment, Discussion, Rank, Ranking, Rating
from debates.comments.tasks import rank_comments
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move
from debates.stances import actions as stances
from debates.stances.models import PollKey
from debates.stances.options import Phase
from tests.comments.rows import essay_text, rate, refusal, say
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def people(number: int, name: str = "Reader") -> list[User]:
    start = User.objects.count()
    return [make_user(f"{name}-{start + count}") for count in range(number)]


def side(debate: Debate, choice: int | str, number: int = 5) -> list[User]:
    """Answer readers whose first stance this is."""
    found = people(number)
    for reader in found:
        vote(debate, reader, choice)
    return found


def order_of(debate: Debate) -> list[int]:
    ranks = Rank.objects.filter(debate=debate).exclude(place=None).order_by("place")
    return [*ranks.values_list("comment_id", flat=True)]


def ranked(debate: Debate, now: Any = NOW + DAY) -> Ranking | None:
    debate = Debate.objects.select_related("poll_key").get(pk=debate.pk)
    return actions.rank_comments(debate=debate, now=now)


# ---------------------------------------------------------------- rating


def test_a_reader_has_one_rating_of_a_comment_and_can_change_it(
    debate: Debate, vera: User, sam: User
) -> None:
    comment = say(debate, sam)
    for helpful in (True, True, False):
        rate(comment, vera, helpful)
        assert [*Rating.objects.values_list("comment", "helpful")] == [(comment.pk, helpful)]
    rate(comment, vera, None)
    rate(comment, vera, None)
    assert Rating.objects.count() == 0


def test_nobody_rates_their_own_comment(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    assert refusal(lambda: rate(comment, vera)) == "You can’t rate your own comment."


def test_a_rating_carries_the_pseudonym_of_the_ballot(debate: Debate, vera: User, sam: User) -> None:
    comment = say(debate, sam)
    rate(comment, vera)
    cast = vote(debate, vera)
    assert Rating.objects.get().voter == cast.voter
    assert PollKey.objects.count() == 1


def test_a_rating_writes_and_locks_nothing_of_an_account(debate: Debate, vera: User, sam: User) -> None:
    comment = say(debate, sam)
    rate(comment, vera)
    with CaptureQueriesContext(connection) as asked:
        rate(comment, vera, False)
        rate(comment, vera, None)
    written = [
        query["sql"]
        for query in asked
        if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]
    assert {sql.split('"')[1] for sql in written} == {"comments_rating"}
    locked = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    assert locked == []
    assert not any(field.related_model is User for field in Rating._meta.get_fields() if field.is_relation)


def test_ratings_end_with_the_comments(debate: Debate, ed: User, vera: User, sam: User) -> None:
    comment = say(debate, sam)
    for move, told in (
        (Move.CLOSE, "This debate takes no more comments."),
        (Move.REOPEN, ""),
        (Move.UNPUBLISH, "There are no comments on this debate."),
    ):
        change_status(debate=debate, move=move, by=ed, now=NOW, note="For a test.")
        if told:
            assert refusal(lambda: rate(comment, vera)) == told


def test_where_the_key_is_gone_ratings_stand(debate: Debate, ed: User, vera: User, sam: User) -> None:
    comment = say(debate, sam)
    rate(comment, vera)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    stances.destroy_key(debate=debate, by=make_user("Root", Role.ADMINISTRATOR), now=NOW)
    Discussion.objects.create(debate=debate, closes_at=NOW + DAY)
    told = "The ratings of this debate stand: nobody can tell any more who has rated."
    assert refusal(lambda: rate(comment, vera, False)) == told


# ---------------------------------------------------------------- the order


@pytest.fixture
def sides(debate: Debate) -> tuple[list[User], list[User]]:
    return side(debate, 1), side(debate, 2)


def test_what_both_sides_value_comes_first(
    debate: Debate, vera: User, sides: tuple[list[User], list[User]]
) -> None:
    applauded, bridge = say(debate, vera, "Applauded"), say(debate, vera, "A bridge")
    for reader in sides[0]:
        rate(applauded, reader, True)
    for reader in sides[1]:
        rate(applauded, reader, False)
    for reader in [*sides[0][:4], *sides[1][:4]]:
        rate(bridge, reader, True)
    rate(bridge, sides[0][4], False)
    ranking = ranked(debate)
    assert ranking is not None
    positions = [*debate.positions.order_by("order").values_list("pk", flat=True)]
    assert (ranking.number, ranking.taken_at) == (1, NOW + DAY)
    assert ranking.groups == [[positions[0], 5], [positions[1], 5]]
    assert order_of(debate) == [bridge.pk, applauded.pk]
    rank = Rank.objects.get(comment=bridge)
    assert rank.groups == [[4.0, 5.0], [4.0, 4.0]]
    assert (rank.helpful, rank.ratings, rank.is_new) == (8, 9, False)
    assert rank.score == pytest.approx((5 / 9 * 5 / 8) ** 0.5)


def test_a_reader_belongs_to_the_side_that_they_first_chose(
    debate: Debate, vera: User, sides: tuple[list[User], list[User]]
) -> None:
    comment = say(debate, vera)
    turncoat = sides[0][0]
    vote(debate, turncoat, 2)
    rate(comment, turncoat)
    early = people(1)[0]
    vote(debate, early, 2, phase=Phase.BEFORE)
    vote(debate, early, 1)
    rate(comment, early)
    ranked(debate)
    assert Rank.objects.get().groups == [[1.0, 1.0], [1.0, 1.0]]


def test_both_counts_in_parts_and_unsure_and_visitors_without_a_stance_not_at_all(
    debate: Debate, vera: User, sides: tuple[list[User], list[User]]
) -> None:
    comment = say(debate, vera)
    for choice in ("both", "unsure"):
        rate(comment, side(debate, choice, 1)[0])
    rate(comment, people(1)[0], False)
    ranked(debate)
    rank = Rank.objects.get()
    assert rank.groups == [[0.5, 0.5], [0.5, 0.5]]
    assert (rank.helpful, rank.ratings) == (2, 3)


def test_who_withdraws_their_stance_leaves_their_rating_unscored(
    debate: Debate, vera: User, sides: tuple[list[User], list[User]]
) -> None:
    comment = say(debate, vera)
    extra = side(debate, 1, 1)[0]
    rate(comment, extra)
    ranked(debate)
    assert Rank.objects.get().groups == [[1.0, 1.0], [0.0, 0.0]]
    stances.withdraw(debate=debate, by=extra)
    ranked(debate, NOW + 2 * DAY)
    rank = Rank.objects.get()
    assert (rank.groups, rank.ratings) == ([[0.0, 0.0], [0.0, 0.0]], 1)
    vote(debate, extra, 2)
    ranked(debate, NOW + 3 * DAY)
    assert Rank.objects.get().groups == [[0.0, 0.0], [1.0, 1.0]]


def test_without_two_sides_all_ratings_count_alike(debate: Debate, vera: User) -> None:
    one, other = say(debate, vera, "One"), say(debate, vera, "Other")
    side(debate, 1)
    voters = side(debate, 2, 4)
    for reader in voters:
        rate(other, reader)
    rate(one, voters[0])
    ranking = ranked(debate)
    assert ranking is not None
    assert len(ranking.groups) == 1
    assert order_of(debate) == [other.pk, one.pk]
    assert Rank.objects.get(comment=other).score == pytest.approx(0.510109, abs=1e-6)


def test_ratings_of_a_day_old_comment_count_and_of_a_younger_one_wait(
    debate: Debate, vera: User, sides: tuple[list[User], list[User]]
) -> None:
    old, young = say(debate, vera, "Old"), say(debate, vera, "Young", now=NOW + timedelta(seconds=1))
    for reader in [*sides[0], *sides[1]]:
        rate(young, reader)
        rate(old, reader, False)
    ranked(debate)
    assert order_of(debate) == [old.pk, young.pk]
    assert Rank.objects.get(comment=young).is_new
    ranked(debate, NOW + DAY + timedelta(seconds=1))
    assert order_of(debate) == [young.pk, old.pk]


def test_answers_and_what_readers_do_not_see_have_no_place(debate: Debate, vera: User, sam: User) -> None:
    thread = say(debate, vera, text_id=essay_text(debate).pk)
    answer = say(debate, sam, "An answer", parent=thread)
    gone = say(debate, vera, "Gone")
    actions.withdraw_comment(comment=gone, by=vera)
    rate(answer, vera)
    ranked(debate)
    assert {rank.comment_id: rank.place for rank in Rank.objects.all()} == {
        thread.pk: 1,
        answer.pk: None,
        gone.pk: None,
    }
    assert Rank.objects.get(comment=answer).helpful == 1
    assert Rank.objects.get(comment=thread).position == thread.position


def test_another_debate_has_its_own_order(debate: Debate, ed: User, vera: User, sam: User) -> None:
    other = make_debate(ed, question="Should the lighthouse be sold?")
    elsewhere = say(other, vera, "Elsewhere")
    here = say(debate, vera, "Here")
    rate(elsewhere, sam)
    ranked(debate)
    assert [*Rank.objects.values_list("comment", flat=True)] == [here.pk]


def test_scores_freeze_when_the_key_is_destroyed(debate: Debate, ed: User, vera: User, sam: User) -> None:
    comment = say(debate, vera)
    rate(comment, sam)
    assert ranked(debate) is not None
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    stances.destroy_key(debate=debate, by=make_user("Root", Role.ADMINISTRATOR), now=NOW)
    before = [*Rank.objects.values()], [*Ranking.objects.values()]
    assert ranked(debate, NOW + 2 * DAY) is None
    assert ([*Rank.objects.values()], [*Ranking.objects.values()]) == before


def test_each_ranking_draws_anew(debate: Debate, vera: User) -> None:
    for number in range(30):
        say(debate, vera, f"Comment {number}", now=NOW + number * DAY / 60)
    Debate.objects.update(closes_at=None)
    drawn = set()
    for number in range(8):
        ranking = ranked(debate, NOW + (2 + number) * DAY)
        assert ranking is not None
        assert ranking.number == number + 1
        drawn.add(order_of(debate)[4])
    assert len(drawn) > 1


def test_the_task_ranks_what_may_have_changed(debate: Debate, ed: User, vera: User, sam: User) -> None:
    assert actions.rank_waiting(now=NOW) == 0
    comment = say(debate, vera)
    assert actions.rank_waiting(now=NOW) == 1
    rate(comment, sam)
    assert actions.rank_waiting(now=NOW + timedelta(minutes=10)) == 1
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW + timedelta(hours=1))
    assert actions.rank_waiting(now=NOW + timedelta(hours=2)) == 0
    assert actions.rank_waiting(now=NOW + DAY) == 1
    assert not Rank.objects.get().is_new
    assert actions.rank_waiting(now=NOW + 2 * DAY) == 0
    rank_comments()
    change_status(debate=debate, move=Move.REOPEN, by=ed, now=NOW + DAY)
    Debate.objects.update(closes_at=None)
    rank_comments()
    assert Ranking.objects.get().number == 4


@pytest.mark.parametrize("number", [1, 40])
def test_ranking_takes_the_same_queries_however_many_comments(
    debate: Debate, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for reader in people(number):
        say(debate, reader, "A comment")
    ranked(debate)
    found = Debate.objects.select_related("poll_key").get(pk=debate.pk)
    with django_assert_num_queries(8):
        actions.rank_comments(debate=found, now=NOW + 2 * DAY)
    assert Comment.objects.count() == number


def test_progress_is_told(debate: Debate, vera: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debates.comments.actions.ordering.TOLD_EVERY", 2)
    for number in range(5):
        say(debate, vera, f"Comment {number}")
    told: list[tuple[str, int, int]] = []
    actions.rank_comments(
        debate=debate, now=NOW, progress=lambda step, done, of: told.append((step.value, done, of))
    )
    assert told == [
        ("counting ratings", 0, 5),
        *(("scoring", done, 5) for done in (2, 4, 5)),
        ("writing", 5, 5),
    ]
