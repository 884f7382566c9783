"""Who asked for results while the debate was open is on record, under the pseudonym of this debate alone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Status
from debates.stances import actions
from debates.stances.models import Ballot, Cast, PollKey, ResultsShown
from debates.stances.queries.ballots import polled, was_shown_results
from debates.stances.voters import is_destroyed, key_of
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import BROWSER, poll, refusal, vote

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, closes_at=NOW + timedelta(days=9))


def fresh(debate: Debate) -> Debate:
    return Debate.objects.get(pk=debate.pk)


def test_showing_is_noted_once_however_often_it_is_asked_for(debate: Debate, vera: User, sam: User) -> None:
    assert not was_shown_results(fresh(debate), vera)
    for _ in range(3):
        assert actions.show_results(debate=debate, by=vera, now=NOW)
    assert ResultsShown.objects.count() == 1
    assert was_shown_results(fresh(debate), vera)
    assert not was_shown_results(fresh(debate), sam)


def test_what_a_browser_was_shown_counts_for_whoever_signs_in_with_it(debate: Debate, vera: User) -> None:
    assert actions.show_results(debate=debate, by=NOBODY, browser_id=BROWSER, now=NOW)
    found = fresh(debate)
    assert was_shown_results(found, NOBODY, BROWSER)
    assert was_shown_results(found, vera, BROWSER)
    assert not was_shown_results(found, vera)
    assert not was_shown_results(found, NOBODY, BROWSER[::-1])
    assert not was_shown_results(found, NOBODY)


def test_a_vote_is_marked_where_results_were_shown_to_its_reader_or_their_browser(
    ed: User, vera: User, sam: User
) -> None:
    fay, debate = make_user("Fay"), make_debate(ed, visitors_vote=True)
    other = make_debate(ed, question="Should the lighthouse be sold?")
    actions.show_results(debate=debate, by=vera, now=NOW)
    actions.show_results(debate=debate, by=NOBODY, browser_id=BROWSER, now=NOW)
    for by, said, exposed in (
        (vera, {}, True),
        (sam, {}, False),
        (fay, {"used_browser": BROWSER}, True),
        (sam, {"used_browser": BROWSER[::-1]}, False),
        (None, {"browser_id": BROWSER}, True),
        (None, {"browser_id": BROWSER[::-1]}, False),
    ):
        cast = vote(debate, by, **said)
        assert cast.exposed is exposed
        assert Cast.objects.get(pk=cast.pk).exposed is exposed
        assert Ballot.objects.get(debate=debate, voter=cast.voter).exposed is exposed
    assert not vote(other, vera).exposed


def test_a_debate_comes_with_its_positions_and_its_key(
    ed: User, debate: Debate, vera: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert polled("nothing") is None
    with django_assert_num_queries(1):
        found = polled(debate.slug)
        assert (found, found and key_of(found)) == (debate, None)
        assert found
        assert [position.name for position in found.positions.all()] == ["A: Side 1", "B: Side 2"]
    assert [*found.positions.order_by("-order")] == [*debate.positions.order_by("-order")]
    for name in ("question", "closes_at", "visitors_vote", "created_at", "lead_image_id"):
        assert getattr(found, name) == getattr(fresh(debate), name)
    vote(debate, vera)
    key = PollKey.objects.get()
    with django_assert_num_queries(1):
        found = polled(debate.slug)
        assert found
        known = key_of(found)
        assert known == key
        assert (bytes(known.random_bytes), known.destroyed_at) == (bytes(key.random_bytes), None)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    actions.destroy_key(debate=debate, by=make_user("Root", Role.ADMINISTRATOR), now=NOW)
    found = polled(debate.slug)
    assert found
    assert is_destroyed(found)


def test_another_debate_knows_nothing_of_it(ed: User, debate: Debate, vera: User) -> None:
    other = make_debate(ed, question="Should the lighthouse be sold?")
    actions.show_results(debate=debate, by=vera, now=NOW)
    actions.show_results(debate=other, by=NOBODY, browser_id=BROWSER, now=NOW)
    assert not was_shown_results(fresh(other), vera)
    assert ResultsShown.objects.values("voter").distinct().count() == 2


def test_it_stays_when_the_vote_is_withdrawn(debate: Debate, vera: User) -> None:
    vote(debate, vera)
    actions.show_results(debate=debate, by=vera, now=NOW)
    actions.withdraw(debate=debate, by=vera)
    assert was_shown_results(fresh(debate), vera)


def test_of_a_debate_that_is_over_nothing_is_noted(debate: Debate, vera: User) -> None:
    assert not actions.show_results(debate=debate, by=vera, now=NOW + timedelta(days=9))
    assert (PollKey.objects.count(), ResultsShown.objects.count()) == (0, 0)


def test_of_a_debate_that_is_not_public_nothing_is_shown(ed: User, debate: Debate, vera: User) -> None:
    draft = make_debate(ed, Status.IN_REVIEW, question="Should the lighthouse be sold?")
    told = "There are no results of this debate."
    assert refusal(lambda: actions.show_results(debate=draft, by=vera, now=NOW)) == told


def test_where_the_key_was_destroyed_nobody_can_be_told_apart(debate: Debate, ed: User, vera: User) -> None:
    actions.show_results(debate=debate, by=vera, now=NOW)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    actions.destroy_key(debate=debate, by=make_user("Root", Role.ADMINISTRATOR), now=NOW)
    before = poll()
    assert not was_shown_results(fresh(debate), vera)
    assert not actions.show_results(debate=debate, by=vera, now=NOW)
    assert poll() == before


def test_nobody_at_all_is_not_noted(debate: Debate) -> None:
    with pytest.raises(ValueError, match="signed in"):
        actions.show_results(debate=debate, by=NOBODY, now=NOW)
    assert (PollKey.objects.count(), ResultsShown.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("constraint", "voter"),
    [("results_shown_noted_once", None), ("results_shown_to_a_pseudonym", "vera@example.org")],
)
def test_the_database_holds_it(debate: Debate, vera: User, constraint: str, voter: str | None) -> None:
    actions.show_results(debate=debate, by=vera, now=NOW)
    row = ResultsShown.objects.get()
    # SQLite names the columns of a unique constraint, not the constraint.
    names = f"{constraint}|stances_resultsshown.debate_id, stances_resultsshown.voter"
    with pytest.raises(IntegrityError, match=names), transaction.atomic():
        ResultsShown.objects.create(debate=debate, voter=voter or row.voter)
