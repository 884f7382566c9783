"""A generated database holds what was asked for, is consistent, and follows from its seed."""

from collections import Counter
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from debates.comments.models import Comment, CommentRevision, Rank, Rating, Screened
from debates.digests.models import Announced, Subscriber, Subscription
from debates.importing.demonstration import load_demonstration
from debates.importing.generating.answers import write_ballots
from debates.importing.generating.filling import Plan, fill, shares
from debates.moderation.models import Case
from debates.publishing.models import Debate
from debates.stances.models import Ballot, Cast, SealedLeaf, Snapshot
from debates.stances.recount import recount
from tests.makers import NOW, make_user

PLAN = Plan(debates=3, people=4, comments=60, ballots=150, ratings=200, subscribers=30, cases=7)
ONE = replace(PLAN, debates=1)
"""Debates take the longest."""


@pytest.fixture
def admin(db: None) -> User:
    return make_user("Admin", Role.EDITOR, Role.ADMINISTRATOR)


def filled(by: User, seed: int = 1, plan: Plan = PLAN) -> tuple[list[Debate], Counter[str]]:
    """Fill the database; answer the debates, and how many rows were told of."""
    rows = Counter[str]()

    def tell(what: str, number: int) -> None:
        rows[what] += number

    return fill(plan=plan, by=by, seed=seed, now=NOW, tell=tell), rows


def test_it_writes_as_many_rows_as_the_plan_says_and_tells_of_each(admin: User) -> None:
    _written, told = filled(admin)
    there = {
        "comments": Comment.objects.count(),
        "ballots": Ballot.objects.count(),
        "ratings": Rating.objects.count(),
        "subscribers": Subscriber.objects.count(),
        "cases": Case.objects.count(),
    }
    assert there == {name: number for name, number in asdict(PLAN).items() if name in there}
    assert {name: number for name, number in told.items() if number} == there
    assert [CommentRevision.objects.count(), Screened.objects.count(), Announced.objects.count()] == [60] * 3
    assert (Debate.objects.public().count(), Subscription.objects.count()) == (3, 30)


def test_each_debate_has_half_of_what_is_left_and_every_third_is_over(admin: User) -> None:
    written, _told = filled(admin)
    assert [debate.ballots.count() for debate in written] == [75, 38, 37]
    assert [debate.is_open(NOW) for debate in written] == [True, True, False]


def test_the_recount_of_every_debate_holds_and_its_results_are_counted(admin: User) -> None:
    written, _told = filled(admin)
    for debate in written:
        found = recount(debate)
        assert found.holds
        assert found.place == SealedLeaf.objects.filter(debate=debate).count() > 0
        assert found.answers.again.total() == debate.ballots.count()
    assert Cast.objects.count() > Ballot.objects.count()  # somebody has changed their mind
    assert Snapshot.objects.count() == 3


def test_every_thread_has_its_place_and_its_answers(admin: User) -> None:
    filled(admin)
    threads = Comment.objects.filter(parent=None)
    assert Rank.objects.exclude(place=None).count() == threads.count()
    for thread in threads:
        assert [*thread.answers.order_by("number").values_list("number", flat=True)] == [
            *range(1, thread.reply_count + 1)
        ]
        assert all(thread.created_at < answer.created_at < NOW for answer in thread.answers.all())
    assert Comment.objects.filter(parent__depth=2).exists()
    assert not Comment.objects.unnoted().exists()


def test_ratings_are_those_of_readers_who_voted(admin: User) -> None:
    debate = filled(admin, plan=ONE)[0][0]
    rated = {*Rating.objects.values_list("voter", flat=True)}
    assert rated
    assert rated <= {*debate.ballots.values_list("voter", flat=True)}


def test_further_rows_get_numbers_of_their_own(admin: User) -> None:
    filled(admin, plan=ONE)
    added, _told = filled(admin, plan=ONE)
    assert [debate.slug for debate in added] == ["generated-2"]
    assert Comment.objects.count() == 120
    # What the site itself writes next, too, on either database.
    last = Comment.objects.order_by("pk").reverse()[0]
    again = Comment.objects.create(debate=added[0], source="Next.", created_at=NOW)
    assert again.pk > last.pk


