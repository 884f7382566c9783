"""Decides about comments, and takes decisions back: case, comment, person and letter at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.comments.actions import lock_thread, set_visibility
from debates.comments.actions.visibility import CHANGED_MEANWHILE
from debates.comments.models import Comment, Screened
from debates.comments.models.comments import REASON_LENGTH
from debates.comments.screening import Outcome as Screening
from debates.comments.visibility import Cause, Visibility
from debates.moderation import policies
from debates.moderation.actions.casework import bring_into_line, take
from debates.moderation.actions.erasing import forget_what_repeats
from debates.moderation.actions.informing import inform, promise_again, statement_key, take_back
from debates.moderation.actions.penalties import lift, restate
from debates.moderation.actions.settling import reopen_notices, settle_anew, settle_notices
from debates.moderation.measures import RESTRICTIVE, STATES, Ground, Measure, Sanction, Source, about_the_same
from debates.moderation.models import Appeal, Case, Decision, Notice, Penalty, Rule, State, Terms
from debates.moderation.queries.facts import current_revision
from debates.moderation.queries.rules import terms_in_force


@dataclass(frozen=True, slots=True)
class Why:
    """The ground of a decision: a rule of the site, or a law that it names; `explanation` in free words."""

    ground: Ground = Ground.NONE
    rule: Rule | None = None
    law: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a decision does to the author of the comment, and until when."""

    sanction: Sanction
    until: datetime | None = None


@transaction.atomic
def decide(
    *,
    case: Case,
    expected_version: int,
    expected_comment_version: int,
    measure: Measure,
    by: Any,
    now: datetime,
    why: Why | None = None,
    consequence: Consequence | None = None,
    appeal: Appeal | None = None,
) -> Decision:
    """Decide in a case, and answer the decision.

    The two versions are those that whoever decides has seen, of the case and of its comment. Everything is
    one transaction: the decision, the comment's visibility, the notices that it answers, the penalty, and the
    promise of its letter, a minute later. `appeal` is the one that this answers: its policy was asked before,
    and an author who appealed gets the answer instead of the letter. Raises `Refused`, with what another
    moderator did, where one was quicker.
    """
    why = why or Why()
    case = take(case=case, expected_version=expected_version, now=now)
    comment = case.comment
    if appeal is None:
        policies.may_decide(by, case, measure).or_refuse()
    else:
        policies.may_take(comment, measure).or_refuse()
    if comment.version != expected_comment_version:
        raise Refused(CHANGED_MEANWHILE)
    check(why, consequence, comment, measure, now)
    before = last_standing(case, measure)
    decision = write(case, measure, why, by=by, now=now, appeal=appeal, before=before)
    bring_about(decision, comment, expected_comment_version)
    if appeal:
        lift(penalties=Penalty.objects.filter(decision=appeal.decision_id), by=by, now=now)
    if measure is Measure.APPROVE:
        # What was done to its author about this comment has lost its ground.
        lift(penalties=Penalty.objects.filter(decision__case=case), by=by, now=now)
    if consequence:
        impose(decision, consequence, now)
    elif (measure in STATES or appeal) and comment.author:
        restate(person=comment.author, now=now)
    settle_notices(decision=decision, now=now)
    if appeal and appeal.decision:
        settle_anew(reversed_=appeal.decision, by=decision, but=appeal.notice, now=now)
    if before:
        take_back(decision=before, now=now)
    inform(decision=decision, tells_author=appeal is None or appeal.notice is not None, now=now)
    bring_into_line(case=case, now=now)
    return decision


