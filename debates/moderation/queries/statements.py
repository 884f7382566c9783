"""Statements of reasons: what somebody is told of a decision about their comment, or about themselves.

What each says is asked for by DSA Art. 17(3); a letter and a page say the same. Nobody is told who reported.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.comments.models import CommentRevision
from debates.comments.visibility import Visibility
from debates.moderation import policies
from debates.moderation.measures import RESTRICTIVE, STATES, Ground, Measure, Sanction, Source
from debates.moderation.models import Appeal, AppealOutcome, Decision, Misuse, Penalty

Words = str | Promise


@dataclass(frozen=True, slots=True)
class AppealLine:
    """What became of an appeal; `answered_at` is None while it waits."""

    pk: int
    text: str
    sent_at: datetime
    outcome: Words
    reply: str
    answered_at: datetime | None
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class Sanctioned:
    """What was done to a person. `until` is None without an end, `lifted_at` until somebody lifts it.

    `lifting_reason` is empty where another decision or the answer to an appeal lifted it.
    """

    says: Words
    effect: Words
    lifted: Words
    until: datetime | None
    lifted_at: datetime | None
    lifting_reason: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why something was taken from somebody: the rule in the version that was in force, or the law."""

    rule: str
    rule_text: str
    version: int | None
    law: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What an author is told of one decision about their comment.

    `text` is what was judged, empty where that was erased. `earlier` is the decision that holds again because
    another was taken back, 0 for none. `appeal_until` is None where no appeal is possible now.
    """

    pk: int
    title: Words
    lead: Words
    at: datetime
    question: str
    language: str
    comment_url: str
    written_at: datetime
    text: str
    takes: bool
    is_interim: bool
    reach: Words
    led: Words
    found: Words
    decided: Words
    reasons: Reasons
    sanctioned: Sanctioned | None
    earlier: int
    holds: bool
    appeal_until: datetime | None
    appeal: AppealLine | None


TITLES = {
    Measure.APPROVE: _("Your comment is published"),
    Measure.REJECT: _("Your comment was removed"),
    Measure.RESTRICT: _("Your comment was collapsed"),
    Measure.LOCK: _("Your thread takes no more answers"),
    Measure.UNLOCK: _("Your thread takes answers again"),
    Measure.HOLD: _("Your comment waits for a moderator"),
    Measure.ERASE: _("Your comment was erased"),
    Measure.UNDO: _("A decision about your comment was taken back"),
}
ABOUT_PEOPLE = {
    Sanction.WARN: _("You were warned"),
    Sanction.SUSPEND: _("You were suspended"),
    Sanction.BAN: _("You were banned"),
    Sanction.IGNORE_NOTICES: _("Your reports are not taken for a time"),
}
LEADS = {
    Measure.APPROVE: _("A moderator has read your comment, and readers see it."),
    Measure.REJECT: _("A moderator has removed your comment: readers see in its place that it was, and why."),
    Measure.RESTRICT: _("A moderator has collapsed your comment: readers see why, and can still open it."),
    Measure.LOCK: _("A moderator has locked the thread of your comment. What is in it can still be read."),
    Measure.UNLOCK: _("A moderator has opened the thread of your comment again."),
    Measure.HOLD: _("An automatic check holds your comment. Nobody has judged it yet: a moderator will."),
    Measure.ERASE: _("Your comment was erased, because the law asks for it. Its text is gone for good."),
    Measure.UNDO: _("What a moderator had decided about your comment was taken back."),
    Measure.NONE: _("A moderator has read your comment and left it as it is. This is about you."),
}
REACH = {
    Measure.HOLD: _("It holds wherever this site is read, until a moderator has decided."),
    Measure.ERASE: _("It holds wherever this site is read, for good."),
}
USUAL_REACH = _("It holds wherever this site is read, until another decision takes its place.")
LED = {
    # Translators: what led to a decision about a comment. “We” is the site.
    Source.NOTICE: _("Your comment was reported to us. We do not tell who reports."),
    Source.OWN: _("A moderator came upon your comment. Nobody had reported it."),
    Source.SCREENING: _("The automatic check that every comment goes through picked yours out."),
    Source.APPEAL: _("Somebody appealed against an earlier decision about your comment."),
}
EFFECTS = {
    Sanction.WARN: _("Nothing else follows from it. If it happens again, you may be suspended for a time."),
    Sanction.SUSPEND: _(
        "Until then you cannot vote, comment or rate. You can still sign in, read, withdraw your comments, "
        "and appeal."
    ),
    Sanction.BAN: _(
        "You can no longer vote, comment or rate. You can still sign in, read, withdraw your "
        "comments, and appeal."
    ),
    Sanction.IGNORE_NOTICES: _(
        "Until then we take no reports of comments from you. Everything else stays as it is."
    ),
}
LIFTED = {
    Sanction.WARN: _("A warning was taken back"),
    Sanction.SUSPEND: _("Your suspension is over"),
    Sanction.BAN: _("You can take part again"),
    Sanction.IGNORE_NOTICES: _("Your reports are taken again"),
}
OUTCOMES = {
    AppealOutcome.OPEN: _("Your appeal waits for an answer."),
    AppealOutcome.UPHELD: _("Your appeal was answered: the decision stands."),
    AppealOutcome.REVERSED: _("Your appeal was answered: the decision was reversed."),
}


def with_reasons(decisions: "QuerySet[Decision]") -> "QuerySet[Decision]":
    """Answer decisions with all that a statement says of them."""
    return decisions.select_related(
        "case__comment__debate", "rule", "terms", "penalty", "supersedes__supersedes", "answers_appeal"
    ).prefetch_related("appeals")


def statement_of(decision: Decision, now: datetime) -> Statement:
    """Answer what the author is told of a decision that was read by `with_reasons`."""
    comment = decision.case.comment
    measure = Measure(decision.measure)
    penalty = getattr(decision, "penalty", None)
    revision = CommentRevision.objects.filter(comment=comment, number=decision.comment_revision).first()
    may_appeal = policies.may_appeal(comment.author, decision, now) if comment.author else None
    return Statement(
        pk=decision.pk,
        title=title_of(decision),
        lead=lead_of(decision),
        at=decision.at,
        question=comment.debate.question,
        language=comment.debate.language,
        comment_url=comment.get_absolute_url() if comment.debate.is_public and comment.is_shown else "",
        written_at=comment.created_at,
        text=revision.source if revision else "",
        takes=measure in RESTRICTIVE,
        is_interim=measure is Measure.HOLD,
        reach=REACH.get(measure, USUAL_REACH),
        led=led_to(decision),
        found=found_by(decision),
        decided=decided_by(decision),
        reasons=reasons_of(decision),
        sanctioned=sanctioned(penalty) if penalty else None,
        earlier=earlier_one(decision),
        holds=decision.holds,
        appeal_until=decision.at + policies.APPEAL_WITHIN if may_appeal else None,
        appeal=appeal_of(decision),
    )


def title_of(decision: Decision) -> Words:
    """Answer in a few words what was decided."""
    measure = Measure(decision.measure)
    penalty = getattr(decision, "penalty", None)
    if measure is Measure.NONE:
        return ABOUT_PEOPLE[Sanction(penalty.sanction)] if penalty else _("A decision about your comment")
    if measure is Measure.APPROVE and decision.before in {Visibility.REJECTED, Visibility.RESTRICTED}:
        return _("Your comment is published again")
    return TITLES[measure]


def lead_of(decision: Decision) -> Words:
    """Answer in a sentence what was decided and how it came about."""
    measure = Measure(decision.measure)
    if measure is Measure.APPROVE and decision.before in {Visibility.REJECTED, Visibility.RESTRICTED}:
        return _("A moderator has looked at your comment anew, and readers see it again.")
    if measure is Measure.UNDO and decision.supersedes and decision.supersedes.measure in STATES:
        return _now("What a moderator had decided about your comment was taken back. %(now)s") % {
            "now": NOW_IT_IS[Visibility(decision.after)]
        }
    return LEADS[measure]


NOW_IT_IS = {
    Visibility.PUBLISHED: _("Readers see it."),
    Visibility.RESTRICTED: _("Readers see it collapsed."),
    Visibility.HELD: _("It waits for a moderator."),
    Visibility.REJECTED: _("Readers do not see it."),
    Visibility.WITHDRAWN: _("You have withdrawn it, so readers do not see it."),
    Visibility.ERASED: _("Its text is gone."),
}


def led_to(decision: Decision) -> Words:
    """Answer what led to a decision (DSA Art. 17(3)(b)), and never who."""
    appeal = getattr(decision, "answers_appeal", None)
    if appeal and appeal.notice_id is None:
        return _("You appealed against an earlier decision about your comment.")
    if decision.source == Source.APPEAL:
        return _("Somebody who had reported your comment appealed against what came of that.")
    return LED[Source(decision.source)]


def found_by(decision: Decision) -> Words:
    """Answer whether automatic means found the comment (DSA Art. 17(3)(c))."""
    if decision.automated_detection:
        return _("Automatic means were used to find it.")
    return _("No automatic means were used to find it.")


def decided_by(decision: Decision) -> Words:
    """Answer whether automatic means decided (DSA Art. 17(3)(c))."""
    if decision.automated_decision:
        return _("It is held by automatic means; no person has decided yet.")
    return _("A person decided. No automatic means were used to decide.")


def reasons_of(decision: Decision) -> Reasons:
    """Answer the ground of a decision, and why the comment falls under it (DSA Art. 17(3)(d), (e))."""
    return Reasons(
        rule=decision.rule.title if decision.rule else "",
        rule_text=decision.rule.text if decision.rule else "",
        version=decision.terms.number if decision.terms else None,
        law=decision.law if decision.ground == Ground.LAW else "",
        explanation=decision.explanation,
    )


def sanctioned(penalty: Penalty) -> Sanctioned:
    """Answer what a penalty does to somebody."""
    sanction = Sanction(penalty.sanction)
    return Sanctioned(
        says=ABOUT_PEOPLE[sanction],
        effect=EFFECTS[sanction],
        lifted=LIFTED[sanction],
        until=penalty.until,
        lifted_at=penalty.lifted_at,
        lifting_reason=penalty.lifting_reason,
    )


def earlier_one(decision: Decision) -> int:
    """Answer the decision that holds again, because the one in its place was taken back; 0 for none."""
    undone = decision.supersedes if decision.measure == Measure.UNDO else None
    if undone and undone.supersedes and undone.supersedes.measure in RESTRICTIVE:
        return int(undone.supersedes.pk)
    return 0


def appeal_of(decision: Decision) -> AppealLine | None:
    """Answer what became of the author's appeal against a decision."""
    own = [appeal for appeal in decision.appeals.all() if appeal.notice_id is None]
    return appeal_line(own[0]) if own else None


