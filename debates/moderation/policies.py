"""Who may report, decide, undo and appeal, now.

`user` is whoever asks; `None` is the site itself: a sweep.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import may_act_as
from accounts.questions import Given, Question
from accounts.roles import Role
from accounts.verdicts import Verdict
from debates.comments.models import Comment
from debates.comments.visibility import SHOWN, Cause, Visibility, may_become
from debates.moderation.measures import RESTRICTIVE, STATES, Ground, Measure, Sanction
from debates.moderation.models import (
    Appeal,
    AppealOutcome,
    Case,
    Decision,
    Notice,
    Penalty,
    Proposal,
    ProposalState,
    State,
)
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
    if verdict and OPEN_APPEAL.ask(case=case.pk):
        return Verdict.no(_("Somebody has appealed: answer the appeal."))
    return may_take(case.comment, measure) if verdict else verdict


OPEN_APPEAL = Question(
    ("pk",),
    tuple,
    lambda: Appeal.objects.order_by().filter(decision__case=Given("case"), outcome=AppealOutcome.OPEN)[:1],
)


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
    if Appeal.objects.filter(result=decision).exists():
        return Verdict.no(_("This answers an appeal: decide about the comment instead."))
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


# ---------------------------------------------------------------- appeals

APPEAL_WITHIN = timedelta(days=184)
"""For so long a decision can be appealed against: as long as six months are at most (DSA Art. 20(1))."""

NO_APPEALS = _("This site takes no appeals.")
NOT_ABOUT_YOU = _("Only whoever a decision is about can appeal against it.")
TOO_LATE = _("A decision can be appealed against for six months.")
APPEALED_ALREADY = _("You have appealed against this already.")


def may_see_decision(user: Any, decision: Decision) -> Verdict:
    """Answer whether `user` may read the statement of a decision: the author of the comment, always."""
    author = decision.case.comment.author_id
    if user is not None and (author is None or not user.is_authenticated or user.pk != author):
        return Verdict.no(NOT_ABOUT_YOU)
    return Verdict.yes()


def may_see_penalty(user: Any, penalty: Penalty) -> Verdict:
    """Answer whether `user` may read the statement of a penalty: whoever it was imposed on, always."""
    if user is not None and not (user.is_authenticated and user.pk == penalty.person_id):
        return Verdict.no(NOT_ABOUT_YOU)
    return Verdict.yes()


def may_appeal(user: Any, decision: Decision, now: datetime) -> Verdict:
    """Answer whether `user` may appeal against a decision about their comment, also while suspended.

    Not against a hold, about which a moderator decides anyway; nor against what no longer holds.
    """
    if user is None or not may_see_decision(user, decision):
        return Verdict.no(NOT_ABOUT_YOU)
    if decision.measure == Measure.HOLD:
        return Verdict.no(_("Nobody has judged this comment yet: a moderator will."))
    if decision.measure not in RESTRICTIVE:
        return Verdict.no(_("This decision takes nothing from you."))
    if decision.appeals.filter(notice=None).exists():
        return Verdict.no(APPEALED_ALREADY)
    if not decision.holds:
        return Verdict.no(_("This decision no longer holds."))
    return is_in_time(decision.at, now)


def is_in_time(decided: datetime, now: datetime) -> Verdict:
    """Answer whether this site takes an appeal now against what was decided then."""
    if not is_on(Obligation.APPEALS):
        return Verdict.no(NO_APPEALS)
    return Verdict.yes() if now < decided + APPEAL_WITHIN else Verdict.no(TOO_LATE)


def may_appeal_penalty(user: Any, penalty: Penalty, now: datetime) -> Verdict:
    """Answer whether `user` may appeal against a penalty itself: where no decision that holds imposes it.

    Else they appeal against that decision.
    """
    if user is None or not may_see_penalty(user, penalty):
        return Verdict.no(NOT_ABOUT_YOU)
    appeals = Appeal.objects.filter(penalty=penalty)
    if penalty.decision:
        appeals |= Appeal.objects.filter(decision=penalty.decision, notice=None)
    if appeals.exists():
        return Verdict.no(APPEALED_ALREADY)
    if not Penalty.objects.in_force(now).filter(pk=penalty.pk).exists():
        return Verdict.no(_("This is over, or was lifted."))
    if penalty.decision and penalty.decision.holds:
        return Verdict.no(_("Appeal against the decision about your comment: this was part of it."))
    return is_in_time(penalty.at, now)


def may_appeal_outcome(user: Any, notice: Notice, now: datetime, *, knows_link: bool = False) -> Verdict:
    """Answer whether `user` may appeal against what a notice came to: its sender, where readers see it still.

    Whoever has the link of a notice that somebody without an account sent is its sender.
    """
    is_sender = user is not None and user.is_authenticated and user.pk == notice.notifier_id
    if not (is_sender or (knows_link and notice.notifier_id is None)):
        return Verdict.no(_("Only whoever has reported a comment can appeal against what came of it."))
    decision = notice.settled_by
    if Appeal.objects.filter(notice=notice).exists():
        return Verdict.no(APPEALED_ALREADY)
    if notice.state != State.SETTLED or decision is None:
        return Verdict.no(_("Nothing has been decided about your report that could be appealed against."))
    if notice.case.comment.visibility not in SHOWN:
        return Verdict.no(_("Readers no longer see this comment."))
    if decision.measure not in STATES or not decision.holds:
        return Verdict.no(_("Something else has been decided since."))
    return is_in_time(decision.at, now)


def may_answer_appeal(user: Any, appeal: Appeal) -> Verdict:
    """Answer whether `user` may answer an appeal: a moderator, and another than decided where there is one.

    Never the site by itself (DSA Art. 20(6)), nor somebody whom it is about.
    """
    if user is None:
        return Verdict.no(_("A person answers appeals."))
    verdict = may_moderate(user)
    if not verdict:
        return verdict
    if appeal.outcome != AppealOutcome.OPEN:
        return Verdict.no(_("This appeal has been answered already."))
    parties = parties_of(appeal)
    if user.pk in parties:
        return Verdict.no(_("Nobody answers an appeal that is about themselves."))
    if user.pk == decider_of(appeal) and others_who_moderate({*parties, user.pk}):
        return Verdict.no(_("You have decided this: another moderator answers the appeal."))
    return Verdict.yes()


def parties_of(appeal: Appeal) -> set[int]:
    """Answer the accounts that an appeal is about: who appeals, and the author or whoever is penalised."""
    concerned = appeal.decision.case.comment.author_id if appeal.decision else None
    penalised = appeal.penalty.person_id if appeal.penalty else None
    return {pk for pk in (appeal.appellant_id, concerned, penalised) if pk}


def decider_of(appeal: Appeal) -> int | None:
    """Answer the account that decided what is appealed against."""
    if appeal.penalty:
        return appeal.penalty.imposed_by_id
    return appeal.decision.decided_by_id if appeal.decision else None


def others_who_moderate(but: set[int]) -> bool:
    """Answer whether anybody else can use a moderator's powers now."""
    others = User.objects.holding(Role.MODERATOR).exclude(pk__in=but)
    return any(may_moderate(other) for other in others)


