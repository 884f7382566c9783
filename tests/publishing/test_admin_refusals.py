"""What the administration refuses: beside the field, with what was typed, and with nothing written."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from debates.media.models import Image
from debates.publishing import actions
from debates.publishing.models import Debate, Text
from debates.publishing.workflow import Status
from tests.makers import (
    make_contributor,
    make_debate,
    make_draft,
    make_image,
    make_reference,
    png,
    text_of,
)
from tests.publishing.browser import errors, fields_of, fill_in
from tests.publishing.rows import everything
from tests.publishing.test_admin import ADMIN, change, deletes, said

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def editor(ed: User) -> Client:
    client = Client()
    client.force_login(ed)
    return client


def refused(editor: Client, address: str, **typed: Any) -> dict[str, list[str]]:
    """Send a form; answer what was said, and see that it was kept as typed and nothing was written."""
    before = everything()
    response = fill_in(editor, address, **typed)
    found = errors(response)
    assert everything() == before
    kept = fields_of(response)
    sent = {name: value for name, value in typed.items() if not hasattr(value, "read")}
    assert {name: kept[name] for name in sent} == {name: str(value) for name, value in sent.items()}
    return found


# ---------------------------------------------------------------- texts

UNKNOWN = "This debate has no reference with the key: nobody. Add it, or correct the key."
LONG = "The text has 1,000,000 characters; at most 200,000 are possible."


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("As [@nobody] says.", UNKNOWN),
        (
            "![](image:nowhere)",
            "There is no image with the key: nowhere. Upload it, or correct the key.",
        ),
        ("x" * 1_000_000, LONG),
    ],
    ids=["unknown citation", "unknown image", "one megabyte"],
)
def test_a_hopeless_text_is_refused_beside_its_field(
    editor: Client, ed: User, source: str, sentence: str
) -> None:
    debate = make_draft(ed)
    essay = text_of(debate, 1).essay
    assert essay is not None
    assert refused(editor, change(essay), source=source) == {"source": [sentence]}
    assert refused(editor, change(debate), introduction=source) == {"introduction": [sentence]}
    assert refused(editor, change(debate), conclusion=source) == {"conclusion": [sentence]}
    new = {"question": "Another?", "slug": "another", "introduction": source}
    assert refused(editor, f"{ADMIN}/debate/add/", **new) == {"introduction": [sentence]}


def test_a_text_with_nul_gets_a_page_that_says_so_and_writes_nothing(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    before = everything()
    response = editor.post(change(debate), {**fields_of(editor.get(change(debate))), "introduction": "a\x00"})
    assert response.status_code == 400
    assert everything() == before


# ---------------------------------------------------------------- what only the action knows


def test_the_address_of_a_published_debate_is_refused_with_what_was_typed(editor: Client, ed: User) -> None:
    debate = make_debate(ed)
    found = refused(editor, change(debate), slug="other", introduction="Another introduction.")
    assert found == {"__all__": ["The address of a debate stays as it is once readers have seen it."]}


def test_emptying_what_readers_see_is_refused(editor: Client, ed: User) -> None:
    essay = text_of(make_debate(ed), 1).essay
    assert essay is not None
    found = refused(editor, change(essay), source="", title="Another title")
    assert found == {"__all__": ["Readers see this text: it cannot be emptied."]}


def test_moving_a_position_that_readers_see_is_refused(editor: Client, ed: User) -> None:
    debate = make_debate(ed)
    seen = ["Readers have seen these positions: unpublish the debate before you change them."]
    assert refused(editor, change(debate.positions.get(order=1)), order=3) == {"__all__": seen}
    new = {"order": 3, "label": "Third", "slug": "third", "claim": "A third claim"}
    assert refused(editor, f"{ADMIN}/position/add/?debate={debate.pk}", **new) == {"__all__": seen}


def test_renaming_a_cited_reference_is_refused(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    reference = make_reference(ed, debate, "mud")
    actions.save_text(text=text_of(debate, 1), source="[@mud]", by=ed)
    found = refused(editor, change(reference), key="sand", raw="Sand.")
    assert found == {"__all__": ["Texts cite this reference by its key: change the texts first."]}


def test_adding_to_an_archived_debate_is_refused(editor: Client, ed: User) -> None:
    debate = make_debate(ed, Status.ARCHIVED)
    locked = ["This debate is archived or withdrawn: bring it back before you change it."]
    reference = {"key": "mud", "raw": "Mud, 1999."}
    assert refused(editor, f"{ADMIN}/reference/add/?debate={debate.pk}", **reference) == {"__all__": locked}
    essay = {
        "title": "Late",
        "contributor": make_contributor(ed, "Noor").pk,
        "source": "Late.",
        "round": "closing",
    }
    address = f"{ADMIN}/essay/add/?position={debate.positions.get(order=1).pk}"
    assert refused(editor, address, **essay) == {"__all__": locked}


# ---------------------------------------------------------------- other fields


@pytest.mark.parametrize(
    ("csl", "sentences"),
    [
        ("{", ["Enter a valid JSON."]),
        ("[" * 100_000, ["Enter a valid JSON."]),
        ("9" * 5000, ["Enter a valid JSON."]),
        ("[]", ["A reference is one JSON object, with at least a “type” and a “title”."]),
        (
            "{}",
            ["The “type” is missing: what kind of publication is it?", "The “title” is missing."],
        ),
        (
            json.dumps({"type": "book", "title": "A\x00B"}),
            ["“title” contains a character that is not valid in a text."],
        ),
        (
            '{"type": "book", "title": "\\ud800"}',
            ["“title” contains a character that is not valid in a text."],
        ),
        (
            '{"type": "book", "title": "Mud", "URL": "javascript:alert(1)"}',
            ["The “URL” must be a whole web address that begins with http:// or https://."],
        ),
    ],
    ids=[
        "no JSON",
        "nested too deep",
        "a number too long",
        "a list",
        "nothing",
        "NUL",
        "lone surrogate",
        "hostile address",
    ],
)
def test_a_reference_that_cannot_be_is_refused_beside_its_field(
    editor: Client, ed: User, csl: str, sentences: list[str]
) -> None:
    address = f"{ADMIN}/reference/add/?debate={make_draft(ed).pk}"
    assert refused(editor, address, key="mud", csl=csl) == {"csl": sentences}


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"question": ""}, "question", "This field is required."),
        (
            {"slug": "a b"},
            "slug",
            "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
        ),
        ({"language": "<b>"}, "language", "Give the language as a tag, for example en, fr or pt-BR."),
        ({"original_url": "javascript:alert(1)"}, "original_url", "Enter a valid URL."),
        ({"closes_at_0": "tomorrow"}, "closes_at", "Enter a valid date."),
    ],
)
def test_a_field_of_a_debate_is_refused_beside_it(
    editor: Client, ed: User, typed: dict[str, str], field: str, sentence: str
) -> None:
    assert refused(editor, change(make_draft(ed)), **typed)[field][0] == sentence


def test_hostile_words_are_kept_as_typed_and_stay_words(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    response = fill_in(editor, change(debate), summary=HOSTILE, introduction=f"{HOSTILE} [@nobody]")
    assert errors(response) == {"introduction": [UNKNOWN]}
    scripts = [tag.get_text() for tag in BeautifulSoup(response.content, "html.parser").find_all("script")]
    assert [script for script in scripts if "alert" in script] == []
    assert fields_of(response)["introduction"] == f"{HOSTILE} [@nobody]"


# ---------------------------------------------------------------- images


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def test_an_editor_uploads_an_image_and_says_more_later(editor: Client, ed: User) -> None:
    response = fill_in(editor, "/admin/media/image/add/", upload=upload("a.png", png().read()), title="Quay")
    assert response.status_code == 302, errors(response)
    image = Image.objects.get()
    assert (image.key, image.title, image.uploaded_by) == ("quay", "Quay", ed)
    debate = make_draft(ed)
    actions.save_text(text=text_of(debate, 1), source="![](image:quay)", by=ed)
    assert fill_in(editor, change(image), title="Quay", author="Wil Ferris").status_code == 302
    assert "by Wil Ferris" in Text.objects.get(pk=text_of(debate, 1).pk).html
    response = editor.post(change(image).replace("/change/", "/delete/"), {"post": "yes"})
    assert response["Location"] == change(image)
    assert said(response)[-1:] == ["The image is still in use (text). Take it out there first."]
    actions.save_text(text=text_of(debate, 1), source="", by=ed)
    assert deletes(editor, image)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "quay.png",
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            "An image is a JPEG, PNG, WebP or AVIF file; this is SVG.",
        ),
        (
            "quay.png",
            png().read() + b"\0" * 20 * 1024 * 1024,
            "An image may have at most 10.0 MB; this file has 20.0 MB.",
        ),
        ("quay.png", b"", "The submitted file is empty."),
    ],
    ids=["SVG named .png", "20 MB", "empty"],
)
def test_a_file_that_is_no_image_is_refused_beside_its_field(
    editor: Client, name: str, content: bytes, sentence: str
) -> None:
    found = refused(editor, "/admin/media/image/add/", upload=upload(name, content), title="Quay")
    assert [message.replace("\xa0", " ") for message in found.pop("upload")] == [sentence]
    assert found == {}


def test_details_that_contradict_each_other_are_refused(editor: Client, ed: User) -> None:
    image = make_image(ed)
    response = fill_in(editor, change(image), decorative="on")
    assert errors(response) == {
        "__all__": ["A decorative image has no description: clear it, or do not call the image decorative."]
    }


# ---------------------------------------------------------------- what nobody may change


@pytest.mark.parametrize("status", [Status.ARCHIVED, Status.WITHDRAWN])
def test_what_is_archived_or_withdrawn_is_shown_and_cannot_be_sent(
    editor: Client, ed: User, status: Status
) -> None:
    draft = make_draft(ed)
    reference = make_reference(ed, draft, "mud")
    essay = text_of(draft, 1).essay
    assert essay is not None
    debate = make_debate(ed, status, question="Another?")
    Debate.objects.filter(pk=draft.pk).update(
        **Debate.objects.filter(pk=debate.pk)
        .values("status", "published_at", "closed_at", "withdrawn_at", "withdrawal_note")
        .get()
    )
    texts = {
        draft: "Ships need *depth*; birds need mud.",
        essay: "Essay number 1 argues its case in one paragraph.",
        essay.position: "The claim of side 1",
        reference: "mud",
    }
    before = everything()
    for row, text in texts.items():
        page = editor.get(change(row))
        assert (page.status_code, text in page.content.decode()) == (200, True)
        assert 'name="_save"' not in page.content.decode()
        assert editor.post(change(row), {"question": "Mine?", "key": "mine"}).status_code == 403
        assert editor.post(change(row).replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403
    assert everything() == before
