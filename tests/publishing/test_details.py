"""The forms of what a debate is made of: what they refuse and keep, who may, and that deletion asks."""

from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from debates.publishing.models import Contributor, Debate, Essay, Position, Text, Topic
from debates.publishing.models.debates import RESERVED_SLUGS
from debates.publishing.workflow import Round, Status
from tests.makers import make_contributor, make_debate, make_draft, make_user
from tests.publishing.browser import errors, fields_of, fill_in
from tests.publishing.rows import everything

pytestmark = pytest.mark.django_db

ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def words(response: HttpResponse) -> str:
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return " ".join(main.get_text(" ").split())


def addresses(debate: Debate) -> dict[str, str]:
    """Answer every form, by its name."""
    position = debate.positions.order_by("order")[0]
    essay = position.essays.get()
    return {
        "new debate": "/editing/debates/new/",
        "details": f"/editing/debates/{debate.pk}/details/",
        "new position": f"/editing/debates/{debate.pk}/positions/new/",
        "position": f"/editing/positions/{position.pk}/",
        "new essay": f"/editing/positions/{position.pk}/essays/new/",
        "essay": f"/editing/essays/{essay.pk}/",
        "new contributor": "/editing/contributors/new/",
        "contributor": f"/editing/contributors/{essay.contributor_id}/",
        "delete debate": f"/editing/debates/{debate.pk}/delete/",
        "delete position": f"/editing/positions/{position.pk}/delete/",
        "delete essay": f"/editing/essays/{essay.pk}/delete/",
    }


# ---------------------------------------------------------------- a debate from nothing


def test_a_debate_is_made_form_by_form(editor: Client) -> None:
    topic = Topic.objects.create(name="Ports", slug="ports")
    answer = fill_in(
        editor, "/editing/debates/new/", question="Should the harbour be dredged?", topics=[topic.pk]
    )
    debate = Debate.objects.get()
    assert answer["Location"] == f"/editing/debates/{debate.pk}/"
    assert (debate.slug, debate.status) == ("should-the-harbour-be-dredged", Status.DRAFT)
    assert [*debate.topics.all()] == [topic]
    fill_in(editor, "/editing/contributors/new/", name="Mira Okonjo", disclosure="None.")
    contributor = Contributor.objects.get()
    new_position = f"/editing/debates/{debate.pk}/positions/new/"
    for label in ("Dredge it", "Leave it"):
        fill_in(editor, new_position, label=label, claim=f"{label}!")
    positions = debate.positions.order_by("order")
    assert [(one.order, one.slug) for one in positions] == [(1, "dredge-it"), (2, "leave-it")]
    answer = fill_in(
        editor,
        f"/editing/positions/{positions[0].pk}/essays/new/",
        title="Mud",
        contributor=contributor.pk,
    )
    text = Text.objects.get(essay__title="Mud")
    assert answer["Location"] == f"/editing/debates/{debate.pk}/#text-{text.pk}"
    assert (text.essay and text.essay.round, text.source) == (Round.OPENING, "")


def test_every_form_saves_what_it_shows_without_a_change(editor: Client, ed: User) -> None:
    debate = make_draft(ed, original_url="https://elsewhere.example/mud", visitors_vote=True)
    for name in ("details", "position", "essay", "contributor"):
        before = everything()
        assert fill_in(editor, addresses(debate)[name]).status_code == 302
        after = everything()
        for row in [*before["publishing.Debate"], *after["publishing.Debate"]]:
            del row["updated_at"]
        assert (name, after) == (name, before)


def test_who_came_from_a_debate_goes_back_to_it(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    person = make_contributor(ed, "Noor")
    back = f"/editing/debates/{debate.pk}/"
    for path in (f"/editing/contributors/{person.pk}/", "/editing/contributors/new/"):
        answer = fill_in(editor, f"{path}?debate={debate.pk}", name=f"Noor {path[-4]}")
        assert answer["Location"] == back
        for query in ("x", "", "0", "9" * 30, "-1"):
            assert editor.get(f"{path}?debate={query}").status_code == 200


# ---------------------------------------------------------------- addresses are made free


def test_an_address_that_is_taken_gets_a_number(editor: Client, ed: User) -> None:
    for _ in range(3):
        fill_in(editor, "/editing/contributors/new/", name="Mira Okonjo")
    slugs = Contributor.objects.order_by("pk").values_list("slug", flat=True)
    assert [*slugs] == ["mira-okonjo", "mira-okonjo-2", "mira-okonjo-3"]


@pytest.mark.parametrize(
    ("question", "slug"), [("?!", "untitled"), ("Q" * 200, "q" * 80), ("Où? Ça", "ou-ca")]
)
def test_an_address_is_made_of_any_question(editor: Client, question: str, slug: str) -> None:
    length = Debate._meta.get_field("slug").max_length
    for number in range(2):
        assert fill_in(editor, "/editing/debates/new/", question=question).status_code == 302
        made = Debate.objects.latest("pk").slug
        assert len(made) <= length
        assert made.startswith(slug[: length - 4])
        assert made.endswith("-2") == bool(number)


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_no_position_takes_the_address_of_a_page(editor: Client, ed: User, slug: str) -> None:
    debate = make_draft(ed)
    answer = fill_in(editor, addresses(debate)["position"], slug=slug)
    assert errors(answer) == {"slug": ["This address is a page of every debate: choose another."]}


# ---------------------------------------------------------------- refusals keep what was typed


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        ("new debate", {"question": "", "summary": ATTACK}, "question"),
        ("details", {"question": ATTACK, "slug": "no slug"}, "slug"),
        ("details", {"question": "Kept?", "closes_at": "soon"}, "closes_at"),
        ("details", {"question": "Kept?", "original_url": "javascript:alert(1)"}, "original_url"),
        ("details", {"question": "Kept?", "language": "not a language"}, "language"),
        ("new position", {"label": ATTACK, "claim": "Kept."}, "label"),
        ("position", {"claim": "", "label": "Kept"}, "claim"),
        ("essay", {"title": "", "licence_name": ATTACK[:50]}, "title"),
        ("essay", {"title": "Kept", "licence_url": "javascript:alert(1)"}, "licence_url"),
        ("contributor", {"name": "", "disclosure": ATTACK}, "name"),
        ("contributor", {"name": "Kept", "role": "x" * 1000}, "role"),
    ],
)
def test_a_refusal_names_the_field_and_keeps_what_was_typed(
    editor: Client, ed: User, name: str, typed: dict[str, Any], field: str
) -> None:
    address = addresses(make_draft(ed))[name]
    before = everything()
    answer = fill_in(editor, address, **typed)
    assert [*errors(answer)] == [field]
    shown = fields_of(answer)
    assert {key: shown[key] for key in typed} == typed
    assert everything() == before
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select(f"#errors a[href='#id_{field}']") != []
    assert page.select("[onerror], main script") == []


