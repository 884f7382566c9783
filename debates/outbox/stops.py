"""Why an address is written to no more, and which letters that stops.

A pure rule. Sign-in codes and whatever else somebody waits for in front of a page never stop: they are asked
for at that moment, and whoever enters the code has shown that the address works.
"""

from enum import StrEnum


class Cause(StrEnum):
    """Why an address is written to no more."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"


Stops = frozenset[Cause]
"""The causes that stop a kind of letter."""

WISHED: Stops = frozenset(Cause)
"""Letters that somebody gets because they asked for such: a complaint ends the wish."""

OWED: Stops = frozenset({Cause.BOUNCE})
"""Letters to one person about what is theirs, such as a decision with its reasons: a complaint about a digest
does not keep them away, but where no mail arrives none is sent."""

PROVING: Stops = frozenset({Cause.COMPLAINT})
"""Letters by which somebody shows that they read mail at an address: they arrive there, or they prove
nothing. Strangers can cause them by typing it, so whoever complained is spared."""

SENT_ANYHOW: Stops = frozenset()
"""Letters that have just been asked for at this very address: an editor's invitation, or the link that
confirms a report, which the law has us take from everybody."""

REASONS = {
    Cause.BOUNCE: "Mail to this address came back: it is written to no more until that is lifted.",
    Cause.COMPLAINT: "Mail to this address was called spam: such is sent there no more until that is lifted.",
}
"""What a message says that was stopped, to operators."""
