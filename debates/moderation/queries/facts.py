"""What is known of a case now: what its queue and its place in it follow from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import Lower

from debates.comments.models import Comment, CommentRevision, Screened
from debates.comments.screening import Outcome as Screening
from debates.comments.visibility import Visibility
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import Appeal, AppealOutcome, Case, Decision, Notice, Outcome, State
from debates.moderation.queues import Facts, Queue, queue_of
from debates.moderation.urgency import Severity, urgent_at, weight_of

ABOUT_THREADS = (Measure.LOCK.value, Measure.UNLOCK.value, Measure.UNDO.value)
"""Measures after which nobody has yet decided about the comment itself."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: its queue, how severe it is, and how much its notices weigh."""

    queue: Queue
    severity: Severity
    weights: tuple[float, ...]

    def urgent_at(self, since: datetime) -> datetime:
        """Answer the moment by which the case is sorted in its queue."""
        return urgent_at(since, self.severity, self.weights)


def standing_of(case: Case, comment: Comment) -> Standing:
    """Answer where a case stands, from its rows and its comment's."""
    notices = [*open_notices(case)]
    facts = facts_of(case, comment, len(notices))
    return Standing(queue_of(facts), severity_of(notices, is_flagged=facts.is_flagged), weights_of(notices))


def facts_of(case: Case, comment: Comment, notices: int) -> Facts:
    """Answer what is known of a case with so many open notices."""
    revision = current_revision(comment)
    looked_at = Decision.objects.standing().filter(
        case=case, automated_decision=False, comment_revision=revision
    )
    is_looked_at = looked_at.exclude(measure__in=ABOUT_THREADS).exists()
    flagged = Screened.objects.filter(
        revision__comment=comment, revision__number=revision, outcome=Screening.REPORT
    )
    return Facts(
        has_text=comment.visibility not in {Visibility.WITHDRAWN, Visibility.ERASED},
        is_held=comment.visibility == Visibility.HELD,
        is_flagged=not is_looked_at and flagged.exists(),
        is_looked_at=is_looked_at,
        open_notices=notices,
        open_appeals=Appeal.objects.filter(decision__case=case, outcome=AppealOutcome.OPEN).count(),
    )


def current_revision(comment: Comment) -> int:
    """Answer the number of the revision that a comment now reads as; 0 where it was erased."""
    newest = CommentRevision.objects.filter(comment=comment).aggregate(number=Max("number"))["number"]
    return newest or 0


def waiting_since(case: Case, comment: Comment, queue: Queue, now: datetime) -> datetime:
    """Answer since when a case has waited for what its queue is for: the first notice, or the text as it is.

    So a case that comes back, because a decision was undone, stands where it stood. What is decided waits for
    nothing, and is so since now.
    """
    if queue is Queue.DECIDED:
        return now
    found: datetime | None = None
    if queue is Queue.APPEALED:
        open_ = Appeal.objects.filter(decision__case=case, outcome=AppealOutcome.OPEN)
        found = open_.aggregate(first=Min("created_at"))["first"]
    elif queue is Queue.REPORTED:
        found = Notice.objects.filter(case=case, state=State.OPEN).aggregate(first=Min("confirmed_at"))[
            "first"
        ]
    if found is None:
        found = CommentRevision.objects.filter(comment=comment).aggregate(last=Max("at"))["last"]
    return max(found, case.opened_at) if found else now


def open_notices(case: Case) -> Iterable[Notice]:
    """Answer the notices of a case that nobody has decided about, each with its rule."""
    return Notice.objects.select_related("rule").filter(case=case, state=State.OPEN)


def severity_of(notices: Iterable[Notice], *, is_flagged: bool) -> Severity:
    """Answer how severe a case is: as its gravest notice says, or the screening."""
    found = [Severity.NOTABLE] if is_flagged else []
    for notice in notices:
        if notice.is_excepted:
            found.append(Severity.GRAVE)
        elif notice.ground == Ground.LAW:
            found.append(Severity.SERIOUS)
        elif notice.rule:
            found.append(Severity(notice.rule.severity))
    return max(found, default=Severity.USUAL)


def weights_of(notices: Iterable[Notice]) -> tuple[float, ...]:
    """Answer how much each of these notices weighs: by how often its notifier was right before.

    Two queries at most: one for those with an account, one for addresses.
    """
    accounts = {notice.notifier_id for notice in notices if notice.notifier_id}
    addresses = {notice.email.lower() for notice in notices if not notice.notifier_id and notice.email}
    before: dict[int | str, tuple[int, int]] = {}
    if accounts:
        before |= settled_of(Q(notifier__in=accounts), F("notifier"))
    if addresses:
        before |= settled_of(Q(notifier__isnull=True, email_lower__in=addresses), F("email_lower"))
    return tuple(
        weight_of(*before.get(notice.notifier_id or notice.email.lower(), (0, 0))) for notice in notices
    )


def settled_of(whose: Q, who: F) -> dict[int | str, tuple[int, int]]:
    """Answer how many notices of each of these people were founded, and how many not, in one query."""
    settled = (
        Notice.objects.order_by().annotate(email_lower=Lower("email")).filter(whose, state=State.SETTLED)
    )
    right, wrong = (
        Count("pk", filter=Q(outcome=outcome)) for outcome in (Outcome.FOUNDED, Outcome.UNFOUNDED)
    )
    rows = settled.values(who=who).annotate(right=right, wrong=wrong)
    return {row["who"]: (row["right"], row["wrong"]) for row in rows}
