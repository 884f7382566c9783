"""In which order moderators find the cases of a queue: severity, notices and age made one moment.

A case stands where one would stand that had no weight and had come so much earlier. Age counts by itself, so
nothing waits for ever behind what is worse, and no number has to be computed anew as time goes by.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import IntEnum


class Severity(IntEnum):
    """How much harm is likely while a comment waits."""

    USUAL = 0
    NOTABLE = 1
    SERIOUS = 2
    GRAVE = 3


HEAD_START = {
    Severity.USUAL: timedelta(0),
    Severity.NOTABLE: timedelta(hours=6),
    Severity.SERIOUS: timedelta(hours=24),
    Severity.GRAVE: timedelta(hours=72),
}
"""For so much longer a case counts as waiting."""

OF_A_NOTICE = timedelta(hours=4)
"""What a notice adds whose notifier was always right."""
OF_NOTICES = timedelta(hours=24)
"""What all notices of a case add at most: a crowd can press a button."""


def weight_of(founded: int, unfounded: int) -> float:
    """Answer how much a notice weighs, 0 to 1: how often its notifier was right, by Laplace's rule.

    Of somebody with no decided notice it is one half.
    """
    return (founded + 1) / (founded + unfounded + 2)


def head_start(severity: Severity, weights: Iterable[float]) -> timedelta:
    """Answer by how much earlier a case counts as having come than it did."""
    return HEAD_START[severity] + min(OF_A_NOTICE * sum(weights), OF_NOTICES)


def urgent_at(since: datetime, severity: Severity, weights: Iterable[float]) -> datetime:
    """Answer the moment by which a case is sorted that has waited `since` then; the earliest comes first."""
    return since - head_start(severity, weights)
