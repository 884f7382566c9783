"""What nobody confirmed is deleted in time, and who sent the other notices is forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from debates.comments.models import Comment
from debates.moderation.actions.forgetting import delete_unconfirmed, forget_senders
from debates.moderation.actions.reporting import report_comment
from debates.moderation.measures import Measure
from debates.moderation.models import Appeal, AppealOutcome, Case, Notice, State
from debates.moderation.tasks import forget
from tests.makers import NOW
from tests.moderation.rows import decided, noticed, report

DAY = timedelta(days=1)
KEPT = 184 * DAY


def test_an_unconfirmed_notice_is_deleted_after_seven_days(comment: Comment, sam: User) -> None:
    noticed(comment, sam)
    what = report(email="wil@example.org")
    report_comment(comment=comment, by=AnonymousUser(), report=what, now=NOW)
    assert delete_unconfirmed(now=NOW + 7 * DAY - timedelta(seconds=1)) == 0
    assert delete_unconfirmed(now=NOW + 7 * DAY) == 1
    assert [notice.notifier for notice in Notice.objects.all()] == [sam]


@pytest.fixture
def settled(comment: Comment, mo: User) -> Notice:
    """Answer a notice from an address, about which Mo has decided."""
    notice = noticed(comment, None, email="wil@example.org", name="Wil")  # type: ignore[arg-type]
    decided(Case.objects.get(), mo, Measure.APPROVE)
    return notice


def sender(notice: Notice) -> tuple[str, str]:
    notice.refresh_from_db()
    return notice.name, notice.email


def test_who_sent_a_notice_is_forgotten_when_no_appeal_is_possible_any_more(settled: Notice) -> None:
    assert forget_senders(now=NOW + KEPT - timedelta(seconds=1)) == 0
    assert sender(settled) == ("Wil", "wil@example.org")
    assert forget_senders(now=NOW + KEPT) == 1
    assert sender(settled) == ("", "")
    assert forget_senders(now=NOW + KEPT) == 0
    assert settled.state == State.SETTLED


def test_the_name_beside_an_account_is_forgotten_too(comment: Comment, sam: User, mo: User) -> None:
    notice = noticed(comment, sam, name="Samuel S.")
    decided(Case.objects.get(), mo, Measure.APPROVE)
    forget_senders(now=NOW + KEPT)
    assert sender(notice) == ("", "")
    assert notice.notifier == sam


def test_who_waits_for_a_decision_or_the_answer_to_an_appeal_is_known(settled: Notice, sam: User) -> None:
    waiting = noticed(settled.case.comment, None, email="ann@example.org")  # type: ignore[arg-type]
    given: dict[str, Any] = {"decision": settled.settled_by or Notice.objects.get(pk=settled.pk).settled_by}
    appeal = Appeal.objects.create(notice=settled, text="It is not so.", created_at=NOW, **given)
    assert forget_senders(now=NOW + KEPT) == 0
    assert (sender(settled)[1], sender(waiting)[1]) == ("wil@example.org", "ann@example.org")
    Appeal.objects.filter(pk=appeal.pk).update(
        outcome=AppealOutcome.UPHELD, decided_at=NOW, reply="It is so."
    )
    assert forget_senders(now=NOW + KEPT) == 1


def test_the_beat_does_both(settled: Notice) -> None:
    Notice.objects.update(settled_at=NOW - 2 * KEPT, created_at=NOW - 2 * KEPT)
    forget()
    assert sender(settled) == ("", "")
