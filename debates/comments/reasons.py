"""Why comments stand as they do: moderation, which lies above, answers, and authors see it beside theirs."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Reason:
    """What was decided about a comment, as its author is told.

    `ground` is the rule or the law, and `explanation` what was said of it; both are empty where nothing was
    taken. `url` is the whole statement, `appeal_url` where they appeal now, empty where they cannot, and
    `appeal` what became of an appeal, `reply` what it was answered.
    """

    what: str | Promise
    at: datetime
    ground: str
    explanation: str
    url: str
    appeal_url: str
    appeal: str | Promise
    reply: str


Provider = Callable[[Collection[int], datetime], Mapping[int, tuple[Reason, ...]]]
"""Answers what was decided about each of these comments of one author, by now, in few queries."""

REGISTERED: list[Provider] = []
"""Who answers; none before a room has said so. Rooms write here by `register` alone."""


def register(provider: Provider) -> None:
    """Take whoever answers, in the place of whoever did before."""
    REGISTERED[:] = [provider]


def reasons_for(comments: Collection[int], now: datetime) -> Mapping[int, tuple[Reason, ...]]:
    """Answer what was decided about each of these comments; nothing is no entry."""
    if not (REGISTERED and comments):
        return {}
    return REGISTERED[0](comments, now)
