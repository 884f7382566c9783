"""The tables of moderation, by what they are about."""

from debates.moderation.models.appeals import Appeal, AppealOutcome, Misuse, Proposal, ProposalState
from debates.moderation.models.cases import Case, CaseNote, Desk
from debates.moderation.models.decisions import Decision, Penalty
from debates.moderation.models.notices import Notice, Outcome, State
from debates.moderation.models.rules import Rule, Terms

__all__ = [
    "Appeal",
    "AppealOutcome",
    "Case",
    "CaseNote",
    "Decision",
    "Desk",
    "Misuse",
    "Notice",
    "Outcome",
    "Penalty",
    "Proposal",
    "ProposalState",
    "Rule",
    "State",
    "Terms",
]