# ---------------------------------------------------------------- misuse, penalties


def may_decide_proposal(user: Any, proposal: Proposal) -> Verdict:
    """Answer whether `user` may confirm or dismiss a proposal: any moderator, never about themselves.

    The site itself dismisses what no longer holds; it confirms nothing (`may_confirm_proposal`).
    """
    verdict = may_moderate(user)
    if verdict and user is not None and user.pk == proposal.person_id:
        return Verdict.no(_("Nobody decides about a proposal that is about themselves."))
    if verdict and proposal.state != ProposalState.OPEN:
        return Verdict.no(_("This proposal has been decided already."))
    return verdict


def may_confirm_proposal(user: Any, proposal: Proposal) -> Verdict:
    """Answer whether `user` may confirm a proposal: a person, who may decide about it."""
    if user is None:
        return Verdict.no(_("A person confirms proposals."))
    return may_decide_proposal(user, proposal)


def may_lift(user: Any, penalty: Penalty, now: datetime) -> Verdict:
    """Answer whether `user` may end a penalty before its time: any moderator, never their own."""
    verdict = may_moderate(user)
    if verdict and user is not None and user.pk == penalty.person_id:
        return Verdict.no(_("Nobody lifts their own penalty."))
    if verdict and not Penalty.objects.in_force(now).filter(pk=penalty.pk).exists():
        return Verdict.no(_("This is over, or was lifted."))
    if verdict and open_appeals_against(penalty).exists():
        return Verdict.no(_("Somebody has appealed: answer the appeal."))
    return verdict


def open_appeals_against(penalty: Penalty) -> "QuerySet[Appeal]":
    """Answer the appeals against a penalty, or the decision it was part of, that nobody has answered."""
    itself = Appeal.objects.filter(penalty=penalty, outcome=AppealOutcome.OPEN)
    if penalty.decision is None:
        return itself
    return itself | Appeal.objects.filter(decision=penalty.decision, outcome=AppealOutcome.OPEN)
