"""The pages on which editors work with references."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Debate, Reference
from debates.publishing.reference_kinds import KINDS
from debates.publishing.workflow import Status
from tests.makers import BOOK, make_debate, make_draft, make_reference, text_of
from tests.publishing.browser import fields_of, fill_in, page_of
from tests.publishing.rows import everything
from tests.stand_in import Answer, StandIn, said

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def at(debate: Debate, *rest: object) -> str:
    return page_of(debate, "references", *rest)


def parsed(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response: HttpResponse, selector: str = "main") -> str:
    found = parsed(response).select_one(selector)
    assert found is not None, selector
    return " ".join(found.get_text(" ").split())


def test_the_list_says_of_each_reference_where_it_is_cited_and_what_it_lacks(
    ed: User, editor: Client, debate: Debate
) -> None:
    make_reference(ed, debate)
    actions.save_reference(
        reference=Reference(debate=debate, key="again", order=1, csl={**BOOK, "URL": ""}), by=ed
    )
    actions.save_reference(reference=Reference(debate=debate, key="raw", order=2, raw="A line."), by=ed)
    text = text_of(debate, 1)
    actions.save_essay(essay=text.essay, source="As was said [@disputes].", by=ed)
    response = editor.get(at(debate))
    first, second, third = (
        words(response, f"#ref-{key} ").partition(" Edit")[0] for key in ("disputes", "again", "raw")
    )
    assert first.endswith("[@disputes] · cited in The opening of side 1 The same work as [@again]")
    assert second.endswith("[@again] · not cited Neither web address nor DOI. The same work as [@disputes]")
    assert third == "A line. [@raw] · not cited Kept as it was typed."
    [link] = parsed(response).select("#ref-disputes .meta a[href*='#text-']")
    assert link["href"] == f"/editing/debates/{debate.pk}/#text-{text.pk}"


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_takes_as_many_queries_for_one_as_for_many(
    ed: User,
    editor: Client,
    debate: Debate,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    items = [{"type": "book", "title": f"Volume {n}"} for n in range(number)]
    actions.add_references(debate=debate, items=items, by=ed)
    editor.get(at(debate))
    with django_assert_num_queries(6):
        response = editor.get(at(debate))
    assert len(parsed(response).select("ol.shelf > li")) == number


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_form_that_saves_what_it_asks_for(editor: Client, debate: Debate, kind: str) -> None:
    page = editor.get(at(debate, "new") + f"?type={kind}")
    given = {name: "Words" for name in fields_of(page) if name not in {"type", "key", "DOI", "URL"}}
    dates = {"issued": "2019-03-05", "accessed": "2020", "event-date": "2018-01/2018-02"}
    typed = given | {name: date for name, date in dates.items() if name in given}
    typed |= {"author": "Okonjo, Mira\n{Simon, Schuster}\nUNESCO"}
    typed |= {"DOI": "https://doi.org/10.1234/x", "URL": "https://a.example/"}
    response = editor.post(at(debate, "new"), {**fields_of(page), **typed})
    assert response.status_code == 302
    reference = Reference.objects.get()
    assert (reference.key, set(reference.csl or {})) == (
        "okonjo2019",
        {"type", *KINDS[kind].fields, "author"},
    )
    assert (reference.csl or {})["author"] == [
        {"family": "Okonjo", "given": "Mira"},
        {"literal": "Simon, Schuster"},
        {"literal": "UNESCO"},
    ]
    assert reference.html
    # Saved again as it stands, nothing changes.
    before = everything()
    assert fill_in(editor, at(debate, reference.pk)).status_code == 302
    assert everything() == before


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(
    editor: Client, debate: Debate
) -> None:
    response = fill_in(
        editor, at(debate, "new"), title="", author=HOSTILE, issued="2019-13", DOI="nope", URL="javascript:x"
    )
    assert response.status_code == 400
    page = parsed(response)
    told = {
        str(field["name"]): [
            error.get_text() for error in field.find_parent(class_="field").select(".errorlist li")
        ]
        for field in page.select("main form [name]")
        if field.find_parent(class_="field")
    }
    assert {name: errors for name, errors in told.items() if errors} == {
        "title": ["This field is required."],
        "issued": ["“Published on” is not a date of the calendar."],
        "DOI": ["The “DOI” must look like 10.1234/abcd."],
        "URL": ["The “Web address” must be a whole web address that begins with http:// or https://."],
    }
    assert fields_of(response)["author"] == HOSTILE
    assert fields_of(response)["issued"] == "2019-13"
    assert not page.select("main script, main img")
    assert not Reference.objects.exists()


def test_the_kind_is_changed_without_losing_what_was_typed(editor: Client, debate: Debate) -> None:
    first = fields_of(editor.get(at(debate, "new") + "?type=article-journal"))
    typed = {**first, "title": "Tides", "issue": "3", "type": "thesis", "show": "yes"}
    response = editor.post(at(debate, "new"), typed)
    assert response.status_code == 200
    shown = fields_of(response)
    assert (shown["title"], shown["issue"], shown["genre"]) == ("Tides", "3", "")
    assert "ISSN" not in shown
    assert not parsed(response).select(".errorlist")
    assert not Reference.objects.exists()


def test_fields_that_a_form_does_not_ask_for_are_kept(ed: User, editor: Client, debate: Debate) -> None:
    odd = {
        "type": "map",
        "title": "Mud",
        "scale": "1:500",
        "author": [{"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}],
        "original-date": {"literal": "once"},
    }
    reference = make_reference(ed, debate)
    reference.csl = odd
    actions.save_reference(reference=reference, by=ed)
    assert fill_in(editor, at(debate, reference.pk), title="More mud").status_code == 302
    reference.refresh_from_db()
    assert reference.csl == odd | {"title": "More mud"}


def test_the_key_of_a_cited_reference_stays(ed: User, editor: Client, debate: Debate) -> None:
    reference = make_reference(ed, debate)
    actions.save_essay(essay=text_of(debate, 1).essay, source="[@disputes]", by=ed)
    response = fill_in(editor, at(debate, reference.pk), key="other")
    assert response.status_code == 400
    assert "Texts cite this reference by its key: change them first (The opening of side 1)." in words(
        response
    )
    response = editor.post(at(debate, reference.pk, "delete"), follow=True)
    assert "(The opening of side 1)" in words(response)
    assert Reference.objects.filter(key="disputes").exists()


def test_a_reference_is_deleted_after_a_question(ed: User, editor: Client, debate: Debate) -> None:
    reference = make_reference(ed, debate)
    address = at(debate, reference.pk, "delete")
    assert "Delete this reference" in words(editor.get(address))
    assert Reference.objects.exists()
    assert editor.post(address)["Location"] == at(debate)
    assert not Reference.objects.exists()


def test_references_are_moved_by_buttons(ed: User, editor: Client, debate: Debate) -> None:
    for key in "abc":
        make_reference(ed, debate, key, title=key)
    moved = Reference.objects.get(key="c")
    response = editor.post(at(debate, moved.pk, "move"), {"place": "1"})
    assert response["Location"] == at(debate) + "#ref-c"
    order = list(debate.references.order_by("order").values_list("key", flat=True))
    assert order == ["c", "a", "b"]
    before = everything()
    for place in ("", "0", "x", "9" * 30):
        assert editor.post(at(debate, moved.pk, "move"), {"place": place}).status_code == 302
    assert everything() == before


def test_a_reference_of_another_debate_is_not_there(ed: User, editor: Client, debate: Debate) -> None:
    other = make_reference(ed, make_draft(ed, "Another question?"))
    before = everything()
    for rest in ((), ("delete",), ("move",)):
        assert editor.post(at(debate, other.pk, *rest), {"place": "1"}).status_code == 404
    assert everything() == before


def test_a_debate_that_nobody_changes_says_so_and_keeps_its_references(ed: User, editor: Client) -> None:
    debate = make_debate(ed, Status.WITHDRAWN)
    sentence = "This debate is archived or withdrawn: bring it back before you change it."
    before = everything()
    assert sentence in words(editor.get(at(debate)))
    assert not parsed(editor.get(at(debate))).select("main form")
    for response in (
        fill_in(editor, at(debate, "new"), title="Tides"),
        fill_in(editor, at(debate, "paste"), pasted="@book{k, title={T}}"),
    ):
        assert (response.status_code, sentence in words(response)) == (400, True)
    assert everything() == before


# ---------------------------------------------------------------- pasted


def test_a_paste_is_reported_on(ed: User, editor: Client, debate: Debate) -> None:
    make_reference(ed, debate)
    pasted = f"""@book{{k1, title={{{HOSTILE}}}, author={{Poe, Ann}}, year=2020, doi={{nope}}, foo={{x}}}}
