"""The ballot as a script puts it into the debate's page, before reading and after; and what was read."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Round, Status
from debates.stances.models import Cast
from debates.stances.options import Phase
from debates.stances.shown_order import order_of, signed_order
from tests.makers import NOW, make_debate, make_essay
from tests.stances.votes import ballots, option, poll, vote

pytestmark = pytest.mark.django_db

NEVER_STORED = "max-age=0, no-cache, no-store, must-revalidate, private"
SCRIPT: Any = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


@pytest.fixture
def reader(vera: User) -> Client:
    client = Client()
    client.force_login(vera)
    return client


def page_of(debate: Debate, query: str = "") -> str:
    return f"/debates/{debate.slug}/ballot/{query}"


def parsed(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def one(response: HttpResponse, selector: str) -> Tag:
    """Answer the one element that the selector finds."""
    (found,) = parsed(response).select(selector)
    return found


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def ask(client: Client, debate: Debate, query: str = "?stance=both") -> HttpResponse:
    return client.get(page_of(debate, query), **SCRIPT)


def send(client: Client, debate: Debate, **typed: str) -> HttpResponse:
    """Cast in place what the ballot would send, with this typed over it."""
    sent = {"phase": "after", "order": signed_order(debate.pk, 0), "consent": "on", "read": "unknown"}
    return client.post(page_of(debate), {**sent, "stance": "both", **typed}, **SCRIPT)


# ---------------------------------------------------------------- a part of a page, or a whole one


def test_a_script_is_answered_the_ballot_alone_and_a_reader_the_whole_page(
    debate: Debate, reader: Client
) -> None:
    part, whole = ask(reader, debate), reader.get(page_of(debate, "?stance=both"))
    assert [bool(parsed(part).select(tag)) for tag in ("html", "h1", "form")] == [False, False, True]
    assert [bool(parsed(whole).select(tag)) for tag in ("html", "h1", "form")] == [True, True, True]
    assert one(part, "[name=stance][checked]")["value"] == "both"


def test_neither_is_stored_or_taken_for_the_other(debate: Debate, reader: Client) -> None:
    for response in (ask(reader, debate), reader.get(page_of(debate))):
        assert response["Cache-Control"] == NEVER_STORED
        assert "HX-Request" in response["Vary"]


def test_only_the_ballot_in_place_sends_its_forms_by_the_script(
    debate: Debate, reader: Client, vera: User
) -> None:
    vote(debate, vera)
    assert len(parsed(ask(reader, debate)).select("form[data-hx-boost=true]")) == 2
    assert parsed(reader.get(page_of(debate))).select("[data-hx-boost]") == []


def test_the_page_of_the_debate_holds_no_token(debate: Debate, reader: Client) -> None:
    assert "csrf" not in reader.get(debate.get_absolute_url()).content.decode()
    assert one(ask(reader, debate), "form [name=csrfmiddlewaretoken]")["value"]


@pytest.mark.parametrize("positions", [2, 6])
def test_the_ballot_in_place_costs_the_same_for_few_positions_and_for_many(
    ed: User, reader: Client, django_assert_num_queries: DjangoAssertNumQueries, positions: int
) -> None:
    debate = make_debate(ed, positions=positions)
    query = f"?stance=both&order={signed_order(debate.pk, 0)}"
    with django_assert_num_queries(4):
        ask(reader, debate, query)


# ---------------------------------------------------------------- what came of it


@pytest.mark.parametrize("phase", ["before", "after"])
def test_what_was_counted_is_said_in_the_line_that_the_page_keeps_for_it(
    debate: Debate, reader: Client, phase: str
) -> None:
    line = one(reader.get(debate.get_absolute_url()), f"#said-{phase}[role=status]")
    assert words(line) == ""
    response = send(reader, debate, phase=phase)
    assert response.status_code == 200
    said = one(response, f"#said-{phase}[data-hx-swap-oob=innerHTML]")
    assert (
        words(said)
        == {
            "before": "Noted: before reading you answered “Both persuade me”.",
            "after": "You voted “Both persuade me”; change it until the debate closes.",
        }[phase]
    )
    assert ballots(debate) == [("verified", phase, "both")]


def test_what_was_said_in_place_is_not_said_again_on_the_next_page(debate: Debate, reader: Client) -> None:
    send(reader, debate)
    assert parsed(reader.get(page_of(debate))).select("[role=status]") == []


def test_the_very_first_vote_of_a_debate_can_be_changed_and_withdrawn_at_once(
    debate: Debate, reader: Client
) -> None:
    response = send(reader, debate)
    assert [words(button) for button in parsed(response).select("button")] == [
        "Change my vote",
        "Withdraw my vote",
    ]
    assert one(response, "[name=stance][checked]")["value"] == "both"


def test_before_reading_there_is_nothing_to_change_and_the_essays_are_next(
    debate: Debate, reader: Client
) -> None:
    response = send(reader, debate, phase="before")
    assert parsed(response).select("[name=stance], .notice:not([id] *)") == []
    assert words(one(response, "a[href='#positions']")) == "To the essays"
    assert len(parsed(reader.get(debate.get_absolute_url())).select("#positions")) == 1


@pytest.mark.parametrize("phase", ["before", "after"])
def test_withdrawing_in_place_leads_back_to_the_same_question(
    debate: Debate, reader: Client, phase: str
) -> None:
    button = one(send(reader, debate, phase=phase), "form[action$='withdraw/']")
    sent = {str(field["name"]): str(field["value"]) for field in button.select("input")}
    response = reader.post(str(button["action"]), sent, **SCRIPT)
    assert ballots(debate) == []
    assert words(one(response, f"#said-{phase}")).startswith("Your vote is withdrawn")
    assert one(response, "[name=phase]")["value"] == phase
    assert one(response, "[name=order]")["value"] == signed_order(debate.pk, 0)
    assert parsed(response).select("[checked]") == []


def test_withdrawing_in_place_from_what_has_disappeared_leads_to_the_account(
    debate: Debate, ed: User, reader: Client, vera: User
) -> None:
    vote(debate, vera)
    change_status(debate=Debate.objects.get(), move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    response = reader.post(page_of(debate) + "withdraw/", **SCRIPT)
    assert (response.status_code, response["HX-Redirect"]) == (200, "/account/")
    assert ballots(debate) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"stance": ""}, "Choose one of the answers."),
        ({"stance": "p:999999"}, "This debate has no such answer"),
        ({"stance": "p" * 5000}, "Ensure this value has at most 40 characters"),
        ({"consent": ""}, "Your vote is counted only where you agree"),
        ({"phase": "during"}, "Select a valid choice"),
        ({"order": "1-1"}, "The positions of this debate have changed"),
    ],
)
def test_what_is_refused_in_place_is_said_there_and_leaves_no_row(
    debate: Debate, reader: Client, typed: dict[str, str], told: str
) -> None:
    response = send(reader, debate, **typed)
    assert response.status_code == 422
    assert parsed(response).html is None
    assert told in words(one(response, "#errors[autofocus]"))
    assert not any(poll().values())


def test_a_ballot_in_place_that_comes_too_late_keeps_nothing_and_says_so_once(
    debate: Debate, reader: Client
) -> None:
    Debate.objects.update(closes_at=timezone.now())
    response = send(reader, debate)
    assert response.status_code == 422
    assert "The vote on this debate is over." in words(one(response, "#errors"))
    assert not any(poll().values())


@pytest.mark.parametrize(
    ("state", "takes_it"),
    [
        ("opened", "input"),
        ("opened before reading", "input"),
        ("cast", "button"),
        ("cast before reading", "a"),
        ("withdrawn", "button"),
        ("refused", "div"),
        ("asked too late", "div"),
        ("sent too late", "div"),
        ("asked twice before reading", "div"),
    ],
)
def test_one_thing_takes_the_focus_in_place(
    debate: Debate, reader: Client, state: str, takes_it: str
) -> None:
    if "too late" in state:
        Debate.objects.update(closes_at=timezone.now())
    if state in {"withdrawn", "asked twice before reading"}:
        send(reader, debate, phase="before")
    response = {
        "opened": lambda: ask(reader, debate),
        "opened before reading": lambda: ask(reader, debate, "?stance=both&phase=before"),
        "cast": lambda: send(reader, debate),
        "cast before reading": lambda: send(reader, debate, phase="before"),
        "withdrawn": lambda: reader.post(page_of(debate) + "withdraw/", **SCRIPT),
        "refused": lambda: send(reader, debate, stance=""),
        "asked too late": lambda: ask(reader, debate),
        "sent too late": lambda: send(reader, debate),
        "asked twice before reading": lambda: ask(reader, debate, "?stance=both&phase=before"),
    }[state]()
    assert one(response, "[autofocus]").name == takes_it


def test_on_its_own_page_the_ballot_leaves_the_focus_alone(debate: Debate, reader: Client) -> None:
    for query in ("?stance=both", "?stance=both&phase=before"):
        assert parsed(reader.get(page_of(debate, query))).select("[autofocus]") == []


# ---------------------------------------------------------------- signing in on the way


def test_a_visitor_leaves_the_page_to_sign_in_and_comes_back_to_their_answer(
    debate: Debate, vera: User
) -> None:
    visitor = Client()
    address = page_of(debate, f"?stance=unsure&phase=before&order={signed_order(debate.pk, 1)}")
    response = visitor.get(address, **SCRIPT)
    assert (response.status_code, response.content) == (200, b"")
    way = urlsplit(response["HX-Redirect"])
    assert (way.path, parse_qs(way.query)["next"]) == ("/account/login/", [address])
    visitor.force_login(vera)
    back = visitor.get(address)
    assert [one(back, f"[name={name}]")["value"] for name in ("phase", "order")] == [
        "before",
        signed_order(debate.pk, 1),
    ]
    assert one(back, "[name=stance][checked]")["value"] == "unsure"


def test_a_ballot_sent_after_the_session_has_ended_waits_on_its_own_page(debate: Debate, vera: User) -> None:
    visitor = Client()
    response = send(visitor, debate, stance="unsure", read="one")
    assert response["HX-Redirect"] == f"/account/login/?next=%2Fdebates%2F{debate.slug}%2Fballot%2F"
    assert not any(poll().values())
    visitor.force_login(vera)
    assert one(visitor.get(page_of(debate)), "[name=stance][checked]")["value"] == "unsure"


def test_a_link_goes_before_what_waits_from_an_earlier_try(debate: Debate, vera: User) -> None:
    visitor = Client()
    send(visitor, debate, stance="unsure")
    visitor.force_login(vera)
    assert one(visitor.get(page_of(debate, "?stance=both")), "[name=stance][checked]")["value"] == "both"


def test_a_ballot_without_the_token_is_refused_in_words(debate: Debate, vera: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(vera)
    response = send(strict, debate)
    assert response.status_code == 403
    assert words(one(response, "main h1")) == "This page has grown old"
    assert "What you sent was not done" in words(one(response, "main .lede"))
    assert not any(poll().values())


# ---------------------------------------------------------------- before reading


def rows(client: Client, debate: Debate) -> list[list[str]]:
    """Answer the links of the two rows of answers on the debate's page."""
    page = parsed(client.get(debate.get_absolute_url()))
    return [[str(link["href"]) for link in row.select("a")] for row in page.select(".stances")]


