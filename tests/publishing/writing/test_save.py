"""A text is saved by a form or by a script, and what cannot be saved is kept and explained."""

import re
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Revision, Saving, Text
from debates.publishing.workflow import Status
from tests.makers import (
    accept,
    make_contributor,
    make_debate,
    make_invitation,
    make_reference,
    text_of,
)
from tests.publishing.rows import everything
from tests.publishing.writing.pages import SCRIPT, address, entered, send, typed, words_of

# ---------------------------------------------------------------- saving


def test_an_editor_saves_a_text_and_comes_back_to_it_in_the_workspace(client: Client, text: Text) -> None:
    answer = send(client, text, "Other.", 1)
    assert answer["Location"] == f"/editing/debates/{text.debate_id}/#text-{text.pk}"
    text.refresh_from_db()
    assert (text.source, text.revision) == ("Other.", 2)
    assert Revision.objects.get(text=text, number=2).saving == Saving.SAVED


def test_a_script_is_told_the_revision_the_words_and_the_hour(ed: User, client: Client, text: Text) -> None:
    User.objects.filter(pk=ed.pk).update(time_zone="Asia/Tokyo")
    answer = typed(client, text, "Three more words.", 1)
    hour = timezone.localtime(timezone.now(), ZoneInfo("Asia/Tokyo")).strftime("%H:")
    said = answer.json()
    assert re.fullmatch(rf"Saved {hour}\d\d", said.pop("sentence"))
    assert said == {"revision": 2, "words": 3, "waits": False}
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert Revision.objects.get(text=text, number=2).saving == Saving.AUTOSAVED


def test_a_script_is_told_that_a_change_of_what_readers_see_waits(client: Client, public: Text) -> None:
    said = typed(client, public, "Other.", 1).json()
    assert (said["revision"], said["words"], said["waits"]) == (2, None, True)


def test_what_is_sent_twice_because_no_answer_came_is_saved_once(client: Client, text: Text) -> None:
    assert [typed(client, text, "Other.", 1).json()["revision"] for _ in range(2)] == [2, 2]
    assert text.revisions.count() == 2


BROKEN = [
    pytest.param({"source": "Mine."}, "This field is required.", id="no revision"),
    pytest.param({"source": "Mine.", "started_from": "x"}, "Enter a whole number.", id="no number"),
    pytest.param(
        {"source": "Mine.", "started_from": "-1"},
        "Ensure this value is greater than or equal to 0.",
        id="negative",
    ),
    pytest.param(
        {"source": "Mine.", "started_from": str(10**30)},
        "Ensure this value is less than or equal to 2147483647.",
        id="huge",
    ),
    pytest.param(
        {"source": "Mine. " + "a" * 200_000, "started_from": "1"},
        "The opening of side 1: The text has 200,006 characters; at most 200,000 are possible.",
        id="too long",
    ),
]


@pytest.mark.parametrize(("data", "sentence"), BROKEN)
def test_what_cannot_be_saved_is_kept_and_explained(
    client: Client, text: Text, data: dict[str, str], sentence: str
) -> None:
    before = everything()
    answer = client.post(address("save_text", text), data)
    assert answer.status_code == 400
    assert sentence in words_of(answer)
    page = BeautifulSoup(answer.content, "html.parser")
    assert str(page.select_one("textarea[name=source]").get_text()).strip() == data["source"]  # type: ignore[union-attr]
    told = client.post(address("save_text", text), data, **SCRIPT)
    assert (told.status_code, told.json()["sentence"]) == (400, sentence)
    assert everything() == before


def test_a_refused_form_goes_on_from_the_revision_that_it_stated(client: Client, text: Text) -> None:
    send(client, text, "Newer.", 1)
    page = BeautifulSoup(send(client, text, "a" * 200_001, 1).content, "html.parser")
    assert page.select_one("form.writing input[name=started_from]")["value"] == "1"  # type: ignore[index]


def test_a_script_of_somebody_signed_out_is_told_so_and_nothing_leads_away(text: Text) -> None:
    answer = Client().post(
        address("save_text", text),
        {"source": "Mine.", "started_from": "1"},
        HTTP_REFERER=f"http://testserver/editing/debates/{text.debate_id}/",
        **SCRIPT,
    )
    said = answer.json()
    assert answer.status_code == 401
    assert said["url"] == f"/account/login/?next=%2Fediting%2Fdebates%2F{text.debate_id}%2F"
    assert said["sentence"] == (
        "You are signed out. What you typed is kept in this browser: sign in, and come back."
    )


