"""Tells notices what became of them, in the transaction of what decided it."""

from datetime import datetime

from django.db.models import Q

from debates.moderation.actions.informing import inform_notifier, outcome_key, promise_again
from debates.moderation.measures import RESTRICTIVE, STATES, Measure, Source
from debates.moderation.models import Decision, Notice, Outcome, State
from debates.moderation.policies import LETTER_AFTER

ANSWERING = frozenset({*STATES, Measure.NONE}) - {Measure.HOLD}
"""Measures by which the open notices of a case are answered."""


def settle_notices(*, decision: Decision, now: datetime) -> None:
    """Settle the open notices of a case by a decision about its comment, and promise the letters.

    With them those that another decision has settled whose letters are not due yet: they say what is decided
    in the end. The answer to an appeal leaves those to `settle_anew`.
    """
    if decision.measure not in ANSWERING:
        return
    answered = Q(state=State.OPEN)
    if decision.measure in STATES and decision.source != Source.APPEAL:
        answered |= Q(settled_by__at__gt=now - LETTER_AFTER)
    for notice in Notice.objects.filter(answered, case=decision.case):
        settle(notice, decision)
        inform_notifier(notice=notice, decision=decision, now=now)


def settle(notice: Notice, decision: Decision) -> None:
    """Store that a decision answers a notice."""
    notice.state, notice.outcome = State.SETTLED, outcome_of(decision)
    notice.settled_at, notice.settled_by = decision.at, decision
    notice.save(update_fields=["state", "outcome", "settled_at", "settled_by"])


def outcome_of(decision: Decision) -> Outcome:
    """Answer what a notice comes to by a decision."""
    return Outcome.FOUNDED if decision.measure in RESTRICTIVE else Outcome.UNFOUNDED


def settle_anew(*, reversed_: Decision, by: Decision, but: Notice | None, now: datetime) -> None:
    """Settle once more the notices that a decision had settled which an appeal reversed, and tell the others.

    What was found in the end is what counts for how often their notifiers are right; the decisions keep what
    was found before. `but` is the notice whose sender appealed: they get the answer.
    """
    if by.supersedes_id != reversed_.pk:
        return
    for notice in Notice.objects.filter(settled_by=reversed_).exclude(outcome=outcome_of(by)):
        settle(notice, by)
        if but is None or notice.pk != but.pk:
            inform_notifier(notice=notice, decision=by, now=now)


def settle_gone(*, notices: list[Notice], now: datetime) -> None:
    """Settle notices of a comment that its author has withdrawn before anybody decided."""
    for notice in notices:
        notice.state, notice.outcome, notice.settled_at = State.SETTLED, Outcome.GONE, now
        notice.save(update_fields=["state", "outcome", "settled_at"])
        inform_notifier(notice=notice, decision=None, now=now)


def reopen_notices(*, decision: Decision, now: datetime) -> None:
    """Open again what a decision had settled that was taken back, unless its notifier has sent another.

    What was settled before it, by a decision that holds again, is settled by that.
    """
    measures = [measure.value for measure in ANSWERING]
    standing = Decision.objects.standing().filter(case=decision.case, measure__in=measures)
    before = standing.filter(number__lt=decision.number).order_by("-number").first()
    for notice in Notice.objects.filter(settled_by=decision):
        if before and (notice.confirmed_at or notice.created_at) <= before.at:
            settle(notice, before)
            promise_again(key=outcome_key(notice, before), decision=before, now=now)
            continue
        others = Notice.objects.exclude(pk=notice.pk).exclude(state=State.SETTLED).filter(case=notice.case)
        if not others.filter(of_the_same(notice)).exists():
            notice.state, notice.outcome, notice.settled_at, notice.settled_by = State.OPEN, "", None, None
            notice.save(update_fields=["state", "outcome", "settled_at", "settled_by"])


def of_the_same(notice: Notice) -> Q:
    """Answer what tells the notices of the same sender; whoever gave no address has sent only this one."""
    if notice.notifier_id:
        return Q(notifier=notice.notifier_id)
    return Q(notifier__isnull=True, email__iexact=notice.email) & ~Q(email="")
