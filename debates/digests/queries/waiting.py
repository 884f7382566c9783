"""Which comments wait for somebody's next digest."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from debates.comments.visibility import SHOWN
from debates.digests.models import Kind, Subscription, Told, Why
from debates.digests.schedule import Frequency


def waiting_for(people: Iterable[int]) -> QuerySet[Told]:
    """Answer the comments that wait for these people, those that readers see now, oldest first."""
    waiting = Told.objects.filter(subscriber__in=[*people], at_once=False, digest=None)
    return waiting.filter(comment__visibility__in=[*SHOWN]).select_related("comment").order_by("pk")


def frequency_of(told: Told, wanted: Mapping[int, Sequence[Subscription]]) -> Frequency | None:
    """Answer how often whoever is to be told wants that now; None where never. It comes with its comment.

    What came before somebody wanted it again is not told.
    """
    thread = told.comment.thread_id or told.comment_id
    for row in wanted.get(told.subscriber_id, ()):
        if (told.why == Why.REPLY and row.kind == Kind.REPLIES) or (
            told.why == Why.THREAD and row.kind == Kind.THREAD and row.thread_id == thread
        ):
            return Frequency(row.frequency) if row.since <= told.at else None
    return None


def is_told(told: Told, wanted: Mapping[int, Sequence[Subscription]], *, is_weekly: bool) -> bool:
    """Answer whether the next digest tells it: what is wanted weekly waits for the day."""
    frequency = frequency_of(told, wanted)
    return frequency is not None and (is_weekly or frequency is not Frequency.WEEKLY)
