"""What moderators think better of within the minute before letters go out: everybody gets the right one."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from debates.comments.models import Comment
from debates.moderation import actions
from debates.moderation.actions import Consequence, Why
from debates.moderation.measures import Ground, Measure, Sanction
from debates.moderation.models import Case, Decision, Notice
from debates.moderation.policies import may_appeal
from debates.moderation.queries.own import own_decisions
from debates.outbox import delivery
from tests.makers import NOW
from tests.moderation.rows import against, case_of, decided, noticed
from tests.sink import Sink, text_of

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def undone(decision: Decision, by: User, now: datetime) -> Decision:
    case = Case.objects.get(pk=decision.case_id)
    return actions.undo(decision=decision, expected_version=case.version, by=by, now=now)


def delivered(sink: Sink, now: datetime) -> dict[str, list[str]]:
    """Hand over what is due by then; answer the subjects that each address got, in order."""
    with time_machine.travel(now, tick=False):
        delivery.deliver_due(clock=timezone.now, chance=lambda: 0.0, patience=timedelta(minutes=1))
    found: dict[str, list[str]] = {}
    for mail in sink.mails:
        found.setdefault(str(mail["To"]), []).append(str(mail["Subject"]))
    return found


@pytest.fixture
def reported(comment: Comment, sam: User) -> Case:
    """Answer the case of a comment by Vera that Sam has reported."""
    noticed(comment, sam, NOW - timedelta(hours=1))
    return case_of(comment)


VERA, SAM = "vera@example.org", "sam@example.org"
ABOUT_REPORT = "What became of your report"


def test_everybody_is_told_of_what_came_in_the_place_of_it(reported: Case, mo: User, sink: Sink) -> None:
    decided(reported, mo, Measure.APPROVE)
    decided(reported, mo, Measure.REJECT, against(), now=NOW + 30 * SECOND)
    told = delivered(sink, NOW + 90 * SECOND)
    assert told == {VERA: ["Your comment was removed"], SAM: [ABOUT_REPORT]}
    assert "removed" in text_of(sink.to(SAM)[0])
    assert [*Notice.objects.values_list("outcome", "settled_by__measure")] == [("founded", "reject")]


def test_a_warning_beside_it_leaves_what_a_report_came_to(reported: Case, mo: User, sink: Sink) -> None:
    decided(reported, mo, Measure.APPROVE)
    warning = Consequence(Sanction.WARN)
    decided(reported, mo, Measure.NONE, against(), consequence=warning, now=NOW + 30 * SECOND)
    assert delivered(sink, NOW + 90 * SECOND)[SAM] == [ABOUT_REPORT]
    assert [*Notice.objects.values_list("outcome", "settled_by__measure")] == [("unfounded", "approve")]


@pytest.mark.parametrize("seconds", [30, 59, 61])
def test_what_holds_again_is_told_after_all(reported: Case, mo: User, sink: Sink, seconds: int) -> None:
    decided(reported, mo, Measure.RESTRICT, against("insult"))
    second = decided(reported, mo, Measure.REJECT, against(), now=NOW + 20 * SECOND)
    undone(second, mo, NOW + seconds * SECOND)
    told = delivered(sink, NOW + 200 * SECOND)
    assert told == {VERA: ["Your comment was collapsed"], SAM: [ABOUT_REPORT]}
    assert "collapsed" in text_of(sink.to(SAM)[0])
    assert [*Notice.objects.values_list("state", "settled_by__measure")] == [("settled", "restrict")]


def test_what_holds_again_much_later_is_told_as_well(reported: Case, mo: User, sink: Sink) -> None:
    decided(reported, mo, Measure.RESTRICT, against("insult"))
    second = decided(reported, mo, Measure.REJECT, against(), now=NOW + 20 * SECOND)
    delivered(sink, NOW + 100 * SECOND)
    undone(second, mo, NOW + 500 * SECOND)
    assert delivered(sink, NOW + 600 * SECOND) == {
        VERA: ["Your comment was removed", "A decision about your comment was taken back"],
        SAM: [ABOUT_REPORT, ABOUT_REPORT],
    }
    assert ["removed" in text_of(mail) for mail in sink.to(SAM)] == [True, False]


def test_a_report_that_came_between_is_open_again(reported: Case, mo: User, ed: User) -> None:
    decided(reported, mo, Measure.RESTRICT, against("insult"))
    noticed(reported.comment, ed, NOW + 10 * SECOND)
    undone(decided(reported, mo, Measure.REJECT, against(), now=NOW + 20 * SECOND), mo, NOW + 30 * SECOND)
    found = Notice.objects.order_by("pk").values_list("state", "settled_by__measure")
    assert [*found] == [("settled", "restrict"), ("open", None)]


def test_what_the_screening_holds_is_told_when_its_rejection_is_taken_back(
    comment: Comment, mo: User, sink: Sink
) -> None:
    Comment.objects.update(visibility="held", was_public=False)
    held = Why(Ground.SCREENING, explanation="Links.")
    decided(case_of(comment), None, Measure.HOLD, held)
    undone(
        decided(case_of(comment), mo, Measure.REJECT, against(), now=NOW + 20 * SECOND), mo, NOW + 40 * SECOND
    )
    assert delivered(sink, NOW + 90 * SECOND) == {VERA: ["Your comment waits for a moderator"]}


def test_what_holds_again_is_the_reason_that_its_author_sees(comment: Comment, vera: User, mo: User) -> None:
    case = case_of(comment)
    first = decided(case, mo, Measure.RESTRICT, against("insult"))
    for minute in (10, 20):
        later = decided(case, mo, Measure.REJECT, against(), now=NOW + minute * 60 * SECOND)
        undone(later, mo, NOW + (minute + 5) * 60 * SECOND)
    comment.refresh_from_db()
    assert comment.public_reason == "Against the rule: Insult"
    assert [*Decision.objects.standing().exclude(measure="undo")] == [first]
    rows = own_decisions(vera, NOW).rows
    assert [row.pk for row in rows if not row.no_longer and "collapsed" in row.reason.what] == [first.pk]
    assert may_appeal(vera, first, NOW + timedelta(days=1))


def test_a_lock_holds_again(comment: Comment, mo: User, sink: Sink) -> None:
    case = case_of(comment)
    lock = decided(case, mo, Measure.LOCK, against())
    undone(decided(case, mo, Measure.UNLOCK, now=NOW + 30 * SECOND), mo, NOW + 40 * SECOND)
    assert lock.holds
    assert delivered(sink, NOW + 90 * SECOND) == {VERA: ["Your thread takes no more answers"]}
    unlock = decided(case, mo, Measure.UNLOCK, now=NOW + 500 * SECOND)
    assert (lock.holds, unlock.holds) == (False, True)
