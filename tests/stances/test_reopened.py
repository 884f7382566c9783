"""A debate that is opened again: its results were public, so nobody votes any more, whatever follows."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from accounts.models import User
from debates.publishing.actions import change_status, close_due, publish, save_debate
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Status
from debates.stances import policies
from debates.stances.models import Ballot, Cast, ResultsShown
from debates.stances.options import Phase
from debates.stances.shown_order import signed_order
from tests.makers import NOW, make_debate
from tests.stances.pages import client_for, page_of, words
from tests.stances.snapshots import MATRIX, make_snapshot
from tests.stances.votes import refusal, vote

pytestmark = pytest.mark.django_db

OVER = "The vote on this debate is over."
WAYS = ["reopened", "reopened after its date", "published anew", "withdrawn and published anew"]


def opened_again(ed: User, way: str) -> Debate:
    """Answer a debate that has closed and goes on again."""
    debate = make_debate(ed, visitors_vote=True)
    vote(debate, browser_id="before")
    if way == "reopened after its date":
        # Nobody recorded its end before it was unpublished.
        Debate.objects.update(closes_at=NOW + timedelta(hours=1))
        debate.refresh_from_db()
        close_due(now=NOW + timedelta(hours=2))
        debate.refresh_from_db()
    else:
        change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    later = NOW + timedelta(hours=3)
    if way.startswith("reopened"):
        change_status(debate=debate, move=Move.REOPEN, by=ed, now=later)
    else:
        if way.startswith("withdrawn"):
            Debate.objects.update(status="withdrawn", withdrawn_at=later, withdrawal_note="For a while.")
            debate.refresh_from_db()
            change_status(debate=debate, move=Move.REVISE, by=ed, now=later)
        else:
            change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=later, note="For a while.")
        change_status(debate=debate, move=Move.SUBMIT, by=ed, now=later)
        publish(debate=debate, by=ed, now=later)
    debate.refresh_from_db()
    assert debate.is_open(timezone.now())
    return debate


@pytest.mark.parametrize("way", WAYS)
def test_no_ballot_is_taken(ed: User, vera: User, way: str) -> None:
    debate = opened_again(ed, way)
    for phase in Phase:
        assert refusal(lambda phase=phase: vote(debate, vera, phase=phase, now=timezone.now())) == OVER
        assert refusal(lambda phase=phase: vote(debate, browser_id="b" * 32, phase=phase)) == OVER
    now = timezone.now()
    assert str(policies.may_cast(vera, debate, Phase.AFTER, (), now).sentence) == OVER
    assert str(policies.may_claim(vera, debate, now).sentence) == OVER
    assert str(policies.may_cast_unverified(AnonymousUser(), debate, Phase.AFTER, (), now).sentence) == OVER
    assert (Ballot.objects.count(), Cast.objects.count()) == (1, 1)


@pytest.mark.parametrize("way", WAYS)
def test_the_ballot_page_offers_no_answer_and_takes_none(ed: User, vera: User, way: str) -> None:
    debate = opened_again(ed, way)
    client = client_for(vera)
    page = client.get(page_of(debate))
    assert OVER in words(page)
    assert BeautifulSoup(page.content, "html.parser").select("main input[type=radio]") == []
    sent = {"stance": "both", "phase": "after", "consent": "on", "read": "unknown"}
    answer = client.post(page_of(debate), {**sent, "order": signed_order(debate.pk, 0)})
    assert (answer.status_code >= 400, OVER in words(answer)) == (True, True)
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_results_stay_public_and_nobody_is_asked_whether_to_see_them(ed: User, way: str) -> None:
    debate = opened_again(ed, way)
    make_snapshot(debate, matrix=MATRIX)
    assert policies.results_visible(debate, timezone.now(), asked=False)
    page = Client().get(f"{debate.get_absolute_url()}results/")
    assert page.status_code == 200
    assert "412 readers voted." in words(page)
    assert Client().get(f"{debate.get_absolute_url()}results.csv").status_code == 200
    asking = Client().get(f"{page_of(debate)}results/")
    assert asking["Location"] == f"{debate.get_absolute_url()}results/"
    assert not ResultsShown.objects.exists()


def test_an_editor_cannot_open_the_poll_by_moving_its_date(ed: User) -> None:
    debate = opened_again(ed, "reopened")
    debate.closes_at = timezone.now() + timedelta(days=30)
    save_debate(debate=debate, by=ed)
    debate.refresh_from_db()
    assert not debate.takes_ballots(timezone.now())
    assert debate.poll_ended_at == NOW


def test_closing_again_keeps_when_the_vote_ended(ed: User) -> None:
    debate = opened_again(ed, "reopened")
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW + timedelta(days=9))
    debate.refresh_from_db()
    assert (debate.poll_ended_at, debate.closed_at) == (NOW, NOW + timedelta(days=9))
    assert debate.status == Status.CLOSED


def test_a_debate_unpublished_before_it_ended_goes_on_voting(ed: User, vera: User) -> None:
    debate = make_debate(ed)
    change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="A slip.")
    change_status(debate=debate, move=Move.SUBMIT, by=ed, now=NOW)
    publish(debate=debate, by=ed, now=NOW)
    vote(debate, vera)
    assert Ballot.objects.count() == 1
