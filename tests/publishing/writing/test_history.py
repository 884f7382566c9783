"""Every version of a text, compared and restored, and a change of what readers see."""

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Correction, Kind, Revision, Text
from debates.publishing.workflow import Status
from tests.makers import (
    NOW,
    make_debate,
)
from tests.publishing.rows import everything
from tests.publishing.writing.pages import FIRST, address, send, words_of

# ---------------------------------------------------------------- history


def test_the_history_says_who_saved_what_when_and_how(
    ed: User, client: Client, text: Text, fay: User
) -> None:
    actions.save_text(text=text, source="Fay's.", by=fay, now=NOW + timedelta(hours=1))
    with pytest.raises(actions.Conflict):
        actions.save_text(text=text, source="Ed's.", by=ed, started_from=1, now=NOW + timedelta(hours=2))
    page = BeautifulSoup(client.get(address("history", text)).content, "html.parser")
    lines = [re.sub(r"\s+", " ", line.select_one("p").get_text()) for line in page.select(".versions li")]  # type: ignore[union-attr]
    assert [line.partition(" · ")[0] for line in lines] == ["Version 3", "Version 2", "Version 1"]
    assert "Ed · 1 March 2026, 11:00 · Set aside: somebody else had saved" in lines[0]
    assert "Fay · 1 March 2026, 10:00 · Saved · The text now" in lines[1]
    assert "Ed · 1 March 2026, 09:00 · Saved · Approved" in lines[2]


def many_versions(ed: User, text: Text, count: int) -> None:
    rows = [
        Revision(
            text=text, number=number, source=f"Version {number}.", started_from=number - 1, by=ed, at=NOW
        )
        for number in range(2, count + 1)
    ]
    Revision.objects.bulk_create(rows)