def test_a_script_of_an_editor_without_a_second_factor_is_told_where_to_add_one(
    client: Client, text: Text, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    answer = typed(client, text, "Mine.", 1)
    assert (answer.status_code, answer.json()["url"]) == (403, "/account/second-factor/")
    assert send(client, text, "Mine.", 1)["Location"].startswith("/account/second-factor/?next=")


def test_the_way_to_sign_in_leads_back_to_no_other_site(text: Text) -> None:
    for elsewhere in ("https://evil.example/", "http://testserver.evil.example/", "nonsense"):
        answer = Client().post(address("save_text", text), {}, HTTP_REFERER=elsewhere, **SCRIPT)
        assert answer.json()["url"] == f"/account/login/?next=%2Fediting%2Ftexts%2F{text.pk}%2F"


def test_what_was_sent_while_signed_out_waits_on_the_texts_page(ed: User, text: Text) -> None:
    client = Client()
    answer = send(client, text, "Typed while signed out.", 1)
    assert answer["Location"] == f"/account/login/?next=%2Fediting%2Ftexts%2F{text.pk}%2F"
    client.force_login(ed)
    actions.save_text(text=text, source="Newer.", by=ed)
    page = BeautifulSoup(client.get(address("save_text", text)).content, "html.parser")
    assert "Typed while signed out." in page.select_one("textarea[name=source]").get_text()  # type: ignore[union-attr]
    assert page.select_one("form.writing input[name=started_from]")["value"] == "1"  # type: ignore[index]


def test_preview_without_a_script_shows_the_text_and_saves_nothing(
    ed: User, client: Client, text: Text
) -> None:
    make_reference(ed, text.debate)
    before = everything()
    answer = send(client, text, "As [@disputes] and [@nobody] *say*.", 1, preview="1")
    page = BeautifulSoup(answer.content, "html.parser")
    look = page.select_one("section.preview")
    assert look is not None
    assert look.select_one("em").get_text() == "say"  # type: ignore[union-attr]
    assert "This debate has no reference with the key: nobody." in look.get_text()
    assert "[@nobody] *say*" in page.select_one("textarea[name=source]").get_text()  # type: ignore[union-attr]
    assert (answer.status_code, everything()) == (200, before)


def test_an_archived_debate_is_read_and_not_written(ed: User, client: Client) -> None:
    text = text_of(make_debate(ed, Status.ARCHIVED), 1)
    page = client.get(address("save_text", text))
    assert "This debate is archived or withdrawn" in words_of(page)
    assert b"<textarea" not in page.content
    answer = send(client, text, "Typed all the same.", 1)
    assert answer.status_code == 400
    assert "Typed all the same." in words_of(answer)


# ---------------------------------------------------------------- who

PAGES = ["save_text", "history", "change"]


def test_a_guest_writes_and_follows_their_own_essay_and_no_other_text(ed: User, text: Text) -> None:
    ada = accept(make_invitation(ed, text.essay, now=timezone.now()), now=timezone.now())
    client = entered(ada)
    assert send(client, text, "Ada's.", 1)["Location"] == f"/writing/essays/{text.essay_id}/"
    text.refresh_from_db()
    assert (text.source, text.saved_by) == ("Ada's.", ada)
    assert client.get(address("version", text, 1)).status_code == 200
    assert [client.get(address(name, text)).status_code for name in PAGES] == [200, 200, 404]
    others = Text.objects.filter(debate=text.debate_id).exclude(pk=text.pk)
    before = everything()
    for other in others:
        assert [client.get(address(name, other)).status_code for name in PAGES] == [404] * 3
        assert send(client, other, "Ada's.", 1).status_code == 404
    assert everything() == before


def test_no_reader_sees_what_is_written_of_a_public_text(changed: Text, vera: User, mo: User) -> None:
    make_contributor(User.objects.get(display_name="Ed"), "Vera", account=vera)
    for person in (vera, mo):
        client = entered(person)
        for name in PAGES:
            assert client.get(address(name, changed)).status_code == 404
        assert client.get(address("version", changed, 2)).status_code == 404
        assert client.get(address("conflict", changed, 2)).status_code == 404
