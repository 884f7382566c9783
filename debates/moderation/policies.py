"""Who may report, decide, undo and appeal, now.

`user` is whoever asks; `None` is the site itself: a sweep.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.policies import may_act_as
from accounts.roles import Role
from accounts.verdicts import Verdict
from debates.comments.models import Comment
from debates.comments.visibility import Cause, Visibility, may_become
from debates.moderation.measures import STATES, Measure
from debates.moderation.models import Appeal, AppealOutcome, Case, Decision

LETTER_AFTER = timedelta(seconds=60)
"""A decision's letter is due so long after it: until then undoing it takes the letter back."""

ONLY_MODERATORS = _("Only moderators decide about comments.")
NOT_YOUR_OWN = _("Nobody decides about their own comments.")


def may_moderate(user: Any) -> Verdict:
    """Answer whether `user` may see the queues and cases at all."""
    return may_act_as(user, Role.MODERATOR, ONLY_MODERATORS)


def may_decide(user: Any, case: Case, measure: Measure) -> Verdict:
    """Answer whether `user` may take this measure in this case: a moderator, never about their own comment.

    What waits for the answer to an appeal is decided by answering it (`may_answer_appeal`). To erase a text
    is for administrators; only the screening holds.
    """
    verdict = may_act_on(user, case.comment)
    if not verdict:
        return verdict
    if measure is Measure.HOLD and user is not None:
        return Verdict.no(_("Only the screening holds comments."))
    if measure is Measure.ERASE:
        verdict = may_act_as(user, Role.ADMINISTRATOR, _("Only administrators erase what the law asks for."))
    if verdict and Appeal.objects.filter(decision__case=case, outcome=AppealOutcome.OPEN).exists():
        return Verdict.no(_("Somebody has appealed: answer the appeal."))
    return may_take(case.comment, measure) if verdict else verdict


def may_act_on(user: Any, comment: Comment) -> Verdict:
    """Answer whether `user` moderates, and this comment is not their own."""
    verdict = may_moderate(user)
    if verdict and user is not None and comment.author_id == user.pk:
        return Verdict.no(NOT_YOUR_OWN)
    return verdict


def may_take(comment: Comment, measure: Measure) -> Verdict:
    """Answer whether a comment in its state admits this measure, whoever takes it."""
    state = Visibility(comment.visibility)
    if measure in {Measure.LOCK, Measure.UNLOCK} and comment.is_locked == (measure is Measure.LOCK):
        locked, unlocked = _("This thread is locked already."), _("This thread is not locked.")
        return Verdict.no(locked if measure is Measure.LOCK else unlocked)
    cause = Cause.ERASURE if measure is Measure.ERASE else Cause.MODERATION
    if measure in STATES and not may_become(state, STATES[measure], cause):
        return Verdict.no(_("Its author has withdrawn this comment, or it was erased."))
    return Verdict.yes()


def may_undo(user: Any, decision: Decision) -> Verdict:
    """Answer whether `user` may take this decision back: any moderator, where nothing came after it."""
    verdict = may_act_on(user, decision.case.comment)
    if not verdict:
        return verdict
    if decision.measure == Measure.UNDO or decision.automated_decision:
        return Verdict.no(_("This can’t be undone: decide about the comment instead."))
    if decision.measure == Measure.ERASE:
        return Verdict.no(_("What was erased is gone."))
    if Appeal.objects.filter(result=decision).exists():
        return Verdict.no(_("This answers an appeal: decide about the comment instead."))
    if Decision.objects.filter(supersedes=decision).exists() or decision.appeals.exists():
        return Verdict.no(_("Something else was decided since: decide about the comment instead."))
    return Verdict.yes()


def letter_is_out(decision: Decision, now: datetime) -> bool:
    """Answer whether the letter about a decision is due by now, so that it can no longer be taken back."""
    return now >= decision.at + LETTER_AFTER
