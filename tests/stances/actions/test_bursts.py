"""Crowds without an account are noticed, set apart and counted again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import scipy.stats
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move
from debates.stances import actions
from debates.stances.bursts import BIN
from debates.stances.counting import burst_code, count
from debates.stances.models import Ballot, Burst, BurstDecision, Snapshot
from debates.stances.options import Phase, Tier
from debates.stances.tasks import renew_results
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import crowd, make_burst, refusal, vote

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
LATER = NOW + 2 * HOUR


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, closes_at=NOW + timedelta(days=9), visitors_vote=True)


def noted(debate: Debate, since: datetime = NOW) -> list[tuple[datetime, int]]:
    """Look for bursts, and answer when each began and how large it is."""
    actions.find_bursts(debate=debate, since=since)
    return [*Burst.objects.filter(debate=debate).order_by("start").values_list("start", "count")]


# ---------------------------------------------------------------- noticing


def test_a_crowd_is_noted_with_what_was_usual(debate: Debate) -> None:
    crowd(debate, 40, LATER + timedelta(minutes=7))
    assert noted(debate) == [(LATER, 40)]
    burst = Burst.objects.get()
    assert (burst.expected, burst.apart) == (1.0, False)
    assert burst.probability == pytest.approx(scipy.stats.poisson.sf(39, 1))


def test_ten_are_a_crowd_and_nine_are_not(debate: Debate) -> None:
    crowd(debate, 9, LATER)
    assert noted(debate) == []
    crowd(debate, 10, LATER)  # nine of them are the same again
    assert noted(debate) == [(LATER, 10)]


def test_readers_with_an_account_are_no_crowd(debate: Debate) -> None:
    for number in range(12):
        vote(debate, make_user(f"Reader{number}"), now=LATER)
    assert noted(debate) == []


def test_the_crowd_of_another_debate_is_none_of_this(debate: Debate, ed: User) -> None:
    other = make_debate(ed, question="Dyke?", visitors_vote=True)
    crowd(other, 6, LATER)
    crowd(debate, 6, LATER)
    assert (noted(debate), noted(other)) == ([], [])


def test_a_busy_day_makes_a_crowd_usual(debate: Debate) -> None:
    for back in range(8):  # of the thirteen times ten minutes since it opened
        crowd(debate, 12, LATER - back * BIN, name=f"usual{back}-")
    crowd(debate, 20, LATER + BIN, name="new")
    assert noted(debate, LATER + 2 * BIN) == []
    crowd(debate, 40, LATER + BIN, name="new")
    assert noted(debate, LATER + 2 * BIN) == [(LATER + BIN, 40)]
    assert Burst.objects.get().expected == 12.0


def test_a_burst_grows_while_its_ten_minutes_last(debate: Debate) -> None:
    crowd(debate, 12, LATER)
    first = noted(debate)
    before = Burst.objects.get()
    crowd(debate, 30, LATER + timedelta(minutes=9))
    assert (first, noted(debate)) == ([(LATER, 12)], [(LATER, 30)])
    after = Burst.objects.get()
    assert (after.pk, after.probability < before.probability) == (before.pk, True)


def test_what_was_noted_stays_when_ballots_are_withdrawn(debate: Debate) -> None:
    crowd(debate, 14, LATER)
    noted(debate)
    for number in range(14):
        actions.withdraw(debate=debate, browser_id=str(number))
        assert noted(debate) == [(LATER, 14)]


def test_what_was_withdrawn_before_anybody_looked_is_not_counted(debate: Debate) -> None:
    crowd(debate, 12, LATER)
    for number in range(3):
        actions.withdraw(debate=debate, browser_id=str(number))
    assert noted(debate) == []


def test_a_crowd_that_answers_again_is_no_second_crowd(debate: Debate) -> None:
    for number in range(12):
        vote(debate, browser_id=str(number), now=NOW + number * BIN)
    crowd(debate, 12, NOW + 20 * BIN, choice="both")
    assert noted(debate) == []


def test_before_and_after_reading_are_two_ballots(debate: Debate) -> None:
    crowd(debate, 5, LATER, phase=Phase.BEFORE)
    assert noted(debate) == []
    crowd(debate, 5, LATER)
    assert noted(debate) == [(LATER, 10)]


def test_looking_again_notes_nothing_new_and_keeps_what_was_decided(debate: Debate, mo: User) -> None:
    crowd(debate, 12, LATER)
    noted(debate)
    [burst] = Burst.objects.all()
    actions.decide_burst(burst=burst, apart=True, reason="One machine.", seen=0, by=mo, now=LATER)
    crowd(debate, 14, LATER)
    assert noted(debate) == noted(debate) == [(LATER, 14)]
    assert Burst.objects.get().apart


def test_ten_minutes_that_were_looked_at_long_ago_are_left_as_they_are(debate: Debate) -> None:
    crowd(debate, 12, LATER)
    assert noted(debate, LATER + 3 * BIN) == []
    # A ballot may be written a moment after its ten minutes.
    assert noted(debate, LATER + BIN) == [(LATER, 12)]


def test_looking_asks_the_same_however_many_voted(debate: Debate, django_assert_num_queries: Any) -> None:
    crowd(debate, 1, LATER)
    for size in (2, 9):
        crowd(debate, size, LATER)
        with CaptureQueriesContext(connection) as asked:
            actions.find_bursts(debate=debate, since=NOW)
        assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) == 1


def test_looking_asks_for_no_answer_and_no_account(debate: Debate) -> None:
    crowd(debate, 12, LATER)
    with CaptureQueriesContext(connection) as asked:
        actions.find_bursts(debate=debate, since=NOW)
    said = " ".join(query["sql"] for query in asked)
    assert "bin10" in said
    assert not any(word in said for word in ("kind", "position", "salt", "accounts_"))


# ---------------------------------------------------------------- in time for the results


def test_the_beat_notes_a_crowd_before_results_are_counted(debate: Debate, settings: Settings) -> None:
    crowd(debate, 40, LATER)
    renew_results()
    assert [*Burst.objects.values_list("start", "count")] == [(LATER, 40)]
    [snapshot] = Snapshot.objects.all()
    assert {cell.burst for cell in snapshot.results.cells} == {"2026-03-01T11:00"}


def test_a_crowd_is_noted_while_results_rest(debate: Debate) -> None:
    crowd(debate, 5, NOW, name="first")
    actions.take_snapshot(debate=debate, now=NOW)
    crowd(debate, 40, NOW + 3 * BIN)
    assert actions.take_snapshot(debate=debate, now=NOW + 3 * BIN) is None
    assert [*Burst.objects.values_list("start", "count")] == [(NOW + 3 * BIN, 40)]


def test_after_days_of_downtime_everything_that_was_missed_is_looked_at(debate: Debate) -> None:
    crowd(debate, 5, NOW, name="first")
    actions.take_snapshot(debate=debate, now=NOW)
    for day in (1, 2, 5):
        crowd(debate, 40, NOW + timedelta(days=day), name=f"{day}-")
    # It is over by now: what is counted last was looked at, too.
    actions.take_snapshot(debate=debate, now=NOW + timedelta(days=10))
    assert [*Burst.objects.order_by("start").values_list("start", flat=True)] == [
        NOW + timedelta(days=day) for day in (1, 2, 5)
    ]


def test_while_nothing_is_cast_nothing_is_looked_at(debate: Debate, django_assert_num_queries: Any) -> None:
    crowd(debate, 40, LATER)
    actions.renew_results(now=LATER)
    with django_assert_num_queries(1):
        actions.renew_results(now=LATER)


# ---------------------------------------------------------------- setting apart


def counts(debate: Debate) -> tuple[int, ...]:
    """Answer what is counted without an account, without what is set apart."""
    last = debate.snapshots.order_by("place").last()
    assert last is not None
    apart = {burst_code(burst.start) for burst in debate.bursts.filter(apart=True)}
    return last.results.current(tier=Tier.UNVERIFIED, apart=apart)


def decide(apart: bool, by: Any, seen: int = 0, **given: Any) -> BurstDecision:
    said: dict[str, Any] = {"burst": Burst.objects.get(), "reason": "One machine.", "now": LATER, **given}
    return actions.decide_burst(apart=apart, by=by, seen=seen, **said)


def test_a_crowd_set_apart_is_left_out_and_counted_again(debate: Debate, mo: User) -> None:
    for number in range(7):
        vote(debate, browser_id=f"calm{number}", choice=1, now=NOW + number * BIN)
    crowd(debate, 40, LATER)
    vote(debate, make_user("Reader"), choice=2, now=LATER)
    actions.take_snapshot(debate=debate, now=LATER + BIN)
    assert counts(debate) == (27, 20, 0, 0)
    first = decide(True, mo)
    assert counts(debate) == (7, 0, 0, 0)
    # With an account nothing changes, and nothing is changed of any ballot.
    assert debate.snapshots.get().results.current() == (0, 1, 0, 0)
    assert Ballot.objects.filter(tier=Tier.UNVERIFIED).count() == 47
    decide(False, mo, first.pk, reason="A school class.")
    assert counts(debate) == (27, 20, 0, 0)
    kept = BurstDecision.objects.order_by("pk").values_list("apart", "reason", "by", "decided_at")
    assert [*kept] == [(True, "One machine.", mo.pk, LATER), (False, "A school class.", mo.pk, LATER)]


def test_whoever_answers_again_stays_in_the_crowd_that_they_came_with(debate: Debate, mo: User) -> None:
    for number in range(6):
        vote(debate, browser_id=f"calm{number}", choice=1, now=NOW + number * BIN)
    crowd(debate, 40, LATER)
    vote(debate, browser_id="calm0", choice="both", now=LATER)  # changes a ballot while the crowd comes
    for number in range(40):  # the crowd answers again, slowly
        vote(debate, browser_id=str(number), choice="unsure", now=LATER + (number + 1) * BIN)
    actions.take_snapshot(debate=debate, now=LATER + 50 * BIN)
    assert [*Burst.objects.values_list("start", "count")] == [(LATER, 40)]
    assert counts(debate) == (5, 0, 1, 40)
    decide(True, mo)
    assert counts(debate) == (5, 0, 1, 0)


def test_whoever_withdraws_and_comes_back_alone_is_of_no_crowd(debate: Debate, mo: User) -> None:
    crowd(debate, 40, LATER)
    actions.take_snapshot(debate=debate, now=LATER)
    decide(True, mo)
    actions.withdraw(debate=debate, browser_id="0")
    for number in range(4):
        vote(debate, browser_id=f"calm{number}", choice=1, now=LATER + HOUR)
    vote(debate, browser_id="0", choice="both", now=LATER + HOUR)
    actions.take_snapshot(debate=debate, now=LATER + HOUR)
    assert counts(debate) == (4, 0, 1, 0)


def test_counting_asks_the_same_for_one_burst_and_for_many(
    debate: Debate, django_assert_num_queries: Any
) -> None:
    crowd(debate, 12, LATER)
    actions.take_snapshot(debate=debate, now=LATER)
    with django_assert_num_queries(5):
        count(debate, 12)
    for number in range(1, 6):
        make_burst(debate, NOW - number * HOUR)
    with django_assert_num_queries(5):
        count(debate, 12)


# ---------------------------------------------------------------- who decides, and what is refused


@pytest.fixture
def burst(debate: Debate) -> Burst:
    return make_burst(debate)


@pytest.mark.parametrize("roles", [(), (Role.EDITOR,), (Role.ADMINISTRATOR,)])
def test_nobody_but_moderators_decides(burst: Burst, roles: tuple[Role, ...]) -> None:
    told = "Only moderators decide about bursts of ballots."
    for person in (make_user("Somebody", *roles), AnonymousUser()):
        assert refusal(lambda by=person: decide(True, by)) == told  # type: ignore[misc]


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501])
def test_a_decision_without_a_reason_is_refused(burst: Burst, mo: User, reason: str) -> None:
    assert refusal(lambda: decide(True, mo, reason=reason)) == "Give a reason, of at most 500 characters."


def test_a_reason_is_kept_without_spaces_around_it(burst: Burst, mo: User) -> None:
    decide(True, mo, reason=f"  {'x' * 500} \n")
    assert BurstDecision.objects.get().reason == "x" * 500


def test_what_somebody_else_decided_meanwhile_stands(burst: Burst, mo: User) -> None:
    other = make_user("Max", Role.MODERATOR)
    at = datetime(2026, 3, 1, 10, 2, tzinfo=UTC)
    first = decide(True, mo, now=at)
    told = "Mo already set these ballots apart, on 1 March 2026, 10:02. Nothing was changed."
    assert refusal(lambda: decide(True, other)) == told
    assert refusal(lambda: decide(False, other)) == told
    assert refusal(lambda: decide(True, other, first.pk)) == told
    second = decide(False, other, first.pk, now=at)
    told = "Max already decided that these ballots count, on 1 March 2026, 10:02. Nothing was changed."
    assert refusal(lambda: decide(True, mo, first.pk)) == told
    other.delete()
    assert refusal(lambda: decide(False, mo, second.pk)).startswith("Somebody already decided")
    assert not Burst.objects.get().apart


def test_a_decision_that_nobody_made_is_not_known(burst: Burst, mo: User) -> None:
    told = "Nobody has decided about these ballots yet: look at them again."
    assert refusal(lambda: decide(True, mo, 7)) == told


def test_a_crowd_may_be_left_in_the_count_and_set_apart_later(burst: Burst, mo: User) -> None:
    left = decide(False, mo, reason="It was in the newspaper.")
    assert not Burst.objects.get().apart
    decide(True, mo, left.pk)
    assert Burst.objects.get().apart


def test_decisions_are_made_when_the_debate_is_over_too(burst: Burst, ed: User, mo: User) -> None:
    for move in (Move.CLOSE, Move.ARCHIVE):
        change_status(debate=Debate.objects.get(), move=move, by=ed, now=LATER)
    decide(True, mo)
    assert Burst.objects.get().apart