@transaction.atomic
def undo(*, decision: Decision, expected_version: int, by: Any, now: datetime) -> Decision:
    """Take a decision back, and answer the decision by which that was done.

    Within a minute its letters are taken back, too, as if it had never been, and those go out that it had
    kept back; later there is a letter about this one. Notices that it settled are open again, or as what
    holds again had settled them. `expected_version` is that of the case. Raises `Refused`.
    """
    case = take(case=decision.case, expected_version=expected_version, now=now)
    decision = Decision.objects.select_related("case__comment", "supersedes").get(pk=decision.pk)
    policies.may_undo(by, decision).or_refuse()
    comment = case.comment
    if decision.measure in STATES and comment.visibility != decision.after:
        raise Refused(_("The comment has changed since: decide about it instead."))
    back = write(case, Measure.UNDO, Why(), by=by, now=now, undone=decision)
    again = last_standing(case, Measure(decision.measure))
    if decision.measure in STATES and decision.before != decision.after:
        set_visibility(
            comment=comment,
            expected_version=comment.version,
            state=Visibility(decision.before),
            cause=Cause.MODERATION,
            public_reason=again.public_reason if again else "",
        )
    elif decision.measure in {Measure.LOCK, Measure.UNLOCK}:
        lock_thread(comment=comment, locked=decision.measure == Measure.UNLOCK)
    lift(penalties=Penalty.objects.filter(decision=decision), by=by, now=now)
    if comment.author:
        restate(person=comment.author, now=now)
    take_back(decision=decision, now=now)
    reopen_notices(decision=decision, now=now)
    if policies.letter_is_out(decision, now):
        inform(decision=back, now=now)
    elif again:
        promise_again(key=statement_key(again), decision=again, now=now)
    bring_into_line(case=case, now=now)
    return back


# ---------------------------------------------------------------- the parts of a decision


def check(
    why: Why, consequence: Consequence | None, comment: Comment, measure: Measure, now: datetime
) -> None:
    """Raise `Refused` unless the ground fits the measure, and the consequence the author."""
    if measure in RESTRICTIVE:
        check_ground(why, measure, now)
    elif why.ground is not Ground.NONE or consequence:
        raise Refused(_("What takes nothing from anybody has no ground and no penalty."))
    if measure is Measure.NONE and consequence is None:
        raise Refused(_("Choose what is to be done."))
    if consequence:
        check_consequence(consequence, comment, now)


def check_ground(why: Why, measure: Measure, now: datetime) -> None:
    """Raise `Refused` unless this is a ground: a rule that holds now, or a law."""
    if why.ground is Ground.NONE or (why.ground is Ground.SCREENING and measure is not Measure.HOLD):
        raise Refused(_("Choose the rule that the comment is against, or name the law."))
    if measure is Measure.ERASE and why.ground is not Ground.LAW:
        raise Refused(_("A text is erased only where the law asks for it: name the law."))
    if why.ground is Ground.SCREENING:
        return
    if why.ground is Ground.LAW and not why.law.strip():
        raise Refused(_("Name the law."))
    in_force = terms_in_force(now)
    if in_force is None:
        raise Refused(_("This site has not published its rules yet: a decision says which were in force."))
    if why.ground is Ground.RULES and (why.rule is None or why.rule.terms_id != in_force.pk):
        raise Refused(_("The rules have changed since you opened the page: choose the rule again."))


def check_consequence(consequence: Consequence, comment: Comment, now: datetime) -> None:
    """Raise `Refused` unless the comment has an author here, and a suspension an end."""
    if comment.author is None:
        raise Refused(_("This comment has no author here who could be warned or suspended."))
    if consequence.sanction is Sanction.IGNORE_NOTICES:
        raise Refused(_("A comment is no ground to take somebody’s notices no longer."))
    is_over = consequence.until is None or consequence.until <= now
    if consequence.sanction is Sanction.SUSPEND and is_over:
        raise Refused(_("Choose until when they are suspended."))


