"""Penalties and proposals, as moderators see them.

Each list takes the same queries however long it is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.verdicts import Verdict
from debates.moderation import policies
from debates.moderation.measures import Sanction
from debates.moderation.models import Decision, Misuse, Notice, Outcome, Penalty, Proposal, ProposalState
from debates.moderation.models.decisions import SANCTION_LABELS
from debates.moderation.queries.misuse import settled_notices, violations
from debates.moderation.queries.statements import FOUND_OF_OTHERS

PAGE = 20
MOST_FACTS = 50

Words = str | Promise


@dataclass(frozen=True, slots=True)
class PenaltyRow:
    """A penalty in the list. `because` is the decision or the reason behind it, in short."""

    pk: int
    person: str
    sanction: Words
    at: datetime
    until: datetime | None
    by: str
    because: Words
    ground: str
    lifted_at: datetime | None
    lifted_by: str
    lifting_reason: str
    in_force: bool
    may_lift: bool


@dataclass(frozen=True, slots=True)
class PenaltyPage:
    """Some of the penalties, newest first; `after` is where the next page begins, 0 where none does."""

    rows: tuple[PenaltyRow, ...]
    after: int


def known_penalties() -> "QuerySet[Penalty]":
    """Answer all penalties with what a line about them shows, newest first."""
    return Penalty.objects.select_related(
        "person", "imposed_by", "lifted_by", "decision__rule", "proposal"
    ).order_by("-pk")


def penalty_page(by: Any, now: datetime, *, everything: bool, after: int = 0) -> PenaltyPage:
    """Answer a page of the penalties in force but for warnings, or of all that there ever were."""
    penalties = known_penalties()
    if not everything:
        in_force = Penalty.objects.in_force(now).exclude(sanction=Sanction.WARN)
        penalties = penalties.filter(pk__in=in_force.values("pk"))
    if after:
        penalties = penalties.filter(pk__lt=after)
    found = [*penalties[: PAGE + 1]]
    return PenaltyPage(
        rows=tuple(penalty_row(penalty, by, now) for penalty in found[:PAGE]),
        after=found[PAGE - 1].pk if len(found) > PAGE else 0,
    )


def penalty_row(penalty: Penalty, by: Any, now: datetime) -> PenaltyRow:
    """Answer a line about a penalty. Whether it may be lifted is asked anew where that is done."""
    decision, proposal = penalty.decision, penalty.proposal
    in_force = penalty.lifted_at is None and (penalty.until is None or penalty.until > now)
    return PenaltyRow(
        pk=penalty.pk,
        person=penalty.person.display_name,
        sanction=SANCTION_LABELS[Sanction(penalty.sanction)],
        at=penalty.at,
        until=penalty.until,
        by=penalty.imposed_by.display_name if penalty.imposed_by else "",
        because=because_of(decision, proposal),
        ground=ground_of(decision, proposal),
        lifted_at=penalty.lifted_at,
        lifted_by=penalty.lifted_by.display_name if penalty.lifted_by else "",
        lifting_reason=penalty.lifting_reason,
        in_force=in_force,
        may_lift=in_force and penalty.person_id != by.pk,
    )


def because_of(decision: Decision | None, proposal: Proposal | None) -> Words:
    """Answer what led to a penalty, in short."""
    if proposal is not None:
        return str(FOUND_OF_OTHERS[Misuse(proposal.misuse)]) % {
            "bad": proposal.bad,
            "counted": proposal.counted,
        }
    return BECAUSE_OF_A_DECISION if decision is not None else ""


BECAUSE_OF_A_DECISION = pgettext_lazy("why somebody was penalised", "With a decision about a comment")


def ground_of(decision: Decision | None, proposal: Proposal | None) -> str:
    """Answer the reason that was given for a penalty."""
    if decision is not None:
        return decision.rule.title if decision.rule else decision.law
    return proposal.reason if proposal else ""


# ---------------------------------------------------------------- proposals


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal in the list of those that wait. `days` is 0 for a warning."""

    pk: int
    person: str
    misuse: Words
    found: str
    sanction: Words
    days: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """One notice or one comment that a proposal follows from. `bad` says that it counts against them."""

    at: datetime
    what: Words
    ground: str
    question: str
    language: str
    text: str
    bad: bool


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal with its facts as they are now, newest first, and the penalties that went before."""

    row: ProposalRow
    facts: tuple[Fact, ...]
    before: tuple[PenaltyRow, ...]
    verdict: Verdict
    state: Words
    is_open: bool
    reason: str
    decided_by: str


def open_proposals() -> "QuerySet[Proposal]":
    """Answer the proposals that nobody has decided about, oldest first."""
    return Proposal.objects.filter(state=ProposalState.OPEN).order_by("created_at", "pk")


def waiting_proposals() -> int:
    """Answer how many proposals wait for a decision."""
    return open_proposals().count()


def proposal_rows() -> tuple[ProposalRow, ...]:
    """Answer the proposals that wait, oldest first: as many as a page holds."""
    return tuple(
        proposal_row(proposal) for proposal in open_proposals().select_related("person")[:MOST_FACTS]
    )


def proposal_row(proposal: Proposal) -> ProposalRow:
    """Answer a line about a proposal."""
    return ProposalRow(
        pk=proposal.pk,
        person=proposal.person.display_name,
        misuse=proposal.get_misuse_display(),
        found=str(FOUND_OF_OTHERS[Misuse(proposal.misuse)])
        % {"bad": proposal.bad, "counted": proposal.counted},
        sanction=PROPOSALS[Sanction(proposal.sanction)],
        days=proposal.days,
        since=proposal.created_at,
    )


PROPOSALS = {
    Sanction.WARN: pgettext_lazy("what is proposed", "Warn them"),
    Sanction.SUSPEND: pgettext_lazy("what is proposed", "Suspend them"),
    Sanction.IGNORE_NOTICES: pgettext_lazy("what is proposed", "Take no reports from them"),
}


def proposal_page(proposal: Proposal, by: Any, now: datetime) -> ProposalPage:
    """Answer a proposal with its facts."""
    facts = notice_facts if proposal.misuse == Misuse.NOTICES else violation_facts
    earlier = known_penalties().filter(person=proposal.person)[:PAGE]
    return ProposalPage(
        row=proposal_row(proposal),
        facts=facts(proposal.person_id, now),
        before=tuple(penalty_row(penalty, by, now) for penalty in earlier),
        verdict=policies.may_decide_proposal(by, proposal),
        state=proposal.get_state_display(),
        is_open=proposal.state == ProposalState.OPEN,
        reason=proposal.reason,
        decided_by=proposal.decided_by.display_name if proposal.decided_by else "",
    )


def notice_facts(person: int, now: datetime) -> tuple[Fact, ...]:
    """Answer the settled notices of somebody within the period, newest first."""
    notices = settled_notices(now).filter(notifier=person).order_by("-settled_at", "-pk")
    found = notices.select_related("case__comment__debate", "rule")[:MOST_FACTS]
    return tuple(notice_fact(notice) for notice in found)


def notice_fact(notice: Notice) -> Fact:
    """Answer a notice as a fact: what was reported, why, and what came of it."""
    comment = notice.case.comment
    return Fact(
        at=notice.settled_at or notice.created_at,
        what=notice.get_outcome_display(),
        ground=notice.rule.title if notice.rule else notice.law,
        question=comment.debate.question,
        language=comment.debate.language,
        text=comment.plain,
        bad=notice.outcome == Outcome.UNFOUNDED,
    )


def violation_facts(person: int, now: datetime) -> tuple[Fact, ...]:
    """Answer the decisions within the period that hold and removed somebody's comments, newest first."""
    decisions = violations(now).filter(case__comment__author=person).order_by("-at", "-pk")
    found = decisions.select_related("case__comment__debate", "rule", "penalty")[:MOST_FACTS]
    return tuple(
        Fact(
            at=decision.at,
            what=decision.get_measure_display(),
            ground=decision.rule.title if decision.rule else decision.law,
            question=decision.case.comment.debate.question,
            language=decision.case.comment.debate.language,
            text=decision.case.comment.plain,
            bad=True,
        )
        for decision in found
    )