@book{{k2, title={{A Short Account of Long Disputes}}, author={{Okonjo, M.}}, year=2019}}
@book{{k3, author={{Poe}}}}"""
    response = fill_in(editor, at(debate, "paste"), pasted=pasted)
    assert response.status_code == 200
    assert words(response, ".report") == (
        "What was read as BibTeX "
        f"1 reference was added [@poe2020] {HOSTILE} "
        "Left out: The “DOI” must look like 10.1234/abcd. No place for: foo "
        "1 was there already line 2 (k2): A Short Account of Long Disputes → [@disputes] "
        "1 was not understood line 3 (k3) : The “title” is missing. To the references"
    )
    assert not parsed(response).select("main script, main img")
    assert Reference.objects.count() == 2
    assert fields_of(response)["pasted"] == pasted
    assert (
        words(fill_in(editor, at(debate, "paste"), pasted=pasted), ".report h3") == "0 references were added"
    )
    assert Reference.objects.count() == 2


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "This field is required."),
        ("Okonjo (2019)", "This is neither BibTeX nor RIS nor CSL-JSON."),
        ("[" * 9999, "This is no CSL-JSON: it is nested too deep, or holds a number without end."),
    ],
)
def test_a_paste_that_cannot_be_read_is_kept_with_a_sentence(
    editor: Client, debate: Debate, pasted: str, sentence: str
) -> None:
    response = fill_in(editor, at(debate, "paste"), pasted=pasted)
    assert response.status_code == 400
    assert sentence in words(response)
    assert fields_of(response)["pasted"] == pasted


# ---------------------------------------------------------------- looked up


@pytest.fixture
def answers(settings: Settings) -> Iterator[dict[str, Any]]:
    told: dict[str, Any] = {}
    with StandIn(lambda _path: told["answer"]) as stand_in:
        settings.CITATION_LOOKUP_URL = stand_in.address
        told["stand_in"] = stand_in
        yield told


def test_without_the_setting_there_is_no_look_up(editor: Client, debate: Debate) -> None:
    assert "Look up" not in words(editor.get(at(debate)))
    response = editor.post(at(debate, "look-up"), {"address": "10.1234/x"}, follow=True)
    assert "No look-up is set up." in words(response)


def test_what_is_found_fills_in_the_form(editor: Client, debate: Debate, answers: dict[str, Any]) -> None:
    answers["answer"] = said(
        [{"itemType": "book", "title": "Tides", "creators": [{"firstName": "Ann", "lastName": "Poe"}]}]
    )
    assert "Look up" in words(editor.get(at(debate)))
    response = editor.post(at(debate, "look-up"), {"address": "10.1234/x"})
    assert response.status_code == 200
    shown = fields_of(response)
    assert (shown["type"], shown["title"], shown["author"]) == ("book", "Tides", "Poe, Ann")
    assert not Reference.objects.exists()
    assert editor.post(at(debate, "new"), shown).status_code == 302
    assert Reference.objects.get().key == "poe"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(status=404), "The look-up service does not know it."),
        (Answer(b"{", kind="text/html"), "The answer of The look-up service cannot be understood"),
        (Answer(b" " * 1_000_001), "The answer of The look-up service is larger than 1,000,000 bytes."),
    ],
)
def test_what_is_not_found_leaves_the_form_with_what_was_typed(
    editor: Client, debate: Debate, answers: dict[str, Any], answer: Answer, sentence: str
) -> None:
    answers["answer"] = answer
    for field, typed in (("DOI", "10.1234/x"), ("URL", "https://a.example/<x>")):
        response = editor.post(at(debate, "look-up"), {"address": typed})
        assert response.status_code == 200
        assert fields_of(response)[field] == typed
        assert sentence in words(response)


def test_the_checklist_leads_to_the_form(ed: User, editor: Client, debate: Debate) -> None:
    reference = make_reference(ed, debate, URL="")
    page = parsed(editor.get(f"/editing/debates/{debate.pk}/"))
    assert page.select(f"a[href='{at(debate, reference.pk)}']")


def test_csl_json_of_a_form_and_of_a_paste_are_the_same(editor: Client, debate: Debate) -> None:
    fill_in(editor, at(debate, "paste"), pasted=json.dumps(BOOK))
    reference = Reference.objects.get()
    assert reference.csl == BOOK
    assert fill_in(editor, at(debate, reference.pk)).status_code == 302
    reference.refresh_from_db()
    assert reference.csl == BOOK
