"""Who may report, decide, undo and appeal, now.

`user` is whoever asks; `None` is the site itself: a sweep.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import formats, timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import may_act_as
from accounts.roles import Role
from accounts.verdicts import Verdict
from debates.comments.models import Comment
from debates.comments.visibility import Cause, Visibility, may_become
from debates.moderation.measures import STATES, Ground, Measure, Sanction
from debates.moderation.models import Appeal, AppealOutcome, Case, Decision, Notice, Penalty, State
from debates.moderation.obligations import Obligation, is_on

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
        verdict = may_erase(user)
    if verdict and Appeal.objects.filter(decision__case=case, outcome=AppealOutcome.OPEN).exists():
        return Verdict.no(_("Somebody has appealed: answer the appeal."))
    return may_take(case.comment, measure) if verdict else verdict


def may_erase(user: Any) -> Verdict:
    """Answer whether `user` may erase a text for good at all: an administrator who moderates."""
    verdict = may_moderate(user)
    if verdict:
        return may_act_as(user, Role.ADMINISTRATOR, _("Only administrators erase what the law asks for."))
    return verdict


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
    if Decision.objects.filter(supersedes=decision).exists() or decision.appeals.exists():
        return Verdict.no(_("Something else was decided since: decide about the comment instead."))
    return Verdict.yes()


def letter_is_out(decision: Decision, now: datetime) -> bool:
    """Answer whether the letter about a decision is due by now, so that it can no longer be taken back."""
    return now >= decision.at + LETTER_AFTER


# ---------------------------------------------------------------- rules


def may_set_rules(user: Any) -> Verdict:
    """Answer whether `user` may publish a new version of the site's rules: administrators."""
    return may_act_as(user, Role.ADMINISTRATOR, _("Only administrators publish rules."))


# ---------------------------------------------------------------- notices

CONFIRM_WITHIN = timedelta(days=7)
"""For so long the link works by which somebody without an account confirms their address."""


def may_report(user: Any, comment: Comment, now: datetime, ground: Ground = Ground.RULES) -> Verdict:
    """Answer whether `user` may report this comment: anybody, also a visitor (DSA Art. 16).

    Also whoever is suspended or banned. Not their own comment, and not while their notices are not taken
    (Art. 23(2)).
    """
    verdict = takes_notices(comment, ground)
    if user is None:
        return Verdict.no(_("Only people report comments."))
    if not verdict or not user.is_authenticated:
        return verdict
    if not user.is_active:
        return Verdict.no(_("This account is closed."))
    if comment.author_id == user.pk:
        return Verdict.no(_("This is your own comment: you can withdraw it, and need not report it."))
    until = ignored_until(user, now)
    if until:
        moment = formats.date_format(timezone.localtime(until), "j F Y, H:i")
        return Verdict.no(_now("We take no reports from you until %(until)s.") % {"until": moment})
    return Verdict.yes()


def takes_notices(comment: Comment, ground: Ground) -> Verdict:
    """Answer whether anybody at all may report this comment on this ground: what readers see.

    A site that takes no notices of what is illegal takes those about its rules.
    """
    if not (comment.is_shown and comment.debate.is_public):
        return Verdict.no(_("Readers do not see this comment."))
    if ground is Ground.LAW and not is_on(Obligation.NOTICES):
        return Verdict.no(_("This site takes reports about its own rules alone."))
    return Verdict.yes()


def ignored_until(user: User, now: datetime) -> datetime | None:
    """Answer until when nobody takes notices of somebody; None where they are taken."""
    ignored = Penalty.objects.in_force(now).filter(person=user, sanction=Sanction.IGNORE_NOTICES)
    last = ignored.order_by("-until").first()
    return last.until if last else None


def may_confirm(notice: Notice, now: datetime) -> Verdict:
    """Answer whether whoever has the link of this notice may confirm it: once, within seven days.

    Whose address that is shows only now. Where an account has confirmed it before, what holds for that one
    holds for the notice too.
    """
    if notice.state != State.UNCONFIRMED:
        return Verdict.no(_("This report is confirmed already."))
    if now >= notice.created_at + CONFIRM_WITHIN:
        return Verdict.no(_("This link has run out: report the comment once more."))
    sender = account_of(notice) or AnonymousUser()
    return may_report(sender, notice.case.comment, now, Ground(notice.ground))


def account_of(notice: Notice) -> User | None:
    """Answer the account that has confirmed the address of a notice, unless it is closed."""
    person: User | None = User.objects.of_address(notice.email).first() if notice.email else None
    return person if person and person.is_active and person.has_confirmed(notice.email) else None


def may_see_notice(user: Any, notice: Notice) -> Verdict:
    """Answer whether `user` may read this notice without its link, and what became of it: who sent it."""
    if user is None or not user.is_authenticated or user.pk != notice.notifier_id:
        return Verdict.no(_("This report is not there."))
    return Verdict.yes()
