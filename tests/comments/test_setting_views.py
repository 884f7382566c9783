"""What editors and moderators set: pins, comments of a debate, watched words; also in the administration."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from debates.comments import actions
from debates.comments.models import Comment, Discussion, WatchedWord
from debates.publishing.models import Debate
from tests.comments.rows import essay_text, say
from tests.comments.screens import NEVER_STORED, client_for, fields_of, parsed, press, words
from tests.makers import make_debate, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


@pytest.fixture
def moderator(mo: User) -> Client:
    return client_for(mo)


# ---------------------------------------------------------------- pins


def test_an_editor_pins_a_comment_and_takes_the_pin_off(debate: Debate, ed: User, vera: User) -> None:
    editor = client_for(ed)
    comment = say(debate, vera, "Birds first", text_id=essay_text(debate).pk)
    address = f"/comments/{comment.pk}/pin/"
    assert "Pin this comment?" in words(editor.get(address))
    for pinned, told in ((True, "The comment is pinned."), (False, "The pin is taken off.")):
        button = parsed(editor.get(address)).select_one("button[name=pinned]")
        assert button is not None
        answer = editor.post(address, {"pinned": button["value"]})
        assert (answer.status_code, answer["Location"]) == (302, address)
        assert Comment.objects.get().pinned is pinned
        assert words(editor.get(address), "[role=status]") == told


def test_what_cannot_be_pinned_says_why(debate: Debate, ed: User, vera: User) -> None:
    editor = client_for(ed)
    comment = say(debate, vera)
    told = "Only a comment on a position can be pinned, and no answer to another."
    assert words(editor.get(f"/comments/{comment.pk}/pin/"), ".notice") == told
    response = editor.post(f"/comments/{comment.pk}/pin/", {"pinned": "yes"})
    assert (response.status_code, words(response, "[role=alert]")) == (400, told)
    assert not Comment.objects.get().pinned


def test_nobody_but_editors_finds_the_pin(debate: Debate, vera: User, mo: User) -> None:
    comment = say(debate, vera, text_id=essay_text(debate).pk)
    for other in (vera, mo):
        assert client_for(other).get(f"/comments/{comment.pk}/pin/").status_code == 404
        assert client_for(other).post(f"/comments/{comment.pk}/pin/", {"pinned": "yes"}).status_code == 404
    assert not Comment.objects.get().pinned


def test_powers_wait_for_a_second_factor(debate: Debate, ed: User, mo: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    comment = say(debate, ed, text_id=essay_text(debate).pk)
    for person, address in (
        (ed, f"/comments/{comment.pk}/pin/"),
        (mo, "/moderating/comments/"),
        (mo, f"/moderating/comments/{debate.pk}/"),
        (mo, "/moderating/words/"),
    ):
        assert client_for(person).get(address)["Location"].startswith("/account/second-factor/?next=")


# ---------------------------------------------------------------- the comments of a debate


def test_a_moderator_sets_the_comments_of_a_debate(debate: Debate, mo: User, moderator: Client) -> None:
    mo.time_zone = "Europe/Brussels"
    mo.save()
    listing = moderator.get("/moderating/comments/")
    assert listing["Cache-Control"] == NEVER_STORED
    assert "Takes comments until the debate is closed." in words(listing)
    address = f"/moderating/comments/{debate.pk}/"
    assert parsed(listing).select_one(f"a[href='{address}']") is not None
    answer = press(
        moderator, address, "main form", closes_at="2030-07-01T09:30", premoderated="on", locked="on"
    )
    assert (answer.status_code, answer["Location"]) == (302, "/moderating/comments/")
    found = Discussion.objects.get()
    assert (found.closes_at, found.locked, found.premoderated) == (
        datetime(2030, 7, 1, 7, 30, tzinfo=UTC),
        True,
        True,
    )
    listing = moderator.get("/moderating/comments/")
    told = "The comments of this debate are locked for now. Every comment waits for a moderator."
    assert told in words(listing)
    page = moderator.get(address)
    fields = parsed(page).select_one("[name=closes_at]")
    assert fields is not None
    assert fields["value"] == "2030-07-01T09:30"
    assert "Times are those of Europe/Brussels." in words(page)


def test_a_moment_that_is_none_is_refused_and_kept(debate: Debate, moderator: Client) -> None:
    for moment in ("soon", "2030-13-45T99:99", "x" * 5_000):
        response = moderator.post(f"/moderating/comments/{debate.pk}/", {"closes_at": moment, "locked": "on"})
        assert response.status_code == 400
        field = parsed(response).select_one("[name=closes_at]")
        assert field is not None
        assert field["value"] == moment
    assert not Discussion.objects.exists()


def test_readers_find_no_settings_and_drafts_are_nobodys_but_editors(ed: User, mo: User, vera: User) -> None:
    draft = make_draft(ed, "Should the quay be widened?")
    address = f"/moderating/comments/{draft.pk}/"
    assert client_for(ed).get(address).status_code == 200
    assert client_for(mo).get(address).status_code == 404
    for path in ("/moderating/comments/", address, "/moderating/words/"):
        assert client_for(vera).get(path).status_code == 404
    for nonsense in ("x", "-1"):
        assert client_for(mo).get(f"/moderating/comments/?after={nonsense}").status_code == 404
    assert "Should the quay be widened?" not in words(client_for(mo).get("/moderating/comments/"))


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_of_debates_costs_the_same_queries_however_long(
    ed: User, moderator: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for count in range(number):
        Discussion.objects.create(debate=make_debate(ed, question=f"Question {count}?"), premoderated=True)
    with django_assert_num_queries(4):
        assert len(parsed(moderator.get("/moderating/comments/")).select(".list li")) == number


def test_more_debates_follow_on_other_pages(ed: User, moderator: Client) -> None:
    for count in range(21):
        make_debate(ed, question=f"Question {count}?")
    first = parsed(moderator.get("/moderating/comments/"))
    following = first.select_one("a[rel=next]")
    assert following is not None
    second = parsed(moderator.get(f"/moderating/comments/{following['href']}"))
    assert [item.get_text(strip=True) for item in second.select(".list h2")] == ["Question 0?"]


# ---------------------------------------------------------------- words


def watched() -> list[tuple[str, str]]:
    return [*WatchedWord.objects.order_by("folded").values_list("entry", "severity")]


def test_words_are_pasted_one_a_line_and_taken_off(moderator: Client) -> None:
    answer = press(
        moderator, "/moderating/words/", "main form[method=post]", entries="Scum\r\n\r\nnaïve fool\r\n"
    )
    assert answer.status_code == 302
    assert watched() == [("naïve fool", "suspect"), ("Scum", "suspect")]
    page = moderator.get("/moderating/words/")
    assert words(page, "[role=status]") == "2 entries were added."
    button = parsed(page).select_one("li form")
    assert button is not None
    assert moderator.post(str(button["action"])).status_code == 302
    assert watched() == [("Scum", "suspect")]
    said = words(moderator.get("/moderating/words/"), "[role=status]")
    assert said == "Taken off the list: naïve fool"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"entries": "new\nSCUM"}, "Already on the list: “SCUM”"),
        ({"entries": "new\n!!!"}, "There is no word in “!!!”."),
        ({"entries": "\n \n"}, "Write one entry a line."),
        ({"entries": "new", "severity": "loud"}, "Select a valid choice"),
        ({"entries": "new " * 60_000}, "at most 200000 characters"),
    ],
    ids=["known", "no word", "blank", "severity", "endless"],
)
def test_words_that_cannot_be_watched_are_refused_and_kept(
    moderator: Client, mo: User, typed: dict[str, str], told: str
) -> None:
    actions.add_watched_words(entries=["Scum"], severity="banned", by=mo)
    response = moderator.post("/moderating/words/", {"severity": "banned", **typed})
    assert response.status_code == 400
    assert told in words(response, "#errors")
    kept = fields_of(response, "main form[method=post]")["entries"]
    assert kept.split() == typed["entries"].split()
    assert watched() == [("Scum", "banned")]


def test_words_are_found_folded_and_read_a_page_at_a_time(
    moderator: Client, mo: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lines = [f"word{number:03}" for number in range(101)]
    actions.add_watched_words(entries=[*lines, "Élan"], severity="banned", by=mo)
    with django_assert_num_queries(4):
        first = parsed(moderator.get("/moderating/words/"))
    following = first.select_one("a[rel=next]")
    assert following is not None
    second = parsed(moderator.get(f"/moderating/words/{following['href']}"))
    assert [item.get_text(strip=True) for item in second.select("li b")] == ["word099", "word100"]
    found = parsed(moderator.get("/moderating/words/?q=ELA"))
    assert [item.get_text(strip=True) for item in found.select("li b")] == ["Élan"]
    for nonsense in ("?q=%25", "?q=" + "x" * 5_000, "?after=%F0%9F%90%A6", "?q=!!!"):
        assert moderator.get(f"/moderating/words/{nonsense}").status_code == 200


def test_a_word_that_is_gone_is_not_there(moderator: Client) -> None:
    assert moderator.post("/moderating/words/999/delete/").status_code == 404
    assert moderator.post(f"/moderating/words/{10**30}/delete/").status_code == 404
    assert moderator.get("/moderating/words/999/delete/").status_code == 405


# ---------------------------------------------------------------- in the administration


def in_admin(client: Client, path: str, **typed: Any) -> Any:
    return client.post(f"/admin/comments/{path}", typed)


def test_editors_set_the_comments_of_a_debate_in_the_administration(debate: Debate, ed: User) -> None:
    editor = client_for(ed)
    given = {"debate": debate.pk, "closes_at_0": "2030-07-01", "closes_at_1": "09:30", "locked": "on"}
    in_admin(editor, "discussion/add/", **given)
    found = Discussion.objects.get()
    assert (found.debate, found.locked, found.closes_at is not None) == (debate, True, True)
    assert in_admin(editor, f"discussion/{found.pk}/change/", premoderated="on").status_code == 302
    found.refresh_from_db()
    assert (found.locked, found.premoderated, found.closes_at) == (False, True, None)
    again = in_admin(editor, "discussion/add/", **given)
    assert again.status_code == 200
    assert Discussion.objects.count() == 1
    assert in_admin(editor, f"discussion/{found.pk}/delete/", post="yes").status_code == 403


def test_editors_watch_words_in_the_administration(ed: User) -> None:
    editor = client_for(ed)
    assert in_admin(editor, "watchedword/add/", entry="Scum", severity="banned").status_code == 302
    word = WatchedWord.objects.get()
    assert (word.entry, word.folded) == ("Scum", "scum")
    for entry, told in (("SCUM!", "Already on the list: “SCUM!”"), ("!!!", "There is no word in “!!!”.")):
        response = in_admin(editor, "watchedword/add/", entry=entry, severity="banned")
        assert told in response.content.decode()
    assert watched() == [("Scum", "banned")]
    in_admin(editor, f"watchedword/{word.pk}/change/", entry="liar", severity="suspect")
    assert watched() == [("liar", "suspect")]
    in_admin(editor, f"watchedword/{word.pk}/delete/", post="yes")
    assert watched() == []


def test_moderators_and_readers_are_not_in_the_administration(mo: User, vera: User) -> None:
    for person in (mo, vera):
        response = in_admin(client_for(person), "watchedword/add/", entry="Scum", severity="banned")
        assert response.status_code in {302, 403, 404}
    assert watched() == []


def test_what_is_typed_survives_a_sign_in(debate: Debate, mo: User) -> None:
    visitor = Client()
    visitor.post("/moderating/words/", {"entries": "Scum", "severity": "banned"})
    visitor.force_login(mo)
    assert fields_of(visitor.get("/moderating/words/"), "main form[method=post]") == {
        "entries": "Scum",
        "severity": "banned",
    }
