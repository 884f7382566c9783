"""What the beat does: late rather than never, once, and one debate at a time."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from config.celery import app
from debates.media.models import Image
from debates.publishing import actions, tasks
from debates.publishing.actions.moving import close_ended, publish_scheduled
from debates.publishing.models import Debate, StatusChange, Text
from debates.publishing.workflow import Move, Status
from tests.makers import (
    NOW,
    approve,
    bring_to,
    make_debate,
    make_draft,
    make_image,
    text_of,
)

HOUR = timedelta(hours=1)
MONDAY = NOW + timedelta(days=2)


def scheduled(ed: User, question: str, publish_at: datetime = MONDAY, **fields: Any) -> Debate:
    debate = bring_to(make_draft(ed, question, **fields), Status.IN_REVIEW, ed)
    return actions.schedule(debate=debate, publish_at=publish_at, by=ed, now=NOW)


def states() -> dict[str, str]:
    return dict(Debate.objects.values_list("question", "status"))


def last_change(debate: Debate) -> tuple[Any, ...]:
    change = StatusChange.objects.filter(debate=debate).last()
    assert change is not None
    return (change.move, change.to_status, change.by, change.at, change.note)


# ---------------------------------------------------------------- publish


def test_what_is_due_is_published_late_and_once(ed: User) -> None:
    first, second = scheduled(ed, "First?"), scheduled(ed, "Second?", MONDAY + HOUR)
    assert actions.publish_due(now=MONDAY - timedelta(seconds=1)) == 0
    assert states() == {"First?": "scheduled", "Second?": "scheduled"}
    late = MONDAY + timedelta(minutes=59)
    assert actions.publish_due(now=late) == 1
    assert actions.publish_due(now=late) == 0
    assert states() == {"First?": "published", "Second?": "scheduled"}
    first.refresh_from_db()
    assert first.published_at == late
    assert last_change(first) == ("publish", "published", None, late, "")
    assert actions.publish_due(now=MONDAY + HOUR) == 1
    assert last_change(second) == ("publish", "published", None, MONDAY + HOUR, "")


def test_what_is_due_is_published_at_its_very_moment(ed: User) -> None:
    scheduled(ed, "First?")
    assert actions.publish_due(now=MONDAY) == 1


def test_a_debate_that_is_no_longer_complete_goes_back_to_review_and_stops_no_other(ed: User) -> None:
    broken = scheduled(ed, "First?")
    scheduled(ed, "Second?", MONDAY + HOUR)
    actions.save_text(text=text_of(broken, 1), source="", by=ed)
    assert actions.publish_due(now=MONDAY + HOUR) == 1
    assert states() == {"First?": "in_review", "Second?": "published"}
    reason = "The essay “The opening of side 1” is empty."
    assert last_change(broken) == ("unschedule", "in_review", None, MONDAY + HOUR, reason)


def test_a_debate_with_a_text_that_no_longer_renders_goes_back_to_review(ed: User) -> None:
    broken = scheduled(ed, "First?")
    scheduled(ed, "Second?")
    Text.objects.filter(pk=text_of(broken, 2).pk).update(source="[@gone]")
    assert actions.publish_due(now=MONDAY) == 1
    assert states() == {"First?": "in_review", "Second?": "published"}
    broken.refresh_from_db()
    assert broken.published_at is None
    reason = (
        "The opening of side 2: This debate has no reference with the key: gone. Add it, or correct the key."
    )
    assert last_change(broken) == ("unschedule", "in_review", None, MONDAY, reason)


def test_a_debate_that_would_have_closed_already_goes_back_to_review(ed: User) -> None:
    debate = scheduled(ed, "First?", closes_at=MONDAY + HOUR)
    assert actions.publish_due(now=MONDAY + HOUR) == 0
    reason = "The debate would close before it opens: choose a later date to close, or none."
    assert last_change(debate) == ("unschedule", "in_review", None, MONDAY + HOUR, reason)


def test_a_fault_of_ours_leaves_the_debate_scheduled_is_logged_and_stops_no_other(
    ed: User, caplog: pytest.LogCaptureFixture
) -> None:
    broken = scheduled(ed, "First?")
    scheduled(ed, "Second?")
    image = make_image(ed)
    actions.save_text(text=text_of(broken, 1), source=f"Look. ![](image:{image.key})", by=ed)
    approve(text_of(broken, 1).essay, ed)
    Image.objects.update(widths="damaged")
    with caplog.at_level(logging.ERROR):
        assert actions.publish_due(now=MONDAY) == 1
    assert states() == {"First?": "scheduled", "Second?": "published"}
    assert [record.getMessage() for record in caplog.records] == [
        f"Debate {broken.pk} could not be published"
    ]
    Image.objects.update(widths=image.widths)
    assert actions.publish_due(now=MONDAY) == 1
    assert states() == {"First?": "published", "Second?": "published"}


def test_a_debate_put_off_after_the_sweep_began_is_left_alone(ed: User) -> None:
    debate = scheduled(ed, "First?")
    actions.change_status(debate=debate, move=Move.UNSCHEDULE, by=ed, now=NOW)
    actions.schedule(debate=debate, publish_at=MONDAY + HOUR, by=ed, now=NOW)
    assert publish_scheduled(debate.pk, MONDAY) is False
    assert last_change(debate) == ("schedule", "scheduled", ed, NOW, "")


def test_a_debate_deleted_after_the_sweep_began_is_left_alone(db: None) -> None:
    assert publish_scheduled(1, NOW) is False
    assert close_ended(1, NOW) is False


# ---------------------------------------------------------------- close


def test_what_ended_by_its_date_is_closed_on_that_date_late_and_once(ed: User) -> None:
    debate = make_debate(ed, closes_at=MONDAY)
    make_debate(ed, question="Endless?")
    assert actions.close_due(now=MONDAY - timedelta(seconds=1)) == 0
    assert actions.close_due(now=MONDAY + HOUR) == 1
    assert actions.close_due(now=MONDAY + HOUR) == 0
    assert states() == {"Should the harbour be dredged?": "closed", "Endless?": "published"}
    debate.refresh_from_db()
    assert debate.closed_at == MONDAY
    assert last_change(debate) == ("close", "closed", None, MONDAY + HOUR, "")


def test_a_text_that_no_longer_renders_keeps_no_debate_from_closing(
    ed: User, caplog: pytest.LogCaptureFixture
) -> None:
    debate = make_debate(ed, closes_at=MONDAY)
    Text.objects.filter(pk=text_of(debate, 1).pk).update(source="[@gone]")
    assert actions.close_due(now=MONDAY) == 1
    assert states() == {"Should the harbour be dredged?": "closed"}
    assert [record.getMessage() for record in caplog.records] == [
        f"Debate {debate.pk} cannot be rendered again"
    ]


def test_a_debate_reopened_after_the_sweep_began_is_left_alone(ed: User) -> None:
    debate = make_debate(ed, closes_at=MONDAY)
    for move in (Move.CLOSE, Move.REOPEN):
        actions.change_status(debate=debate, move=move, by=ed, now=MONDAY)
    assert close_ended(debate.pk, MONDAY) is False
    assert states() == {"Should the harbour be dredged?": "published"}


# ---------------------------------------------------------------- the doors


def test_the_tasks_publish_and_close_what_is_due_now(ed: User) -> None:
    moment = timezone.now()
    debate = scheduled(ed, "First?", moment - HOUR)
    actions.publish_due(now=moment - HOUR)
    Debate.objects.filter(pk=debate.pk).update(closes_at=moment - HOUR / 2)
    scheduled(ed, "Second?", moment - HOUR)
    tasks.publish_due()
    tasks.close_due()
    assert states() == {"First?": "closed", "Second?": "published"}


def test_the_beat_names_tasks_that_exist() -> None:
    app.loader.import_default_modules()
    beats = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"publishing.publish_due", "publishing.close_due"} <= beats
    assert beats <= set(app.tasks)
