"""The queues in which moderators find comments, and in which of them a comment stands.

A case stands in one queue: the first in the order below that its facts call for. Where what happened called
for nothing, it is decided.
"""

from dataclasses import dataclass
from enum import StrEnum


class Queue(StrEnum):
    """What a case waits for, or that it waits for nothing."""

    APPEALED = "appealed"
    """Somebody complains of a decision (DSA Art. 20)."""
    REPORTED = "reported"
    """A reader, or the screening, reports what readers see."""
    HELD = "held"
    """Readers do not see it before a moderator has decided."""
    NEW = "new"
    """Readers see it, and no moderator has looked at it."""
    DECIDED = "decided"
    """Nothing is to be done: a moderator has decided, or its author has withdrawn it."""


OPEN = (Queue.APPEALED, Queue.REPORTED, Queue.HELD, Queue.NEW)
"""The queues in which something waits."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case.

    `has_text` says that there is a text to decide about: neither withdrawn nor erased. `is_looked_at` that a
    moderator has decided about the comment as it now reads; `is_flagged` that the screening reported what it
    now reads, and no moderator has looked at that.
    """

    has_text: bool
    is_held: bool
    is_flagged: bool
    is_looked_at: bool
    open_notices: int
    open_appeals: int


def queue_of(facts: Facts) -> Queue:
    """Answer the queue in which a case stands."""
    if facts.open_appeals:
        return Queue.APPEALED
    if not facts.has_text:
        return Queue.DECIDED
    if facts.open_notices or (facts.is_flagged and not facts.is_held):
        return Queue.REPORTED
    if facts.is_held:
        return Queue.HELD
    return Queue.DECIDED if facts.is_looked_at else Queue.NEW
