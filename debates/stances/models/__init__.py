"""The tables of the poll, by what they are about."""

from debates.stances.models.ballots import Answer, Ballot, Cast, PollKey, ResultsShown
from debates.stances.models.bursts import Burst, BurstDecision
from debates.stances.models.seal import SealedLeaf, Snapshot

__all__ = [
    "Answer",
    "Ballot",
    "Burst",
    "BurstDecision",
    "Cast",
    "PollKey",
    "ResultsShown",
    "SealedLeaf",
    "Snapshot",
]
