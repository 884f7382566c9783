"""The public page about a debate's seal says how far it goes and what it proves, and no answer."""

import hashlib
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Status
from debates.stances import actions
from debates.stances.models import SealedLeaf, Snapshot
from debates.stances.options import Phase
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, visitors_vote=True)


def address(debate: Debate) -> str:
    return f"/debates/{debate.slug}/recount/"


def page(debate: Debate) -> BeautifulSoup:
    response = Client().get(address(debate))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def section(debate: Debate, name: str = "now") -> str:
    found = page(debate).select_one(f"section[aria-labelledby={name}]")
    assert found is not None
    return " ".join(found.get_text(" ").split())


def start(debate: Debate) -> str:
    return hashlib.sha256(f"debate:{debate.pk}".encode()).hexdigest()


def head(debate: Debate) -> str:
    return SealedLeaf.objects.filter(debate=debate).latest("place").hash


def test_before_anything_is_sealed_the_page_says_where_the_chain_begins(debate: Debate, vera: User) -> None:
    told = f"Nothing has been sealed yet. The chain of this debate begins with {start(debate)}"
    assert section(debate).endswith(told)
    vote(debate, vera)
    assert section(debate).endswith(told)


def test_the_page_says_how_far_the_seal_goes(debate: Debate, vera: User, sam: User) -> None:
    vote(debate, vera, "both", phase=Phase.BEFORE)
    vote(debate, vera, 1)
    actions.seal_debate(debate=debate, now=NOW)
    assert "Answers sealed 2 Taken back since 0" in section(debate)
    vote(debate, sam, 2)
    actions.withdraw(debate=debate, by=vera)
    actions.seal_debate(debate=debate, now=NOW)
    told = section(debate)
    assert "Answers sealed 3 Taken back since 2" in told
    assert f"The chain has 5 places. Its head is {head(debate)}" in told
    assert "No results have been counted yet." in told


def test_the_page_says_up_to_where_the_last_results_were_counted(
    debate: Debate, ed: User, vera: User, sam: User
) -> None:
    vote(debate, vera, 1)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    actions.take_snapshot(debate=debate, now=NOW + timedelta(minutes=5))
    counted = head(debate)
    actions.withdraw(debate=debate, by=vera)
    actions.seal_debate(debate=debate, now=NOW)
    told = section(debate)
    assert f"The chain has 2 places. Its head is {head(debate)}" in told
    assert "The last results were counted from the first place, where the head was " + counted in told
    assert "Counted 1 March 2026, 09:05 UTC" in told


def test_the_page_says_when_the_key_was_destroyed(debate: Debate, ed: User, vera: User) -> None:
    vote(debate, vera)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    assert "The key to these ballots was destroyed" not in section(debate)
    actions.destroy_key(debate=debate, by=make_user("Root", Role.ADMINISTRATOR), now=NOW)
    assert "The key to these ballots was destroyed on 1 March 2026. Nobody can tell any more" in section(
        debate
    )
    assert "Whoever kept it can still look it up" in section(debate, "receipt")


def test_the_page_says_what_the_seal_cannot_prove(debate: Debate) -> None:
    told = section(debate, "limits")
    for limit in ("come from people", "cut off the end", "readers themselves took back", "nobody knows who"):
        assert limit in told


def test_the_example_can_be_checked_from_the_page_alone(debate: Debate) -> None:
    salt, text, commitment = (found.text for found in page(debate).select("dl:not(.numbers) dd code"))
    assert hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest() == commitment
    assert section(debate, "program").endswith(f"“debate:{debate.pk}”: {start(debate)}")


def test_the_page_says_how_to_count_again_and_leads_to_the_receipts(debate: Debate) -> None:
    assert f"manage.py recount {debate.slug}" in section(debate, "again")
    link = page(debate).select_one("section[aria-labelledby=receipt] a")
    assert isinstance(link, Tag)
    assert link["href"] == f"/debates/{debate.slug}/ballot/receipt/"


def test_the_page_differs_by_nothing_that_was_answered(ed: User) -> None:
    pages = []
    for choices in ((1, 1, 2), (2, "both", "unsure")):
        Debate.objects.update(slug="before")
        debate = make_debate(ed, slug="now", visitors_vote=True)
        for number, choice in enumerate(choices):
            vote(debate, browser_id=str(number), choice=choice)
        actions.seal_debate(debate=debate, now=NOW)
        told = Client().get(address(debate)).content.decode()
        for own in (head(debate), start(debate), f"debate:{debate.pk}”"):
            assert own in told
            told = told.replace(own, "…")
        pages.append(told)
    assert pages[0] == pages[1]


def test_whoever_is_signed_in_or_has_voted_sees_the_same_bytes(debate: Debate, vera: User) -> None:
    vote(debate, vera)
    actions.seal_debate(debate=debate, now=NOW)
    reader = Client()
    reader.force_login(vera)
    visitor = Client().get(address(debate))
    assert reader.get(address(debate)).content == visitor.content
    assert visitor["Cache-Control"] == "public, max-age=2"
    assert "csrfmiddlewaretoken" not in visitor.content.decode()
    assert "Set-Cookie" not in visitor.headers


@pytest.mark.parametrize("status", Status)
def test_the_page_is_there_where_readers_see_the_debate(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    response: HttpResponse = Client().get(address(debate))
    if status is Status.WITHDRAWN:
        assert response.status_code == 410
        assert "Its author asked for it." in response.content.decode()
    else:
        assert response.status_code == (200 if debate.is_public else 404)


@pytest.mark.parametrize("many", [1, 40])
def test_the_page_costs_the_same_for_one_leaf_and_for_many(
    debate: Debate, ed: User, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    for number in range(many):
        vote(debate, browser_id=str(number))
        actions.seal_debate(debate=debate, now=NOW)
        Snapshot.objects.create(debate=debate, place=number + 1, head=head(debate), taken_at=NOW, counted={})
    for number in range(many // 2):
        actions.withdraw(debate=debate, browser_id=str(number))
    actions.seal_debate(debate=debate, now=NOW)
    with django_assert_num_queries(3):
        assert Client().get(address(debate)).status_code == 200
