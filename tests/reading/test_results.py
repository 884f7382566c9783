"""Results of debates that are over are public: as a page, as a file, on the debate's page, in lists."""

import csv
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.publishing.actions import change_status, save_position
from debates.publishing.models import Debate, Position
from debates.publishing.workflow import Move, Status
from debates.stances.actions import destroy_key
from debates.stances.options import EssaysRead, Tier
from tests.makers import NOW, make_debate, make_draft, make_user
from tests.stances.snapshots import AFTER, HEAD, MATRIX, make_snapshot

pytestmark = pytest.mark.django_db

VISITORS = {"tier": Tier.UNVERIFIED}


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, Status.CLOSED)


def results_of(debate: Debate) -> str:
    return f"{debate.get_absolute_url()}results/"


def file_of(debate: Debate) -> str:
    return f"{debate.get_absolute_url()}results.csv"


def parsed(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response: HttpResponse) -> str:
    main = parsed(response).main
    assert main is not None
    return " ".join(main.get_text(" ").split())


def lines(debate: Debate) -> list[list[str]]:
    return [*csv.reader(StringIO(Client().get(file_of(debate)).content.decode()))]


# ---------------------------------------------------------------- the page


@pytest.mark.parametrize("status", [Status.CLOSED, Status.ARCHIVED])
def test_results_are_public_once_the_debate_is_over(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    make_snapshot(debate, matrix=MATRIX)
    response = Client().get(results_of(debate))
    assert "412 readers voted. Of 237 who voted before and after reading, 99 changed their answer;" in words(
        response
    )
    assert "not a representative sample. Closed on 1 March 2026." in words(response)
    assert HEAD in words(response)
    canonical = parsed(response).select_one("link[rel=canonical]")
    assert canonical is not None
    assert str(canonical["href"]).endswith(results_of(debate))


def test_the_time_decides_not_whether_it_was_recorded(ed: User) -> None:
    debate = make_debate(ed)
    make_snapshot(debate)
    assert Client().get(results_of(debate))["Location"] == f"{debate.get_absolute_url()}ballot/results/"
    assert Client().get(file_of(debate)).status_code == 404
    Debate.objects.update(closes_at=timezone.now())
    assert "412 readers voted." in words(Client().get(results_of(debate)))
    assert Client().get(file_of(debate)).status_code == 200


def test_results_of_a_debate_that_opens_again_stay_public_and_nobody_is_asked_to_vote(
    debate: Debate, ed: User
) -> None:
    make_snapshot(debate)
    change_status(debate=debate, move=Move.REOPEN, by=ed, now=NOW)
    assert Client().get(results_of(debate)).status_code == 200
    page = Client().get(debate.get_absolute_url()).content.decode()
    assert ("412" in page, "/ballot/" in page) == (True, False)


@pytest.mark.parametrize(
    ("status", "code"),
    [(Status.DRAFT, 404), (Status.IN_REVIEW, 404), (Status.SCHEDULED, 404), (Status.WITHDRAWN, 410)],
)
def test_what_is_not_public_has_no_results(ed: User, status: Status, code: int) -> None:
    debate = make_debate(ed, status)
    make_snapshot(debate)
    for path in (results_of(debate), file_of(debate)):
        response = Client().get(path)
        assert response.status_code == code
        assert "412" not in response.content.decode()


def test_without_votes_the_page_says_so(debate: Debate) -> None:
    assert "No votes were counted in this debate." in words(Client().get(results_of(debate)))
    assert lines(debate)[4][4] == "No votes were counted in this debate."
    assert "Results" not in words(Client().get(debate.get_absolute_url()))


def test_a_destroyed_key_is_said_to_be(debate: Debate) -> None:
    make_snapshot(debate)
    assert "destroyed" not in words(Client().get(results_of(debate)))
    destroy_key(debate=debate, by=make_user("Root", Role.ADMINISTRATOR), now=NOW)
    told = words(Client().get(results_of(debate)))
    assert "The key to these ballots was destroyed on 1 March 2026." in told
    assert "can no longer be shown to a person, withdrawn, or exported for one" in told


def test_no_small_number_stands_on_the_page_or_in_the_file(debate: Debate) -> None:
    make_snapshot(
        debate,
        (171, 150, 61, 3),
        matrix=((60, 2, 3, 8), (14, 46, 5, 10), (6, 1, 12, 5), (25, 15, 4, 20)),
        groups=[
            ((30, 20, 2, 5), VISITORS),
            ((9, 4, 0, 9), {"exposed": True}),
            ((8, 3, 0, 9), {"read": EssaysRead.BOTH}),
        ],
    )
    page = parsed(Client().get(results_of(debate)))
    cells = [cell.get_text(strip=True).partition(" ")[0] for cell in page.select("tbody td")]
    assert cells.count("hidden") > 10
    assert not {"1", "2", "3", "4"} & {*cells}
    assert "Some numbers are hidden, because fewer than five readers could be told apart." in words(
        Client().get(results_of(debate))
    )
    values = {line[4].partition(" ")[0] for line in lines(debate)[1:] if line[0]}
    assert not {"1", "2", "3", "4"} & values
    notes = [line for line in lines(debate) if line[5]]
    assert {line[4] for line in notes[1:]} == {""}
    assert len(notes) - 1 == cells.count("hidden")


# ---------------------------------------------------------------- the file


def test_the_file_says_exactly_what_the_page_shows(debate: Debate) -> None:
    make_snapshot(debate, matrix=MATRIX, groups=[((30, 20, 10, 5), VISITORS)])
    response = Client().get(file_of(debate))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{debate.slug}-results.csv"'
    page = parsed(Client().get(results_of(debate)))
    shown = [text for cell in page.select("tbody td") if (text := cell.get_text(strip=True))]
    in_file = [line[4] for line in lines(debate)[1:] if line[0]]
    assert [text.replace("+", "") for text in shown] == [value.replace("-", "−") for value in in_file]
    assert "13.1 (7.0 to 19.2)" in in_file


def test_the_file_says_what_it_is_about(debate: Debate) -> None:
    make_snapshot(debate)
    facts = {line[2]: line[4] for line in lines(debate) if not line[0]}
    assert facts["question"] == debate.question
    assert facts["address"].endswith(debate.get_absolute_url())
    assert (facts["place in the seal"], facts["head of the seal"]) == ("412", HEAD)
    assert facts["counted"] == "Counted on 1 March 2026, 09:00 UTC."


def test_a_question_that_is_a_formula_is_none_in_the_file(ed: User) -> None:
    debate = make_debate(ed, Status.CLOSED, question="=1+1, or not?", slug="sum")
    assert lines(debate)[1][4] == "'=1+1, or not?"


# ---------------------------------------------------------------- the debate's page, and lists


def test_while_open_the_debate_leads_to_the_page_that_asks_first(ed: User) -> None:
    debate = make_debate(ed)
    make_snapshot(debate)
    page = parsed(Client().get(debate.get_absolute_url()))
    link = page.select_one(f"#vote a[href='{debate.get_absolute_url()}ballot/results/']")
    assert link is not None
    assert link.get_text() == "Show results without voting"
    assert page.select("#results") == []


def test_once_over_the_debate_shows_headline_and_bars(debate: Debate) -> None:
    make_snapshot(debate, matrix=MATRIX)
    page = parsed(Client().get(debate.get_absolute_url()))
    section = page.select_one("#results")
    assert section is not None
    assert "412 readers voted." in section.get_text()
    assert len(section.select("svg.poll-picture")) == 1
    assert section.select(f"a[href='{results_of(debate)}']") != []
    assert page.select("#vote") == []


def test_a_debate_that_is_over_costs_the_same_for_few_votes_and_for_many(
    ed: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number, votes in enumerate([(5, 0, 0, 0), (741_100, 635_300, 523_700, 412_900)]):
        debate = make_debate(ed, Status.CLOSED, question=f"Question {number}?")
        make_snapshot(debate, votes)
        with django_assert_num_queries(9):
            assert Client().get(debate.get_absolute_url()).status_code == 200
        with django_assert_num_queries(5):
            assert Client().get(results_of(debate)).status_code == 200
        with django_assert_num_queries(5):
            assert Client().get(file_of(debate)).status_code == 200


@pytest.mark.parametrize("name", ["home", "archive"])
def test_lists_give_the_result_of_what_is_over_in_one_sentence(ed: User, debate: Debate, name: str) -> None:
    other = make_debate(ed, Status.CLOSED, question="Should the lighthouse be sold?")
    make_snapshot(debate, matrix=MATRIX)
    make_snapshot(other, (7, 7, 7, 7))
    make_snapshot(other, (8, 8, 8, 8), place=500)
    text = words(Client().get(reverse(f"reading:{name}")))
    assert (
        "412 readers voted; no clear difference." in text or "412 readers voted; more moved towards A" in text
    )
    assert "32 readers voted." in text
    assert "28 readers voted." not in text


def test_a_position_cannot_take_the_address_of_the_results(ed: User) -> None:
    draft = make_draft(ed)
    for slug in ("results", "ballot", "recount"):
        position = Position(debate=draft, order=3, label="Third", slug=slug, claim="A third claim")
        with pytest.raises(Refused):
            save_position(position=position, by=ed)


def test_counts_are_those_of_the_snapshot(debate: Debate) -> None:
    make_snapshot(debate)
    page = parsed(Client().get(results_of(debate)))
    first = [row.select("td")[0].get_text() for row in page.select("section[aria-labelledby=votes] tbody tr")]
    assert first[:4] == [str(count) for count in AFTER]