def appeal_line(appeal: Appeal) -> AppealLine:
    """Answer what whoever appealed is shown of it."""
    outcome = AppealOutcome(appeal.outcome)
    return AppealLine(
        pk=appeal.pk,
        text=appeal.text,
        sent_at=appeal.created_at,
        outcome=OUTCOMES[outcome],
        reply=appeal.reply,
        answered_at=appeal.decided_at,
        is_reversed=outcome is AppealOutcome.REVERSED,
    )


# ---------------------------------------------------------------- penalties by themselves


@dataclass(frozen=True, slots=True)
class PenaltyStatement:
    """What somebody is told of a penalty that a proposal led to; `reason` is a moderator's own words."""

    pk: int
    sanctioned: Sanctioned
    at: datetime
    led: Words
    reason: str
    in_force: bool
    decision: int
    appeal_until: datetime | None
    appeal: AppealLine | None


def penalties_with_reasons(penalties: "QuerySet[Penalty]") -> "QuerySet[Penalty]":
    """Answer penalties with all that a statement says of them."""
    return penalties.select_related("person", "proposal", "decision", "appeal")


def penalty_statement(penalty: Penalty, now: datetime) -> PenaltyStatement:
    """Answer what somebody is told of a penalty."""
    may_appeal = policies.may_appeal_penalty(penalty.person, penalty, now)
    appeal = getattr(penalty, "appeal", None)
    return PenaltyStatement(
        pk=penalty.pk,
        sanctioned=sanctioned(penalty),
        at=penalty.at,
        led=led_to_penalty(penalty),
        reason=penalty.proposal.reason if penalty.proposal else "",
        in_force=penalty.lifted_at is None and (penalty.until is None or penalty.until > now),
        decision=penalty.decision_id or 0,
        appeal_until=penalty.at + policies.APPEAL_WITHIN if may_appeal else None,
        appeal=appeal_line(appeal) if appeal else None,
    )


def led_to_penalty(penalty: Penalty) -> Words:
    """Answer what led to a penalty, in numbers."""
    proposal = penalty.proposal
    if proposal is None:
        return _("A decision about a comment of yours.")
    said = FOUND[Misuse(proposal.misuse)]
    return str(said) % {"bad": proposal.bad, "counted": proposal.counted}


FOUND = {
    Misuse.NOTICES: _("Of %(counted)d comments that you reported within 90 days, nothing came of %(bad)d."),
    Misuse.VIOLATIONS: _("Of %(counted)d comments that you wrote within 90 days, %(bad)d were removed."),
}
FOUND_OF_OTHERS = {
    Misuse.NOTICES: pgettext_lazy(
        "about somebody",
        "Of %(counted)d comments that they reported within 90 days, nothing came of %(bad)d.",
    ),
    Misuse.VIOLATIONS: pgettext_lazy(
        "about somebody", "Of %(counted)d comments that they wrote within 90 days, %(bad)d were removed."
    ),
}