def write(
    case: Case,
    measure: Measure,
    why: Why,
    *,
    by: Any,
    now: datetime,
    appeal: Appeal | None = None,
    before: Decision | None = None,
    undone: Decision | None = None,
) -> Decision:
    """Write the row of a decision after the last one of its case, in the place of one or to undo one."""
    comment = case.comment
    last = Decision.objects.filter(case=case).order_by("-number").first()
    revision = current_revision(comment)
    undone = undone or (appeal.decision if appeal and measure is Measure.UNDO else None)
    goes_back = undone and undone.measure in STATES and comment.visibility == undone.after
    after = undone.before if undone and goes_back else STATES.get(measure, comment.visibility)
    return Decision.objects.create(
        case=case,
        number=last.number + 1 if last else 1,
        # Each is superseded once, also one that holds again since what did so was taken back.
        supersedes=undone or (None if hasattr(before, "superseded_by") else before),
        measure=measure,
        before=comment.visibility,
        after=after,
        comment_revision=revision,
        case_version=case.version,
        ground=why.ground,
        rule=why.rule,
        terms=terms_of(why, now),
        law=why.law.strip(),
        explanation=why.explanation.strip(),
        public_reason=public_reason(why) if measure in STATES else "",
        source=Source.SCREENING if measure is Measure.HOLD else source_of(case, comment, appeal),
        automated_detection=was_found_by_screening(comment, revision),
        automated_decision=measure is Measure.HOLD,
        decided_by=by,
        at=now,
    )


def terms_of(why: Why, now: datetime) -> Terms | None:
    """Answer the version of the rules that was in force where somebody judged by rules or by law."""
    if why.rule:
        return why.rule.terms
    return terms_in_force(now) if why.ground is Ground.LAW else None


def last_standing(case: Case, measure: Measure) -> Decision | None:
    """Answer the last decision in a case that holds and in whose place one of this measure comes."""
    standing = Decision.objects.standing().filter(case=case, measure__in=[*about_the_same(measure)])
    return standing.order_by("-number").first()


def public_reason(why: Why) -> str:
    """Answer what readers are told in the place of a comment."""
    if why.ground is Ground.RULES and why.rule:
        # Translators: stands in the place of a comment that was removed.
        return (_now("Against the rule: %(rule)s") % {"rule": why.rule.title})[:REASON_LENGTH]
    if why.ground is Ground.LAW:
        return (_now("Illegal: %(law)s") % {"law": why.law.strip()})[:REASON_LENGTH]
    return ""


def source_of(case: Case, comment: Comment, appeal: Appeal | None) -> Source:
    """Answer what led to a decision (DSA Art. 17(3)(b))."""
    if appeal:
        return Source.APPEAL
    if Notice.objects.filter(case=case, state=State.OPEN).exists():
        return Source.NOTICE
    return Source.SCREENING if comment.visibility == Visibility.HELD else Source.OWN


def was_found_by_screening(comment: Comment, revision: int) -> bool:
    """Answer whether a check that runs on its own has held or reported what the comment now says."""
    found = Screened.objects.filter(revision__comment=comment, revision__number=revision)
    return found.exclude(outcome=Screening.PUBLISH).exists()


def bring_about(decision: Decision, comment: Comment, expected_version: int) -> None:
    """Do to the comment what was decided: one that stays as it is keeps its version, and so its form."""
    measure = Measure(decision.measure)
    if measure in {Measure.LOCK, Measure.UNLOCK}:
        lock_thread(comment=comment, locked=measure is Measure.LOCK)
    elif measure in STATES and (decision.before != decision.after or comment.public_reason):
        set_visibility(
            comment=comment,
            expected_version=expected_version,
            state=STATES[measure],
            cause=Cause.ERASURE if measure is Measure.ERASE else Cause.MODERATION,
            public_reason=decision.public_reason,
        )
    if measure is Measure.ERASE:
        forget_what_repeats(case=decision.case)


def impose(decision: Decision, consequence: Consequence, now: datetime) -> None:
    """Write the penalty of a decision, and bring its person's standing into line."""
    person = decision.case.comment.author
    if person is None:  # refused before
        return
    Penalty.objects.create(
        person=person,
        sanction=consequence.sanction,
        until=consequence.until if consequence.sanction is Sanction.SUSPEND else None,
        decision=decision,
        at=now,
        imposed_by=decision.decided_by,
    )
    restate(person=person, now=now)
