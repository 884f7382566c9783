"""Takes appeals, and answers them: by a person, with a reply, and never twice (DSA Art. 20)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.comments.models import Comment
from debates.moderation import policies
from debates.moderation.actions.casework import bring_into_line, held_case, take
from debates.moderation.actions.deciding import Why, decide
from debates.moderation.actions.informing import promise_to
from debates.moderation.actions.penalties import lift
from debates.moderation.measures import STATES, Measure
from debates.moderation.models import Appeal, AppealOutcome, Case, Decision, Notice, Penalty
from debates.moderation.models.appeals import APPEAL_LENGTH, REPLY_LENGTH, SHORTEST_APPEAL
from debates.moderation.queries.overtaken import ago

RECEIVED = "moderation_appeal_received"
"""The kind of the letter that says that an appeal has come."""
ANSWERED = "moderation_appeal_answered"
"""The kind of the letter with the answer."""

HARSHER = frozenset({Measure.REJECT, Measure.RESTRICT})
"""What a notifier's appeal can come to."""


# ---------------------------------------------------------------- taking them


@transaction.atomic
def appeal_decision(*, decision: Decision, by: Any, text: str, now: datetime) -> Appeal:
    """Take an author's appeal against a decision about their comment, and put its case where it waits.

    Raises `Refused`.
    """
    case = held_case(decision.case_id)
    decision = Decision.objects.select_related("case__comment").get(pk=decision.pk)
    policies.may_appeal(by, decision, now).or_refuse()
    appeal = Appeal.objects.create(decision=decision, appellant=by, text=whole(text), created_at=now)
    return taken(appeal, case, now)


@transaction.atomic
def appeal_outcome(*, notice: Notice, by: Any, text: str, now: datetime, knows_link: bool = False) -> Appeal:
    """Take the appeal of whoever sent a notice against the decision that it came to.

    `by` is nobody where they have no account and came by the link of the notice. Raises `Refused`.
    """
    case = held_case(notice.case_id)
    notice = Notice.objects.select_related("case__comment", "settled_by").get(pk=notice.pk)
    policies.may_appeal_outcome(by, notice, now, knows_link=knows_link).or_refuse()
    appeal = Appeal.objects.create(
        decision=notice.settled_by,
        notice=notice,
        appellant=notice.notifier,
        text=whole(text),
        created_at=now,
    )
    return taken(appeal, case, now)


@transaction.atomic
def appeal_penalty(*, penalty: Penalty, by: Any, text: str, now: datetime) -> Appeal:
    """Take an appeal against a penalty that no decision about a comment holds up. Raises `Refused`."""
    penalty = Penalty.objects.select_for_update(of=("self",), no_key=True).get(pk=penalty.pk)
    policies.may_appeal_penalty(by, penalty, now).or_refuse()
    appeal = Appeal.objects.create(penalty=penalty, appellant=by, text=whole(text), created_at=now)
    return taken(appeal, None, now)


def whole(text: str) -> str:
    """Answer what somebody wrote; raise `Refused` where that is too short or too long."""
    text = text.strip()
    if not SHORTEST_APPEAL <= len(text) <= APPEAL_LENGTH:
        raise Refused(_("Say why, in 20 to 3,000 characters."))
    return text


def taken(appeal: Appeal, case: Case | None, now: datetime) -> Appeal:
    """Promise the receipt, and put the case where it waits for the answer."""
    promise_to(address_of(appeal), RECEIVED, ids={"appeal": appeal.pk}, now=now)
    if case:
        bring_into_line(case=case, now=now)
    return appeal


def address_of(appeal: Appeal) -> str | None:
    """Answer where whoever appeals is written to; none where nobody knows any more."""
    if appeal.appellant:
        return appeal.appellant.email
    return appeal.notice.email if appeal.notice else None


# ---------------------------------------------------------------- answering them