def said() -> list[list[Any]]:
    """Answer what the rows say, without the numbers that the database gives them."""
    ballot = ("voter", "phase", "tier", "kind", "position__order", "hour", "bin10", "arm", "exposed")
    comment = ("source", "number", "depth", "reply_count", "paragraph", "created_at")
    subscriber = ("time_zone", "hour", "weekday", "nonce", "next_due_at")
    return [
        [*Debate.objects.order_by("slug").values_list("slug", "question", "summary")],
        [*Ballot.objects.order_by("voter", "phase").values_list(*ballot)],
        [(voter, bytes(salt)) for voter, salt in Cast.objects.order_by("pk").values_list("voter", "salt")],
        [*Comment.objects.order_by("pk").values_list(*comment)],
        [*Rating.objects.order_by("pk").values_list("voter", "helpful", "comment__source")],
        [*Subscriber.objects.order_by("pk").values_list(*subscriber)],
    ]


def test_a_seed_gives_the_same_rows_and_another_gives_others(admin: User) -> None:
    found = []
    for seed in (1, 1, 2):
        before = transaction.savepoint()
        filled(admin, seed, ONE)
        found.append(said())
        transaction.savepoint_rollback(before)
    assert found[0] == found[1]
    assert [one != other for one, other in zip(found[0], found[2], strict=True)] == [True] * 6


def test_a_debate_in_which_somebody_voted_is_filled_no_second_time(admin: User) -> None:
    debate = filled(admin, plan=ONE)[0][0]
    with pytest.raises(IntegrityError):
        write_ballots(debate=debate, count=5, seed="other", now=NOW)


@pytest.mark.parametrize(("count", "parts"), [(0, 3), (1, 1), (7, 3), (1000, 10)])
def test_shares_add_up(count: int, parts: int) -> None:
    found = [*shares(count, parts)]
    assert len(found) == parts
    assert sum(found) == count


# ---------------------------------------------------------------- the command


def generate(**options: object) -> None:
    call_command("generate", verbosity=0, **{**asdict(ONE), **options})


def test_the_command_fills_beside_the_demonstration_and_refuses_a_second_time(admin: User) -> None:
    load_demonstration(by=admin, now=timezone.now())
    generate()
    assert Debate.objects.count() == 3
    with pytest.raises(CommandError, match="more than the demonstration"):
        generate()
    assert (Debate.objects.count(), Ballot.objects.count()) == (3, 150)
    generate(add=True)
    assert (Debate.objects.count(), Ballot.objects.count()) == (4, 300)


def test_the_command_refuses_a_database_with_a_debate_of_its_own(admin: User) -> None:
    Debate.objects.create(question="Ours?", slug="ours")
    with pytest.raises(CommandError, match=r"debates.*nothing was written"):
        generate()
    assert (Debate.objects.count(), User.objects.count()) == (1, 1)


def test_the_command_refuses_a_public_site(admin: User, settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="public site"):
        generate()
    assert Debate.objects.count() == 0


@pytest.mark.parametrize("options", [{"debates": 0}, {"ballots": -1}])
def test_the_command_refuses_numbers_that_are_none(admin: User, options: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="0 or more"):
        generate(**options)


@pytest.mark.usefixtures("db")
def test_the_command_needs_an_editor() -> None:
    with pytest.raises(CommandError, match="no such editor"):
        generate()


def test_what_it_writes_lies_before_the_moment_it_is_given(admin: User) -> None:
    filled(admin, plan=ONE)
    assert not Ballot.objects.filter(hour__gte=NOW).exists()
    assert not Comment.objects.filter(created_at__gte=NOW).exists()
    published = Debate.objects.earliest("published_at").published_at
    assert published is not None
    assert NOW - published <= timedelta(days=21)
