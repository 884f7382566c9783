"""How a text will look before it is saved, and pictures that are added to it."""

from time import time
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from debates.media.models import Image
from debates.publishing import actions
from debates.publishing.models import Kind, Text
from debates.publishing.views.composing import PREVIEWS
from tests.makers import (
    accept,
    make_invitation,
    make_reference,
    png,
)
from tests.publishing.rows import everything
from tests.publishing.writing.pages import SCRIPT, address, entered

# ---------------------------------------------------------------- how it will look


def look(client: Client, text: Text, source: str) -> HttpResponse:
    return client.post(address("preview_text", text), {"content": source})


def test_the_preview_numbers_references_as_they_would_be(ed: User, client: Client, text: Text) -> None:
    make_reference(ed, text.debate, "a")
    make_reference(ed, text.debate, "b", title="Another")
    introduction = Text.objects.get(debate=text.debate, kind=Kind.INTRODUCTION)
    actions.save_text(text=introduction, source="First [@b].", by=ed)
    before = everything()
    shown = BeautifulSoup(look(client, text, "Then [@a], and *again* [@b].").content, "html.parser")
    assert [link.get_text() for link in shown.select(".cite a")] == ["2", "1"]
    assert everything() == before


def test_the_preview_names_what_is_cited_and_shown_and_is_not_there(client: Client, text: Text) -> None:
    shown = BeautifulSoup(look(client, text, "[@nobody] ![](image:lost)").content, "html.parser")
    assert [line.get_text() for line in shown.select(".problems p")] == [
        "This debate has no reference with the key: nobody. Add it, or correct the key.",
        "There is no image with the key: lost. Upload it, or correct the key.",
    ]


def test_the_preview_runs_nothing_that_somebody_writes(client: Client, text: Text) -> None:
    source = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    shown = BeautifulSoup(look(client, text, source).content, "html.parser")
    assert shown.select("script, img, [href^=javascript], [onerror]") == []


def is_short_and_plain(answer: HttpResponse, status: int) -> str:
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
    sentence = answer.content.decode()
    assert len(sentence) < 120
    assert "<" not in sentence
    return sentence


def test_a_preview_that_fails_is_a_short_plain_sentence(
    ed: User, client: Client, text: Text, sam: User
) -> None:
    assert is_short_and_plain(look(client, text, "a" * 200_001), 422) == (
        "The opening of side 1: The text has 200,001 characters; at most 200,000 are possible."
    )
    assert "signed out" in is_short_and_plain(look(Client(), text, "x"), 401)
    assert "no longer write" in is_short_and_plain(look(entered(sam), text, "x"), 404)
    strict = entered(ed, enforce_csrf_checks=True)
    assert "grown old" in is_short_and_plain(look(strict, text, "x"), 403)


def test_previews_have_a_limit(ed: User, client: Client, text: Text) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(239):
            assert PREVIEWS.wait(str(ed.pk), time()) == 0
        assert [look(client, text, "x").status_code for _ in range(2)] == [200, 429]


# ---------------------------------------------------------------- pictures


def upload(client: Client, text: Text, file: Any, **more: Any) -> HttpResponse:
    return client.post(address("upload_image", text), {"image": file}, **more)


def test_an_editor_adds_a_picture_and_is_told_how_the_text_shows_it(
    ed: User, client: Client, text: Text
) -> None:
    answer = upload(client, text, png())
    image = Image.objects.get()
    assert answer.json()["image_code"] == f"![](image:{image.key})"
    assert image.uploaded_by == ed
    shown = look(client, text, answer.json()["image_code"])
    assert BeautifulSoup(shown.content, "html.parser").select_one("img")["src"] == image.src  # type: ignore[index]


FILES = {
    "html": SimpleUploadedFile("x.html", b"<script>alert(1)</script>", "image/png"),
    "svg": SimpleUploadedFile("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "empty": SimpleUploadedFile("x.png", b""),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_picture_is_refused_in_json_and_not_stored(client: Client, text: Text, name: str) -> None:
    FILES[name].seek(0)
    answer = upload(client, text, FILES[name])
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert answer.json()["sentence"]
    assert not Image.objects.exists()


def test_whoever_may_not_add_pictures_is_told_so_in_json(ed: User, sam: User, text: Text) -> None:
    ada = accept(make_invitation(ed, text.essay, now=timezone.now()), now=timezone.now())
    said = {}
    for name, client in {"guest": entered(ada), "stranger": entered(sam), "visitor": Client()}.items():
        answer = upload(client, text, png(), **SCRIPT)
        said[name] = (answer.status_code, sorted(answer.json()))
    assert said == {
        "guest": (400, ["sentence"]),
        "stranger": (404, ["sentence"]),
        "visitor": (401, ["sentence"]),
    }
    assert upload(entered(ed, enforce_csrf_checks=True), text, png(), **SCRIPT).status_code == 403
    assert not Image.objects.exists()
