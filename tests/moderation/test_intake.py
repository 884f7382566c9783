"""Every comment that readers post here comes before the moderators, once, whatever happens to it."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from debates.comments import actions as comments
from debates.comments.models import Comment, WatchedWord
from debates.moderation import actions
from debates.moderation.actions import intake
from debates.moderation.measures import Ground, Measure, Source
from debates.moderation.models import Case, Decision, Outcome
from debates.moderation.queries.facts import standing_of
from debates.moderation.queues import Queue
from debates.moderation.tasks import take_in as sweep
from debates.outbox.models import Message, State
from debates.publishing.models import Debate
from tests.at_once import at_once
from tests.comments.rows import say, written
from tests.makers import NOW, make_debate, make_user
from tests.moderation.rows import decided, noticed

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(seconds=15)
LATER_STILL = timedelta(seconds=15)


def taken_in(now: datetime = NOW) -> int:
    return intake.take_in(now=now)


def queues() -> dict[int, str]:
    """Answer the queue of each comment's case."""
    return dict(Case.objects.values_list("comment", "queue"))


@pytest.fixture
def held(debate: Debate, sam: User, settings: Settings) -> Comment:
    settings.COMMENTS_HELD_FIRST = 1
    comment = say(debate, sam)
    assert comment.visibility == "held"
    return comment


# ---------------------------------------------------------------- what comes in


def test_a_comment_that_readers_see_is_new_once(comment: Comment) -> None:
    assert taken_in() == 1
    assert queues() == {comment.pk: "new"}
    assert taken_in() == 0
    assert Case.objects.get().version == 2


def test_what_the_screening_reports_is_reported(debate: Debate, vera: User) -> None:
    WatchedWord.objects.create(entry="tide", folded="tide", severity="suspect")
    comment = say(debate, vera)
    taken_in()
    assert queues() == {comment.pk: "reported"}
    assert Case.objects.get().severity == 1


def test_what_the_screening_holds_has_its_decision_and_a_letter_after_a_minute(
    held: Comment, sam: User
) -> None:
    taken_in()
    assert queues() == {held.pk: "held"}
    decision = Decision.objects.get()
    assert (decision.measure, decision.before, decision.after) == ("hold", "held", "held")
    assert (decision.ground, decision.source) == (Ground.SCREENING, Source.SCREENING)
    assert (decision.automated_detection, decision.automated_decision) == (True, True)
    assert (decision.decided_by, decision.comment_revision) == (None, 1)
    assert decision.explanation == "It waits for a moderator, because it is among your first here."
    message = Message.objects.get()
    assert (message.recipient, message.due_at) == (sam.email, NOW + timedelta(seconds=60))
    held.refresh_from_db()
    assert (held.visibility, held.version) == ("held", 1)


def test_who_is_decided_about_before_that_minute_gets_one_letter(held: Comment, mo: User) -> None:
    taken_in()
    decision = decided(Case.objects.get(), mo, Measure.APPROVE)
    assert dict(Message.objects.values_list("key", "state")) == {
        f"moderation_statement:{Decision.objects.get(number=1).pk}": State.SUPPRESSED,
        f"moderation_statement:{decision.pk}": State.PENDING,
    }


def test_an_imported_comment_comes_only_where_the_screening_reports_it(debate: Debate, ed: User) -> None:
    WatchedWord.objects.create(entry="harbour", folded="harbour", severity="banned")
    said = {"by": ed, "author_name": "Wil", "written_at": NOW}
    comments.import_comment(debate=debate, imported_from="1", source="Fine.", **said)
    reported, _said = comments.import_comment(debate=debate, imported_from="2", source="A harbour.", **said)
    assert taken_in() == 2
    assert queues() == {reported.pk: "reported"}
    assert taken_in() == 0


def test_what_is_withdrawn_before_anybody_looked_has_no_case(comment: Comment, vera: User) -> None:
    comments.withdraw_comment(comment=comment, by=vera)
    assert taken_in() == 1
    assert not Case.objects.exists()
    assert taken_in() == 0


# ---------------------------------------------------------------- what changes afterwards


def test_an_edited_comment_is_new_again(comment: Comment, vera: User, mo: User) -> None:
    taken_in()
    decided(Case.objects.get(), mo, Measure.APPROVE)
    assert queues() == {comment.pk: "decided"}
    comments.edit_comment(comment=comment, by=vera, expected_version=1, source="Something else.", now=LATER)
    assert taken_in(LATER + LATER_STILL) == 1
    case = Case.objects.get()
    assert (case.queue, case.since, case.seen_version) == ("new", LATER, 2)


