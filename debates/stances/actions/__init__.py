"""The only writers of ballots, casts, keys, the seal and the results."""

from debates.stances.actions.casting import (
    cast_ballot,
    claim_unverified,
    destroy_key,
    show_results,
    withdraw,
)
from debates.stances.actions.renewing import renew_results, take_snapshot
from debates.stances.actions.sealing import seal_debate, seal_waiting

__all__ = [
    "cast_ballot",
    "claim_unverified",
    "destroy_key",
    "renew_results",
    "seal_debate",
    "seal_waiting",
    "show_results",
    "take_snapshot",
    "withdraw",
]
