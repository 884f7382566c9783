"""A decision brings about what it says, once, and is never edited."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.verdicts import Refused
from debates.comments.models import Comment
from debates.moderation import actions
from debates.moderation.actions import Consequence
from debates.moderation.measures import Measure, Sanction, Source
from debates.moderation.models import Case, Decision, Notice, Outcome
from debates.moderation.queues import Queue
from debates.outbox.models import Message, State
from tests.makers import NOW, make_user
from tests.moderation.rows import against, case_of, decided, noticed


def test_a_rejection_takes_the_comment_out_of_sight_and_promises_its_reasons(
    comment: Comment, mo: User
) -> None:
    case = case_of(comment)
    assert case.queue == Queue.NEW
    decision = decided(case, mo, Measure.REJECT, against())
    comment.refresh_from_db()
    assert comment.visibility == "rejected"
    assert comment.public_reason == "Against the rule: Off topic"
    message = Message.objects.get()
    assert message.due_at == NOW + timedelta(seconds=60)
    assert message.ids == {"decision": decision.pk}
    case.refresh_from_db()
    assert case.queue == Queue.DECIDED


def test_the_second_moderator_is_told_what_the_first_did(comment: Comment, mo: User) -> None:
    case = case_of(comment)
    maria = make_user("Maria", *mo.roles - {"reader"})
    decided(case, mo, Measure.REJECT, against())
    with pytest.raises(Refused, match=r"Mo already rejected this 12 s ago\."):
        actions.decide(
            case=case,
            expected_version=case.version,
            expected_comment_version=comment.version,
            measure=Measure.APPROVE,
            by=maria,
            now=NOW + timedelta(seconds=12),
        )
    assert Decision.objects.count() == 1


def test_undoing_at_once_brings_everything_back_and_takes_the_letter_back(
    comment: Comment, mo: User, sam: User
) -> None:
    notice = noticed(comment, sam)
    case = Case.objects.get()
    decision = decided(case, mo, Measure.REJECT, against())
    assert decision.source == Source.NOTICE
    case.refresh_from_db()
    actions.undo(decision=decision, expected_version=case.version, by=mo, now=NOW + timedelta(seconds=59))
    comment.refresh_from_db()
    case.refresh_from_db()
    assert (comment.visibility, comment.public_reason) == ("published", "")
    assert case.queue == Queue.REPORTED
    assert Notice.objects.get(pk=notice.pk).outcome == Outcome.NONE
    assert {message.state for message in Message.objects.all()} == {State.SUPPRESSED}


def test_undoing_later_is_a_decision_with_a_letter_of_its_own(comment: Comment, mo: User) -> None:
    case = case_of(comment)
    decision = decided(case, mo, Measure.REJECT, against())
    case.refresh_from_db()
    back = actions.undo(
        decision=decision, expected_version=case.version, by=mo, now=NOW + timedelta(seconds=61)
    )
    assert Message.objects.filter(ids={"decision": back.pk}, state=State.PENDING).exists()


def test_a_suspension_stands_in_the_way_until_it_is_undone(comment: Comment, mo: User, vera: User) -> None:
    case = case_of(comment)
    until = NOW + timedelta(days=7)
    decision = decided(case, mo, Measure.REJECT, against(), consequence=Consequence(Sanction.SUSPEND, until))
    vera = User.objects.select_related("standing").get(pk=vera.pk)
    assert (vera.standing.suspended_until, vera.standing.recent_rejections) == (until, 1)
    case.refresh_from_db()
    actions.undo(decision=decision, expected_version=case.version, by=mo, now=NOW)
    vera.standing.refresh_from_db()
    assert (vera.standing.suspended_until, vera.standing.recent_rejections) == (None, 0)


def test_the_database_refuses_to_edit_a_decision(comment: Comment, mo: User) -> None:
    decision = decided(case_of(comment), mo, Measure.REJECT, against())
    with pytest.raises(IntegrityError, match="superseded, never edited"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(explanation="Because.")
    decision.refresh_from_db()
    assert decision.explanation == "It speaks of trains."


def test_nobody_decides_about_their_own_comment(comment: Comment, vera: User) -> None:
    vera.grants.create(role="moderator", reason="She asked.")
    with pytest.raises(Refused, match="their own"):
        decided(case_of(comment), User.objects.get(pk=vera.pk), Measure.APPROVE)
