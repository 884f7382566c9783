"""A comment is looked at before it is posted: by a button, or as a script asks for it."""

import pytest
from django.test import Client

from accounts.models import User
from debates.publishing.models import Debate
from tests.comments.meanwhile import TYPED
from tests.comments.rows import say, stored
from tests.comments.screens import (
    NEVER_STORED,
    address_of,
    client_for,
    fields_of,
    parsed,
    press,
    words,
)
from tests.makers import make_debate

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


def test_without_a_script_a_button_shows_how_it_will_look(debate: Debate, reader: Client, sam: User) -> None:
    for address in (address_of(debate), f"/comments/{say(debate, sam).pk}/reply/"):
        before = stored()
        response = press(reader, address, text=TYPED, kind="asks", preview="yes")
        assert response.status_code == 200
        shown = parsed(response).select_one("section.preview[autofocus] .said")
        text = "<p>The tide <em>decides</em>, not the harbour board.</p>\n"
        assert str(shown) == f'<div class="said prose" dir="auto">{text}</div>'
        assert (fields_of(response)["text"], fields_of(response)["kind"]) == (TYPED, "asks")
        assert stored() == before


def test_a_preview_of_what_is_too_long_says_so(debate: Debate, reader: Client) -> None:
    response = press(reader, address_of(debate), text="x" * 5_001, preview="yes")
    assert response.status_code == 400
    assert "The text has 5,001 characters" in words(response, "#errors")
    assert parsed(response).select("section.preview[autofocus]") == []


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "</div></section><iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
)


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_a_preview_is_the_safe_fragment_alone(reader: Client, source: str) -> None:
    response = reader.post("/comments/preview/", {"text": f"Before {source} after"})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Cache-Control"] == NEVER_STORED
    page = parsed(response)
    assert {tag.name for tag in page.find_all(True)} <= {"p", "a"}
    assert page.select("[onerror], [src], [style], [href^=javascript]") == []
    assert "Before" in page.get_text()


def test_a_preview_says_what_is_wrong_with_a_text(reader: Client) -> None:
    response = reader.post("/comments/preview/", {"text": "x" * 5_001})
    assert response.status_code == 422
    told = "The text has 5,001 characters; at most 5,000 are possible."
    assert parsed(response).get_text(strip=True) == told
    assert reader.post("/comments/preview/", {}).status_code == 200
    assert reader.post("/comments/preview/", {"text": "a\x00b"}).status_code == 400
    assert reader.get("/comments/preview/").status_code == 405


def test_previews_are_for_whoever_is_signed_in_and_have_a_limit(
    reader: Client, sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts.limits import Limit
    from debates.comments.views import writing

    visitor = Client()
    assert visitor.post("/comments/preview/", {"text": TYPED}).status_code == 403
    assert "kept_form" not in visitor.session
    monkeypatch.setattr(writing, "PREVIEWS", Limit("test-preview", tries=2, seconds=10**9))
    told = [reader.post("/comments/preview/", {"text": TYPED}).status_code for _ in range(3)]
    assert told == [200, 200, 429]
    assert client_for(sam).post("/comments/preview/", {"text": TYPED}).status_code == 200
