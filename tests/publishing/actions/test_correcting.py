"""What readers suggest, and what editors answer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.publishing import actions
from debates.publishing.models import Debate, Essay, Outcome, Suggestion
from debates.publishing.queries import open_suggestions_count
from debates.publishing.workflow import Status
from tests.makers import NOW, make_debate, make_draft, make_suggestion, make_user, rewrite, text_of


def essay_of(debate: Debate, order: int = 1) -> Essay:
    essay = text_of(debate, order).essay
    assert essay is not None
    return essay


def test_a_suggestion_names_the_revision_that_was_read(ed: User, vera: User) -> None:
    debate = make_debate(ed)
    rewrite(text_of(debate, 1), "Another argument.", ed)
    suggestion = make_suggestion(vera, essay_of(debate), "  The year\r\nis 1921.  ")
    assert (suggestion.revision, suggestion.body) == (2, "The year\nis 1921.")
    assert (suggestion.by, suggestion.outcome, open_suggestions_count()) == (vera, Outcome.OPEN, 1)


@pytest.mark.parametrize("body", ["", "  123456789  ", "x" * 2001])
def test_a_suggestion_that_says_nothing_or_too_much_is_refused(ed: User, vera: User, body: str) -> None:
    essay = essay_of(make_debate(ed))
    with pytest.raises(Refused, match=r"between 10 and 2,000 characters"):
        make_suggestion(vera, essay, body)
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("body", ["x" * 10, "é" * 2000])
def test_the_bounds_themselves_are_taken(ed: User, vera: User, body: str) -> None:
    assert make_suggestion(vera, essay_of(make_debate(ed)), body).body == body


def test_a_character_that_no_database_takes_is_refused(ed: User, vera: User) -> None:
    essay = essay_of(make_debate(ed))
    with pytest.raises(Refused, match="invalid character"):
        make_suggestion(vera, essay, "The year is \x00 1921.")


def test_nobody_suggests_a_correction_of_what_readers_do_not_see(ed: User, vera: User) -> None:
    with pytest.raises(Refused, match="Readers do not see this essay now"):
        make_suggestion(vera, essay_of(make_draft(ed)))


def test_a_reader_suggests_five_within_ten_minutes_and_no_more(ed: User, vera: User, sam: User) -> None:
    essay = essay_of(make_debate(ed))
    for _ in range(5):
        make_suggestion(vera, essay)
    with pytest.raises(Refused, match="wait a little"):
        make_suggestion(vera, essay, now=NOW + timedelta(minutes=9, seconds=59))
    make_suggestion(sam, essay)
    make_suggestion(vera, essay, now=NOW + timedelta(minutes=10))
    assert Suggestion.objects.count() == 7


def test_the_second_editor_is_told_who_answered(ed: User, vera: User) -> None:
    suggestion = make_suggestion(vera, essay_of(make_debate(ed)))
    eve = make_user("Eve", Role.EDITOR)
    later = NOW + timedelta(hours=1)
    answered = actions.handle_suggestion(suggestion=suggestion, outcome=Outcome.TAKEN, by=eve, now=later)
    assert (answered.outcome, answered.handled_by, answered.handled_at) == (Outcome.TAKEN, eve, later)
    assert open_suggestions_count() == 0
    with pytest.raises(Refused, match=r"^Eve has answered this suggestion already"):
        actions.handle_suggestion(suggestion=suggestion, outcome=Outcome.DECLINED, by=ed, now=later)
    eve.delete()
    with pytest.raises(Refused, match=r"^Another editor has answered this suggestion already"):
        actions.handle_suggestion(suggestion=suggestion, outcome=Outcome.DECLINED, by=ed, now=later)
    suggestion.refresh_from_db()
    assert suggestion.outcome == Outcome.TAKEN


def test_only_editors_answer(ed: User, vera: User, mo: User) -> None:
    suggestion = make_suggestion(vera, essay_of(make_debate(ed)))
    for person in (vera, mo):
        with pytest.raises(Refused):
            actions.handle_suggestion(suggestion=suggestion, outcome=Outcome.TAKEN, by=person, now=NOW)
    assert open_suggestions_count() == 1


def test_no_suggestion_goes_back_to_open(ed: User, vera: User) -> None:
    suggestion = make_suggestion(vera, essay_of(make_debate(ed)))
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.handle_suggestion(suggestion=suggestion, outcome=Outcome.OPEN, by=ed, now=NOW)


def test_a_suggestion_outlives_the_account_of_its_reader_and_not_its_essay(ed: User, vera: User) -> None:
    debate = make_debate(ed)
    suggestion = make_suggestion(vera, essay_of(debate))
    vera.delete()
    suggestion.refresh_from_db()
    assert suggestion.by is None
    essay_of(debate).delete()
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.CLOSED, Status.ARCHIVED])
def test_readers_suggest_as_long_as_they_read(ed: User, vera: User, status: Status) -> None:
    assert make_suggestion(vera, essay_of(make_debate(ed, status))).pk
