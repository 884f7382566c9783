"""Forgets what was told long ago: rows of which nothing follows any more."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from debates.digests.models import Announced, Digest, Told

KEPT_FOR = timedelta(days=60)
"""About twice as long as anything looks back: a digest a month, a sweep of comments too."""

BATCH = 5_000
"""Rows that one transaction deletes."""


def forget_told(*, now: datetime) -> int:
    """Delete which digests were planned and which comments told, once it is long ago; answer how many rows.

    What was sent is the outbox's to remember, and its keys keep it from being promised again.
    """
    before = now - KEPT_FOR
    return sum(
        forget(table, moment, before)
        for table, moment in ((Told, "at"), (Digest, "planned_at"), (Announced, "at"))
    )


def forget(table: Any, moment: str, before: datetime) -> int:
    """Delete the oldest rows of a table that are from before a moment, in the order of their numbers.

    No index is needed for that: older rows have lower numbers.
    """
    forgotten = 0
    while True:
        with transaction.atomic():
            oldest = table.objects.order_by("pk").values_list("pk", moment)[:BATCH]
            old = [pk for pk, at in oldest if at < before]
            table.objects.filter(pk__in=old).delete()
        forgotten += len(old)
        if len(old) < BATCH:
            return forgotten
