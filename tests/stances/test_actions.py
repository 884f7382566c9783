"""Voting, changing one's mind, and what is refused."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.actions import set_standing
from accounts.models import User
from accounts.roles import Role
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Status
from debates.stances import actions
from debates.stances.models import Ballot, Cast
from debates.stances.options import EssaysRead, Phase
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import BROWSER, ballots, casts, option, refusal, vote

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()
LATER = NOW + timedelta(days=1)


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, visitors_vote=True)


@pytest.fixture
def root(db: None) -> User:
    return make_user("Root", Role.ADMINISTRATOR)


# ---------------------------------------------------------------- casting


def test_a_vote_is_one_ballot_and_one_cast(debate: Debate, vera: User) -> None:
    now = datetime(2026, 3, 1, 15, 47, 12, 345, tzinfo=UTC)
    cast = vote(debate, vera, 2, arm=1, now=now, exposed=True, read=EssaysRead.ONE)
    ballot = Ballot.objects.get()
    assert cast == Cast.objects.get()
    for row in (ballot, cast):
        assert row.voter == cast.voter
        assert (row.tier, row.phase, row.kind) == ("verified", "after", "position")
        assert row.position == debate.positions.get(order=2)
        assert (row.hour, row.bin10) == (datetime(2026, 3, 1, 15, tzinfo=UTC), None)
        assert (row.arm, row.exposed) == (1, True)
    assert (len(cast.salt), cast.read, cast.place, cast.erased) == (16, "one", None, False)


@pytest.mark.parametrize("choice", ["both", "unsure"])
def test_both_and_unsure_are_answers_of_every_debate(debate: Debate, vera: User, choice: str) -> None:
    cast = vote(debate, vera, choice)
    assert (cast.kind, cast.position) == (choice, None)
    assert ballots(debate) == [("verified", "after", choice)]


def test_hours_are_those_of_utc_and_ten_minutes_are_kept_without_an_account(debate: Debate) -> None:
    # Half an hour off: an hour there begins in the middle of one in UTC.
    there = timezone(timedelta(hours=5, minutes=30))
    vote(debate, browser_id=BROWSER, now=datetime(2026, 3, 1, 21, 17, 59, tzinfo=there))
    for row in (Ballot.objects.get(), Cast.objects.get()):
        assert row.hour == datetime(2026, 3, 1, 15, tzinfo=UTC)
        assert row.bin10 == datetime(2026, 3, 1, 15, 40, tzinfo=UTC)


def test_whoever_changes_their_mind_has_one_ballot_and_a_cast_for_each_answer(
    debate: Debate, vera: User
) -> None:
    vote(debate, vera, 1, exposed=False)
    vote(debate, vera, "both", arm=1, exposed=True, now=LATER + timedelta(minutes=4))
    assert ballots(debate) == [("verified", "after", "both")]
    assert casts(debate) == [("verified", "after", "A"), ("verified", "after", "both")]
    ballot = Ballot.objects.get()
    assert (ballot.position, ballot.arm, ballot.exposed, ballot.hour) == (None, 1, True, LATER)
    one, other = Cast.objects.order_by("pk")
    assert one.voter == other.voter == ballot.voter
    assert one.salt != other.salt


def test_the_same_answer_again_is_cast_again_and_counts_once(debate: Debate, vera: User) -> None:
    vote(debate, vera)
    vote(debate, vera)
    assert ballots(debate) == [("verified", "after", "A")]
    assert len(casts(debate)) == 2


def test_before_and_after_reading_are_two_ballots_of_one_voter(debate: Debate, vera: User) -> None:
    vote(debate, vera, "unsure", phase=Phase.BEFORE)
    vote(debate, vera, 2)
    assert ballots(debate) == [("verified", "before", "unsure"), ("verified", "after", "B")]
    assert Ballot.objects.values("voter").distinct().count() == 1


def test_before_reading_is_answered_once(debate: Debate, vera: User) -> None:
    vote(debate, vera, 1, phase=Phase.BEFORE)
    told = refusal(lambda: vote(debate, vera, 2, phase=Phase.BEFORE))
    assert told == "You have said already where you stood before reading: that stays as it is."


def test_nobody_says_where_they_stood_before_once_they_have_voted_after(debate: Debate, vera: User) -> None:
    vote(debate, vera)
    told = refusal(lambda: vote(debate, vera, 2, phase=Phase.BEFORE))
    assert told == "You have voted after reading: it is too late to say where you stood before."


def test_readers_with_and_without_an_account_stand_side_by_side(
    debate: Debate, vera: User, sam: User
) -> None:
    vote(debate, vera, 1)
    vote(debate, sam, 2)
    vote(debate, browser_id=BROWSER, choice=2)
    vote(debate, browser_id="another", choice="both")
    assert ballots(debate) == [
        ("verified", "after", "A"),
        ("verified", "after", "B"),
        ("unverified", "after", "B"),
        ("unverified", "after", "both"),
    ]
    assert Ballot.objects.values("voter").distinct().count() == 4


# ---------------------------------------------------------------- what is refused, and leaves no row


@pytest.mark.parametrize(
    "code", ["", "neither", "position", "p:0", "p:999999", "p:99999999999999999999", "B", "p:1 OR 1=1"]
)
def test_an_answer_that_is_not_offered_is_refused(debate: Debate, vera: User, code: str) -> None:
    told = refusal(lambda: vote(debate, vera, code))
    assert told == "This debate has no such answer: choose one of those that are shown."


def test_a_position_of_another_debate_is_refused(debate: Debate, ed: User, vera: User) -> None:
    other = make_debate(ed, question="Should the quay be widened?")
    told = refusal(lambda: vote(debate, vera, option(other, 1)))
    assert told == "This debate has no such answer: choose one of those that are shown."


@pytest.mark.parametrize("arm", [-1, 2, 6, 10**9])
def test_an_order_that_is_not_one_of_the_debate_is_refused(debate: Debate, vera: User, arm: int) -> None:
    told = refusal(lambda: vote(debate, vera, arm=arm))
    assert told == "The positions of this debate have changed: look at them again before you vote."


def test_without_consent_nothing_is_stored(debate: Debate, vera: User) -> None:
    told = refusal(lambda: vote(debate, vera, consent=False))
    assert told == "Your vote is counted only where you agree that it is stored."
    vote(debate, browser_id=BROWSER)
    told = refusal(
        lambda: actions.claim_unverified(debate=debate, by=vera, browser_id=BROWSER, consent=False, now=NOW)
    )
    assert told == "Your vote is counted only where you agree that it is stored."


@pytest.mark.parametrize("status", sorted({*Status} - {Status.PUBLISHED}))
def test_nobody_votes_where_a_debate_is_not_going_on(ed: User, vera: User, status: Status) -> None:
    debate = make_debate(ed, status, visitors_vote=True)
    public = status in {Status.CLOSED, Status.ARCHIVED}
    told = "The vote on this debate is over." if public else "There is no vote on this debate."
    assert refusal(lambda: vote(debate, vera)) == told
    assert refusal(lambda: vote(debate, browser_id=BROWSER)) == told


def test_time_closes_a_debate_whatever_is_recorded_and_whatever_the_caller_holds(
    debate: Debate, vera: User
) -> None:
    Debate.objects.filter(pk=debate.pk).update(closes_at=LATER)  # after the form was shown
    vote(debate, vera, 2, now=LATER - timedelta(microseconds=1))
    assert refusal(lambda: vote(debate, vera, 1, now=LATER)) == "The vote on this debate is over."


def test_what_is_unpublished_while_somebody_reads_takes_no_more_votes(
    debate: Debate, ed: User, vera: User
) -> None:
    unpublished = Debate.objects.get(pk=debate.pk)
    change_status(debate=unpublished, move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    assert refusal(lambda: vote(debate, vera)) == "There is no vote on this debate."


def test_from_a_debate_that_is_gone_nothing_is_withdrawn(debate: Debate, vera: User) -> None:
    Debate.objects.get(pk=debate.pk).delete()
    told = refusal(lambda: actions.withdraw(debate=debate, by=vera))
    assert told == "This debate has been deleted."


def test_a_visitor_is_asked_to_sign_in_and_a_browser_where_the_debate_does_not_allow_it(
    debate: Debate, ed: User
) -> None:
    assert refusal(lambda: vote(debate)) == "Sign in to vote."
    other = make_debate(ed, question="Should the quay be widened?")
    assert refusal(lambda: vote(other, browser_id=BROWSER)) == "Sign in to vote."


def test_a_signed_in_reader_does_not_vote_as_a_browser(debate: Debate, vera: User) -> None:
    told = refusal(lambda: vote(debate, vera, browser_id=BROWSER))
    assert told == "You are signed in: vote with your account."


def test_whoever_is_suspended_does_not_vote_and_may_still_withdraw(debate: Debate, vera: User) -> None:
    vote(debate, vera)
    set_standing(person=vera, suspended_until=LATER)
    assert refusal(lambda: vote(debate, vera, 2)).startswith("You can’t take part until 2 March 2026")
    assert actions.withdraw(debate=debate, by=vera) == 1
