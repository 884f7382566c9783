"""The pages that ask about a step of the workflow and make it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Debate, Essay, Reference, StatusChange
from debates.publishing.queries import missing_in
from debates.publishing.words import (
    MOVE_EFFECTS,
    MOVE_LABELS,
    MOVES_DONE,
    ROUND_MOVE_DONE,
    ROUND_MOVE_EFFECT,
    ROUND_MOVE_LABELS,
)
from debates.publishing.workflow import Move, Round, Status
from tests.makers import NOW, bring_to, make_debate, make_draft, make_essay, text_of
from tests.publishing.browser import fields_of
from tests.publishing.rows import everything

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def address(debate: Debate, step: str) -> str:
    where = "" if step.startswith("rounds/") else "moves/"
    return f"/editing/debates/{debate.pk}/{where}{step}/"


def editing(debate: Debate) -> str:
    return f"/editing/debates/{debate.pk}/"


def parsed(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response: HttpResponse, selector: str) -> list[str]:
    """Answer the text of each element, on one line."""
    return [" ".join(tag.get_text().split()) for tag in parsed(response).select(selector)]


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# ---------------------------------------------------------------- every step, from every state

STEPS = [
    ("draft", "submit", "in_review"),
    ("in_review", "return", "draft"),
    ("in_review", "approve", "in_review"),
    ("in_review", "schedule", "scheduled"),
    ("in_review", "publish", "published"),
    ("scheduled", "unschedule", "in_review"),
    ("scheduled", "publish", "published"),
    ("published", "close", "closed"),
    ("published", "unpublish", "draft"),
    ("published", "withdraw", "withdrawn"),
    ("closed", "reopen", "published"),
    ("closed", "archive", "archived"),
    ("closed", "unpublish", "draft"),
    ("closed", "withdraw", "withdrawn"),
    ("archived", "unarchive", "closed"),
    ("archived", "unpublish", "draft"),
    ("archived", "withdraw", "withdrawn"),
    ("withdrawn", "revise", "draft"),
]


def answers_to(debate: Debate, move: str) -> dict[str, Any]:
    """Answer what an editor types on the page of a move."""
    if move == "schedule":
        return {"publish_at": "2099-01-01T09:00", "note": "As agreed."}
    if move == "withdraw":
        return {"essay": Essay.objects.filter(position__debate=debate)[0].pk, "note": "As agreed."}
    return {"note": "As agreed."}


@pytest.mark.parametrize(("before", "move", "after"), STEPS)
def test_a_step_is_asked_about_and_made(editor: Client, ed: User, before: str, move: str, after: str) -> None:
    debate = make_debate(ed, Status(before))
    rows = everything()
    page = editor.get(address(debate, move))
    assert everything() == rows
    assert page.status_code == 200
    assert words(page, "h1, .lede, main form button") == [
        str(MOVE_LABELS[Move(move)]),
        "Should the harbour be dredged?",
        str(MOVE_LABELS[Move(move)]),
        *(["Show the moment in UTC"] if move == "schedule" else []),
    ]
    assert str(MOVE_EFFECTS[Move(move)]) in words(page, "main p")
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    moment = timezone.now()
    response = editor.post(address(debate, move), {**fields_of(page), **answers_to(debate, move)})
    assert (response.status_code, response["Location"]) == (302, editing(debate))
    assert said(response) == [str(MOVES_DONE[Move(move)])]
    assert Debate.objects.get().status == after
    change = StatusChange.objects.filter(debate=debate).latest("pk")
    assert (change.move, change.from_status, change.to_status) == (move, before, after)
    assert (change.by, change.note) == (ed, "As agreed.")
    assert moment <= change.at <= timezone.now()


MADE = {(before, move) for before, move, _after in STEPS}
ELSEWHERE = [
    (status, move)
    for status in Status
    for move in Move
    if move is not Move.IMPORT and (status, move) not in MADE
]


@pytest.mark.parametrize(("status", "move"), ELSEWHERE)
def test_a_step_from_another_state_leads_back_with_a_sentence(
    editor: Client, ed: User, status: Status, move: Move
) -> None:
    debate = make_debate(ed, status)
    before = everything()
    for response in (
        editor.get(address(debate, move)),
        editor.post(address(debate, move), {"note": "Too late."}),
    ):
        assert (response.status_code, response["Location"]) == (302, editing(debate))
        sentence = "The debate is no longer in the state that this step starts from."
        assert said(response)[-1:] == [sentence]
    assert everything() == before


@pytest.mark.parametrize("step", ["steal", "import", "rounds/opening", "rounds/overtime"])
def test_a_step_that_no_person_makes_has_no_page(editor: Client, ed: User, step: str) -> None:
    debate = make_draft(ed, origin="import")
    answers = (editor.get(address(debate, step)), editor.post(address(debate, step)))
    assert [response.status_code for response in answers] == [404, 404]


@pytest.mark.parametrize("step", ["submit", "rounds/rebuttal"])
def test_a_step_is_asked_for_and_sent_and_nothing_else(editor: Client, ed: User, step: str) -> None:
    debate = make_draft(ed)
    for method in ("put", "delete", "patch"):
        assert getattr(editor, method)(address(debate, step)).status_code == 405


def test_a_step_sent_from_elsewhere_is_refused(ed: User) -> None:
    debate = make_draft(ed)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ed)
    assert strict.post(address(debate, "submit"), {"note": ""}).status_code == 403
    assert Debate.objects.get().status == "draft"
    [token] = parsed(strict.get(address(debate, "submit"))).select("main input[name=csrfmiddlewaretoken]")
    sent = strict.post(address(debate, "submit"), {"note": "", "csrfmiddlewaretoken": token["value"]})
    assert sent.status_code == 302
    assert Debate.objects.get().status == "in_review"


# ---------------------------------------------------------------- refusals


def test_a_refusal_of_the_action_stays_on_the_page_with_what_was_typed(editor: Client, ed: User) -> None:
    debate = bring_to(make_draft(ed), Status.IN_REVIEW, ed)
    actions.save_text(text=text_of(debate, 1), source="", by=ed)
    before = everything()
    response = editor.post(address(debate, "publish"), {"note": HOSTILE})
    assert response.status_code == 400
    assert everything() == before
    assert words(response, "#errors li") == ["The essay “The opening of side 1” is empty."]
    assert fields_of(response) == {"note": HOSTILE}
    assert b"<script>alert" not in response.content
    assert words(response, "title")[0].startswith("Not done: Publish now: ")
    [summary] = parsed(response).select("#errors")
    assert (summary["role"], summary["tabindex"], summary.has_attr("autofocus")) == ("alert", "-1", True)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "publish_at", "This field is required."),
        ({"publish_at": "soon"}, "publish_at", "Enter a valid date/time."),
        ({"publish_at": "2026-13-45T09:00"}, "publish_at", "Enter a valid date/time."),
        (
            {"publish_at": "2099-01-01T09:00", "note": "x" * 1001},
            "note",
            "Ensure this value has at most 1000 characters (it has 1001).",
        ),
    ],
    ids=["nothing", "a word", "no day", "a long note"],
)
def test_a_field_that_is_refused_is_linked_from_the_summary_and_described_by_its_error(
    editor: Client, ed: User, typed: dict[str, str], field: str, sentence: str
) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    before = everything()
    response = editor.post(address(debate, "schedule"), typed)
    assert (response.status_code, everything()) == (400, before)
    assert fields_of(response) == {"publish_at": "", "note": "", **typed}
    page = parsed(response)
    [link] = page.select("#errors a")
    [control] = page.select(f"{link['href']}")
    assert (control["name"], control["aria-invalid"]) == (field, "true")
    described = " ".join(
        " ".join(page.select(f"#{one}")[0].get_text().split())
        for one in str(control["aria-describedby"]).split()
    )
    assert described.endswith(sentence)
    [label] = page.select(f"label[for={control['id']}]")
    assert label.get_text().rstrip(":") == link.get_text()


def test_a_moment_that_has_passed_is_refused(editor: Client, ed: User) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    response = editor.post(address(debate, "schedule"), {"publish_at": "2001-01-01T09:00"})
    assert words(response, "#errors li") == ["That moment has passed: choose one to come, or publish now."]
    assert fields_of(response)["publish_at"] == "2001-01-01T09:00"


def test_the_moment_is_read_in_universal_time(editor: Client, ed: User) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    editor.post(address(debate, "schedule"), {"publish_at": "2099-01-01T09:30"})
    assert Debate.objects.get().publish_at == datetime(2099, 1, 1, 9, 30, tzinfo=UTC)


def test_a_withdrawal_needs_an_essay_that_readers_see_and_a_word_to_them(editor: Client, ed: User) -> None:
    debate = make_debate(ed)
    rebuttal = make_essay(ed, debate.positions.get(order=1), "A reply.", Round.REBUTTAL)
    elsewhere = text_of(make_debate(ed, question="Another?"), 1).essay
    assert elsewhere is not None
    page = editor.get(address(debate, "withdraw"))
    assert words(page, "select option") == ["---------", "The opening of side 1", "The opening of side 2"]
    for essay in (rebuttal, elsewhere):
        response = editor.post(address(debate, "withdraw"), {"essay": essay.pk, "note": " "})
        assert (response.status_code, words(response, "#errors li")) == (
            400,
            [
                (
                    "Essay that is withdrawn: Select a valid choice. "
                    "That choice is not one of the available choices."
                ),
                "What readers are told: This field is required.",
            ],
        )
    assert Debate.objects.get(pk=debate.pk).status == "published"


def test_a_withdrawn_debate_answers_readers_with_the_note_and_the_day(editor: Client, ed: User) -> None:
    debate = make_debate(ed)
    essay = Essay.objects.filter(position__debate=debate)[0]
    editor.post(address(debate, "withdraw"), {"essay": essay.pk, "note": f"Figures wrong. {HOSTILE}"})
    for path in (debate.get_absolute_url(), essay.get_absolute_url()):
        page = Client().get(path)
        assert page.status_code == 410
        assert "Figures wrong. &lt;script&gt;" in page.content.decode()
        assert f"Withdrawn on {timezone.now():%-d %B %Y}" in page.content.decode()


# ---------------------------------------------------------------- what is missing


def test_the_page_says_what_is_missing_and_leads_there(editor: Client, ed: User) -> None:
    debate = bring_to(make_draft(ed), Status.IN_REVIEW, ed)
    actions.save_debate(debate=debate, by=ed, introduction="")
    page = editor.get(address(debate, "publish"))
    assert words(page, "section.notice li") == ["The introduction is empty. Publication waits for this."]
    introduction = debate.texts.get(kind="introduction")
    led = [link["href"] for link in parsed(page).select("section.notice a")]
    assert led == [f"{editing(debate)}#text-{introduction.pk}"]


@pytest.mark.parametrize("move", [Move.CLOSE, Move.UNPUBLISH])
def test_a_step_that_publishes_nothing_asks_for_nothing_that_is_missing(
    editor: Client, ed: User, move: Move
) -> None:
    debate = make_debate(ed)
    Reference.objects.create(debate=debate, key="mud", raw="Mud.")
    assert len(missing_in(debate)) == 1
    assert words(editor.get(address(debate, move)), "section.notice") == []


# ---------------------------------------------------------------- rounds


def test_a_round_is_offered_once_something_is_written_in_it(editor: Client, ed: User) -> None:
    debate = make_debate(ed)
    offered = [f"Publish the {name}" for name in ("rebuttals", "closing essays")]
    assert not {*offered} & {*words(editor.get(editing(debate)), ".steps a")}
    make_essay(ed, debate.positions.get(order=1), "Words.", Round.REBUTTAL)
    assert {*offered} & {*words(editor.get(editing(debate)), ".steps a")} == {"Publish the rebuttals"}


@pytest.mark.parametrize("round_", [Round.REBUTTAL, Round.CLOSING])
def test_a_round_is_asked_about_and_published(editor: Client, ed: User, round_: Round) -> None:
    debate = make_debate(ed)
    for position in debate.positions.all():
        make_essay(ed, position, "Words.", round_)
    page = editor.get(address(debate, f"rounds/{round_}"))
    assert words(page, "h1") == [str(ROUND_MOVE_LABELS[round_])]
    assert str(ROUND_MOVE_EFFECT) in words(page, "main p")
    response = editor.post(address(debate, f"rounds/{round_}"), {"note": "As promised."})
    assert (response.status_code, response["Location"]) == (302, editing(debate))
    assert said(response) == [str(ROUND_MOVE_DONE)]
    assert Debate.objects.get().released_rounds == (Round.OPENING, round_)
    change = StatusChange.objects.latest("pk")
    assert (change.move, change.by, change.note) == (round_, ed, "As promised.")


def test_a_round_that_is_not_complete_stays_on_the_page_with_what_was_typed(editor: Client, ed: User) -> None:
    debate = make_debate(ed)
    make_essay(ed, debate.positions.get(order=1), "Words.", Round.REBUTTAL)
    sentence = "B: Side 2 has no rebuttal; all positions speak in a round, or none."
    page = editor.get(address(debate, "rounds/rebuttal"))
    assert words(page, "section.notice li a") == [sentence]
    before = everything()
    response = editor.post(address(debate, "rounds/rebuttal"), {"note": "Go."})
    assert (response.status_code, words(response, "#errors li")) == (400, [sentence])
    assert fields_of(response) == {"note": "Go."}
    assert everything() == before


def test_a_round_that_cannot_come_out_leads_back_with_a_sentence(editor: Client, ed: User) -> None:
    debate = make_debate(ed)
    Debate.objects.update(rebuttals_published_at=NOW)
    response = editor.post(address(debate, "rounds/rebuttal"), {"note": "Again."})
    assert (response.status_code, response["Location"]) == (302, editing(debate))
    assert said(response) == ["This round is already public."]
    Debate.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    response = editor.get(address(debate, "rounds/closing"))
    assert said(response)[-1:] == ["Only a debate that is going on gets another round."]
