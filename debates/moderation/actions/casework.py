"""Opens cases, and keeps each in the queue that its facts call for."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.verdicts import Refused
from debates.comments.models import Comment
from debates.moderation.models import Case
from debates.moderation.queries.facts import standing_of, waiting_since
from debates.moderation.queries.overtaken import what_happened
from debates.moderation.queues import Queue
from debates.moderation.urgency import Severity


@transaction.atomic
def open_case(*, comment: Comment, now: datetime) -> Case:
    """Answer the case of a comment, opened now where there is none. Whoever asks brings it into line.

    It is kept from others until the transaction ends. Whoever writes rows of a case, a notice or an appeal,
    has it first: two that write first and ask for it then could wait for each other.
    """
    case, _new = Case.objects.get_or_create(
        comment=comment,
        defaults={
            "queue": Queue.NEW,
            "severity": Severity.USUAL,
            "since": now,
            "urgent_at": now,
            "opened_at": now,
        },
    )
    return held_case(case.pk)


def held_case(pk: int) -> Case:
    """Answer a case as it is, kept from others until the transaction ends: whatever happens in it waits."""
    return Case.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def take(*, case: Case, expected_version: int, now: datetime) -> Case:
    """Answer the case as it is, kept from others until the transaction ends, its comment with it.

    The case is always locked before its comment. Raises `Refused`, with what somebody else has done, where it
    is no longer as whoever acts has seen it.
    """
    cases = Case.objects.select_for_update(of=("self",), no_key=True).select_related("comment__debate")
    found = cases.filter(pk=case.pk).first()
    if found is None or found.version != expected_version:
        raise Refused(what_happened(found, expected_version, now))
    return found


@transaction.atomic(savepoint=False)
def bring_into_line(*, case: Case, now: datetime) -> Case:
    """Put a case into the queue that its rows call for, in the transaction of what changed them.

    Its version grows, so that whoever looks at an earlier one finds out before they decide. The case is
    locked first: of two that change its rows at once the second counts what the first has written.
    """
    before = held_case(case.pk)
    comment = Comment.objects.get(pk=case.comment_id)
    standing = standing_of(before, comment)
    since = before.since
    if before.queue != standing.queue:
        since = waiting_since(before, comment, standing.queue, now)
    Case.objects.filter(pk=case.pk).update(
        queue=standing.queue,
        severity=standing.severity,
        since=since,
        urgent_at=standing.urgent_at(since),
        seen_version=comment.version,
        version=F("version") + 1,
    )
    case.refresh_from_db()
    return case