@pytest.mark.parametrize("count", [1, 60])
def test_a_long_history_is_shown_in_pages_in_as_many_queries(
    ed: User, client: Client, text: Text, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    many_versions(ed, text, count)
    client.get(address("history", text))
    with django_assert_num_queries(6):
        first = client.get(address("history", text))
    shown = BeautifulSoup(first.content, "html.parser").select(".versions li")
    assert len(shown) == min(count, 25)
    last = BeautifulSoup(client.get(address("history", text) + "?page=999").content, "html.parser")
    assert len(last.select(".versions li")) == (1 if count == 1 else 10)


def test_any_two_versions_can_be_compared_in_either_order(ed: User, client: Client, text: Text) -> None:
    for source in ("One two three.", "One four three.", "Five."):
        actions.save_text(text=text, source=source, by=ed)
    for first, second in ((2, 3), (3, 2)):
        answer = client.get(address("history", text), {"first": first, "second": second})
        assert answer["Location"] == address("version", text, 3) + "?with=2"
    page = BeautifulSoup(client.get(answer["Location"]).content, "html.parser")
    shown = page.select_one(".version")
    assert shown is not None
    assert shown.decode_contents().strip() == "One <del>two </del><ins>four </ins>three."
    same = client.get(address("version", text, 2) + "?with=2")
    assert "There is no difference between these two." in words_of(same)


def test_a_version_by_itself_is_compared_with_the_one_that_it_was_written_from(
    ed: User, client: Client, text: Text, fay: User
) -> None:
    actions.save_text(text=text, source="Ed's.", by=ed)
    with pytest.raises(actions.Conflict):
        actions.save_text(text=text, source="Fay's.", by=fay, started_from=1)
    actions.save_text(text=text, source="Ed's, longer.", by=ed)
    compared = {}
    for number in (1, 2, 3, 4):
        page = BeautifulSoup(client.get(address("version", text, number)).content, "html.parser")
        compared[number] = page.select_one("#with")["value"]  # type: ignore[index]
    assert compared == {1: "1", 2: "1", 3: "1", 4: "2"}


def test_what_is_no_version_is_not_found(client: Client, text: Text) -> None:
    for path in ("9/", "0/", "1/?with=9", f"{10**15}/"):
        assert client.get(address("history", text) + path).status_code == 404
    for path in ("1/?with=x", "1/?with=-1", "1/?with="):
        assert client.get(address("history", text) + path).status_code == 200


def test_a_version_is_restored_as_a_new_one(ed: User, client: Client, text: Text) -> None:
    actions.save_text(text=text, source="Other.", by=ed)
    answer = client.post(address("version", text, 1), {"started_from": 2})
    assert answer.status_code == 302
    text.refresh_from_db()
    assert (text.source, text.revision) == (FIRST, 3)
    late = client.post(address("version", text, 2), {"started_from": 2})
    assert late.status_code == 400
    assert "Somebody else has saved this text since: look at the history again." in words_of(late)


# ---------------------------------------------------------------- a change of what readers see


def decide(client: Client, text: Text, choice: str, **more: Any) -> HttpResponse:
    return client.post(address("change", text), {"choice": choice, "started_from": 2, **more})


def test_the_workspace_says_that_a_change_waits_and_leads_to_it(client: Client, changed: Text) -> None:
    page = BeautifulSoup(
        client.get(reverse("publishing:workspace", args=[changed.debate_id])).content, "html.parser"
    )
    waiting = [form["id"] for form in page.select("form.writing") if not form.select_one(".waits[hidden]")]
    assert waiting == [f"text-{changed.pk}"]
    assert f'href="{address("change", changed)}"' in str(page.select_one(f"#text-{changed.pk} .waits"))


def test_the_change_is_shown_word_by_word(client: Client, changed: Text) -> None:
    page = BeautifulSoup(client.get(address("change", changed)).content, "html.parser")
    shown = page.select_one(".version")
    assert shown is not None
    assert "<del>one paragraph.</del><ins>two paragraphs.</ins>" in shown.decode_contents()


def test_a_change_is_published_as_a_correction(client: Client, changed: Text) -> None:
    assert decide(client, changed, "correction", note="There are two.").status_code == 302
    changed.refresh_from_db()
    assert changed.plain == "Essay number 1 argues its case in two paragraphs."
    assert Correction.objects.get().note == "There are two."


def test_a_change_is_published_as_a_small_one_whatever_was_typed(client: Client, changed: Text) -> None:
    assert decide(client, changed, "small", note="There are two.").status_code == 302
    changed.refresh_from_db()
    assert changed.plain == "Essay number 1 argues its case in two paragraphs."
    assert not Correction.objects.exists()


def test_a_change_is_discarded(client: Client, changed: Text) -> None:
    assert decide(client, changed, "discard").status_code == 302
    changed.refresh_from_db()
    assert (changed.plain, changed.pending) == (FIRST, None)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"choice": "correction"}, "Say in a sentence what was wrong: readers see it with the date."),
        ({"choice": "correction", "note": " "}, "Say in a sentence what was wrong"),
        ({"choice": "correction", "note": "x" * 301}, "Ensure this value has at most 300 characters"),
        ({"choice": "burn", "note": "Kept."}, "Select a valid choice."),
        ({"choice": "small", "started_from": "1", "note": "Kept."}, "Somebody else has changed this text"),
    ],
)
def test_a_decision_that_cannot_be_is_explained_and_changes_nothing(
    client: Client, changed: Text, data: dict[str, str], sentence: str
) -> None:
    before = everything()
    answer = client.post(address("change", changed), {"started_from": "2", **data})
    assert (answer.status_code, everything()) == (400, before)
    assert sentence in words_of(answer)
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("[name=note]")["value"].strip() == data.get("note", "").strip()  # type: ignore[index,union-attr]


def test_where_no_change_waits_its_page_leads_back(client: Client, public: Text) -> None:
    assert client.get(address("change", public)).status_code == 302
    assert decide(client, public, "small").status_code == 400


def test_the_first_conclusion_of_a_closed_debate_can_be_published(ed: User, client: Client) -> None:
    text = Text.objects.get(debate=make_debate(ed, Status.CLOSED), kind=Kind.CONCLUSION)
    send(client, text, "What we learned.", 0)
    assert "What we learned." in words_of(client.get(address("change", text)))
    client.post(address("change", text), {"choice": "small", "started_from": 1})
    text.refresh_from_db()
    assert text.plain == "What we learned."
