"""The pages on which editors work with a debate's images."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from debates.media.models import Image
from debates.publishing import actions
from debates.publishing.models import Debate
from debates.publishing.queries.images import images_for_editors, markdown_of
from debates.publishing.workflow import Status
from tests.makers import make_debate, make_draft, make_image, png, text_of
from tests.publishing.browser import fields_of, fill_in, page_of
from tests.publishing.rows import everything
from tests.stand_in import Answer, StandIn, said


def at(debate: Debate, *rest: object) -> str:
    return page_of(debate, "images", *rest)


def words(response: HttpResponse, selector: str = "main") -> str:
    found = BeautifulSoup(response.content, "html.parser").select_one(selector)
    assert found is not None, selector
    return " ".join(found.get_text(" ").split())


def test_the_list_says_where_each_image_is_shown_and_what_it_lacks(
    ed: User, editor: Client, debate: Debate
) -> None:
    lead, face, inside = make_image(ed, "Lead"), make_image(ed, "Face"), make_image(ed, "Inside")
    waiting = actions.add_image(debate=debate, upload=png(), by=ed, title="Waiting")
    make_image(ed, "Of another debate")
    actions.choose_lead_image(debate=debate, image=lead, by=ed)
    text = text_of(debate, 1)
    assert text.essay is not None
    text.essay.contributor.portrait = face
    actions.save_contributor(contributor=text.essay.contributor, by=ed)
    actions.save_essay(essay=text.essay, source=f"![Mud](image:{inside.key})", by=ed)
    response = editor.get(at(debate))
    told = {image.title: words(response, f"#image-{image.pk}") for image in (lead, face, inside, waiting)}
    start = "To show it in a text"
    assert {title: said.partition(f" {start}")[0] for title, said in told.items()} == {
        "Lead": "Lead Shown: above the debate",
        "Face": "Face Shown: portrait of Author A",
        "Inside": "Inside Shown: The opening of side 1",
        "Waiting": "Waiting Not shown yet Missing: author, source, licence, description, or “decorative”",
    }
    assert "Of another debate" not in words(response)
    page = BeautifulSoup(response.content, "html.parser")
    [field] = page.select(f"#markdown-{inside.pk}")
    assert field["value"] == f'![Boats at a quay](image:{inside.key} "Inside")'


def test_what_is_pasted_into_a_text_shows_the_image(ed: User, debate: Debate) -> None:
    image = make_image(ed, 'A "harbour" \\', alt="[Boats]\\ at ![a] quay")
    text = text_of(debate, 1)
    actions.save_essay(essay=text.essay, source=markdown_of(image), by=ed)
    text.refresh_from_db()
    assert list(text.images.all()) == [image]
    assert (text.unknown_images, 'alt="Boats at !a quay"' in text.html) == ([], True)


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_takes_as_many_queries_for_one_as_for_many(
    ed: User,
    editor: Client,
    debate: Debate,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    kept = [make_image(ed, f"Image {n}") for n in range(number)]
    debate.images.set(kept)
    text = text_of(debate, 1)
    actions.save_essay(essay=text.essay, source=" ".join(map(markdown_of, kept)), by=ed)
    editor.get(at(debate))
    with django_assert_num_queries(7):
        response = editor.get(at(debate))
    assert len(BeautifulSoup(response.content, "html.parser").select("ul.shelf > li")) == number


def test_an_image_is_added_with_what_is_said_of_it(editor: Client, debate: Debate) -> None:
    response = editor.post(
        at(debate, "new"), {"upload": png(), "title": "A harbour", "alt": "Boats", "author": "Wil"}
    )
    assert (response.status_code, response["Location"]) == (302, at(debate))
    [line] = images_for_editors(debate)
    assert (line.image.title, line.image.alt, line.shown_in) == ("A harbour", "Boats", ())


def test_a_file_that_is_no_image_is_refused_and_what_was_typed_is_kept(
    editor: Client, debate: Debate
) -> None:
    file = png()
    file.seek(0)
    file.truncate()
    file.write(b"<svg onload='alert(1)'></svg>")
    file.seek(0)
    response = editor.post(at(debate, "new"), {"upload": file, "title": "A harbour"})
    assert response.status_code == 400
    assert "An image is a JPEG, PNG, WebP or AVIF file; this is SVG." in words(response)
    assert fields_of(response)["title"] == "A harbour"
    assert not Image.objects.exists()


def test_what_is_said_of_an_image_is_changed(ed: User, editor: Client, debate: Debate) -> None:
    image = make_image(ed)
    debate.images.add(image)
    assert fill_in(editor, at(debate, image.pk), title="Other", licence_url="ftp://x").status_code == 400
    assert fill_in(editor, at(debate, image.pk), title="Other").status_code == 302
    image.refresh_from_db()
    assert (image.title, image.author) == ("Other", "Wil Ferris")


def test_an_image_is_put_above_the_debate_and_taken_away(ed: User, editor: Client, debate: Debate) -> None:
    image = make_image(ed)
    debate.images.add(image)
    for expected in (image, None):
        response = editor.post(at(debate, image.pk, "lead"), follow=True)
        debate.refresh_from_db()
        assert (response.status_code, debate.lead_image) == (200, expected)


def test_an_image_is_removed_after_a_question(ed: User, editor: Client, debate: Debate) -> None:
    image = make_image(ed)
    debate.images.add(image)
    assert "Remove this image" in words(editor.get(at(debate, image.pk, "remove")))
    assert Image.objects.exists()
    assert editor.post(at(debate, image.pk, "remove"))["Location"] == at(debate)
    assert not Image.objects.exists()


def test_an_image_of_another_debate_is_not_there(ed: User, editor: Client, debate: Debate) -> None:
    image = make_image(ed)
    make_draft(ed, "Another question?", lead_image=image)
    before = everything()
    for rest in ((), ("lead",), ("remove",)):
        assert editor.post(at(debate, image.pk, *rest), {"title": "Mine"}).status_code == 404
    assert everything() == before


def test_a_debate_that_nobody_changes_says_so(ed: User, editor: Client) -> None:
    debate = make_debate(ed, Status.WITHDRAWN)
    assert "bring it back before you change it" in words(editor.get(at(debate)))
    response = editor.post(at(debate, "new"), {"upload": png(), "title": "A harbour"})
    assert (response.status_code, Image.objects.count()) == (400, 0)


# ---------------------------------------------------------------- from Commons


@pytest.fixture
def commons(settings: Settings) -> Iterator[dict[str, Any]]:
    told: dict[str, Any] = {"file": Answer(png(60, 40).getvalue(), kind="image/png")}

    def answer(path: str) -> Answer:
        return told["api"] if path.startswith("/w/api.php") else told["file"]

    with StandIn(answer) as stand_in:
        settings.COMMONS_API_URL = f"{stand_in.address}/w/api.php"
        metadata = {
            "ObjectName": "Harbour",
            "Artist": "<b>Wil</b> Ferris",
            "LicenseShortName": "CC BY 4.0",
            "LicenseUrl": "https://creativecommons.org/licenses/by/4.0/",
        }
        found = {
            "thumburl": f"{stand_in.address}/1920px.png",
            "url": f"{stand_in.address}/o.png",
            "descriptionurl": "https://commons.wikimedia.org/wiki/File:Harbour.png",
            "extmetadata": {name: {"value": value} for name, value in metadata.items()},
        }
        told["api"] = said({"query": {"pages": [{"title": "File:Harbour.png", "imageinfo": [found]}]}})
        yield told


def test_without_the_setting_nothing_is_copied(editor: Client, debate: Debate) -> None:
    assert "Commons" not in words(editor.get(at(debate)))
    response = editor.post(at(debate, "commons"), {"name": "Harbour.png"}, follow=True)
    assert "Copying from Wikimedia Commons is not set up." in words(response)


def test_a_file_is_copied_with_its_credit_and_its_description_is_asked_for(
    editor: Client, debate: Debate, commons: dict[str, Any]
) -> None:
    response = editor.post(at(debate, "commons"), {"name": "Harbour.png"}, follow=True)
    [line] = images_for_editors(debate)
    image = line.image
    assert response.redirect_chain == [(at(debate, image.pk), 302)]
    assert (image.title, image.author, image.licence_name) == ("Harbour", "Wil Ferris", "CC BY 4.0")
    assert image.source_url == "https://commons.wikimedia.org/wiki/File:Harbour.png"
    assert (image.source_name, image.width, image.missing()) == ("Wikimedia Commons", 60, ("alt",))
    assert "127.0.0.1" not in response.content.decode().replace("127.0.0.1:8000", "")


@pytest.mark.parametrize(
    "case",
    [
        ("api", said({"query": {"pages": [{"missing": True}]}}), "Commons has no file of this name."),
        ("file", Answer(b"<html>", kind="text/html"), "this file is something else"),
        ("file", Answer(status=404), "Commons does not know it."),
    ],
)
def test_what_cannot_be_copied_is_said_beside_the_field(
    editor: Client, debate: Debate, commons: dict[str, Any], case: tuple[str, Answer, str]
) -> None:
    part, answer, sentence = case
    commons[part] = answer
    response = editor.post(at(debate, "commons"), {"name": "Harbour.png"})
    assert response.status_code == 400
    assert sentence in words(response)
    assert fields_of(response)["name"] == "Harbour.png"
    assert not Image.objects.exists()
