"""What readers see of a debate that is opened again: its results, no vote, and comments that are open."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from debates.comments.models import Comment
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move
from tests.makers import NOW, make_debate
from tests.publishing.writers import signed_in
from tests.stances.snapshots import MATRIX, make_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(ed: User) -> Debate:
    debate = make_debate(ed)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    make_snapshot(debate, matrix=MATRIX)
    change_status(debate=debate, move=Move.REOPEN, by=ed, now=NOW)
    return debate


def test_the_page_has_results_and_no_way_to_vote(debate: Debate) -> None:
    page = Client().get(debate.get_absolute_url())
    found = BeautifulSoup(page.content, "html.parser")
    assert found.select("#vote, #before-title, .stances, script[src*=ballot]") == []
    assert "/ballot/" not in page.content.decode()
    [results] = found.select("#results")
    assert "412 readers voted." in results.get_text(" ")
    assert results.select_one(f'a[href="{debate.get_absolute_url()}results/"]') is not None


def test_an_essay_leads_to_no_vote(debate: Debate) -> None:
    page = Client().get(f"{debate.get_absolute_url()}side-1/").content.decode()
    assert "/ballot/" not in page
    assert "#vote" not in page


def test_comments_are_open_again(debate: Debate, vera: User) -> None:
    assert (
        "This debate takes no more comments." not in Client().get(debate.get_absolute_url()).content.decode()
    )
    client = signed_in(vera)
    at = f"/debates/{debate.slug}/comment/"
    assert client.get(at).status_code == 200
    response = client.post(at, {"text": "The figures for the second basin would help here."})
    assert response.status_code == 302
    assert Comment.objects.get().debate == debate


def test_the_conclusion_no_longer_shows(ed: User, debate: Debate) -> None:
    assert ".conclusion" not in Client().get(debate.get_absolute_url()).content.decode()
    assert (
        BeautifulSoup(Client().get(debate.get_absolute_url()).content, "html.parser").select(
            "section.conclusion"
        )
        == []
    )


def test_lists_say_that_it_is_open(debate: Debate) -> None:
    home = Client().get("/").content.decode()
    assert debate.question in home
    assert debate.get_absolute_url() not in Client().get("/debates/").content.decode()
