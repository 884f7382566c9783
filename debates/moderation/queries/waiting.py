"""What waits for moderators, for the summary that they get by e-mail and for their desk."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from debates.moderation.models import Case, Proposal, ProposalState
from debates.moderation.models.cases import QUEUE_LABELS
from debates.moderation.queries.appeals import open_appeals
from debates.moderation.queues import OPEN, Queue


@dataclass(frozen=True, slots=True)
class Waiting:
    """So much waits somewhere, the oldest since then. `page` is the name of its URL, with its `args`."""

    label: str | Promise
    count: int
    oldest: datetime
    page: str
    args: tuple[str, ...] = ()


def what_waits() -> tuple[Waiting, ...]:
    """Answer each place in which something waits, the most pressing first, in four queries."""
    rows = Case.objects.open().order_by().values("queue")
    found = {row["queue"]: row for row in rows.annotate(count=Count("pk"), oldest=Min("since"))}
    lines = [
        Waiting(QUEUE_LABELS[queue], found[queue]["count"], found[queue]["oldest"], *page_of(queue))
        for queue in OPEN
        if queue in found
    ]
    penalties = (
        open_appeals().filter(penalty__isnull=False).aggregate(count=Count("pk"), oldest=Min("created_at"))
    )
    if penalties["count"]:
        label = _("Appeals against penalties")
        lines.append(Waiting(label, penalties["count"], penalties["oldest"], "moderation:appeals"))
    proposals = Proposal.objects.filter(state=ProposalState.OPEN).aggregate(
        count=Count("pk"), oldest=Min("created_at")
    )
    if proposals["count"]:
        label = _("Proposals about misuse")
        lines.append(Waiting(label, proposals["count"], proposals["oldest"], "moderation:proposals"))
    return tuple(lines)


def page_of(queue: Queue) -> tuple[str, tuple[str, ...]]:
    """Answer the page on which moderators find this queue."""
    if queue is Queue.APPEALED:
        return "moderation:appeals", ()
    return "moderation:queue", (queue.value,)


def is_anything_waiting() -> bool:
    """Answer whether anything waits for moderators."""
    return (
        Case.objects.open().exists()
        or open_appeals().exists()
        or Proposal.objects.filter(state=ProposalState.OPEN).exists()
    )