@transaction.atomic
def answer_appeal(
    *,
    appeal: Appeal,
    expected_version: int,
    expected_comment_version: int,
    outcome: AppealOutcome,
    reply: str,
    by: Any,
    now: datetime,
    measure: Measure | None = None,
    why: Why | None = None,
) -> Appeal:
    """Answer an appeal against a decision about a comment: it stands, or is reversed by another.

    The two versions are those that whoever answers has seen, of the case and of its comment. For an author's
    appeal a reversal gives back what was taken; for a notifier's, `measure` and `why` say what is done now.
    Raises `Refused`.
    """
    if appeal.decision is None:
        raise Refused(_("This appeal is against a penalty."))
    case = held_case(appeal.decision.case_id)
    appeal = known(appeal.pk, by, now)
    take(case=case, expected_version=expected_version, now=now)
    policies.may_answer_appeal(by, appeal).or_refuse()
    check_answer(outcome, reply)
    result = None
    if outcome is AppealOutcome.REVERSED:
        result = reversal_of(
            appeal, case, measure, why, comment_version=expected_comment_version, by=by, now=now
        )
    close(appeal, outcome, reply, result=result, by=by, now=now)
    bring_into_line(case=case, now=now)
    return appeal


@transaction.atomic
def answer_penalty_appeal(
    *, appeal: Appeal, outcome: AppealOutcome, reply: str, by: Any, now: datetime
) -> Appeal:
    """Answer an appeal against a penalty: it stands, or is lifted. Raises `Refused`."""
    if appeal.penalty is None:
        raise Refused(_("This appeal is against a decision about a comment."))
    Penalty.objects.select_for_update(of=("self",), no_key=True).get(pk=appeal.penalty.pk)
    appeal = known(appeal.pk, by, now)
    policies.may_answer_appeal(by, appeal).or_refuse()
    check_answer(outcome, reply)
    if outcome is AppealOutcome.REVERSED:
        lift(penalties=Penalty.objects.filter(appeal=appeal), by=by, now=now)
    close(appeal, outcome, reply, result=None, by=by, now=now)
    return appeal


def known(pk: int, by: Any, now: datetime) -> Appeal:
    """Answer an appeal as it is now; raise `Refused`, with who did, where somebody else has answered it."""
    appeals = Appeal.objects.select_related(
        "decision__case__comment", "notice", "penalty", "appellant", "decided_by"
    )
    found = appeals.get(pk=pk)
    if found.decided_at and found.decided_by and found.decided_by != by:
        told = _("%(name)s already answered this appeal %(ago)s ago.")
        raise Refused(str(told) % {"name": found.decided_by.display_name, "ago": ago(found.decided_at, now)})
    return found


def check_answer(outcome: AppealOutcome, reply: str) -> None:
    """Raise `Refused` unless this answers an appeal, with a reply."""
    if outcome not in {AppealOutcome.UPHELD, AppealOutcome.REVERSED}:
        raise Refused(_("Say whether the decision stands."))
    if not 1 <= len(reply.strip()) <= REPLY_LENGTH:
        raise Refused(_("Whoever appeals gets a reply: write one, of at most 3,000 characters."))


def reversal_of(
    appeal: Appeal,
    case: Case,
    measure: Measure | None,
    why: Why | None,
    *,
    comment_version: int,
    by: Any,
    now: datetime,
) -> Decision:
    """Bring about that a decision does not stand, and answer the decision by which that is done."""
    if appeal.decision is None:  # refused before
        raise Refused(policies.NOT_ABOUT_YOU)
    comment = Comment.objects.get(pk=case.comment_id)
    if appeal.notice is None:
        measure, why = giving_back(appeal.decision, comment), None
    elif measure not in HARSHER:
        raise Refused(_("Choose what is done with the comment."))
    return decide(
        case=case,
        expected_version=case.version,
        expected_comment_version=comment_version,
        measure=measure,
        by=by,
        now=now,
        why=why,
        appeal=appeal,
    )


def giving_back(decision: Decision, comment: Comment) -> Measure:
    """Answer the measure that gives an author back what a decision took.

    Where there is nothing to give back any more, or only a penalty to lift, the decision is undone.
    """
    if decision.measure == Measure.LOCK and comment.is_locked:
        return Measure.UNLOCK
    if decision.measure in STATES and policies.may_take(comment, Measure.APPROVE):
        return Measure.APPROVE
    return Measure.UNDO


def close(
    appeal: Appeal, outcome: AppealOutcome, reply: str, *, result: Decision | None, by: Any, now: datetime
) -> None:
    """Record the answer, and promise whoever appealed a letter with it."""
    appeal.outcome, appeal.reply, appeal.result = outcome, reply.strip(), result
    appeal.decided_by, appeal.decided_at = by, now
    appeal.save(update_fields=["outcome", "reply", "result", "decided_by", "decided_at"])
    promise_to(address_of(appeal), ANSWERED, ids={"appeal": appeal.pk}, now=now)
