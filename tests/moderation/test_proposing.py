"""The sweep proposes what is due about misuse, once; a person confirms it or lets it be."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.moderation import actions
from debates.moderation.actions import Consequence
from debates.moderation.measures import Measure, Sanction
from debates.moderation.misuse import PERIOD
from debates.moderation.models import Decision, Misuse, Notice, Penalty, Proposal, ProposalState
from debates.outbox.models import Message
from debates.publishing.models import Debate
from tests.comments.rows import written
from tests.makers import NOW, make_user
from tests.moderation.rows import against, case_of, decided, penalised, proposed, removed, settled

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def found(now: Any = NOW) -> list[tuple[str, str, str, int, int, int]]:
    """Answer the proposals that wait after a sweep."""
    actions.find_misuse(now=now)
    waiting = Proposal.objects.filter(state=ProposalState.OPEN).order_by("pk")
    return [
        (row.person.display_name, row.misuse, row.sanction, row.days, row.bad, row.counted)
        for row in waiting.select_related("person")
    ]


def confirmed(now: Any = NOW, by: User | None = None) -> Penalty:
    """Answer the penalty of the one proposal that waits, confirmed."""
    moderator = by or User.objects.get(display_name="Mo")
    [proposal] = Proposal.objects.filter(state=ProposalState.OPEN)
    return actions.confirm_proposal(proposal=proposal, reason="Look.", by=moderator, now=now)


# ---------------------------------------------------------------- what is proposed


def test_three_of_five_unfounded_notices_are_a_warning(debate: Debate, sam: User, mo: User) -> None:
    settled(debate, sam, mo, count=5, unfounded=3)
    assert found() == [("Sam", "notices", "warn", 0, 3, 5)]
    assert found() == [("Sam", "notices", "warn", 0, 3, 5)]


def test_fewer_notices_or_better_ones_are_nothing(debate: Debate, sam: User, vera: User, mo: User) -> None:
    settled(debate, sam, mo, count=4, unfounded=4)
    settled(debate, vera, mo, count=6, unfounded=3)
    assert found() == []


def test_what_is_older_than_the_period_says_nothing(debate: Debate, sam: User, mo: User) -> None:
    settled(debate, sam, mo, count=5, unfounded=5)
    assert found(NOW + PERIOD) == []
    assert found(NOW + PERIOD - HOUR) != []


def test_three_removed_comments_among_ten_are_a_warning(debate: Debate, vera: User, mo: User) -> None:
    removed(debate, vera, mo, 3)
    for number in range(8):
        written(debate, author=vera, created_at=NOW, source=f"Fair words {number}.")
    assert found() == []
    removed(debate, vera, mo, 1)
    assert found() == [("Vera", "violations", "warn", 0, 4, 12)]


def test_a_removal_that_was_reversed_is_no_violation(debate: Debate, vera: User, mo: User) -> None:
    decisions = removed(debate, vera, mo, 3)
    assert found() == [("Vera", "violations", "warn", 0, 3, 3)]
    decided(decisions[0].case, mo, Measure.APPROVE)
    assert found() == []
    dropped = Proposal.objects.get()
    assert (dropped.state, dropped.decided_by, dropped.reason) == (
        ProposalState.DISMISSED,
        None,
        "The facts no longer bear it out.",
    )


def test_what_waits_is_brought_up_to_date(debate: Debate, vera: User, mo: User) -> None:
    removed(debate, vera, mo, 3)
    assert found() == [("Vera", "violations", "warn", 0, 3, 3)]
    removed(debate, vera, mo, 1)
    assert found() == [("Vera", "violations", "warn", 0, 4, 4)]


def test_after_a_warning_new_misuse_is_a_suspension_that_grows(debate: Debate, vera: User, mo: User) -> None:
    removed(debate, vera, mo, 3)
    found()
    assert confirmed().sanction == Sanction.WARN
    assert found(NOW + HOUR) == []
    removed(debate, vera, mo, 1, NOW + DAY)
    assert found(NOW + DAY) == [("Vera", "violations", "suspend", 30, 4, 4)]
    penalty = confirmed(NOW + 2 * DAY)
    assert (penalty.sanction, penalty.until) == (Sanction.SUSPEND, NOW + 32 * DAY)
    # While it lasts, and after it without anything new, nothing is proposed.
    removed(debate, vera, mo, 1, NOW + 3 * DAY)
    assert found(NOW + 4 * DAY) == []
    assert found(NOW + 40 * DAY) == [("Vera", "violations", "suspend", 60, 5, 5)]


def test_a_moderator_s_own_warning_counts_as_the_one_that_went_before(
    debate: Debate, vera: User, mo: User
) -> None:
    comment = written(debate, author=vera, created_at=NOW)
    decided(case_of(comment), mo, Measure.REJECT, against(), consequence=Consequence(Sanction.WARN))
    removed(debate, vera, mo, 2, NOW + HOUR)
    assert found(NOW + HOUR) == [("Vera", "violations", "suspend", 30, 3, 3)]


def test_a_warning_about_comments_is_none_about_notices(debate: Debate, sam: User, mo: User) -> None:
    comment = written(debate, author=sam, created_at=NOW)
    decided(case_of(comment), mo, Measure.REJECT, against(), consequence=Consequence(Sanction.WARN))
    settled(debate, sam, mo, count=5, unfounded=5, now=NOW + HOUR)
    assert found(NOW + HOUR) == [("Sam", "notices", "warn", 0, 5, 5)]


def test_what_was_dismissed_is_not_proposed_again_before_something_new(
    debate: Debate, sam: User, mo: User
) -> None:
    settled(debate, sam, mo, count=5, unfounded=5)
    found()
    [proposal] = Proposal.objects.all()
    actions.dismiss_proposal(proposal=proposal, reason="He learns.", by=mo, now=NOW + HOUR)
    assert found(NOW + DAY) == []
    settled(debate, sam, mo, count=1, unfounded=1, now=NOW + 2 * DAY)
    assert found(NOW + 2 * DAY) == [("Sam", "notices", "warn", 0, 6, 6)]


def test_a_banned_reader_is_not_proposed_for_suspension(debate: Debate, vera: User, mo: User) -> None:
    decisions = removed(debate, vera, mo, 3)
    decided(decisions[0].case, mo, Measure.NONE, against(), consequence=Consequence(Sanction.BAN))
    assert found() == []


def test_a_site_without_the_duty_proposes_nothing(
    debate: Debate, vera: User, mo: User, settings: Settings
) -> None:
    removed(debate, vera, mo, 3)
    settings.MODERATION_WITHOUT = frozenset({"misuse"})
    assert found() == []


def test_the_sweep_takes_the_same_queries_for_one_and_for_many(
    debate: Debate, vera: User, sam: User, *, ada: User, mo: User, django_assert_num_queries: Any
) -> None:
    removed(debate, vera, mo, 3)
    found()
    # Nothing is new: for each misuse what waits and what everybody did, and how many comments they wrote.
    for _number in range(2):
        with django_assert_num_queries(5):
            actions.find_misuse(now=NOW)
        for person in (sam, ada):
            removed(debate, person, mo, 3)
        found()


# ---------------------------------------------------------------- what comes of it


def test_confirming_imposes_it_from_now_on_and_promises_its_statement(vera: User, mo: User) -> None:
    later = NOW + 5 * DAY
    penalty = actions.confirm_proposal(proposal=proposed(vera), reason=" Three. ", by=mo, now=later)
    assert (penalty.until, penalty.imposed_by, penalty.decision) == (later + 30 * DAY, mo, None)
    vera = User.objects.select_related("standing").get(pk=vera.pk)
    assert vera.standing.suspended_until == later + 30 * DAY
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.reason, proposal.decided_by) == ("confirmed", "Three.", mo)
    letter = Message.objects.get()
    assert (letter.kind, letter.recipient, letter.ids) == (
        "moderation_penalty",
        "vera@example.org",
        {"penalty": penalty.pk},
    )


def test_notices_that_are_not_taken_bar_nobody_from_taking_part(sam: User, mo: User) -> None:
    penalised(sam, mo, misuse=Misuse.NOTICES)
    sam = User.objects.select_related("standing").get(pk=sam.pk)
    assert (sam.standing.suspended_until, sam.standing.banned) == (None, False)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
@pytest.mark.parametrize("act", [actions.confirm_proposal, actions.dismiss_proposal])
def test_both_ways_need_a_reason(vera: User, mo: User, act: Any, reason: str) -> None:
    with pytest.raises(Refused, match="Say why"):
        act(proposal=proposed(vera), reason=reason, by=mo, now=NOW)
    assert not Penalty.objects.exists()


def test_the_second_moderator_is_told_what_the_first_did(vera: User, mo: User) -> None:
    proposal = proposed(vera)
    maria = make_user("Maria", Role.MODERATOR)
    actions.dismiss_proposal(proposal=proposal, reason="No.", by=maria, now=NOW)
    with pytest.raises(Refused, match=r"Maria already dismissed this 3 min ago\."):
        actions.confirm_proposal(proposal=proposal, reason="Yes.", by=mo, now=NOW + timedelta(minutes=3))
    with pytest.raises(Refused, match="decided already"):
        actions.confirm_proposal(proposal=proposal, reason="Yes.", by=maria, now=NOW)


def test_nobody_decides_about_themselves_and_the_site_confirms_nothing(mo: User) -> None:
    proposal = proposed(mo)
    for act in (actions.confirm_proposal, actions.dismiss_proposal):
        with pytest.raises(Refused, match="about themselves"):
            act(proposal=proposal, reason="No.", by=mo, now=NOW)
    with pytest.raises(Refused, match="A person confirms"):
        actions.confirm_proposal(proposal=proposal, reason="Yes.", by=None, now=NOW)


# ---------------------------------------------------------------- lifting, and what time does


def test_lifting_ends_a_penalty_and_tells_whoever_had_it(vera: User, mo: User) -> None:
    penalty = penalised(vera, mo)
    actions.lift_penalty(penalty=penalty, reason=" She said sorry. ", by=mo, now=NOW + DAY)
    penalty.refresh_from_db()
    assert (penalty.lifted_at, penalty.lifted_by) == (NOW + DAY, mo)
    assert penalty.lifting_reason == "She said sorry."
    assert User.objects.select_related("standing").get(pk=vera.pk).standing.suspended_until is None
    assert [*Message.objects.order_by("pk").values_list("kind", flat=True)] == [
        "moderation_penalty",
        "moderation_penalty_lifted",
    ]
    with pytest.raises(Refused, match="is over, or was lifted"):
        actions.lift_penalty(penalty=penalty, reason="Again.", by=mo, now=NOW + DAY)


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 501])
def test_nothing_is_lifted_without_a_reason(vera: User, mo: User, reason: str) -> None:
    penalty = penalised(vera, mo)
    with pytest.raises(Refused, match="Say why, in at most 500 characters"):
        actions.lift_penalty(penalty=penalty, reason=reason, by=mo, now=NOW + DAY)
    penalty.refresh_from_db()
    assert penalty.lifted_at is None


def test_what_somebody_appeals_against_is_not_lifted_beside_the_answer(vera: User, mo: User) -> None:
    penalty = penalised(vera, mo)
    actions.appeal_penalty(penalty=penalty, by=vera, text="It was only three of them.", now=NOW)
    with pytest.raises(Refused, match="answer the appeal"):
        actions.lift_penalty(penalty=penalty, reason="Why not?", by=mo, now=NOW)


def test_standings_follow_time(debate: Debate, vera: User, sam: User, mo: User) -> None:
    removed(debate, vera, mo, 2)
    removed(debate, vera, mo, 1, NOW + DAY)
    penalised(sam, mo)

    def standings() -> list[Any]:
        rows = (vera, sam)
        found = [User.objects.select_related("standing").get(pk=row.pk).standing for row in rows]
        return [(row.suspended_until and row.suspended_until - NOW, row.recent_rejections) for row in found]

    assert standings() == [(None, 3), (30 * DAY, 0)]
    assert actions.restate_due(now=NOW + 29 * DAY) == 0
    assert actions.restate_due(now=NOW + 30 * DAY) == 2
    assert standings() == [(None, 1), (None, 0)]
    assert actions.restate_due(now=NOW + 31 * DAY) == 1
    assert standings() == [(None, 0), (None, 0)]


# ---------------------------------------------------------------- the tables themselves


@pytest.mark.parametrize(
    "fields",
    [
        {"sanction": "warn", "days": 30},
        {"sanction": "suspend", "days": 0},
        {"sanction": "ignore_notices", "days": 30},
        {"sanction": "ban", "days": 0},
        {"bad": 5, "counted": 4},
        {"state": "dismissed"},
        {"state": "dismissed", "decided_at": NOW},
        {"misuse": "other"},
    ],
    ids=repr,
)
def test_the_database_keeps_proposals_whole(vera: User, fields: dict[str, Any]) -> None:
    proposal = proposed(vera)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**fields)


def test_the_database_keeps_one_open_proposal_of_a_kind(vera: User) -> None:
    proposed(vera)
    with pytest.raises(IntegrityError), transaction.atomic():
        proposed(vera)
    proposed(vera, Misuse.NOTICES)


def test_the_makers_make_what_they_say(debate: Debate, sam: User, mo: User) -> None:
    settled(debate, sam, mo, count=3, unfounded=1)
    assert [*Notice.objects.order_by("pk").values_list("outcome", flat=True)] == [
        "unfounded",
        "founded",
        "founded",
    ]
    assert Decision.objects.count() == 3
