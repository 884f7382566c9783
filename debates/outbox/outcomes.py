"""What a sender has to say of a message, for those who write it down."""

from dataclasses import dataclass
from datetime import datetime

from debates.outbox.models import State


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one message in the hands of a sender; `due_at` where it is to be tried again."""

    pk: int
    state: State
    reason: str = ""
    due_at: datetime | None = None
