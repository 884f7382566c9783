"""The administration as an editor uses it: real forms, whose saves go through the actions."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from debates.publishing import actions
from debates.publishing.forms import DebateForm
from debates.publishing.models import (
    Contributor,
    Debate,
    Essay,
    Kind,
    Position,
    Reference,
    Revision,
    StatusChange,
    Text,
    Topic,
)
from debates.publishing.workflow import Move, Round, Status
from tests.makers import (
    NOW,
    make_contributor,
    make_debate,
    make_draft,
    make_essay,
    make_image,
    make_reference,
    text_of,
)
from tests.publishing.browser import errors, fields_of, fill_in
from tests.publishing.rows import everything

ADMIN = "/admin/publishing"


@pytest.fixture
def editor(ed: User) -> Client:
    client = Client()
    client.force_login(ed)
    return client


def change(row: Any) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def saved(response: HttpResponse) -> None:
    assert response.status_code == 302, errors(response)


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# ---------------------------------------------------------------- debates


def test_an_editor_writes_a_debate(editor: Client, ed: User) -> None:
    ports = actions.save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)
    typed = {
        "question": "Should the harbour be dredged?",
        "slug": "harbour",
        "summary": "What the mud is worth.",
        "introduction": "Ships need *depth*.\r\n\r\nBirds need mud.",
        "topics": [ports.pk],
        "closes_at_0": "2027-01-01",
        "closes_at_1": "12:00",
        "original_url": "old.example/debate",
    }
    saved(fill_in(editor, f"{ADMIN}/debate/add/", **typed))
    debate = Debate.objects.get()
    assert (debate.question, debate.slug, debate.status, debate.origin) == (
        "Should the harbour be dredged?",
        "harbour",
        "draft",
        "site",
    )
    assert debate.closes_at == datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert debate.original_url == "https://old.example/debate"
    assert [*debate.topics.all()] == [ports]
    introduction = Text.objects.get(debate=debate, kind=Kind.INTRODUCTION)
    assert introduction.plain == "Ships need depth.\n\nBirds need mud."
    assert "<em>depth</em>" in introduction.html
    assert [*Revision.objects.values_list("text", "number", "by")] == [(introduction.pk, 1, ed.pk)]
    assert [*LogEntry.objects.values_list("object_repr", flat=True)] == ["Should the harbour be dredged?"]


def test_an_editor_lets_readers_without_an_account_vote_and_stops_it_while_the_debate_is_open(
    editor: Client, ed: User
) -> None:
    debate = make_debate(ed)
    assert "visitors_vote" not in fields_of(editor.get(change(debate)))
    saved(fill_in(editor, change(debate), visitors_vote="on"))
    assert Debate.objects.get().visitors_vote
    typed = fields_of(editor.get(change(debate)))
    assert typed.pop("visitors_vote") == "on"
    saved(editor.post(change(debate), typed))
    assert not Debate.objects.get().visitors_vote


def test_an_editor_changes_a_debate_and_what_they_leave_stays(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    before = everything()
    saved(fill_in(editor, change(debate)))
    after = everything()
    [row], [row_before] = after["publishing.Debate"], before["publishing.Debate"]
    assert {**after, "publishing.Debate": [{**row, "updated_at": None}]} == {
        # An empty conclusion has been written by nobody, and has no revision.
        **before,
        "publishing.Debate": [{**row_before, "updated_at": None}],
        "publishing.Text": after["publishing.Text"],
    }
    assert [*Text.objects.values_list("kind", "revision")] == [
        ("introduction", 1),
        ("essay", 1),
        ("essay", 1),
        ("conclusion", 0),
    ]
    saved(fill_in(editor, change(debate), conclusion="What we learned."))
    conclusion = Text.objects.get(debate=debate, kind=Kind.CONCLUSION)
    assert (conclusion.plain, conclusion.revision) == ("What we learned.", 1)


def test_the_state_and_the_origin_of_a_debate_are_shown_and_cannot_be_typed(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    page = editor.get(change(debate))
    assert {"status", "origin", "published_at", "publish_at"} & set(fields_of(page)) == set()
    typed = {
        "status": "published",
        "origin": "import",
        "published_at": "2026-01-01",
        "published_at_0": "2026-01-01",
        "published_at_1": "00:00",
        "withdrawal_note": "Gone.",
    }
    saved(fill_in(editor, change(debate), **typed))
    debate.refresh_from_db()
    assert (debate.status, debate.origin, debate.published_at) == ("draft", "site", None)
    assert StatusChange.objects.count() == 0


def test_the_page_of_a_debate_says_what_is_missing_where_its_parts_are_and_what_comes_next(
    editor: Client, ed: User
) -> None:
    debate = make_draft(ed)
    reference = make_reference(ed, debate, "mud", URL=None)
    actions.change_status(debate=debate, move=Move.SUBMIT, by=ed, now=NOW, note="<b>Look</b>")
    html = editor.get(change(debate)).content.decode()
    for address in (
        f"/editing/debates/{debate.pk}/return/",
        f"/editing/debates/{debate.pk}/schedule/",
        f"/editing/debates/{debate.pk}/publish/",
        f"/preview/{debate.pk}/",
        *(change(row) for row in [*Position.objects.all(), *Essay.objects.all(), reference]),
        *(f"{ADMIN}/essay/add/?position={position.pk}" for position in Position.objects.all()),
        f"{ADMIN}/position/add/?debate={debate.pk}",
        f"{ADMIN}/reference/add/?debate={debate.pk}",
    ):
        assert f'<a href="{address}">' in html
    assert "The reference “mud” has neither URL nor DOI." in html
    assert "2026-03-01 09:00 UTC · submit · draft → in_review · Ed &lt;b&gt;Look&lt;/b&gt;" in html
    assert f"/editing/debates/{debate.pk}/close/" not in html
    assert "/admin/r/" not in html


def test_the_example_of_the_help_shows_an_image_with_its_caption(editor: Client, ed: User) -> None:
    help_text = str(DebateForm.base_fields["introduction"].help_text)
    example = re.search(r"!\[.*?\)", help_text)
    assert example is not None
    image = make_image(ed)
    text = text_of(make_draft(ed), 1)
    saved = actions.save_text(text=text, source=example[0].replace("image:key", f"image:{image.key}"), by=ed)
    assert 'alt="description"' in saved.html
    assert "<figcaption>caption " in saved.html


def test_rounds_are_offered_once_they_can_come_out(editor: Client, ed: User) -> None:
    debate = make_debate(ed)
    html = editor.get(change(debate)).content.decode()
    assert f"/editing/debates/{debate.pk}/rounds/rebuttal/" in html
    Debate.objects.update(rebuttals_published_at=NOW)
    html = editor.get(change(debate)).content.decode()
    assert f"/editing/debates/{debate.pk}/rounds/rebuttal/" not in html
    assert f"/editing/debates/{debate.pk}/rounds/closing/" in html


# ---------------------------------------------------------------- what belongs to a debate


def test_an_editor_writes_a_position(editor: Client, ed: User) -> None:
    debate = actions.save_debate(debate=Debate(question="Why?", slug="why"), by=ed)
    typed = {"order": 1, "label": "For", "slug": "for", "claim": "Because."}
    address = f"{ADMIN}/position/add/?debate={debate.pk}"
    saved(fill_in(editor, address, **typed))
    position = Position.objects.get()
    assert (position.debate, position.name, position.claim) == (debate, "A: For", "Because.")
    saved(fill_in(editor, change(position), claim="Because it is so."))
    assert Position.objects.get().claim == "Because it is so."


def test_an_editor_writes_an_essay(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    noor = make_contributor(ed, "Noor")
    address = f"{ADMIN}/essay/add/?position={debate.positions.get(order=1).pk}"
    typed = {"round": "rebuttal", "contributor": noor.pk, "title": "A reply", "source": "No, *not* so."}
    saved(fill_in(editor, address, **typed))
    text = text_of(debate, 1, Round.REBUTTAL)
    assert (text.plain, text.revision, text.saved_by) == ("No, not so.", 1, ed)
    assert "<em>not</em>" in text.html
    assert text.essay is not None
    assert (text.essay.contributor, text.essay.licence_name) == (noor, "CC BY-SA 4.0")
    saved(fill_in(editor, change(text.essay), source="Yes, so."))
    assert [*text.revisions.values_list("number", "source")] == [(1, "No, *not* so."), (2, "Yes, so.")]


def test_an_editor_writes_a_reference(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    typed = {"key": "mud", "csl": '{"type": "book", "title": "Mud", "URL": "https://mud.example/"}'}
    saved(fill_in(editor, f"{ADMIN}/reference/add/?debate={debate.pk}", **typed))
    reference = Reference.objects.get()
    assert (reference.debate, reference.key) == (debate, "mud")
    assert '<a href="https://mud.example/">' in reference.html
    saved(fill_in(editor, change(reference), csl="", raw="Mud, 1999."))
    reference.refresh_from_db()
    assert (reference.csl, reference.raw, reference.html) == (None, "Mud, 1999.", "")


def test_a_part_stays_in_its_debate_whatever_is_typed(editor: Client, ed: User) -> None:
    debate, other = make_draft(ed), make_draft(ed, "Another?")
    position, reference = debate.positions.get(order=1), make_reference(ed, debate)
    for part in (position, reference):
        saved(fill_in(editor, change(part), debate=other.pk))
        part.refresh_from_db()
        assert part.debate == debate


def test_an_editor_writes_a_contributor_and_a_topic(editor: Client, ada: User) -> None:
    typed = {"name": "Ada", "slug": "ada", "disclosure": "Nothing to disclose.", "account": ada.pk}
    saved(fill_in(editor, f"{ADMIN}/contributor/add/", **typed))
    contributor = Contributor.objects.get()
    assert (contributor.name, contributor.disclosure, contributor.account) == (
        "Ada",
        "Nothing to disclose.",
        ada,
    )
    saved(fill_in(editor, change(contributor), role="Surveyor"))
    assert Contributor.objects.get().role == "Surveyor"
    saved(fill_in(editor, f"{ADMIN}/topic/add/", name="Ports", slug="ports"))
    saved(fill_in(editor, change(Topic.objects.get()), name="Harbours"))
    assert [*Topic.objects.values_list("name", "slug")] == [("Harbours", "ports")]


# ---------------------------------------------------------------- lists


@pytest.mark.parametrize("model", ["debate", "position", "essay", "reference", "contributor", "topic"])
def test_lists_are_searched_and_offer_nothing_for_many_rows_at_once(
    editor: Client, ed: User, model: str
) -> None:
    make_reference(ed, make_debate(ed))
    page = editor.get(f"{ADMIN}/{model}/", {"q": "harbour"})
    assert page.status_code == 200
    assert page.context["cl"].formset is None
    assert 'name="action"' not in page.content.decode()


@pytest.mark.parametrize("model", ["debate", "position", "essay", "reference", "contributor"])
def test_lists_take_as_many_queries_however_long_they_are(
    editor: Client, ed: User, model: str, django_assert_num_queries: Any
) -> None:
    make_reference(ed, make_draft(ed))
    with django_assert_num_queries(100, exact=False) as few:
        editor.get(f"{ADMIN}/{model}/")
    for number in range(3):
        make_reference(ed, make_draft(ed, f"Question {number}?"))
    with django_assert_num_queries(len(few.captured_queries)):
        editor.get(f"{ADMIN}/{model}/")


def test_positions_are_chosen_by_their_name_and_their_debate(
    editor: Client, ed: User, django_assert_num_queries: Any
) -> None:
    debate = make_draft(ed, positions=6)
    make_draft(ed, "Another?")
    asked = {
        "app_label": "publishing",
        "model_name": "essay",
        "field_name": "position",
        "term": "dredged",
    }
    with django_assert_num_queries(5):
        found = editor.get("/admin/autocomplete/", asked).json()
    assert [row["text"] for row in found["results"]] == [str(p) for p in debate.positions.order_by("order")]


# ---------------------------------------------------------------- deleting


def deletes(editor: Client, row: Any) -> bool:
    """Delete a row as an editor would; answer whether it is gone."""
    address = change(row).replace("/change/", "/delete/")
    response = editor.post(address, {"post": "yes"})
    gone = not type(row)._base_manager.filter(pk=row.pk).exists()
    assert response.status_code == (302 if gone else 403)
    return gone


def test_what_no_reader_has_seen_can_be_deleted(editor: Client, ed: User) -> None:
    debate = make_draft(ed, positions=3)
    make_reference(ed, debate)
    rebuttal = make_essay(ed, debate.positions.get(order=1), "A reply.", Round.REBUTTAL)
    assert deletes(editor, rebuttal)
    assert deletes(editor, debate.positions.get(order=3))
    assert deletes(editor, debate.references.get())
    make_reference(ed, debate)
    assert editor.get(change(debate).replace("/change/", "/delete/")).status_code == 200
    assert deletes(editor, debate)
    assert Text.objects.count() == 0


@pytest.mark.parametrize("status", sorted({*Status} - {Status.DRAFT, Status.IN_REVIEW, Status.SCHEDULED}))
def test_what_readers_have_seen_is_not_deleted(editor: Client, ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    assert not deletes(editor, debate)
    assert not deletes(editor, debate.positions.get(order=1))
    assert not deletes(editor, Essay.objects.filter(position__debate=debate)[0])


def test_a_debate_that_readers_have_seen_once_is_not_deleted_though_its_essays_may_be(
    editor: Client, ed: User
) -> None:
    debate = make_debate(ed)
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW)
    assert not deletes(editor, debate)
    assert deletes(editor, Essay.objects.filter(position__debate=debate)[0])


def test_people_and_topics_are_not_deleted(editor: Client, ed: User) -> None:
    assert not deletes(editor, make_contributor(ed, "Noor"))
    assert not deletes(editor, actions.save_topic(topic=Topic(name="Ports", slug="ports"), by=ed))


def test_a_cited_reference_is_not_deleted_and_the_reason_is_said(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    reference = make_reference(ed, debate, "mud")
    actions.save_text(text=text_of(debate, 1), source="[@mud]", by=ed)
    response = editor.post(change(reference).replace("/change/", "/delete/"), {"post": "yes"})
    assert (response.status_code, response["Location"]) == (302, change(reference))
    assert said(response) == ["Texts cite this reference: change the texts first."]
    assert Reference.objects.count() == 1
