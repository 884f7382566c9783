"""Tells notices what became of them, in the transaction of what decided it."""

from datetime import datetime

from django.db.models import Q

from debates.moderation.actions.informing import inform_notifier
from debates.moderation.measures import RESTRICTIVE, STATES, Measure
from debates.moderation.models import Decision, Notice, Outcome, State

ANSWERING = frozenset({*STATES, Measure.NONE}) - {Measure.HOLD}
"""Measures by which the open notices of a case are answered."""


def settle_notices(*, decision: Decision, now: datetime) -> None:
    """Settle the open notices of a case by a decision about its comment, and promise the letters."""
    if decision.measure not in ANSWERING:
        return
    outcome = Outcome.FOUNDED if decision.measure in RESTRICTIVE else Outcome.UNFOUNDED
    for notice in Notice.objects.filter(case=decision.case, state=State.OPEN):
        notice.state, notice.outcome = State.SETTLED, outcome
        notice.settled_at, notice.settled_by = now, decision
        notice.save(update_fields=["state", "outcome", "settled_at", "settled_by"])
        inform_notifier(notice=notice, decision=decision, now=now)


def settle_anew(*, reversed_: Decision, by: Decision, but: Notice | None, now: datetime) -> None:
    """Settle once more the notices that a decision had settled which an appeal reversed, and tell the others.

    What was found in the end is what counts for how often their notifiers are right; the decisions keep what
    was found before. `but` is the notice whose sender appealed: they get the answer.
    """
    if by.supersedes_id != reversed_.pk:
        return
    outcome = Outcome.FOUNDED if by.measure in RESTRICTIVE else Outcome.UNFOUNDED
    for notice in Notice.objects.filter(settled_by=reversed_).exclude(outcome=outcome):
        notice.outcome, notice.settled_at, notice.settled_by = outcome, now, by
        notice.save(update_fields=["outcome", "settled_at", "settled_by"])
        if but is None or notice.pk != but.pk:
            inform_notifier(notice=notice, decision=by, now=now)


def settle_gone(*, notices: list[Notice], now: datetime) -> None:
    """Settle notices of a comment that its author has withdrawn before anybody decided."""
    for notice in notices:
        notice.state, notice.outcome, notice.settled_at = State.SETTLED, Outcome.GONE, now
        notice.save(update_fields=["state", "outcome", "settled_at"])
        inform_notifier(notice=notice, decision=None, now=now)


def reopen_notices(*, decision: Decision) -> None:
    """Open again what a decision had settled that was taken back, unless its notifier has sent another."""
    for notice in Notice.objects.filter(settled_by=decision):
        others = Notice.objects.exclude(pk=notice.pk).exclude(state=State.SETTLED).filter(case=notice.case)
        if not others.filter(of_the_same(notice)).exists():
            notice.state, notice.outcome, notice.settled_at, notice.settled_by = State.OPEN, "", None, None
            notice.save(update_fields=["state", "outcome", "settled_at", "settled_by"])


def of_the_same(notice: Notice) -> Q:
    """Answer what tells the notices of the same sender; whoever gave no address has sent only this one."""
    if notice.notifier_id:
        return Q(notifier=notice.notifier_id)
    return Q(notifier__isnull=True, email__iexact=notice.email) & ~Q(email="")
