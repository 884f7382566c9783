"""The private page of a reader's own ballot, and the way there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Status
from debates.stances.models import Ballot, Cast
from debates.stances.options import Phase
from debates.stances.shown_order import order_of, signed_order
from tests.makers import NOW, make_debate
from tests.stances.pages import client_for, form_of, offered, page_of, parsed, press, words
from tests.stances.votes import ballots, casts, known_as, option, poll, vote

pytestmark = pytest.mark.django_db

NEVER_STORED = "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, visitors_vote=True)


@pytest.fixture
def reader(vera: User) -> Client:
    return client_for(vera)


# ---------------------------------------------------------------- from the debate to the ballot


def links(client: Client, debate: Debate) -> list[str]:
    page = parsed(client.get(debate.get_absolute_url()))
    return [str(link["href"]) for link in page.select("#vote .stances a")]


def test_a_stance_takes_two_steps_from_the_public_page(debate: Debate, reader: Client) -> None:
    for number, address in enumerate(links(reader, debate)):
        answer = press(reader, address)
        assert (answer.status_code, answer["Location"]) == (302, page_of(debate))
        assert Cast.objects.count() == number + 1
        ballot = Ballot.objects.get()
        assert f"stance={ballot.option.code}".replace(":", "%3A") in address
    assert [row[2] for row in casts(debate)][2:] == ["both", "unsure"]
    assert {row[2] for row in casts(debate)} == {"A", "B", "both", "unsure"}


def test_the_order_that_was_shown_goes_along_to_the_ballot(debate: Debate, reader: Client) -> None:
    seen = set()
    for name in range(12):
        stranger = Client()
        known_as(stranger, f"{name:032x}")
        addresses = links(stranger, debate)
        first = addresses[0]
        response = reader.get(first)
        assert offered(response)[0] == form_of(response)["stance"]
        press(reader, first)
        arm = Cast.objects.latest("pk").arm
        assert offered(response)[0] == option(debate, arm + 1)
        seen.add(arm)
    assert seen == {0, 1}


def test_links_to_the_ballot_are_the_same_for_whoever_is_signed_in(
    debate: Debate, reader: Client, vera: User
) -> None:
    public = Client().get(debate.get_absolute_url()).content
    vote(debate, vera)
    assert reader.get(debate.get_absolute_url()).content == public


@pytest.mark.parametrize("status", [Status.CLOSED, Status.ARCHIVED])
def test_a_debate_that_is_over_leads_to_no_ballot(ed: User, status: Status) -> None:
    assert links(Client(), make_debate(ed, status)) == []


def test_a_debate_past_its_time_leads_to_no_ballot(debate: Debate) -> None:
    Debate.objects.update(closes_at=timezone.now())
    assert links(Client(), debate) == []


# ---------------------------------------------------------------- the ballot


def test_the_ballot_says_what_is_stored_above_its_one_button(debate: Debate, reader: Client) -> None:
    response = reader.get(page_of(debate))
    assert response["Cache-Control"] == NEVER_STORED
    form = parsed(response).select_one("main form")
    assert form is not None
    assert len(form.select("button")) == 1
    text = " ".join(form.get_text(" ").split())
    assert text.index("By voting you agree that your answer is stored") < text.index(" Vote ")
    assert sorted(offered(response)) == sorted([option(debate, 1), option(debate, 2), "both", "unsure"])
    assert offered(response)[2:] == ["both", "unsure"]
    assert "The claim of side 1 Author A" in text


def test_the_outcome_is_said_with_how_long_it_can_be_changed(debate: Debate, reader: Client) -> None:
    assert press(reader, page_of(debate), stance=option(debate, 1)).status_code == 302
    said = parsed(reader.get(page_of(debate))).select_one("[role=status]")
    assert said is not None
    assert said.get_text(strip=True) == "You voted “A: Side 1”; change it until the debate closes."
    Debate.objects.update(closes_at=timezone.now() + timedelta(days=3))
    press(reader, page_of(debate), stance="both")
    said = parsed(reader.get(page_of(debate))).select_one("[role=status]")
    assert said is not None
    assert said.get_text(strip=True).startswith("You voted “Both persuade me”; change it until ")


def test_my_own_answer_is_shown_and_chosen_when_i_come_back(debate: Debate, reader: Client) -> None:
    press(reader, page_of(debate), stance=option(debate, 2))
    response = reader.get(page_of(debate))
    assert "Your vote: “B: Side 2”." in words(response)
    assert form_of(response)["stance"] == option(debate, 2)
    assert "Change my vote" in words(response)
    press(reader, page_of(debate), stance="unsure")
    assert ballots(debate) == [("verified", "after", "unsure")]


def test_before_reading_is_asked_once_and_leads_on(debate: Debate, reader: Client) -> None:
    before = page_of(debate, "?phase=before")
    assert "Where do you stand before reading?" in words(reader.get(before))
    press(reader, before, stance="unsure")
    assert ballots(debate) == [("verified", "before", "unsure")]
    again = reader.get(before)
    assert "You have said already where you stood before reading" in words(again)
    assert "Before reading you answered “Unsure”." in words(again)
    assert parsed(again).select_one(f"a[href='{page_of(debate)}']") is not None
    assert "stance" not in form_of(reader.get(page_of(debate)))


def test_withdrawing_is_one_button_and_leaves_nothing(debate: Debate, reader: Client) -> None:
    press(reader, page_of(debate), stance="both")
    response = reader.get(page_of(debate))
    button = parsed(response).select_one("main form[action$='withdraw/']")
    assert button is not None
    answer = reader.post(button["action"])
    assert (answer.status_code, answer["Location"]) == (302, page_of(debate))
    assert ballots(debate) == []
    after = words(reader.get(page_of(debate)))
    assert "Your vote is withdrawn, and nothing of what you answered is kept." in after
    assert "Withdraw my vote" not in after


def test_a_vote_is_withdrawn_from_a_debate_that_has_disappeared(
    debate: Debate, ed: User, reader: Client, sam: User
) -> None:
    press(reader, page_of(debate), stance="both")
    change_status(debate=Debate.objects.get(), move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    assert "There is no vote on this debate." in words(reader.get(page_of(debate)))
    assert client_for(sam).get(page_of(debate)).status_code == 404
    answer = reader.post(f"{page_of(debate)}withdraw/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert ballots(debate) == []
    assert reader.get(page_of(debate)).status_code == 404


def test_nobody_sees_the_ballot_of_another(debate: Debate, reader: Client, sam: User) -> None:
    press(reader, page_of(debate), stance=option(debate, 2))
    response = client_for(sam).get(page_of(debate))
    assert "Your vote: “" not in words(response)
    assert "stance" not in form_of(response)


def test_a_visitor_signs_in_and_finds_their_choice_again(debate: Debate, vera: User) -> None:
    Debate.objects.update(visitors_vote=False)
    visitor = Client()
    address = links(visitor, debate)[0]
    asked = visitor.get(address)
    assert asked.status_code == 302
    assert asked["Location"].startswith("/account/login/?next=%2Fdebates%2F")
    kept = {"stance": "both", "order": signed_order(debate.pk, 1), "consent": "on", "phase": "after"}
    assert visitor.post(page_of(debate), kept).status_code == 302
    assert visitor.get(page_of(debate)).status_code == 302  # changes their mind, and looks again
    assert not any(poll().values())
    visitor.force_login(vera)
    response = visitor.get(page_of(debate))
    assert (form_of(response)["stance"], offered(response)[0]) == ("both", option(debate, 2))


# ---------------------------------------------------------------- what is refused, and leaves no row


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"stance": ""}, "Choose one of the answers."),
        ({"stance": "neither"}, "This debate has no such answer"),
        ({"stance": "p:999999"}, "This debate has no such answer"),
        ({"stance": "p" * 5000}, "Ensure this value has at most 40 characters"),
        ({"consent": ""}, "Your vote is counted only where you agree"),
        ({"phase": "during"}, "Select a valid choice"),
        ({"order": ""}, "The positions of this debate have changed"),
        ({"order": "1-1"}, "The positions of this debate have changed"),
        ({"order": signed_order(0, 1)}, "The positions of this debate have changed"),
    ],
)
def test_a_ballot_that_was_tampered_with_is_refused_in_words(
    debate: Debate, reader: Client, typed: dict[str, str], told: str
) -> None:
    response = press(reader, page_of(debate), **{"stance": "both", **typed})
    assert response.status_code == 400
    errors = parsed(response).select_one("#errors")
    assert errors is not None
    assert told in errors.get_text()
    assert not any(poll().values())


def test_a_ballot_sent_again_after_the_close_is_refused(debate: Debate, reader: Client) -> None:
    sent = {**form_of(reader.get(page_of(debate))), "stance": "both"}
    Debate.objects.update(closes_at=timezone.now())
    response = reader.post(page_of(debate), sent)
    assert response.status_code == 400
    assert "The vote on this debate is over." in words(response)
    assert ballots(debate) == []


def test_a_ballot_without_the_token_of_its_page_is_refused(debate: Debate, vera: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(vera)
    sent = {"stance": "both", "order": signed_order(debate.pk, 0), "consent": "on"}
    assert strict.post(page_of(debate), sent).status_code == 403
    assert strict.post(f"{page_of(debate)}withdraw/").status_code == 403
    assert ballots(debate) == []


def test_an_unknown_debate_has_no_ballot(reader: Client, db: None) -> None:
    assert reader.get("/debates/nothing/ballot/").status_code == 404
    assert reader.post("/debates/nothing/ballot/withdraw/").status_code == 404


# ---------------------------------------------------------------- what it costs, and what is signed


def test_the_ballot_costs_the_same_for_one_position_more_and_for_many_votes(
    ed: User, vera: User, reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    small, large = make_debate(ed), make_debate(ed, question="Should the quay be widened?", positions=6)
    for debate in (small, large):
        vote(debate, vera, "unsure", phase=Phase.BEFORE)
    for number in range(10):
        Debate.objects.update(visitors_vote=True)
        vote(large, browser_id=str(number))
    for debate in (small, large):
        with django_assert_num_queries(6):
            reader.get(page_of(debate, f"?order={signed_order(debate.pk, 0)}"))


def test_a_vote_costs_the_same_for_one_position_more_and_for_many_votes(
    ed: User, vera: User, reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    small, large = make_debate(ed), make_debate(ed, question="Should the quay be widened?", positions=6)
    vote(small, vera)
    for number in range(10):
        Debate.objects.update(visitors_vote=True)
        vote(large, browser_id=str(number))
    for debate in (small, large):
        # The session, the account, the debate with what it offers; the ballot and the cast by one statement,
        # or by two in a transaction.
        sent = {"stance": option(debate, 2), "order": signed_order(debate.pk, 0), "consent": "on"}
        queries = {"postgresql": 4, "sqlite": 7}[connection.vendor]
        with django_assert_num_queries(queries):
            assert reader.post(page_of(debate), sent).status_code == 302
    assert Cast.objects.count() == 13


@pytest.mark.parametrize("arm", range(6))
def test_an_order_is_what_was_signed_for_this_debate(arm: int) -> None:
    token = signed_order(7, arm)
    assert token == signed_order(7, arm)
    assert order_of(token, 7) == arm
    assert order_of(token, 8) is None
    assert order_of(token[:-1], 7) is None


@pytest.mark.parametrize("token", ["", "7-1", "7-1:", ":", "7-1:x", "\0", "é" * 300])
def test_an_order_that_nobody_signed_is_none(token: str) -> None:
    assert order_of(token, 7) is None
