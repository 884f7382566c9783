"""What a moderator's decision costs, in bare upserts by the same connection: one after the other.

A decision locks its case, looks at what it depends on, and writes decision, comment, standing, letter and
case in one transaction.
"""

import time
from collections.abc import Callable, Iterator

from django.utils import timezone

from accounts.models import User
from bench.goals import DECIDING, Measured, Round
from bench.stage import Stage
from config.serving import MODERATOR
from debates.moderation.actions import Why, decide
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import Case, Desk
from debates.moderation.queries.rules import rules_in_force

EACH = 100


def rounds(stage: Stage) -> Iterator[Round]:
    """Measure decisions about new cases."""
    stage.filled("full")
    moderator = User.objects.get(email=MODERATOR)
    waiting = Case.objects.filter(queue="new").select_related("comment__author").order_by("pk")

    def upsert(_number: int) -> None:
        Desk.objects.bulk_create(
            [Desk(user=moderator)],
            update_conflicts=True,
            unique_fields=["user"],
            update_fields=["keys", "summary_hour"],
        )

    while cases := [*waiting[:EACH]]:
        decided = seconds(len(cases), lambda number, rows=cases: reject(rows[number], moderator))  # type: ignore[misc]
        yield {DECIDING: [Measured(decided / seconds(EACH, upsert))]}


def reject(case: Case, moderator: User) -> None:
    """Reject a comment, as the view does."""
    now = timezone.now()
    decide(
        case=case,
        expected_version=case.version,
        expected_comment_version=case.comment.version,
        measure=Measure.REJECT,
        by=moderator,
        now=now,
        why=Why(Ground.RULES, rules_in_force(now)[0]),
    )


def seconds(times: int, act: Callable[[int], None]) -> float:
    """Answer how long something takes once, of so many times, each in a transaction of its own."""
    began = time.perf_counter()
    for number in range(times):
        act(number)
    return (time.perf_counter() - began) / times