def test_what_an_action_refuses_stands_above_the_form_as_it_was_typed(editor: Client, ed: User) -> None:
    debate = make_debate(ed)
    before = everything()
    answer = fill_in(editor, addresses(debate)["new position"], label="A third side", claim="Neither.")
    assert errors(answer) == {
        "__all__": ["Readers have seen these positions: unpublish the debate before you change them."]
    }
    assert fields_of(answer)["label"] == "A third side"
    assert everything() == before


def test_hostile_words_are_shown_as_they_were_typed(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    at = addresses(debate)
    fill_in(editor, at["details"], question=ATTACK, summary=ATTACK)
    fill_in(editor, at["contributor"], name=ATTACK, role=ATTACK, disclosure=ATTACK, biography=ATTACK)
    fill_in(editor, at["position"], label=ATTACK[:40], claim=ATTACK)
    fill_in(editor, at["essay"], title=ATTACK, licence_name=ATTACK[:50])
    assert Debate.objects.get().question == ATTACK
    for address in [*at.values(), f"/editing/debates/{debate.pk}/", "/editing/"]:
        page = BeautifulSoup(editor.get(address).content, "html.parser")
        assert (address, page.select("[onerror], main script")) == (address, [])


# ---------------------------------------------------------------- taking things out


@pytest.mark.parametrize("what", ["debate", "position", "essay"])
def test_deletion_asks_first_and_then_deletes(editor: Client, ed: User, what: str) -> None:
    debate = make_draft(ed)
    address = addresses(debate)[f"delete {what}"]
    before = everything()
    page = editor.get(address)
    assert "goes for good" in words(page)
    assert everything() == before
    answer = editor.post(address)
    back = "/editing/" if what == "debate" else f"/editing/debates/{debate.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, back)
    left = (Debate.objects.count(), Position.objects.count(), Essay.objects.count())
    assert left == {"debate": (0, 0, 0), "position": (1, 1, 1), "essay": (1, 2, 1)}[what]
    assert editor.get(address).status_code == 404


@pytest.mark.parametrize("what", ["debate", "position", "essay"])
def test_what_readers_have_seen_is_not_deleted(editor: Client, ed: User, what: str) -> None:
    debate = make_debate(ed)
    before = everything()
    at = addresses(debate)
    answer = editor.post(at[f"delete {what}"], follow=True)
    assert "Readers have seen" in words(answer) or "has been published" in words(answer)
    assert everything() == before
    form = {"debate": "details"}.get(what, what)
    assert at[f"delete {what}"] not in editor.get(at[form]).content.decode()


@pytest.mark.parametrize("what", ["debate", "position", "essay"])
def test_the_way_to_deletion_stands_where_it_is_open(editor: Client, ed: User, what: str) -> None:
    at = addresses(make_draft(ed))
    form = {"debate": "details"}.get(what, what)
    assert at[f"delete {what}"] in editor.get(at[form]).content.decode()


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize("role", [None, Role.CONTRIBUTOR, Role.MODERATOR, Role.ADMINISTRATOR])
def test_nobody_but_editors_finds_a_form(ed: User, role: Role | None) -> None:
    debate = make_draft(ed)
    client = Client()
    client.force_login(make_user("Kim", *([role] if role else [])))
    before = everything()
    for name, address in addresses(debate).items():
        answers = (client.get(address).status_code, client.post(address, {"name": "Mine"}).status_code)
        assert (name, answers) == (name, (404, 404))
    assert everything() == before


def test_a_visitor_is_asked_to_sign_in(ed: User) -> None:
    for address in addresses(make_draft(ed)).values():
        answer = Client().get(address)
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/account/login/?next={quote(address, safe='')}",
        )


def test_rows_that_are_not_there_are_not_found(editor: Client) -> None:
    for path in (
        "debates/1/details",
        "debates/1/positions/new",
        "debates/1/delete",
        "positions/1",
        "positions/1/essays/new",
        "positions/1/delete",
        "essays/1",
        "essays/1/delete",
        "contributors/1",
    ):
        assert (path, editor.get(f"/editing/{path}/").status_code) == (path, 404)
