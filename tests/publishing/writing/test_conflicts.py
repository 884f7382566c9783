"""Two people wrote the same text: both versions are shown, and one of three ways is chosen."""

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Text
from tests.publishing.rows import everything
from tests.publishing.writing.pages import FIRST, address, send, typed


def conflicting(client: Client, text: Text, fay: User) -> HttpResponse:
    actions.save_text(text=text, source="The tide decides, says Fay.", by=fay)
    return send(client, text, "The tide decides, says Ed.", 1)


def test_a_conflict_shows_both_texts_word_by_word_with_three_ways_on(
    client: Client, text: Text, fay: User
) -> None:
    answer = conflicting(client, text, fay)
    assert answer.status_code == 409
    page = BeautifulSoup(answer.content, "html.parser")
    stands, aside = page.select(".two .version")
    assert str(stands.decode_contents()) == "The tide decides, says <del>Fay.</del>"
    assert str(aside.decode_contents()) == "The tide decides, says <ins>Ed.</ins>"
    assert [button.get_text() for button in page.select(".choose button")] == [
        "Keep what stands",
        "Take what was set aside",
        "Save this",
    ]
    assert {str(field["value"]) for field in page.select(".choose [name=started_from]")} == {"2"}


def choose(client: Client, text: Text, choice: str, started_from: int = 2, **more: str) -> HttpResponse:
    data = {"choice": choice, "started_from": started_from, **more}
    return client.post(address("conflict", text, 3), data)


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        ("keep", "The tide decides, says Fay."),
        ("take", "The tide decides, says Ed."),
        ("merge", "Both say so."),
    ],
)
def test_whatever_is_chosen_both_stay_in_the_history(
    client: Client, text: Text, fay: User, choice: str, says: str
) -> None:
    conflicting(client, text, fay)
    answer = choose(client, text, choice, source="Both say so.")
    assert answer["Location"] == f"/editing/debates/{text.debate_id}/#text-{text.pk}"
    text.refresh_from_db()
    assert text.source == says
    sources = {*text.revisions.values_list("source", flat=True)}
    assert sources == {FIRST, "The tide decides, says Fay.", "The tide decides, says Ed.", says}


@pytest.mark.parametrize("choice", ["keep", "take", "merge"])
def test_a_choice_made_of_what_no_longer_stands_shows_both_anew_and_keeps_what_was_typed(
    client: Client, text: Text, fay: User, choice: str
) -> None:
    conflicting(client, text, fay)
    actions.save_text(text=text, source="Fay, once more.", by=fay, started_from=2)
    before = everything()
    answer = choose(client, text, choice, source="Typed for a while.")
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 409
    assert "Somebody has saved this text again meanwhile" in page.get_text()
    assert "Fay, once more." in page.get_text()
    typed_here = "Typed for a while." if choice == "merge" else "The tide decides, says Ed."
    assert page.select_one("#merged").get_text().strip() == typed_here  # type: ignore[union-attr]
    assert {str(field["value"]) for field in page.select(".choose [name=started_from]")} == {"4"}
    assert everything() == before


def test_a_script_is_told_of_a_conflict_and_led_to_both(client: Client, text: Text, fay: User) -> None:
    actions.save_text(text=text, source="Fay's.", by=fay)
    answer = typed(client, text, "Ed's.", 1)
    assert answer.status_code == 409
    assert answer.json() == {
        "sentence": "Somebody else has saved this text since you opened it. Nothing is lost: compare both.",
        "url": address("conflict", text, 3),
        "link": "Compare both",
    }
    assert client.get(answer.json()["url"]).status_code == 200


def test_what_is_no_choice_or_no_conflict_changes_nothing(client: Client, text: Text, fay: User) -> None:
    conflicting(client, text, fay)
    before = everything()
    assert choose(client, text, "burn").status_code == 400
    assert client.post(address("conflict", text, 3), {}).status_code == 400
    for number in (1, 2, 9):
        assert client.get(address("conflict", text, number)).status_code == 404
    assert everything() == before
