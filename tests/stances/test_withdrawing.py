"""Withdrawing, counting a browser's ballot as one's own, and destroying the key."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from debates.publishing.actions import change_status, delete_position, publish, save_debate
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Status
from debates.stances import actions
from debates.stances.models import Cast, PollKey
from debates.stances.options import EssaysRead, Phase
from debates.stances.secrecy import DESTROYED
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import BROWSER, ballots, casts, refusal, vote

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()
LATER = NOW + timedelta(days=1)


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, visitors_vote=True)


@pytest.fixture
def root(db: None) -> User:
    return make_user("Root", Role.ADMINISTRATOR)


# ---------------------------------------------------------------- withdrawing


def test_withdrawing_deletes_both_ballots_and_wipes_every_cast(debate: Debate, vera: User, sam: User) -> None:
    vote(debate, sam, 1)
    vote(debate, vera, 1, phase=Phase.BEFORE)
    vote(debate, vera, 2)
    vote(debate, vera, "both")
    assert actions.withdraw(debate=debate, by=vera) == 2
    assert ballots(debate) == [("verified", "after", "A")]
    assert casts(debate) == [
        ("verified", "after", "A"),
        ("verified", "before", ""),
        ("verified", "after", ""),
        ("verified", "after", ""),
    ]
    assert [bytes(salt) for salt in Cast.objects.filter(erased=True).values_list("salt", flat=True)] == [
        b"",
        b"",
        b"",
    ]


def test_a_sealed_cast_that_is_withdrawn_keeps_its_place_and_waits_for_its_erasure(
    debate: Debate, vera: User
) -> None:
    sealed = vote(debate, vera, 1)
    vote(debate, vera, 2)
    Cast.objects.filter(pk=sealed.pk).update(place=1)
    actions.withdraw(debate=debate, by=vera)
    assert [*Cast.objects.erasures_to_seal(debate)] == [sealed]
    assert [*Cast.objects.to_seal(debate)] == []


def test_whoever_has_withdrawn_may_vote_again(debate: Debate, vera: User) -> None:
    vote(debate, vera, 1)
    actions.withdraw(debate=debate, by=vera)
    vote(debate, vera, 2, phase=Phase.BEFORE)
    vote(debate, vera, "both")
    assert ballots(debate) == [("verified", "before", "B"), ("verified", "after", "both")]
    assert casts(debate)[0] == ("verified", "after", "")


def test_withdrawing_twice_or_without_a_vote_does_nothing(debate: Debate, vera: User, sam: User) -> None:
    assert actions.withdraw(debate=debate, by=sam) == 0
    vote(debate, vera)
    assert actions.withdraw(debate=debate, by=sam) == 0
    assert actions.withdraw(debate=debate, browser_id=BROWSER) == 0
    assert ballots(debate) == [("verified", "after", "A")]
    assert [actions.withdraw(debate=debate, by=vera) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize("status", [Status.CLOSED, Status.ARCHIVED, Status.WITHDRAWN])
def test_a_vote_is_withdrawn_after_the_debate_too(ed: User, vera: User, status: Status) -> None:
    debate = make_debate(ed)
    vote(debate, vera)
    if status is Status.WITHDRAWN:
        change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
        Debate.objects.update(status=status, withdrawn_at=NOW, withdrawal_note="Wrong.")
    else:
        change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
        if status is Status.ARCHIVED:
            change_status(debate=debate, move=Move.ARCHIVE, by=ed, now=NOW)
    assert actions.withdraw(debate=debate, by=vera) == 1
    assert ballots(debate) == []


def test_a_browser_withdraws_its_own_ballot_only(debate: Debate, vera: User) -> None:
    vote(debate, vera)
    vote(debate, browser_id=BROWSER)
    vote(debate, browser_id="another", choice=2)
    assert actions.withdraw(debate=debate, by=NOBODY, browser_id=BROWSER) == 1
    assert ballots(debate) == [("verified", "after", "A"), ("unverified", "after", "B")]
    # The id is the browser's, whoever is signed in there.
    assert actions.withdraw(debate=debate, by=vera, browser_id="another") == 1
    assert ballots(debate) == [("verified", "after", "A")]


def test_a_visitor_withdraws_nothing(debate: Debate) -> None:
    assert refusal(lambda: actions.withdraw(debate=debate, by=NOBODY)) == "Sign in to withdraw your vote."


# ---------------------------------------------------------------- counting a browser's ballot as one's own


def claim(debate: Debate, by: Any, now: datetime = NOW) -> list[Cast]:
    return actions.claim_unverified(debate=debate, by=by, browser_id=BROWSER, consent=True, now=now)


def test_a_claimed_ballot_is_cast_with_the_account_and_erased_without(debate: Debate, vera: User) -> None:
    vote(debate, browser_id=BROWSER, choice="unsure", phase=Phase.BEFORE)
    vote(debate, browser_id=BROWSER, choice=2, arm=1, exposed=True, read=EssaysRead.BOTH)
    claimed = claim(debate, vera, LATER)
    assert ballots(debate) == [("verified", "before", "unsure"), ("verified", "after", "B")]
    assert [(cast.phase, cast.arm, cast.exposed, cast.read, cast.hour) for cast in claimed] == [
        # Cast by now, and by now results had been shown.
        ("before", 0, True, "unknown", LATER),
        ("after", 1, True, "both", LATER),
    ]
    assert casts(debate) == [
        ("unverified", "before", ""),
        ("unverified", "after", ""),
        ("verified", "before", "unsure"),
        ("verified", "after", "B"),
    ]
    vote(debate, vera, 1)
    assert ballots(debate)[1] == ("verified", "after", "A")


def test_what_a_reader_answered_with_their_account_stays(debate: Debate, vera: User) -> None:
    vote(debate, vera, 1)
    vote(debate, browser_id=BROWSER, choice="unsure", phase=Phase.BEFORE)
    vote(debate, browser_id=BROWSER, choice=2)
    assert claim(debate, vera) == []
    assert ballots(debate) == [("verified", "after", "A")]


def test_an_answer_before_reading_stays_and_the_one_after_is_added(debate: Debate, vera: User) -> None:
    vote(debate, vera, 1, phase=Phase.BEFORE)
    vote(debate, browser_id=BROWSER, choice=2)
    assert len(claim(debate, vera)) == 1
    assert ballots(debate) == [("verified", "before", "A"), ("verified", "after", "B")]


def test_a_ballot_is_claimed_once(debate: Debate, vera: User, sam: User) -> None:
    vote(debate, browser_id=BROWSER)
    claim(debate, vera)
    for person in (vera, sam):
        told = refusal(lambda person=person: claim(debate, person))
        assert told == "This browser holds no ballot that could be counted as yours."


def test_without_any_vote_there_is_nothing_to_claim(debate: Debate, vera: User) -> None:
    assert refusal(lambda: claim(debate, vera)).startswith("This browser holds no ballot")


def test_nothing_is_claimed_once_the_vote_is_over_or_without_an_account(
    debate: Debate, ed: User, vera: User
) -> None:
    vote(debate, browser_id=BROWSER)
    assert refusal(lambda: claim(debate, NOBODY)) == "Sign in to count this ballot as yours."
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    assert refusal(lambda: claim(debate, vera)) == "The vote on this debate is over."


# ---------------------------------------------------------------- the key


def test_the_key_is_made_by_the_first_vote_and_serves_the_others(
    debate: Debate, vera: User, sam: User
) -> None:
    assert not PollKey.objects.exists()
    refusal(lambda: vote(debate, vera, "neither"))
    vote(debate, vera)
    key = PollKey.objects.get()
    vote(debate, sam)
    assert [*PollKey.objects.values_list("random_bytes")] == [(key.random_bytes,)]


def test_nobody_has_the_same_pseudonym_in_two_debates_or_on_two_sites(
    debate: Debate, ed: User, vera: User, settings: Settings
) -> None:
    other = make_debate(ed, question="Should the quay be widened?")
    here, there = vote(debate, vera), vote(other, vera)
    assert here.voter != there.voter
    settings.POLL_SECRET = "another site's"
    assert vote(debate, vera).voter not in {here.voter, there.voter}


def test_a_destroyed_key_is_zeros_and_the_ballots_stay(
    debate: Debate, ed: User, vera: User, root: User
) -> None:
    vote(debate, vera)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    key = actions.destroy_key(debate=debate, by=root, now=LATER)
    assert (bytes(key.random_bytes), key.destroyed_at) == (DESTROYED, LATER)
    assert bytes(PollKey.objects.get().random_bytes) == DESTROYED
    assert ballots(debate) == casts(debate) == [("verified", "after", "A")]
    gone = "The key to the ballots of this debate was destroyed: nobody can tell any more which one is yours."
    assert refusal(lambda: actions.withdraw(debate=debate, by=vera)) == gone
    assert refusal(lambda: actions.withdraw(debate=debate, by=NOBODY, browser_id=BROWSER)) == gone
    told = refusal(lambda: actions.destroy_key(debate=debate, by=root, now=LATER))
    assert told == "The key of this debate has been destroyed already."


def test_a_debate_that_opens_again_takes_no_votes(debate: Debate, ed: User, vera: User, sam: User) -> None:
    vote(debate, vera)
    for move in (Move.CLOSE, Move.REOPEN):
        change_status(debate=debate, move=move, by=ed, now=NOW)
    debate.refresh_from_db()
    assert debate.is_open(NOW)
    for person in (vera, sam):
        assert refusal(lambda person=person: vote(debate, person)) == "The vote on this debate is over."


def test_a_debate_that_ended_by_its_date_takes_no_votes_when_it_is_published_anew(
    debate: Debate, ed: User, vera: User
) -> None:
    """Its results were public from its date on, whether or not a sweep had recorded that."""
    vote(debate, vera)
    Debate.objects.filter(pk=debate.pk).update(closes_at=NOW)
    debate.refresh_from_db()
    change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=LATER, note="For a test.")
    debate.closes_at = None
    save_debate(debate=debate, by=ed, now=LATER)
    change_status(debate=debate, move=Move.SUBMIT, by=ed, now=LATER)
    publish(debate=debate, by=ed, now=LATER)
    assert (debate.is_open(LATER), debate.poll_ended_at) == (True, NOW)
    assert refusal(lambda: vote(debate, vera)) == "The vote on this debate is over."


def test_where_nobody_voted_there_is_no_key_to_destroy(ed: User, root: User) -> None:
    closed = make_debate(ed, Status.CLOSED)
    told = refusal(lambda: actions.destroy_key(debate=closed, by=root, now=NOW))
    assert told == "Nobody has voted in this debate: there is no key."


def test_only_administrators_destroy_a_key(debate: Debate, ed: User, vera: User) -> None:
    vote(debate, vera)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    for person in (NOBODY, vera, ed):
        told = refusal(lambda person=person: actions.destroy_key(debate=debate, by=person, now=NOW))
        assert told == "Only administrators destroy the key of a debate."


# ---------------------------------------------------------------- what was voted for


def test_a_position_that_was_voted_for_is_not_deleted_while_nobody_sees_it(
    debate: Debate, ed: User, vera: User
) -> None:
    vote(debate, vera, 2)
    change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    chosen, other = debate.positions.get(order=2), debate.positions.get(order=1)
    told = refusal(lambda: delete_position(position=chosen, by=ed))
    assert told == "Readers have voted for this position, or commented on it: it stays."
    delete_position(position=other, by=ed)
    assert [*debate.positions.all()] == [chosen]