def test_before_reading_the_same_answers_are_offered_in_the_same_order(ed: User) -> None:
    debate = make_debate(ed, positions=3)
    before, after = rows(Client(), debate)
    asked = [[parse_qs(urlsplit(link).query) for link in row] for row in (before, after)]
    assert [[link["phase"] for link in row] for row in asked] == [[["before"]] * 5, [["after"]] * 5]
    stances = [[link["stance"] for link in row] for row in asked]
    assert stances[0] == stances[1]
    assert stances[0][3:] == [["both"], ["unsure"]]
    arms = {order_of(link["order"][0], debate.pk) for row in asked for link in row}
    (arm,) = arms
    assert arm is not None
    assert stances[0][0] == [option(debate, arm + 1)]


@pytest.mark.parametrize("status", [Status.CLOSED, Status.ARCHIVED])
def test_a_debate_that_is_over_asks_nothing_and_loads_nothing_for_it(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    for path in (debate.get_absolute_url(), f"{debate.get_absolute_url()}side-1/"):
        page = Client().get(path).content.decode()
        assert "ballot.js" not in page
        assert "htmx" not in page
    assert rows(Client(), debate) == []


def test_the_ballot_says_before_reading_that_it_stays_and_after_that_it_can_be_changed(
    debate: Debate, reader: Client
) -> None:
    told = [words(one(ask(reader, debate, f"?phase={phase}"), "#consent")) for phase in Phase]
    assert ["change" in sentence for sentence in told] == [False, True]
    assert ["withdraw it here" in sentence for sentence in told] == [True, True]


# ---------------------------------------------------------------- what was read


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("both", "both"),
        ("one", "one"),
        ("unknown", "unknown"),
        ("", "unknown"),
        ("BOTH", "unknown"),
        ("both one", "unknown"),
        ("1", "unknown"),
        ("both" * 50_000, "unknown"),
    ],
)
@pytest.mark.parametrize("headers", [{}, SCRIPT], ids=["page", "in place"])
def test_how_many_essays_were_read_is_kept_with_the_answer(
    debate: Debate, reader: Client, headers: dict[str, str], said: str, kept: str
) -> None:
    sent = {"stance": "both", "order": signed_order(debate.pk, 0), "consent": "on", "read": said}
    assert reader.post(page_of(debate), sent, **headers).status_code in {200, 302}
    assert [cast.read for cast in Cast.objects.all()] == [kept]


