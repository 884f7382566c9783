"""The order in which positions were shown, signed: a link or a form carries it to the ballot.

The same order of the same debate is always the same text, so that a public page stays the same for everybody
who sees that order.
"""

from django.core.signing import BadSignature, Signer

SIGNER = "stances.shown_order"


def signed_order(debate_id: int, arm: int) -> str:
    """Answer the text that says that this debate's positions were shown rotated by `arm`."""
    return Signer(salt=SIGNER).sign(f"{debate_id}-{arm}")


def order_of(token: str, debate_id: int) -> int | None:
    """Answer the arm that the text says of this debate; None for a text that we have not signed for it."""
    try:
        debate, _dash, arm = Signer(salt=SIGNER).unsign(token).partition("-")
    except BadSignature:
        return None
    return int(arm) if debate == str(debate_id) else None
