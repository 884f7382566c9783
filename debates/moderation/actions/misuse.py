"""Proposes what is to be done about misuse, and does it where a person confirms it (DSA Art. 23)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.moderation import policies
from debates.moderation.actions.informing import promise_to
from debates.moderation.actions.penalties import restate
from debates.moderation.measures import Sanction
from debates.moderation.misuse import Record, Step, days_of, is_misuse, next_step
from debates.moderation.models import Misuse, Penalty, Proposal, ProposalState
from debates.moderation.models.appeals import PROPOSED
from debates.moderation.obligations import Obligation, is_on
from debates.moderation.queries.misuse import NOTHING, Past, pasts_of, records_of, threshold_of
from debates.moderation.queries.overtaken import ago

IMPOSED = "moderation_penalty"
"""The kind of the letter with the statement of a penalty that a proposal led to."""

REASON_LENGTH = 500
NOBODY = Record(0, 0, None)


def find_misuse(*, now: datetime) -> int:
    """Propose what is due about whoever misuses the site, and answer how many proposals are new.

    What waits already is brought up to date, and dropped where the facts no longer bear it out: a decision
    was reversed, or time has passed. Run twice, or by two workers, it doubles nothing.
    """
    if not is_on(Obligation.MISUSE):
        return 0
    return sum(find_one_misuse(misuse=misuse, now=now) for misuse in Misuse)


def find_one_misuse(*, misuse: Misuse, now: datetime) -> int:
    """Do so for one way of misusing the site."""
    waiting = {proposal.person_id: proposal for proposal in open_proposals(misuse)}
    records = records_of(misuse, now)
    if fewer := waiting.keys() - records.keys():
        records |= records_of(misuse, now, fewer)
    for person, proposal in waiting.items():
        record = records.get(person, NOBODY)
        if (proposal.bad, proposal.counted) != (record.bad, record.counted):
            bring_up_to_date(proposal=proposal, record=record, now=now)
    others = records.keys() - waiting.keys()
    pasts = pasts_of(misuse, others, now) if others else {}
    return sum(
        propose(
            misuse=misuse, person=person, record=records[person], past=pasts.get(person, NOTHING), now=now
        )
        for person in sorted(others)
    )


def open_proposals(misuse: Misuse) -> list[Proposal]:
    """Answer the proposals about this misuse that nobody has decided about."""
    return [*Proposal.objects.filter(misuse=misuse, state=ProposalState.OPEN)]


@transaction.atomic
def bring_up_to_date(*, proposal: Proposal, record: Record, now: datetime) -> None:
    """Write into an open proposal what is known now, or drop it where that is no misuse."""
    still_open = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN)
    if is_misuse(record, threshold_of(Misuse(proposal.misuse))):
        still_open.update(bad=record.bad, counted=record.counted)
        return
    reason = _now("The facts no longer bear it out.")
    still_open.update(state=ProposalState.DISMISSED, reason=reason, decided_at=now)


@transaction.atomic
def propose(*, misuse: Misuse, person: int, record: Record, past: Past, now: datetime) -> bool:
    """Propose a warning or a sanction where one is due; answer whether that is new."""
    step = next_step(record, threshold_of(misuse), warned_at=past.warned_at, decided_at=past.decided_at)
    if step is None or past.is_sanctioned:
        return False
    is_warning = step is Step.WARN
    _proposal, new = Proposal.objects.get_or_create(
        person_id=person,
        misuse=misuse,
        state=ProposalState.OPEN,
        defaults={
            "bad": record.bad,
            "counted": record.counted,
            "sanction": Sanction.WARN if is_warning else PROPOSED[misuse],
            "days": 0 if is_warning else days_of(past.sanctions),
            "created_at": now,
        },
    )
    return new


@transaction.atomic
def confirm_proposal(*, proposal: Proposal, reason: str, by: Any, now: datetime) -> Penalty:
    """Impose what is proposed, from now on, and promise the statement of it. Raises `Refused`."""
    proposal = undecided(proposal, by, now)
    policies.may_confirm_proposal(by, proposal).or_refuse()
    settle_proposal(proposal, ProposalState.CONFIRMED, reason, by, now)
    penalty = Penalty.objects.create(
        person=proposal.person,
        sanction=proposal.sanction,
        until=now + timedelta(days=proposal.days) if proposal.days else None,
        proposal=proposal,
        at=now,
        imposed_by=by,
    )
    restate(person=proposal.person, now=now)
    promise_to(proposal.person.email, IMPOSED, ids={"penalty": penalty.pk}, now=now)
    return penalty


@transaction.atomic
def dismiss_proposal(*, proposal: Proposal, reason: str, by: Any, now: datetime) -> Proposal:
    """Let what is proposed be; it is not proposed again before something new is known. Raises `Refused`."""
    proposal = undecided(proposal, by, now)
    policies.may_decide_proposal(by, proposal).or_refuse()
    return settle_proposal(proposal, ProposalState.DISMISSED, reason, by, now)


DID = {
    ProposalState.CONFIRMED: _("%(name)s already confirmed this %(ago)s ago."),
    ProposalState.DISMISSED: _("%(name)s already dismissed this %(ago)s ago."),
}


def undecided(proposal: Proposal, by: Any, now: datetime) -> Proposal:
    """Answer a proposal as it is now, kept from others; raise `Refused` where another has decided it."""
    proposals = Proposal.objects.select_for_update(of=("self",), no_key=True)
    found = proposals.select_related("person", "decided_by").get(pk=proposal.pk)
    if found.decided_at and found.decided_by and found.decided_by != by:
        told = DID[ProposalState(found.state)]
        raise Refused(str(told) % {"name": found.decided_by.display_name, "ago": ago(found.decided_at, now)})
    return found


def settle_proposal(
    proposal: Proposal, state: ProposalState, reason: str, by: Any, now: datetime
) -> Proposal:
    """Record what somebody decided about a proposal; raise `Refused` without a reason."""
    reason = reason.strip()
    if not 1 <= len(reason) <= REASON_LENGTH:
        raise Refused(_("Say why, in at most 500 characters."))
    proposal.state, proposal.reason, proposal.decided_by, proposal.decided_at = state, reason, by, now
    proposal.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return proposal