def test_a_vote_that_says_nothing_of_essays_is_counted(debate: Debate, reader: Client) -> None:
    reader.post(page_of(debate), {"stance": "both", "order": signed_order(debate.pk, 0), "consent": "on"})
    assert [cast.read for cast in Cast.objects.all()] == ["unknown"]


def test_what_was_read_holds_no_byte_that_is_no_text(debate: Debate, reader: Client) -> None:
    assert send(reader, debate, read="both\0").status_code == 400
    assert not any(poll().values())


@pytest.mark.parametrize(
    ("positions", "told"), [(2, "only one of the two essays"), (3, "only some of the essays")]
)
def test_every_essay_is_named_alike_for_the_browser_to_choose_from(
    ed: User, reader: Client, positions: int, told: str
) -> None:
    debate = make_debate(ed, positions=positions)
    response = ask(reader, debate, f"?order={signed_order(debate.pk, 1)}")
    assert one(response, "[name=read]")["value"] == "unknown"
    unread = one(response, "#unread[hidden]")
    assert told in words(unread)
    assert "remembered in this browser only" in words(unread)
    order = [*range(2, positions + 1), 1]
    assert [
        (str(item["data-position"]), words(item), str(item.a["href"]))
        for item in unread.select("li")
        if item.a
    ] == [
        (
            str(debate.positions.get(order=number).pk),
            f"The claim of side {number} Author {chr(64 + number)}",
            f"{debate.get_absolute_url()}side-{number}/",
        )
        for number in order
    ]


def test_before_reading_the_ballot_says_nothing_of_essays(debate: Debate, reader: Client) -> None:
    assert parsed(ask(reader, debate, "?phase=before")).select("#unread") == []


def test_pages_say_of_opening_essays_alone_how_long_they_are_on_screen_when_read(
    debate: Debate, ed: User
) -> None:
    position = debate.positions.get(order=1)
    make_essay(ed, position, "An answer in one paragraph.", Round.REBUTTAL)
    Debate.objects.update(rebuttals_published_at=NOW)
    essays = parsed(Client().get(debate.get_absolute_url())).select("[data-essay]")
    assert sorted(str(essay["data-essay"]) for essay in essays) == sorted(
        str(side.pk) for side in debate.positions.all()
    )
    alone = f"{debate.get_absolute_url()}side-1/"
    essay = one(Client().get(alone), "[data-essay]")
    assert essay["data-essay"] == str(position.pk)
    assert {str(part["data-seconds"]) for part in [*essays, essay]} == {"2"}
    assert all(len(part.select(".essay-end")) == 1 for part in [*essays, essay])
    assert parsed(Client().get(f"{alone}rebuttal/")).select("[data-essay]") == []
