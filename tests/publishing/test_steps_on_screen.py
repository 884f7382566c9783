"""The workflow as editors see it: moments in two time zones, what became of a debate, which steps and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from debates.publishing import actions
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Round, Status
from tests.makers import NOW, bring_to, make_debate, make_draft, make_essay, make_user
from tests.publishing.rows import everything
from tests.publishing.writers import signed_in

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def editor(ed: User) -> Client:
    User.objects.filter(pk=ed.pk).update(time_zone="Europe/Brussels")
    return signed_in(ed)


def test_a_debate_closes_in_the_editors_own_time_zone(editor: Client) -> None:
    sentence = "In your time zone, Europe/Brussels. Empty: until an editor closes it."
    assert sentence in words(editor.get("/editing/debates/new/"))


def words(response: HttpResponse, selector: str = "main") -> str:
    found = BeautifulSoup(response.content, "html.parser").select(selector)
    return " ".join(" ".join(tag.get_text(" ").split()) for tag in found)


def step(debate: Debate, name: str) -> str:
    return f"/editing/debates/{debate.pk}/moves/{name}/"


# ---------------------------------------------------------------- the moment


def test_the_moment_is_asked_for_in_the_editors_zone_and_shown_in_utc_before_and_after(
    editor: Client, ed: User
) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    page = words(editor.get(step(debate, "schedule")), ".field .meta")
    assert "In your time zone, Europe/Brussels, where it is " in page
    rows = everything()
    typed = {"publish_at": "2099-07-01T09:30", "note": "As agreed."}
    look = editor.post(step(debate, "schedule"), {**typed, "look": "yes"})
    assert (look.status_code, everything()) == (200, rows)
    assert words(look, "[role=status]") == (
        "That is Wednesday, 1 July 2099, 09:30 (Europe/Brussels), Wednesday, 1 July 2099, 07:30 UTC. "
        "Nothing is scheduled yet."
    )
    assert 'value="2099-07-01T09:30"' in look.content.decode()
    done = editor.post(step(debate, "schedule"), typed, follow=True)
    assert Debate.objects.get().publish_at == datetime(2099, 7, 1, 7, 30, tzinfo=UTC)
    told = "To be published on 1 July 2099, 09:30 (Europe/Brussels), 1 July 2099, 07:30 UTC"
    assert told in words(done)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        # Clocks go forward at two, and back at three.
        ("2099-03-29T02:30", "couldn’t be interpreted in time zone Europe/Brussels"),
        ("2098-10-26T02:30", "couldn’t be interpreted in time zone Europe/Brussels"),
        ("yesterday", "Enter a valid date/time."),
        ("", "This field is required."),
        ("2001-01-01T09:00", "That moment has passed: choose one to come, or publish now."),
    ],
)
def test_a_moment_that_never_comes_or_comes_twice_or_is_past_is_refused(
    editor: Client, ed: User, typed: str, sentence: str
) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    before = everything()
    response = editor.post(step(debate, "schedule"), {"publish_at": typed, "note": "As agreed."})
    assert response.status_code == 400
    assert sentence in words(response, "#errors")
    assert "As agreed." in words(response, "textarea")
    look = editor.post(step(debate, "schedule"), {"publish_at": typed, "note": "", "look": "yes"})
    assert look.status_code == (200 if typed.startswith("2001") else 400)
    assert everything() == before


def test_another_step_knows_no_looking(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    assert editor.post(step(debate, "submit"), {"note": "", "look": "yes"}).status_code == 302
    assert Debate.objects.get().status == "in_review"


# ---------------------------------------------------------------- only legal steps, and why not


STEPS = {
    "draft": ["Submit for review"],
    "in_review": ["Return to draft", "Schedule", "Publish now"],
    "scheduled": ["Take off the schedule", "Publish now"],
    "published": ["Close", "Unpublish", "Withdraw an essay, and the debate with it"],
    "closed": ["Reopen", "Archive", "Unpublish", "Withdraw an essay, and the debate with it"],
    "archived": ["Take out of the archive", "Unpublish", "Withdraw an essay, and the debate with it"],
    "withdrawn": ["Take back to draft"],
}


@pytest.mark.parametrize("status", list(Status))
def test_the_workspace_offers_the_legal_steps_and_no_other(editor: Client, ed: User, status: Status) -> None:
    make_user("Eve", Role.EDITOR)
    debate = make_debate(ed, status)
    page = BeautifulSoup(editor.get(f"/editing/debates/{debate.pk}/").content, "html.parser")
    offered = {
        str(link["href"]): link.get_text(strip=True)
        for link in page.select("main a[href]")
        if "/moves/" in str(link["href"])
    }
    assert list(offered.values()) == STEPS[status]
    for move in Move:
        if move is Move.IMPORT:
            continue
        address = step(debate, move)
        response = editor.get(address, follow=True)
        if address in offered:
            assert (move, response.redirect_chain) == (move, [])
        else:
            assert response.redirect_chain == [(f"/editing/debates/{debate.pk}/", 302)]
            assert words(response, "[role=status], [role=alert]") != ""


def test_who_submitted_a_debate_is_told_that_another_approves_it(editor: Client, ed: User) -> None:
    eve = make_user("Eve", Role.EDITOR)
    debate = make_draft(ed)
    actions.change_status(debate=debate, move=Move.SUBMIT, by=ed, now=NOW)
    at = f"/editing/debates/{debate.pk}/"
    assert "You submitted this debate: another editor approves it." in words(editor.get(at))
    hers = signed_in(eve)
    assert "another editor approves it" not in words(hers.get(at))
    assert hers.post(step(debate, "approve"), {"note": "Good."}).status_code == 302
    assert "Approved by Eve" in words(editor.get(at))
    response = hers.post(step(debate, "approve"), {"note": "Good."}, follow=True)
    assert "This debate has been approved already." in words(response)


@pytest.mark.parametrize(("status", "move"), [(Status.IN_REVIEW, "return"), (Status.PUBLISHED, "unpublish")])
def test_what_undoes_somebody_elses_work_says_why(
    editor: Client, ed: User, status: Status, move: str
) -> None:
    debate = make_debate(ed, status)
    before = everything()
    response = editor.post(step(debate, move), {"note": "  "})
    assert (response.status_code, everything()) == (400, before)
    assert words(response, "#errors li") == "Why : This field is required."
    assert editor.post(step(debate, move), {"note": "Figures are wrong."}).status_code == 302
    assert "Figures are wrong." in words(editor.get(f"/editing/debates/{debate.pk}/states/"))


def test_a_debate_is_closed_with_a_conclusion_which_readers_see(editor: Client, ed: User) -> None:
    debate = make_debate(ed)
    typed = {"conclusion": "Both *had* a point.", "note": "As agreed."}
    assert editor.post(step(debate, "close"), typed).status_code == 302
    assert "Both had a point." in words(Client().get(debate.get_absolute_url()), ".conclusion")
    bad = make_debate(ed, question="Should the quay be widened?")
    response = editor.post(step(bad, "close"), {**typed, "conclusion": "See [@nowhere]."})
    assert response.status_code == 400
    assert "The conclusion cites or shows what is not there: nowhere." in words(response, "#errors")
    assert "See [@nowhere]." in words(response, "textarea")
    assert Debate.objects.get(pk=bad.pk).status == "published"


# ---------------------------------------------------------------- what became of it


def test_a_debate_tells_who_did_what_when_and_why(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    at = f"/editing/debates/{debate.pk}/states/"
    assert "Nothing yet" in words(editor.get(at))
    actions.change_status(debate=debate, move=Move.SUBMIT, by=ed, now=NOW, note=f"Please read. {HOSTILE}")
    actions.change_status(debate=debate, move=Move.RETURN, by=ed, now=NOW + timedelta(hours=1), note="No.")
    bring_to(debate, Status.SCHEDULED, ed, NOW + timedelta(hours=2))
    debate.refresh_from_db()
    actions.publish_due(now=debate.publish_at or NOW)
    debate.refresh_from_db()
    for order in (1, 2):
        make_essay(ed, debate.positions.get(order=order), "A reply.", Round.REBUTTAL)
    actions.publish_round(debate=debate, round_=Round.REBUTTAL, by=ed, now=debate.publish_at or NOW)
    page = editor.get(at)
    lines = [words(page, f"main li:nth-of-type({number})") for number in range(1, 7)]
    assert lines[0].startswith("Publish the rebuttals → Published")
    assert lines[1] == "Publish now → Published 1 March 2027, 12:00 · the site itself"
    assert lines[2].startswith("Schedule → Scheduled")
    assert lines[4] == "Return to draft → Draft 1 March 2026, 11:00 · Ed No."
    assert lines[5] == f"Submit for review → In review 1 March 2026, 10:00 · Ed Please read. {HOSTILE}"
    assert HOSTILE not in page.content.decode()


@pytest.mark.parametrize("many", [1, 9])
def test_the_history_takes_the_same_queries_for_one_step_and_for_many(
    editor: Client, ed: User, many: int, django_assert_num_queries: Any
) -> None:
    debate = make_draft(ed)
    for number in range(many):
        move, note = (Move.RETURN, "No.") if number % 2 else (Move.SUBMIT, "")
        actions.change_status(debate=debate, move=move, by=ed, now=NOW, note=note)
    with django_assert_num_queries(5):
        page = editor.get(f"/editing/debates/{debate.pk}/states/")
    assert len(BeautifulSoup(page.content, "html.parser").select("main li")) == many


def test_a_debate_whose_worker_was_down_comes_out_late_and_once_for_readers(ed: User) -> None:
    now = timezone.now()
    debate = make_debate(ed, Status.SCHEDULED)
    Debate.objects.update(publish_at=now - timedelta(days=2))
    pages = [
        debate.get_absolute_url(),
        f"{debate.get_absolute_url()}side-1/",
        f"{debate.get_absolute_url()}side-2/",
    ]
    assert {Client().get(page).status_code for page in pages} == {404}
    assert [actions.publish_due(now=now), actions.publish_due(now=now)] == [1, 0]
    assert {Client().get(page).status_code for page in pages} == {200}
    assert Debate.objects.get().published_at == now
