"""An appeal is taken once and answered once: what was wrong is given back, what was right stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.comments.actions import withdraw_comment
from debates.comments.models import Comment
from debates.moderation import actions
from debates.moderation.actions import Consequence, Why
from debates.moderation.measures import Ground, Measure, Sanction, Source
from debates.moderation.models import Appeal, AppealOutcome, Case, Decision, Notice, Outcome, Penalty
from debates.moderation.policies import APPEAL_WITHIN
from debates.moderation.queues import Queue
from debates.outbox.models import Message
from tests.makers import NOW, make_user
from tests.moderation.rows import (
    WRONG,
    against,
    answered,
    appealed,
    case_of,
    decided,
    noticed,
    penalised,
    rule,
)

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def maria(db: Any) -> User:
    """Answer a second moderator."""
    return make_user("Maria", Role.MODERATOR)


@pytest.fixture
def rejection(comment: Comment, mo: User) -> Decision:
    """Answer Mo's decision by which Vera's comment was removed, and she was suspended for a week."""
    suspended = Consequence(Sanction.SUSPEND, NOW + timedelta(days=7))
    return decided(case_of(comment), mo, Measure.REJECT, against(), consequence=suspended)


def kinds() -> list[str]:
    """Answer the kinds of the letters that are promised and not taken back, in order."""
    return [*Message.objects.exclude(state="suppressed").order_by("pk").values_list("kind", flat=True)]


def queue(comment: Comment) -> str:
    return Case.objects.get(comment=comment).queue


# ---------------------------------------------------------------- authors


def test_an_appeal_waits_in_its_queue_and_its_receipt_is_promised(
    rejection: Decision, comment: Comment, vera: User
) -> None:
    appeal = appealed(rejection, vera, text=f"  {WRONG}\n")
    assert (appeal.text, appeal.outcome, appeal.notice) == (WRONG, "", None)
    assert queue(comment) == Queue.APPEALED
    assert kinds() == ["moderation_statement", "moderation_appeal_received"]


def test_somebody_suspended_appeals_and_nobody_appeals_twice(rejection: Decision, vera: User) -> None:
    vera.refresh_from_db()
    assert vera.standing.suspended_until
    appealed(rejection, vera)
    with pytest.raises(Refused, match="appealed against this already"):
        appealed(rejection, vera)
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize("text", ["", " " * 40, "Too short a text.  ", "x" * 3001])
def test_an_appeal_that_is_too_short_or_too_long_is_refused(
    rejection: Decision, vera: User, text: str
) -> None:
    with pytest.raises(Refused, match="20 to 3,000"):
        appealed(rejection, vera, text=text)
    assert kinds() == ["moderation_statement"]


def test_six_months_are_long_enough_and_no_longer(rejection: Decision, vera: User) -> None:
    with pytest.raises(Refused, match="for six months"):
        appealed(rejection, vera, now=rejection.at + APPEAL_WITHIN)
    assert appealed(rejection, vera, now=rejection.at + APPEAL_WITHIN - timedelta(seconds=1))


def test_a_reversal_gives_back_the_comment_and_lifts_the_penalty(
    rejection: Decision, comment: Comment, vera: User, maria: User
) -> None:
    before = Message.objects.count()
    appeal = answered(appealed(rejection, vera), maria, now=LATER)
    comment.refresh_from_db()
    assert (comment.visibility, comment.public_reason) == ("published", "")
    result = appeal.result
    assert result is not None
    assert (result.measure, result.source, result.supersedes) == (Measure.APPROVE, Source.APPEAL, rejection)
    assert (appeal.decided_by, appeal.decided_at, appeal.reply) == (maria, LATER, "You are right.")
    vera = User.objects.select_related("standing").get(pk=vera.pk)
    assert (vera.standing.suspended_until, vera.standing.recent_rejections) == (None, 0)
    assert Penalty.objects.get().lifted_by == maria
    assert queue(comment) == Queue.DECIDED
    # The answer alone tells her, not a second letter that her comment is published.
    letters = [*Message.objects.order_by("pk").values_list("kind", flat=True)][before:]
    assert letters == ["moderation_appeal_received", "moderation_appeal_answered"]


def test_a_decision_that_stands_changes_nothing_but_is_answered(
    rejection: Decision, comment: Comment, vera: User, maria: User
) -> None:
    appeal = answered(appealed(rejection, vera), maria, AppealOutcome.UPHELD, reply="It is about trains.")
    comment.refresh_from_db()
    assert comment.visibility == "rejected"
    assert (appeal.outcome, appeal.result) == (AppealOutcome.UPHELD, None)
    assert queue(comment) == Queue.DECIDED
    assert Penalty.objects.get().lifted_at is None


def test_who_decided_does_not_answer_where_there_is_another(
    rejection: Decision, vera: User, mo: User, maria: User
) -> None:
    appeal = appealed(rejection, vera)
    with pytest.raises(Refused, match="another moderator answers"):
        answered(appeal, mo)
    maria.is_active = False
    maria.save()
    assert answered(appeal, mo).outcome == AppealOutcome.REVERSED


def test_the_site_itself_answers_nothing(rejection: Decision, vera: User) -> None:
    with pytest.raises(Refused, match="A person answers"):
        answered(appealed(rejection, vera), None)


@pytest.mark.parametrize("reply", ["", "  \n", "x" * 3001])
def test_no_answer_is_without_a_reply(rejection: Decision, vera: User, maria: User, reply: str) -> None:
    with pytest.raises(Refused, match="gets a reply"):
        answered(appealed(rejection, vera), maria, reply=reply)


def test_the_second_answer_is_told_of_the_first(rejection: Decision, vera: User, maria: User) -> None:
    appeal = appealed(rejection, vera)
    answered(appeal, maria, AppealOutcome.UPHELD)
    paul = make_user("Paul", Role.MODERATOR)
    with pytest.raises(Refused, match=r"Maria already answered this appeal 12 s ago\."):
        answered(appeal, paul, now=NOW + timedelta(seconds=12))
    appeal.refresh_from_db()
    assert appeal.outcome == AppealOutcome.UPHELD


def test_an_answer_to_what_has_changed_is_refused(
    rejection: Decision, comment: Comment, vera: User, sam: User, maria: User
) -> None:
    appeal = appealed(rejection, vera)
    case = Case.objects.get()
    noticed(comment, sam)
    comment.refresh_from_db()
    with pytest.raises(Refused, match="has changed"):
        actions.answer_appeal(
            appeal=appeal,
            expected_version=case.version,
            expected_comment_version=comment.version,
            outcome=AppealOutcome.UPHELD,
            reply="No.",
            by=maria,
            now=LATER,
        )


def test_a_locked_thread_is_opened_by_a_reversal(comment: Comment, mo: User, vera: User, maria: User) -> None:
    lock = decided(case_of(comment), mo, Measure.LOCK, against())
    result = answered(appealed(lock, vera), maria).result
    comment.refresh_from_db()
    assert result is not None
    assert (result.measure, result.supersedes, comment.is_locked) == (Measure.UNLOCK, lock, False)


def test_a_warning_alone_is_undone_by_a_reversal(comment: Comment, mo: User, vera: User, maria: User) -> None:
    warning = decided(case_of(comment), mo, Measure.NONE, against(), consequence=Consequence(Sanction.WARN))
    result = answered(appealed(warning, vera), maria).result
    assert result is not None
    assert (result.measure, result.supersedes, result.after) == (Measure.UNDO, warning, "published")
    assert Penalty.objects.get().lifted_at == NOW


def test_the_penalty_for_a_comment_that_was_withdrawn_since_can_be_appealed_against(
    rejection: Decision, comment: Comment, vera: User, maria: User
) -> None:
    withdraw_comment(comment=comment, by=vera)
    result = answered(appealed(rejection, vera), maria).result
    comment.refresh_from_db()
    assert result is not None
    assert (comment.visibility, result.after, result.measure) == ("withdrawn", "withdrawn", Measure.UNDO)
    assert Penalty.objects.get().lifted_at == NOW


def test_what_answers_an_appeal_is_not_undone(rejection: Decision, vera: User, mo: User, maria: User) -> None:
    result = answered(appealed(rejection, vera), maria).result
    assert result is not None
    with pytest.raises(Refused, match="answers an appeal"):
        actions.undo(decision=result, expected_version=Case.objects.get().version, by=mo, now=NOW)


# ---------------------------------------------------------------- whoever reported


@pytest.fixture
def notice(comment: Comment, sam: User, mo: User) -> Notice:
    """Answer Sam's notice of Vera's comment, about which Mo found nothing to be done."""
    found = noticed(comment, sam)
    decided(Case.objects.get(), mo, Measure.APPROVE)
    found.refresh_from_db()
    return found


def complained(notice: Notice, by: User | None, **given: Any) -> Appeal:
    return actions.appeal_outcome(notice=notice, by=by, text=WRONG, now=NOW, **given)


def test_a_notifier_is_answered_by_a_rejection_of_which_its_author_is_told(
    notice: Notice, comment: Comment, sam: User, vera: User, maria: User
) -> None:
    before = Message.objects.count()
    appeal = complained(notice, sam)
    assert queue(comment) == Queue.APPEALED
    answered(appeal, maria, measure=Measure.REJECT, why=against())
    comment.refresh_from_db()
    notice.refresh_from_db()
    assert comment.visibility == "rejected"
    assert (notice.outcome, notice.settled_by) == (
        Outcome.FOUNDED,
        appeal.decision and Decision.objects.last(),
    )
    letters = [*Message.objects.order_by("pk")][before:]
    assert [(letter.kind, letter.recipient) for letter in letters] == [
        ("moderation_appeal_received", "sam@example.org"),
        ("moderation_statement", "vera@example.org"),
        ("moderation_appeal_answered", "sam@example.org"),
    ]
    # What came of it is a new decision, against which its author appeals in turn.
    assert appealed(Decision.objects.get(measure=Measure.REJECT), vera)


def test_a_reversal_for_a_notifier_says_what_is_done_and_why(notice: Notice, sam: User, maria: User) -> None:
    appeal = complained(notice, sam)
    with pytest.raises(Refused, match="Choose what is done"):
        answered(appeal, maria)
    with pytest.raises(Refused, match="Choose what is done"):
        answered(appeal, maria, measure=Measure.APPROVE)
    with pytest.raises(Refused, match="Choose the rule"):
        answered(appeal, maria, measure=Measure.RESTRICT)
    law = Why(Ground.LAW, law="Penal code, Art. 1", explanation="Plainly.")
    result = answered(appeal, maria, measure=Measure.RESTRICT, why=law).result
    assert result is not None
    assert (result.law, result.after) == ("Penal code, Art. 1", "restricted")


def test_whoever_has_no_account_appeals_by_the_link_of_their_notice(
    comment: Comment, mo: User, maria: User
) -> None:
    notice = noticed(comment, None, email="nina@example.org")  # type: ignore[arg-type]
    decided(Case.objects.get(), mo, Measure.APPROVE)
    with pytest.raises(Refused, match="Only whoever has reported"):
        complained(notice, None)
    appeal = complained(notice, None, knows_link=True)
    assert appeal.appellant is None
    answered(appeal, maria, AppealOutcome.UPHELD)
    assert [*Message.objects.filter(kind__contains="appeal").values_list("recipient", flat=True)] == [
        "nina@example.org",
        "nina@example.org",
    ]


def test_an_author_who_is_right_leaves_the_notices_unfounded(
    comment: Comment, sam: User, vera: User, mo: User, maria: User
) -> None:
    noticed(comment, sam)
    decision = decided(Case.objects.get(), mo, Measure.REJECT, against())
    assert Notice.objects.get().outcome == Outcome.FOUNDED
    result = answered(appealed(decision, vera), maria).result
    notice = Notice.objects.get()
    assert (notice.outcome, notice.settled_by) == (Outcome.UNFOUNDED, result)
    told = Message.objects.filter(kind="moderation_outcome", state="pending").last()
    assert told is not None
    assert result is not None
    assert told.ids == {"notice": notice.pk, "decision": result.pk}


# ---------------------------------------------------------------- penalties that no decision holds up


def test_a_suspension_for_misuse_is_lifted_by_a_reversal(vera: User, mo: User, maria: User) -> None:
    penalty = penalised(vera, mo)
    appeal = actions.appeal_penalty(penalty=penalty, by=vera, text=WRONG, now=NOW)
    with pytest.raises(Refused, match="appealed against this already"):
        actions.appeal_penalty(penalty=penalty, by=vera, text=WRONG, now=NOW)
    given: dict[str, Any] = {"outcome": AppealOutcome.REVERSED, "reply": "So it is.", "now": LATER}
    with pytest.raises(Refused, match="another moderator answers"):
        actions.answer_penalty_appeal(appeal=appeal, by=mo, **given)
    actions.answer_penalty_appeal(appeal=appeal, by=maria, **given)
    vera = User.objects.select_related("standing").get(pk=vera.pk)
    assert vera.standing.suspended_until is None
    assert kinds() == [
        "moderation_penalty",
        "moderation_appeal_received",
        "moderation_appeal_answered",
    ]


def test_a_penalty_whose_decision_holds_is_appealed_against_with_it(
    rejection: Decision, vera: User, mo: User
) -> None:
    penalty = Penalty.objects.get()
    with pytest.raises(Refused, match="this was part of it"):
        actions.appeal_penalty(penalty=penalty, by=vera, text=WRONG, now=NOW)
    decided(Case.objects.get(), mo, Measure.RESTRICT, against())
    assert not Decision.objects.get(pk=rejection.pk).holds
    assert actions.appeal_penalty(penalty=penalty, by=vera, text=WRONG, now=NOW)


def test_each_appeal_is_answered_by_its_own_action(
    rejection: Decision, vera: User, mo: User, maria: User
) -> None:
    given: dict[str, Any] = {"outcome": AppealOutcome.UPHELD, "reply": "No.", "by": maria, "now": NOW}
    with pytest.raises(Refused, match="against a decision about a comment"):
        actions.answer_penalty_appeal(appeal=appealed(rejection, vera), **given)
    penalty = penalised(make_user("Zoe"), mo)
    appeal = actions.appeal_penalty(penalty=penalty, by=penalty.person, text=WRONG, now=NOW)
    with pytest.raises(Refused, match="against a penalty"):
        actions.answer_appeal(appeal=appeal, expected_version=1, expected_comment_version=1, **given)


# ---------------------------------------------------------------- duties and the tables themselves


def test_a_site_without_the_duty_takes_no_appeals(
    rejection: Decision, vera: User, settings: Settings
) -> None:
    settings.MODERATION_WITHOUT = frozenset({"appeals"})
    with pytest.raises(Refused, match="takes no appeals"):
        appealed(rejection, vera)


BROKEN: list[dict[str, Any]] = [
    {"decision": None},
    {"penalty": "one"},
    {"text": ""},
    {"outcome": "upheld"},
    {"outcome": "upheld", "decided_at": NOW},
    {"outcome": "reversed", "decided_at": NOW, "reply": "Yes."},
    {"reply": "Yes."},
    {"outcome": "perhaps", "decided_at": NOW, "reply": "Yes."},
]


@pytest.mark.parametrize("fields", BROKEN, ids=repr)
def test_the_database_keeps_appeals_whole(
    rejection: Decision, vera: User, mo: User, fields: dict[str, Any]
) -> None:
    appeal = appealed(rejection, vera)
    if "penalty" in fields:
        fields = {"penalty": penalised(make_user("Zoe"), mo)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(**fields)


def test_the_database_takes_one_appeal_of_an_author(rejection: Decision, vera: User) -> None:
    appealed(rejection, vera)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(decision=rejection, appellant=vera, text=WRONG, created_at=NOW)


def test_a_rule_that_is_no_longer_in_force_is_no_ground(notice: Notice, sam: User, maria: User) -> None:
    old = rule()
    rule(number=2)
    appeal = complained(notice, sam)
    with pytest.raises(Refused, match="rules have changed"):
        answered(appeal, maria, measure=Measure.REJECT, why=Why(Ground.RULES, old))
