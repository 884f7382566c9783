"""Saving references: what is kept, how it reads, and what holds it in place."""

from typing import Any

import pytest

from accounts.models import User
from accounts.verdicts import Refused
from debates.publishing import actions
from debates.publishing.models import Debate, Reference
from debates.publishing.workflow import Status
from tests.makers import (
    BOOK,
    make_debate,
    make_draft,
    make_reference,
    rewrite,
    text_of,
)
from tests.publishing.rows import everything


def refusal(attempt: Any, **kwargs: Any) -> str:
    """Answer what the editor is told, and see that nothing was written."""
    before = everything()
    with pytest.raises(Refused) as refused:
        attempt(**kwargs)
    assert everything() == before
    return str(refused.value)


def test_a_reference_is_stored_clean_and_formatted_in_the_style_of_its_debate(
    ed: User, debate: Debate
) -> None:
    reference = make_reference(ed, debate, "disputes", title="  A   <i>Short</i> Account ", note="mine")
    reference.refresh_from_db()
    assert reference.csl is not None
    assert reference.csl["title"] == "A <i>Short</i> Account"
    assert "note" not in reference.csl
    assert reference.html == (
        "M. Okonjo, <i>A &lt;i&gt;Short&lt;/i&gt; Account</i>. Quay Press, 2019. "
        '[Online]. Available: <a href="https://books.example/disputes">https://books.example/disputes</a>'
    )


def test_references_follow_the_style_and_the_language_of_their_debate(ed: User, debate: Debate) -> None:
    make_reference(ed, debate, type="webpage", accessed={"date-parts": [[2026, 1, 5]]})
    ieee = Reference.objects.get().html
    debate.citation_style = "harvard"
    actions.save_debate(debate=debate, by=ed)
    harvard = Reference.objects.get().html
    debate.language = "fr"
    actions.save_debate(debate=debate, by=ed)
    french = Reference.objects.get().html
    assert [html.partition(",")[0] for html in (ieee, harvard, french)] == [
        "M. Okonjo",
        "Okonjo",
        "Okonjo",
    ]
    assert ["5 January 2026" in html for html in (harvard, french)] == [True, False]
    assert ["5 janvier 2026" in html for html in (harvard, french)] == [False, True]
    debate.citation_style, debate.language = "ieee", "en"
    actions.save_debate(debate=debate, by=ed)
    assert Reference.objects.get().html == ieee


def test_a_reference_that_nobody_could_take_apart_is_kept_as_it_was_typed(ed: User, debate: Debate) -> None:
    reference = make_reference(ed, debate)
    reference.csl, reference.raw = None, "Okonjo, <b>Disputes</b>."
    actions.save_reference(reference=reference, by=ed)
    reference.refresh_from_db()
    assert (reference.csl, reference.raw, reference.html) == (None, "Okonjo, <b>Disputes</b>.", "")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"csl": {}}, "The “type” is missing: what kind of publication is it? The “title” is missing."),
        ({"csl": []}, "A reference is one JSON object, with at least a “type” and a “title”."),
        ({"csl": {**BOOK, "colour": "red"}}, "References have no field “colour”."),
        (
            {"csl": {**BOOK, "URL": "javascript:alert(1)"}},
            "The “URL” must be a whole web address that begins with http:// or https://.",
        ),
        (
            {"csl": {**BOOK, "title": "A\x00B"}},
            "“title” contains a character that is not valid in a text.",
        ),
        (
            {"csl": {**BOOK, "title": "A\ud800B"}},
            "“title” contains a character that is not valid in a text.",
        ),
        ({"csl": None, "raw": ""}, "Give the reference as CSL-JSON, or as it was written."),
        ({"csl": None, "raw": "\x00"}, "As it was written: it contains an invalid character (U+0000)."),
        (
            {"key": "a key"},
            "Key: A key starts with a letter and goes on with letters, digits, or _ : . - between them.",
        ),
        (
            {"key": "mud."},
            "Key: A key starts with a letter and goes on with letters, digits, or _ : . - between them.",
        ),
        ({"key": "taken"}, "Reference with this Debate and Key already exists."),
    ],
    ids=str,
)
def test_a_reference_that_cannot_be_is_refused(
    ed: User, debate: Debate, values: dict[str, Any], sentence: str
) -> None:
    make_reference(ed, debate, "taken")
    new = Reference(**{"debate": debate, "key": "mud", "csl": BOOK, **values})
    assert refusal(actions.save_reference, reference=new, by=ed) == sentence


def test_a_reference_that_a_text_cites_keeps_its_key_and_is_not_deleted(ed: User, debate: Debate) -> None:
    reference = make_reference(ed, debate, "mud")
    actions.save_text(text=text_of(debate, 2), source="As [@mud, p. 3] says.", by=ed)
    reference.key = "sand"
    assert refusal(actions.save_reference, reference=reference, by=ed) == (
        "Texts cite this reference by its key: change them first (The opening of side 2)."
    )
    # What the caller says of the key does not matter.
    assert refusal(actions.delete_reference, reference=reference, by=ed) == (
        "Texts cite this reference by its key: change them first (The opening of side 2)."
    )
    reference.key = "mud"
    reference.csl = {**BOOK, "title": "Another Title"}
    actions.save_reference(reference=reference, by=ed)
    actions.save_text(text=text_of(debate, 2), source="It says nothing.", by=ed)
    reference.key = "sand"
    actions.save_reference(reference=reference, by=ed)
    actions.delete_reference(reference=reference, by=ed)
    assert Reference.objects.count() == 0


def test_references_are_saved_and_deleted_by_editors_alone(ed: User, vera: User, debate: Debate) -> None:
    reference = make_reference(ed, debate)
    only = "Only editors can change this."
    assert refusal(actions.save_reference, reference=reference, by=vera) == only
    assert refusal(actions.delete_reference, reference=reference, by=vera) == only


@pytest.mark.parametrize("status", [Status.ARCHIVED, Status.WITHDRAWN])
def test_references_of_a_debate_that_nobody_changes_stay(ed: User, status: Status) -> None:
    debate = make_draft(ed, "Another?")
    reference = make_reference(ed, debate)
    Debate.objects.filter(pk=debate.pk).update(
        status=status,
        published_at=debate.created_at,
        closed_at=debate.created_at,
        poll_ended_at=debate.created_at,
        withdrawn_at=debate.created_at,
        withdrawal_note="Gone.",
    )
    locked = "This debate is archived or withdrawn: bring it back before you change it."
    assert refusal(actions.save_reference, reference=reference, by=ed) == locked
    assert refusal(actions.delete_reference, reference=reference, by=ed) == locked
    assert refusal(actions.save_reference, reference=Reference(debate=debate, key="x", csl=BOOK), by=ed) == (
        locked
    )


def test_references_can_be_added_while_readers_see_the_debate(ed: User) -> None:
    debate = make_debate(ed)
    make_reference(ed, debate, "late")
    text = rewrite(text_of(debate, 1), "Now with a source [@late].", ed)
    assert text.citations == [["late", f"cite-t{text.pk}-1", 1]]
