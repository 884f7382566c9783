"""The moves that people make: what each changes, what it records, and when it is refused."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.verdicts import Refused
from debates.publishing import actions
from debates.publishing.models import Contributor, Debate, Essay, StatusChange, Text
from debates.publishing.workflow import Move, Status
from tests.makers import (
    NOW,
    approve,
    bring_to,
    make_debate,
    make_draft,
    make_essay,
    text_of,
)

LATER = NOW + timedelta(days=1)


def said(refused: pytest.ExceptionInfo[Refused]) -> str:
    return str(refused.value)


def last_change(debate: Debate) -> tuple[Any, ...]:
    change = StatusChange.objects.filter(debate=debate).last()
    assert change is not None
    return (change.move, change.from_status, change.to_status, change.by, change.at, change.note)


def stored(debate: Debate) -> dict[str, Any]:
    """Answer every column of the debate as the database has it."""
    return Debate.objects.filter(pk=debate.pk).values().get()


# ---------------------------------------------------------------- simple moves

SIMPLE = [
    ("draft", "submit", "in_review"),
    ("in_review", "return", "draft"),
    ("scheduled", "unschedule", "in_review"),
    ("published", "close", "closed"),
    ("closed", "reopen", "published"),
    ("closed", "archive", "archived"),
    ("archived", "unarchive", "closed"),
    ("published", "unpublish", "draft"),
    ("closed", "unpublish", "draft"),
    ("archived", "unpublish", "draft"),
    ("withdrawn", "revise", "draft"),
]


@pytest.mark.parametrize(("before", "move", "after"), SIMPLE)
def test_a_move_is_made_and_recorded_with_who_when_and_why(
    ed: User, before: str, move: str, after: str
) -> None:
    debate = make_debate(ed, Status(before))
    changes = debate.status_changes.count()
    answer = actions.change_status(debate=debate, move=Move(move), by=ed, now=LATER, note="As agreed.")
    assert answer.status == after
    assert stored(debate)["status"] == after
    assert stored(debate)["updated_at"] == LATER
    assert debate.status_changes.count() == changes + 1
    assert last_change(debate) == (move, before, after, ed, LATER, "As agreed.")


@pytest.mark.parametrize("move", [Move.PUBLISH, Move.SCHEDULE, Move.WITHDRAW, Move.IMPORT])
def test_a_move_that_needs_more_is_no_simple_one(ed: User, move: Move) -> None:
    with pytest.raises(ValueError, match="has an action of its own"):
        actions.change_status(debate=make_draft(ed), move=move, by=ed, now=NOW)


def test_a_move_from_another_state_is_refused_and_changes_nothing(ed: User) -> None:
    debate = make_draft(ed)
    before = stored(debate)
    with pytest.raises(Refused) as refused:
        actions.change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    assert said(refused) == "The debate is no longer in the state that this step starts from."
    assert (stored(debate), debate.status_changes.count()) == (before, 0)


def test_a_move_by_a_stranger_is_refused_and_changes_nothing(ed: User, vera: User) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    before = stored(debate)
    essay = Essay.objects.filter(position__debate=debate)[0]
    for attempt in (
        lambda: actions.change_status(debate=debate, move=Move.RETURN, by=vera, now=NOW, note="For a test."),
        lambda: actions.publish(debate=debate, by=vera, now=NOW),
        lambda: actions.schedule(debate=debate, publish_at=LATER, by=vera, now=NOW),
        lambda: actions.withdraw_essay(essay=essay, note="Gone.", by=vera, now=NOW),
        lambda: actions.publish_round(debate=debate, round_=essay.round, by=vera, now=NOW),
        lambda: actions.record_import(debate=debate, published_at=NOW, by=vera, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert said(refused) == "Only editors can change this."
    assert (stored(debate), debate.status_changes.count()) == (before, 1)


def test_a_move_seen_too_late_is_refused(ed: User) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    stale = Debate.objects.get(pk=debate.pk)
    actions.change_status(debate=debate, move=Move.RETURN, by=ed, now=NOW, note="For a test.")
    with pytest.raises(Refused) as refused:
        actions.publish(debate=stale, by=ed, now=NOW)
    assert said(refused) == "Somebody else has just changed the state of this debate."
    assert stored(debate)["status"] == "draft"


def test_a_move_of_a_deleted_debate_is_refused(ed: User) -> None:
    debate = make_draft(ed)
    stale = Debate.objects.get(pk=debate.pk)
    actions.delete_debate(debate=debate, by=ed)
    with pytest.raises(Refused) as refused:
        actions.change_status(debate=stale, move=Move.SUBMIT, by=ed, now=NOW)
    assert said(refused) == "This debate has been deleted."


# ---------------------------------------------------------------- publish


def test_publish_makes_the_debate_public_and_dates_it(ed: User) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    answer = actions.publish(debate=debate, by=ed, now=LATER, note="At last.")
    assert (answer.status, answer.published_at, answer.closed_at) == ("published", LATER, None)
    assert [*Debate.objects.public()] == [debate]
    assert last_change(debate) == ("publish", "in_review", "published", ed, LATER, "At last.")


def test_publish_is_refused_while_something_blocks_with_every_reason(ed: User) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    actions.save_debate(debate=debate, by=ed, introduction="")
    actions.save_text(text=text_of(debate, 2), source="", by=ed)
    author = Contributor.objects.get(essays__position__debate=debate, essays__position__order=1)
    author.disclosure = " "
    actions.save_contributor(contributor=author, by=ed)
    before = stored(debate)
    for attempt in (
        lambda: actions.publish(debate=debate, by=ed, now=NOW),
        lambda: actions.schedule(debate=debate, publish_at=LATER, by=ed, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert said(refused) == (
            "The introduction is empty. Author A has not disclosed interests yet. "
            "The essay “The opening of side 2” is empty."
        )
    assert stored(debate) == before


def test_publish_changes_nothing_when_a_text_can_no_longer_be_rendered(ed: User) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    text = text_of(debate, 2)
    Text.objects.filter(pk=text.pk).update(source="A word, and a key that is gone [@gone].")
    before, texts = stored(debate), [*Text.objects.order_by("pk").values()]
    with pytest.raises(Refused) as refused:
        actions.publish(debate=debate, by=ed, now=LATER)
    assert said(refused) == (
        "The opening of side 2: This debate has no reference with the key: gone. Add it, or correct the key."
    )
    assert (stored(debate), [*Text.objects.order_by("pk").values()]) == (before, texts)
    assert [*Debate.objects.public()] == []
    assert debate.status_changes.count() == 1


def test_publish_is_refused_when_the_debate_would_close_before_it_opens(ed: User) -> None:
    debate = make_draft(ed, closes_at=NOW)
    bring_to(debate, Status.IN_REVIEW, ed)
    with pytest.raises(Refused) as refused:
        actions.publish(debate=debate, by=ed, now=NOW)
    assert said(refused) == "The debate would close before it opens: choose a later date to close, or none."
    actions.publish(debate=Debate.objects.get(), by=ed, now=NOW - timedelta(seconds=1))


def test_publish_asks_the_debate_as_it_is_not_as_it_was_seen(ed: User) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    seen = Debate.objects.get(pk=debate.pk)
    debate.closes_at = NOW
    actions.save_debate(debate=debate, by=ed)
    with pytest.raises(Refused) as refused:
        actions.publish(debate=seen, by=ed, now=NOW)
    assert said(refused) == "The debate would close before it opens: choose a later date to close, or none."


def test_publish_anew_forgets_how_the_debate_ended_before(ed: User) -> None:
    debate = make_debate(ed, Status.CLOSED)
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=LATER, note="For a test.")
    assert debate.closed_at == NOW
    bring_to(debate, Status.PUBLISHED, ed, now=LATER)
    assert (debate.published_at, debate.closed_at) == (LATER, None)


# ---------------------------------------------------------------- schedule


def test_schedule_names_the_moment_and_changes_nothing_for_readers(ed: User) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    answer = actions.schedule(debate=debate, publish_at=LATER, by=ed, now=NOW, note="Monday.")
    assert (answer.status, answer.publish_at, answer.published_at) == ("scheduled", LATER, None)
    assert [*Debate.objects.public()] == []
    assert last_change(debate) == ("schedule", "in_review", "scheduled", ed, NOW, "Monday.")


def test_schedule_for_a_moment_that_has_passed_is_refused(ed: User) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    with pytest.raises(Refused) as refused:
        actions.schedule(debate=debate, publish_at=NOW, by=ed, now=NOW)
    assert said(refused) == "That moment has passed: choose one to come, or publish now."


def test_schedule_for_a_moment_after_the_debate_closes_is_refused(ed: User) -> None:
    debate = bring_to(make_draft(ed, closes_at=LATER), Status.IN_REVIEW, ed)
    with pytest.raises(Refused) as refused:
        actions.schedule(debate=debate, publish_at=LATER, by=ed, now=NOW)
    assert said(refused) == "The debate would close before it opens: choose a later date to close, or none."


def test_a_scheduled_debate_can_be_published_at_once(ed: User) -> None:
    debate = make_debate(ed, Status.SCHEDULED)
    actions.publish(debate=debate, by=ed, now=NOW)
    assert last_change(debate) == ("publish", "scheduled", "published", ed, NOW, "")


# ---------------------------------------------------------------- close, reopen, unpublish


def test_closing_dates_the_end_and_reopening_forgets_it_with_the_date_that_was_set(ed: User) -> None:
    debate = make_debate(ed, closes_at=LATER)
    actions.change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    assert (debate.closed_at, debate.closes_at) == (NOW, LATER)
    after_all = LATER + timedelta(days=9)
    actions.change_status(debate=debate, move=Move.REOPEN, by=ed, now=after_all)
    assert (debate.closed_at, debate.closes_at) == (None, None)
    assert debate.is_open(after_all)


def test_unpublish_takes_the_debate_from_readers_and_keeps_when_it_was_published(ed: User) -> None:
    debate = make_debate(ed)
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=LATER, note="For a test.")
    assert (debate.status, debate.published_at) == ("draft", NOW)
    assert [*Debate.objects.public()] == []


@pytest.mark.parametrize("move", [Move.UNPUBLISH, Move.CLOSE])
def test_a_text_that_can_no_longer_be_rendered_keeps_no_debate_up(ed: User, move: Move) -> None:
    debate = make_debate(ed)
    text = text_of(debate, 1)
    Text.objects.filter(pk=text.pk).update(source="[@gone]")
    html = text.html
    actions.change_status(debate=debate, move=move, by=ed, now=LATER, note="For a test.")
    assert debate.status == {Move.UNPUBLISH: "draft", Move.CLOSE: "closed"}[move]
    text.refresh_from_db()
    assert text.html == html


# ---------------------------------------------------------------- withdraw


def test_withdrawing_an_essay_takes_the_whole_debate_down_with_a_dated_note(ed: User) -> None:
    debate = make_debate(ed)
    essay = text_of(debate, 2).essay
    assert essay is not None
    note = " Its author found an error in the figures. "
    answer = actions.withdraw_essay(essay=essay, note=note, by=ed, now=LATER)
    assert (answer.status, answer.withdrawn_at, answer.withdrawal_note) == ("withdrawn", LATER, note.strip())
    assert [*Debate.objects.public()] == []
    assert last_change(debate) == ("withdraw", "published", "withdrawn", ed, LATER, note.strip())
    withdrawn = Essay.objects.filter(position__debate=debate).order_by("position__order")
    assert [*withdrawn.values_list("withdrawn_at", flat=True)] == [None, LATER]


def test_withdrawing_without_a_word_to_readers_is_refused(ed: User) -> None:
    debate = make_debate(ed)
    essay = Essay.objects.filter(position__debate=debate)[0]
    with pytest.raises(Refused) as refused:
        actions.withdraw_essay(essay=essay, note=" \n", by=ed, now=NOW)
    assert said(refused) == "Say in a sentence what readers should know: it stands where the debate stood."
    essay.refresh_from_db()
    assert (stored(debate)["status"], essay.withdrawn_at) == ("published", None)


def test_withdrawing_an_essay_that_no_reader_has_seen_is_refused(ed: User) -> None:
    debate = make_debate(ed)
    rebuttal = make_essay(ed, debate.positions.get(order=1), "A reply.", "rebuttal")
    with pytest.raises(Refused) as refused:
        actions.withdraw_essay(essay=rebuttal, note="Gone.", by=ed, now=NOW)
    assert said(refused) == "Readers have not seen this essay: there is nothing to withdraw."
    assert stored(debate)["status"] == "published"


def test_a_withdrawn_essay_stays_back_until_it_is_saved_anew(ed: User) -> None:
    debate = make_debate(ed, Status.WITHDRAWN)
    essay = Essay.objects.get(position__debate=debate, withdrawn_at__isnull=False)
    bring_to_review = (Move.REVISE, Move.SUBMIT)
    for move in bring_to_review:
        actions.change_status(debate=debate, move=move, by=ed, now=LATER)
    with pytest.raises(Refused) as refused:
        actions.publish(debate=debate, by=ed, now=LATER)
    assert said(refused) == (
        f"The essay “{essay.title}” was withdrawn: write another, or save it anew if it was given back."
    )
    debate.refresh_from_db()
    actions.save_essay(essay=essay, source="Another case, with the right figures.", by=ed, now=LATER)
    approve(essay, ed)
    actions.publish(debate=debate, by=ed, now=LATER)
    assert (debate.status, debate.withdrawn_at, debate.withdrawal_note) == ("published", None, "")


# ---------------------------------------------------------------- import


def test_what_another_site_published_comes_in_closed_on_its_own_date_whatever_it_lacks(ed: User) -> None:
    debate = make_draft(ed, origin="import")
    actions.save_debate(debate=debate, by=ed, introduction="")
    once = NOW.replace(year=2012)
    answer = actions.record_import(debate=debate, published_at=once, by=None, now=NOW)
    assert (answer.status, answer.published_at, answer.closed_at) == ("closed", once, once)
    assert last_change(debate) == ("import", "draft", "closed", None, NOW, "")


def test_what_this_site_wrote_cannot_come_in_closed(ed: User) -> None:
    debate = make_draft(ed)
    with pytest.raises(Refused) as refused:
        actions.record_import(debate=debate, published_at=NOW, by=ed, now=NOW)
    assert said(refused) == "Only a debate from elsewhere can come in closed."


def test_an_imported_debate_asks_for_what_it_lacks_when_it_is_published_anew(ed: User) -> None:
    debate = make_draft(ed, origin="import")
    actions.save_debate(debate=debate, by=ed, introduction="")
    actions.record_import(debate=debate, published_at=NOW, by=ed, now=NOW)
    for move in (Move.UNPUBLISH, Move.SUBMIT):
        actions.change_status(debate=debate, move=move, by=ed, now=NOW, note="For a test.")
    with pytest.raises(Refused) as refused:
        actions.publish(debate=debate, by=ed, now=NOW)
    assert said(refused) == "The introduction is empty."
