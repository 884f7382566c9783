"""The states of a debate, and which moves lead from one to another.

A pure table: who may make a move stands in `policies.py`, what a move writes in `actions/moving.py`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a debate stands. Stored as text; a constraint admits no other value."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    CLOSED = "closed"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


PUBLIC = frozenset({Status.PUBLISHED, Status.CLOSED, Status.ARCHIVED})
"""Readers see a debate in these states, with everything in it that is published."""

ENDED = frozenset({Status.CLOSED, Status.ARCHIVED})
"""The debate is over: its conclusion shows."""


class Round(StrEnum):
    """Which turn of its position an essay is."""

    OPENING = "opening"
    REBUTTAL = "rebuttal"
    CLOSING = "closing"


ROUNDS = tuple(Round)
"""The rounds in the order in which they are written and read."""

LATER_ROUNDS = ROUNDS[1:]
"""The rounds that become public after the debate, each for all positions at once."""


class Move(StrEnum):
    """A step of the workflow, named by its verb."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PUBLISH = "publish"
    CLOSE = "close"
    REOPEN = "reopen"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    UNPUBLISH = "unpublish"
    WITHDRAW = "withdraw"
    REVISE = "revise"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Step:
    """From which states a move may start, and where it ends."""

    sources: frozenset[Status]
    target: Status


STEPS: dict[Move, Step] = {
    Move.SUBMIT: Step(frozenset({Status.DRAFT}), Status.IN_REVIEW),
    Move.RETURN: Step(frozenset({Status.IN_REVIEW}), Status.DRAFT),
    # Another editor has read it: that is on record, and the debate stays where it is.
    Move.APPROVE: Step(frozenset({Status.IN_REVIEW}), Status.IN_REVIEW),
    Move.SCHEDULE: Step(frozenset({Status.IN_REVIEW}), Status.SCHEDULED),
    Move.UNSCHEDULE: Step(frozenset({Status.SCHEDULED}), Status.IN_REVIEW),
    Move.PUBLISH: Step(frozenset({Status.IN_REVIEW, Status.SCHEDULED}), Status.PUBLISHED),
    Move.CLOSE: Step(frozenset({Status.PUBLISHED}), Status.CLOSED),
    Move.REOPEN: Step(frozenset({Status.CLOSED}), Status.PUBLISHED),
    Move.ARCHIVE: Step(frozenset({Status.CLOSED}), Status.ARCHIVED),
    Move.UNARCHIVE: Step(frozenset({Status.ARCHIVED}), Status.CLOSED),
    Move.UNPUBLISH: Step(PUBLIC, Status.DRAFT),
    Move.WITHDRAW: Step(PUBLIC, Status.WITHDRAWN),
    Move.REVISE: Step(frozenset({Status.WITHDRAWN}), Status.DRAFT),
    # What another site published and closed long ago comes in as closed. No person is offered this move.
    Move.IMPORT: Step(frozenset({Status.DRAFT}), Status.CLOSED),
}


class IllegalMove(Exception):  # noqa: N818 - it names the move, not a fault of the program
    """The move does not start from the state that the debate is in."""

    def __init__(self, move: Move, status: Status) -> None:
        super().__init__(f"A debate that is {status.value} cannot make the move “{move.value}”.")
        self.move = move
        self.status = status


def target_of(move: Move, status: Status) -> Status:
    """Answer the state that `move` leads to from `status`. Raises `IllegalMove` where it leads nowhere."""
    step = STEPS[move]
    if status not in step.sources:
        raise IllegalMove(move, status)
    return step.target


def moves_from(status: Status) -> tuple[Move, ...]:
    """Answer the moves that start from `status`, in the order of the table."""
    return tuple(move for move, step in STEPS.items() if status in step.sources)
