"""Ballots and corrections: what is counted, what results say, and what readers are told on their ballot."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from debates.publishing import actions as publishing
from debates.publishing.models import Correction, Debate, Kind, Text
from debates.publishing.workflow import Move
from debates.stances import actions
from debates.stances.counting import count
from debates.stances.models import Snapshot
from debates.stances.options import Phase
from debates.stances.queries.results import results_page
from debates.stances.recount import recount
from debates.stances.results import Counted
from debates.stances.shown_results import Before, shown_results
from debates.stances.telling.poll import hidden_sentence
from tests.makers import NOW, make_debate, make_user, text_of
from tests.stances.pages import client_for, page_of, parsed, words
from tests.stances.snapshots import make_snapshot
from tests.stances.votes import BROWSER, known_as, vote

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
TOLD = "An essay was corrected on 1 March 2026, after you voted: see what changed . You can change your vote."


@pytest.fixture
def debate(ed: User, settings: Settings) -> Debate:
    settings.RESULTS_LEAST, settings.RESULTS_EVERY = 1, 0
    return make_debate(ed, visitors_vote=True)


def correct(debate: Debate, by: User, at: datetime, text: Text | None = None) -> Correction:
    """Answer a correction of the first essay, or of this text, which was told at this moment."""
    text = text or text_of(debate, 1)
    publishing.save_text(text=text, source=f"{text.source} Corrected.", by=by, now=at)
    publishing.publish_change(
        text=text, started_from=text.working_revision, correction="A year was wrong.", by=by, now=at
    )
    return Correction.objects.latest("pk")


def readers(number: int) -> list[User]:
    return [make_user(f"Reader-{User.objects.count()}") for _ in range(number)]


def taken(debate: Debate, now: datetime) -> Snapshot:
    snapshot = actions.take_snapshot(debate=debate, now=now)
    assert snapshot is not None
    return snapshot


# ---------------------------------------------------------------- what is counted


def test_a_snapshot_holds_how_many_ballots_were_cast_before_a_correction(debate: Debate, ed: User) -> None:
    early, late = readers(6), readers(5)
    for reader in early:
        vote(debate, reader, "both", phase=Phase.BEFORE)
        vote(debate, reader)
    for number in range(7):
        vote(debate, browser_id=f"visitor{number}")
    moment = NOW + timedelta(minutes=40)
    correct(debate, ed, moment)
    vote(debate, late[0], now=NOW + timedelta(minutes=50))  # the hour of the correction
    for reader in [*late[1:], early[0]]:
        vote(debate, reader, 2, now=NOW + HOUR)
    snapshot = taken(debate, NOW + 2 * HOUR)
    assert snapshot.results.corrected == ((moment.isoformat(), 6),)
    assert sum(snapshot.results.current()) == 11
    assert shown_results(snapshot.results).before == (Before(moment.isoformat(), 6),)


def test_a_debate_without_corrections_counts_none(debate: Debate, vera: User) -> None:
    vote(debate, vera)
    assert taken(debate, NOW).results.corrected == ()


def test_a_correction_of_what_readers_no_longer_see_is_none(debate: Debate, ed: User, vera: User) -> None:
    vote(debate, vera)
    publishing.change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    conclusion = Text.objects.get(debate=debate, kind=Kind.CONCLUSION)
    publishing.save_text(text=conclusion, source="It stays open.", by=ed, now=NOW)
    conclusion.refresh_from_db()
    publishing.publish_change(text=conclusion, started_from=conclusion.working_revision, by=ed, now=NOW)
    conclusion.refresh_from_db()
    correct(debate, ed, NOW + HOUR, conclusion)
    assert len(count(debate, 10).corrected) == 1
    publishing.change_status(debate=debate, move=Move.REOPEN, by=ed, now=NOW + 2 * HOUR)
    debate.refresh_from_db()
    assert count(debate, 10).corrected == ()


def test_snapshots_of_before_there_were_corrections_are_read_as_they_are() -> None:
    old = {"options": ["both", "unsure"], "positions": 0, "cells": [], "matrix": [[0, 0], [0, 0]]}
    counted = Counted.from_json(old)
    assert counted.corrected == ()
    assert shown_results(counted).before == ()
    told = Counted(("both", "unsure"), 0, (), ((0, 0), (0, 0)), (("2026-03-01T10:00:00+00:00", 0),))
    assert Counted.from_json(told.as_json()) == told


# ---------------------------------------------------------------- counted again


def test_a_recount_repeats_what_was_counted_before_corrections(debate: Debate, ed: User, capsys: Any) -> None:
    for reader in readers(6):
        vote(debate, reader)
    correct(debate, ed, NOW)
    taken(debate, NOW + HOUR)
    correct(debate, ed, NOW + 2 * HOUR)  # which the snapshot does not know
    found = recount(debate)
    assert found.holds
    assert found.corrected.published == found.corrected.again == {(NOW.isoformat(),): 6}
    call_command("recount", debate.slug)
    assert "ballots before a correction 6, counted again 6" in capsys.readouterr().out


def test_a_recount_of_an_old_snapshot_holds_where_something_was_corrected_since(
    debate: Debate, ed: User, vera: User
) -> None:
    vote(debate, vera)
    snapshot = taken(debate, NOW)
    stored = snapshot.counted
    del stored["corrected"]
    Snapshot.objects.update(counted=stored)
    correct(debate, ed, NOW + HOUR)
    assert recount(debate).holds


def test_a_ballot_that_is_taken_back_is_missed_as_often_as_it_counted(debate: Debate, ed: User) -> None:
    voters = readers(6)
    for reader in voters:
        vote(debate, reader)
    for hours in range(3):
        correct(debate, ed, NOW + hours * HOUR)
    taken(debate, NOW + 3 * HOUR)
    actions.withdraw(debate=debate, by=voters[0])
    actions.seal_debate(debate=debate, now=NOW + 3 * HOUR)
    assert recount(debate).holds


@pytest.mark.parametrize("ballots", [5, 7, "six"])
def test_a_recount_finds_a_figure_that_was_changed_by_hand(debate: Debate, ed: User, ballots: Any) -> None:
    for reader in readers(6):
        vote(debate, reader)
    correct(debate, ed, NOW)
    snapshot = taken(debate, NOW + HOUR)
    Snapshot.objects.update(counted={**snapshot.counted, "corrected": [[NOW.isoformat(), ballots]]})
    assert not recount(debate).holds


def test_a_moment_that_is_none_cannot_be_read(debate: Debate, vera: User) -> None:
    vote(debate, vera)
    snapshot = taken(debate, NOW + HOUR)
    Snapshot.objects.update(counted={**snapshot.counted, "corrected": [["soon", 1]]})
    found = recount(debate)
    assert (found.holds, found.answers.published) == (False, None)


# ---------------------------------------------------------------- what results say


def part_of(debate: Debate, now: datetime) -> Any:
    page = results_page(debate, now, asked=True)
    assert page is not None
    return next((part for part in page.parts if part.name == "corrected"), None)


def counted_before(debate: Debate, *groups: tuple[datetime, int], taken_at: datetime = NOW) -> None:
    """Take a snapshot of 412 ballots, so many of which were cast before these corrections."""
    snapshot = make_snapshot(debate, taken_at=taken_at)
    corrected = [[moment.isoformat(), ballots] for moment, ballots in groups]
    Snapshot.objects.filter(pk=snapshot.pk).update(counted={**snapshot.counted, "corrected": corrected})


def test_results_say_how_many_ballots_were_cast_before_a_correction(debate: Debate) -> None:
    counted_before(debate, (datetime(2026, 3, 3, 10, tzinfo=NOW.tzinfo), 120))
    part = part_of(debate, NOW)
    assert part.sentences[0] == "120 of 412 ballots were cast before the correction of 3 March 2026."
    assert [(row.heading.text, row.cells[0].plain) for row in part.tables[0].rows] == [
        ("3 March 2026", "120")
    ]


def test_a_few_are_hidden_and_of_one_day_the_last_correction_counts(debate: Debate) -> None:
    day = datetime(2026, 3, 3, 10, tzinfo=NOW.tzinfo)
    counted_before(debate, (day, 120), (day + HOUR, 30), (day + timedelta(days=1), 2))
    part = part_of(debate, NOW)
    assert part.sentences[:2] == (
        "150 of 412 ballots were cast before the correction of 3 March 2026.",
        f"Ballots from before the correction of 4 March 2026: {hidden_sentence()}",
    )
    assert part.hides


def test_whatever_was_counted_came_before_a_correction_since(debate: Debate, ed: User) -> None:
    counted_before(debate, (NOW - HOUR, 120))
    correct(debate, ed, NOW + HOUR)
    correct(debate, ed, NOW + timedelta(days=1))
    assert part_of(debate, NOW + timedelta(days=2)).sentences[:2] == (
        "412 of 412 ballots were cast before the correction of 1 March 2026.",
        "412 of 412 ballots were cast before the correction of 2 March 2026.",
    )


def test_without_corrections_results_say_nothing_of_them(debate: Debate) -> None:
    counted_before(debate)
    assert part_of(debate, NOW) is None


# ---------------------------------------------------------------- what readers are told


def told(client: Client, debate: Debate, **headers: Any) -> str:
    found = parsed(client.get(page_of(debate), **headers)).select(".corrected")
    return " ".join(" ".join(one.get_text(" ").split()) for one in found)


def test_who_voted_before_a_correction_is_told_on_their_ballot(debate: Debate, ed: User, vera: User) -> None:
    client = client_for(vera)
    vote(debate, vera)
    assert told(client, debate) == ""
    correct(debate, ed, NOW + HOUR)
    assert told(client, debate) == TOLD
    assert told(client, debate, HTTP_HX_REQUEST="true") == TOLD
    link = parsed(client.get(page_of(debate))).select_one(".corrected a")
    assert link is not None
    assert link["href"] == f"/debates/{debate.slug}/corrections/"
    vote(debate, vera, 2, now=NOW + 2 * HOUR)
    assert told(client, debate) == ""


def test_a_browser_without_an_account_is_told_too(debate: Debate, ed: User) -> None:
    vote(debate, browser_id=BROWSER)
    correct(debate, ed, NOW + HOUR)
    client = Client()
    known_as(client)
    assert told(client, debate) == TOLD


def test_who_did_not_vote_or_only_before_reading_is_told_nothing(
    debate: Debate, ed: User, vera: User, sam: User
) -> None:
    vote(debate, vera, phase=Phase.BEFORE)
    correct(debate, ed, NOW + HOUR)
    assert told(client_for(vera), debate) == told(client_for(sam), debate) == ""


def test_the_introduction_is_named_and_nobody_is_asked_to_vote_where_the_vote_is_over(
    debate: Debate, ed: User, vera: User
) -> None:
    vote(debate, vera)
    correct(debate, ed, NOW + HOUR, Text.objects.get(debate=debate, kind=Kind.INTRODUCTION))
    assert told(client_for(vera), debate).startswith("The introduction was corrected on 1 March 2026")
    publishing.change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW + HOUR)
    assert told(client_for(vera), debate).endswith("see what changed .")


def test_no_public_byte_of_an_open_debate_says_anything_of_ballots_and_corrections(
    debate: Debate, ed: User
) -> None:
    counted_before(debate, (NOW, 120))
    correct(debate, ed, NOW + HOUR)
    slug = debate.get_absolute_url()
    for path in (slug, f"{slug}side-1/", f"{slug}corrections/", f"{slug}recount/", "/feed.atom", "/"):
        said = Client().get(path).content.decode()
        assert "ballots were cast" not in said
        assert "after you voted" not in said
        assert "120" not in said.replace("1200", "")


@pytest.mark.parametrize("many", [1, 5])
def test_a_ballot_costs_the_same_for_one_correction_and_for_many(
    debate: Debate, ed: User, vera: User, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    vote(debate, vera)
    for number in range(many):
        correct(debate, ed, NOW + number * HOUR)
    client = client_for(vera)
    assert words(client.get(page_of(debate)))
    with django_assert_num_queries(7):
        assert client.get(page_of(debate)).status_code == 200
