"""Appeals, answers, proposals and summaries at the same time, each with a connection of its own."""

from collections import Counter
from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.comments.models import Comment
from debates.moderation import actions
from debates.moderation.measures import Measure
from debates.moderation.models import (
    Appeal,
    AppealOutcome,
    Case,
    Decision,
    Penalty,
    Proposal,
    ProposalState,
)
from debates.moderation.queues import Queue
from debates.outbox.models import Message
from debates.publishing.models import Debate
from tests.at_once import at_once
from tests.makers import NOW, make_user
from tests.moderation.rows import WRONG, against, appealed, case_of, decided, proposed, removed

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 8


def test_of_simultaneous_appeals_of_an_author_one_is_taken(comment: Comment, vera: User, mo: User) -> None:
    decision = decided(case_of(comment), mo, Measure.REJECT, against())

    def appeal(_number: int) -> str:
        try:
            appealed(decision, vera)
        except Refused as refused:
            return str(refused)
        return "taken"

    came_to = Counter(at_once(MANY, appeal))
    assert came_to == {"taken": 1, "You have appealed against this already.": MANY - 1}
    assert Message.objects.filter(kind="moderation_appeal_received").count() == 1
    assert Case.objects.get().queue == Queue.APPEALED


def test_of_simultaneous_answers_one_counts_and_the_others_learn_of_it(
    comment: Comment, vera: User, mo: User
) -> None:
    appeal = appealed(decided(case_of(comment), mo, Measure.REJECT, against()), vera)
    moderators = [make_user(f"Maria{number}", Role.MODERATOR) for number in range(MANY)]
    case = Case.objects.get()
    comment.refresh_from_db()

    def answer(number: int) -> str:
        outcome = AppealOutcome.REVERSED if number % 2 else AppealOutcome.UPHELD
        try:
            actions.answer_appeal(
                appeal=appeal,
                expected_version=case.version,
                expected_comment_version=comment.version,
                outcome=outcome,
                reply=f"Says {number}.",
                by=moderators[number],
                now=NOW,
            )
        except Refused as refused:
            return str(refused).partition(" ")[2]
        return outcome.value

    came_to = Counter(at_once(MANY, answer))
    answered = Appeal.objects.get()
    assert came_to == {answered.outcome: 1, "already answered this appeal 0 s ago.": MANY - 1}
    reversed_ = answered.outcome == AppealOutcome.REVERSED
    assert Decision.objects.count() == 1 + reversed_
    comment.refresh_from_db()
    assert comment.visibility == ("published" if reversed_ else "rejected")
    assert Message.objects.filter(kind="moderation_appeal_answered").count() == 1
    assert Case.objects.get().queue == Queue.DECIDED


def test_of_simultaneous_decisions_about_a_proposal_one_counts(vera: User) -> None:
    proposal = proposed(vera)
    moderators = [make_user(f"Maria{number}", Role.MODERATOR) for number in range(MANY)]

    def decide(number: int) -> bool:
        act = actions.confirm_proposal if number % 2 else actions.dismiss_proposal
        try:
            act(proposal=proposal, reason="So.", by=moderators[number], now=NOW)
        except Refused:
            return False
        return True

    assert sum(at_once(MANY, decide)) == 1
    confirmed = Proposal.objects.get().state == ProposalState.CONFIRMED
    assert Penalty.objects.count() == confirmed


def test_simultaneous_sweeps_propose_and_sum_up_once(debate: Debate, vera: User, mo: User) -> None:
    removed(debate, vera, mo, 3)
    at_once(MANY, lambda _number: actions.find_misuse(now=NOW))
    assert Proposal.objects.count() == 1
    actions.summarise_due(now=NOW)
    at_once(MANY, lambda _number: actions.summarise_due(now=NOW + timedelta(days=1)))
    assert Message.objects.filter(kind="moderation_summary").count() == 1


def test_a_penalty_is_appealed_against_once(vera: User, mo: User) -> None:
    penalty = actions.confirm_proposal(proposal=proposed(vera), reason="So.", by=mo, now=NOW)

    def appeal(_number: int) -> bool:
        try:
            actions.appeal_penalty(penalty=penalty, by=vera, text=WRONG, now=NOW)
        except Refused:
            return False
        return True

    assert sum(at_once(MANY, appeal)) == 1
    assert Appeal.objects.count() == 1
