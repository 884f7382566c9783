"""The only writers of ballots, casts, keys and the seal."""

from debates.stances.actions.casting import cast_ballot, claim_unverified, destroy_key, withdraw
from debates.stances.actions.sealing import seal_debate, seal_waiting

__all__ = ["cast_ballot", "claim_unverified", "destroy_key", "seal_debate", "seal_waiting", "withdraw"]