def test_an_edit_that_the_screening_holds_has_a_decision_of_its_own(
    comment: Comment, vera: User, mo: User
) -> None:
    taken_in()
    approved = decided(Case.objects.get(), mo, Measure.APPROVE)
    links = " ".join(f"https://example.org/{number}" for number in range(4))
    comments.edit_comment(comment=comment, by=vera, expected_version=1, source=links, now=NOW)
    taken_in(LATER)
    hold = Decision.objects.get(measure=Measure.HOLD)
    assert (hold.supersedes, hold.comment_revision) == (approved, 2)
    assert hold.explanation == "It waits for a moderator, because it has many links."
    assert queues() == {comment.pk: "held"}


def test_a_held_comment_that_is_edited_is_held_once(held: Comment, sam: User) -> None:
    taken_in()
    comments.edit_comment(comment=held, by=sam, expected_version=1, source="Something else.", now=NOW)
    assert taken_in(LATER) == 1
    assert Decision.objects.count() == 1
    assert queues() == {held.pk: "held"}


def test_a_withdrawn_comment_settles_its_case_and_its_notices(
    comment: Comment, vera: User, sam: User
) -> None:
    notice = noticed(comment, sam)
    comments.withdraw_comment(comment=comment, by=vera)
    assert taken_in(LATER) == 1
    notice.refresh_from_db()
    assert (notice.outcome, notice.settled_at) == (Outcome.GONE, LATER)
    assert queues() == {comment.pk: "decided"}
    assert Message.objects.get().recipient == sam.email


def test_a_decision_leaves_its_case_as_it_is_for_the_sweep(comment: Comment, mo: User) -> None:
    taken_in()
    decision = decided(Case.objects.get(), mo, Measure.APPROVE)
    version = Case.objects.get().version
    assert taken_in(LATER) == 0
    # What a moderator has just done can be undone with the version that they saw.
    actions.undo(decision=decision, expected_version=version, by=mo, now=LATER)


def test_what_a_decision_made_of_a_comment_is_noted_without_another_version_of_its_case(
    held: Comment, mo: User
) -> None:
    taken_in()
    decided(Case.objects.get(), mo, Measure.APPROVE)
    version = Case.objects.get().version
    assert taken_in(LATER) == 1
    assert Case.objects.get().version == version
    assert taken_in(LATER) == 0


# ---------------------------------------------------------------- at once, interrupted, in crowds


@pytest.fixture
def crowd(debate: Debate) -> list[Comment]:
    return [written(debate, f"Comment {number}") for number in range(7)]


def test_batches_leave_nothing_out(crowd: list[Comment], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH", 3)
    assert intake.take_in(now=NOW, most=5) == 5
    assert intake.take_in(now=NOW, most=5) == 2
    assert queues() == {comment.pk: "new" for comment in crowd}


def test_a_sweep_that_finds_nothing_asks_one_question(
    crowd: list[Comment], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    taken_in()
    with django_assert_num_queries(1):
        assert taken_in() == 0


def test_what_is_to_be_noted_is_found_by_its_index(crowd: list[Comment]) -> None:
    taken_in()
    with CaptureQueriesContext(connection) as caught:
        taken_in()
    plan = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(plan + caught[0]["sql"])
        said = " ".join(str(part) for row in cursor.fetchall() for part in row)
    assert "comment_unnoted" in said


def test_one_comment_that_fails_stops_no_other(
    crowd: list[Comment], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    usual = intake.take_in_comment

    def fails(*, pk: int, now: datetime) -> None:
        if pk == crowd[2].pk:
            raise IntegrityError
        usual(pk=pk, now=now)

    monkeypatch.setattr(intake, "take_in_comment", fails)
    assert taken_in() == 7
    assert len(queues()) == 6
    assert [record.args for record in caplog.records] == [(crowd[2].pk,)]
    monkeypatch.undo()
    assert taken_in() == 1
    assert len(queues()) == 7


def test_the_database_refuses_a_note_of_what_there_has_not_been(comment: Comment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        comments.note_versions(versions={comment.pk: 2})


def test_what_changes_while_it_is_noted_waits_again(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(version=2)
    comments.note_versions(versions={comment.pk: 1})
    assert [row.pk for row in intake.unnoted(0, 9)] == [comment.pk]


@pytest.fixture
def several(transactional_db: None, ed: User, settings: Settings) -> list[Comment]:
    settings.COMMENTS_HELD_FIRST = 1
    debate = make_debate(ed, closes_at=NOW + timedelta(days=9))
    return [say(debate, make_user(f"Reader-{number}"), f"Comment {number}") for number in range(12)]


@pytest.mark.django_db(transaction=True)
def test_workers_take_each_comment_in_once(several: list[Comment]) -> None:
    at_once(3, lambda _number: sweep.run())
    sweep.run()
    assert queues() == {comment.pk: "held" for comment in several}
    assert [*Decision.objects.values_list("number", flat=True)] == [1] * 12
    assert Message.objects.count() == 12
    assert not Comment.objects.unnoted().exists()
    for case in Case.objects.select_related("comment"):
        assert case.queue == standing_of(case, case.comment).queue == Queue.HELD
