"""The only writers of ballots, casts, keys, the seal, the results and the bursts."""

from debates.stances.actions.bursts import decide_burst, find_bursts
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
    "decide_burst",
    "destroy_key",
    "find_bursts",
    "renew_results",
    "seal_debate",
    "seal_waiting",
    "show_results",
    "take_snapshot",
    "withdraw",
]
