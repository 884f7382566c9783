"""Writing comments and answers; what is refused is kept in the form and stored nowhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from debates.comments import actions
from debates.comments.models import Comment, Discussion, Rating
from debates.publishing.actions import change_status, save_essay
from debates.publishing.models import Debate, Text
from debates.publishing.workflow import Move, Round, Status
from debates.stances import actions as stances
from tests.comments.meanwhile import MEANWHILE, TYPED
from tests.comments.rows import WHY, essay_text, first_paragraph, say, stored
from tests.comments.screens import (
    NEVER_STORED,
    address_of,
    client_for,
    fields_of,
    mine_of,
    parsed,
    press,
    words,
)
from tests.makers import NOW, make_debate, make_essay
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


@pytest.fixture
def people(ed: User, vera: User) -> tuple[User, User]:
    """Answer an editor and the reader who writes."""
    return ed, vera


# ---------------------------------------------------------------- a comment on a debate or a part of it


def test_a_comment_on_the_debate_takes_one_form(debate: Debate, reader: Client, vera: User) -> None:
    page = reader.get(address_of(debate))
    assert page["Cache-Control"] == NEVER_STORED
    assert fields_of(page) == {"text": "", "kind": ""}
    answer = press(reader, address_of(debate), text=TYPED, kind="asks")
    comment = Comment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{mine_of(debate)}?posted={comment.pk}")
    assert (comment.source, comment.kind, comment.author, comment.text) == (TYPED, "asks", vera, None)
    landed = reader.get(answer["Location"])
    assert words(landed, "[role=status]") == "Your comment is published."
    place = parsed(landed).select_one(f"#comment-{comment.pk} a[href='{comment.get_absolute_url()}']")
    assert place is not None


def test_from_the_debate_as_a_whole_each_of_its_texts_is_one_click_away(
    debate: Debate, ed: User, reader: Client
) -> None:
    def parts() -> list[tuple[str, str]]:
        links = parsed(reader.get(address_of(debate))).select(".single > .meta a")
        return [(link.get_text(), str(link["href"])) for link in links]

    introduction = Text.objects.get(debate=debate, kind="introduction")
    first, second = essay_text(debate, 1), essay_text(debate, 2)
    shown = [
        ("Introduction", address_of(debate, f"?on={introduction.pk}")),
        ("A: The opening of side 1", address_of(debate, f"?on={first.pk}")),
        ("B: The opening of side 2", address_of(debate, f"?on={second.pk}")),
    ]
    assert parts() == shown
    # A later round is none of them before readers see it.
    for position in debate.positions.all():
        make_essay(ed, position, "And another thing.", Round.REBUTTAL)
    assert parts() == shown
    assert parsed(reader.get(shown[1][1])).select(".single > .meta a") == []


def test_a_paragraph_is_quoted_and_can_be_chosen_anew(debate: Debate, reader: Client) -> None:
    text = essay_text(debate)
    paragraph, said = first_paragraph(text)
    address = address_of(debate, f"?on={text.pk}&paragraph={paragraph}")
    page = reader.get(address)
    assert fields_of(page)["paragraph"] == paragraph
    assert words(page, "form .quote") == said
    assert "The claim of side 1" in words(page)
    press(reader, address, text=TYPED)
    comment = Comment.objects.get()
    assert (comment.text, comment.paragraph, comment.quote) == (text, paragraph, said)


def test_without_a_script_a_paragraph_is_chosen_from_a_list(debate: Debate, reader: Client) -> None:
    text = essay_text(debate)
    paragraph, _said = first_paragraph(text)
    address = address_of(debate, f"?on={text.pk}")
    page = reader.get(address)
    assert fields_of(page)["paragraph"] == ""
    options = [option.get_text() for option in parsed(page).select("select option")]
    assert options == ["The whole text", "¶ 1 · Essay number 1 argues its case in one…"]
    press(reader, address, text=TYPED, paragraph=paragraph)
    assert Comment.objects.get().paragraph == paragraph
    press(reader, address, text="On all of it.")
    assert Comment.objects.latest("pk").paragraph == ""


def test_the_introduction_takes_comments_and_changes_no_mind(debate: Debate, reader: Client) -> None:
    text = Text.objects.get(debate=debate, kind="introduction")
    page = reader.get(address_of(debate, f"?on={text.pk}"))
    assert "Comment on the introduction" in words(page, "h1")
    assert "changed_mind" not in str(page.content)
    press(reader, address_of(debate, f"?on={text.pk}"), text=TYPED)
    assert Comment.objects.get().text == text


def test_an_address_that_names_no_text_leads_nowhere(debate: Debate, ed: User, reader: Client) -> None:
    other = make_debate(ed, question="Should the lighthouse be sold?")
    for on in (essay_text(other).pk, 999_999, 10**30, "x", "-1", "²", "1.5", "%00"):
        assert reader.get(address_of(debate, f"?on={on}")).status_code in {400, 404}
    assert reader.get("/debates/nothing/comment/").status_code == 404


def test_a_paragraph_that_has_changed_leaves_its_text_to_comment_on(debate: Debate, reader: Client) -> None:
    text = essay_text(debate)
    for gone in ("p-00000000", "x" * 5000, "p-' OR 1=1", "<b>"):
        page = reader.get(address_of(debate, f"?on={text.pk}&paragraph={gone}"))
        assert page.status_code == 200
        assert "This paragraph has changed since you opened the page" in words(page, ".notice")
        assert fields_of(page) == {"on": str(text.pk), "paragraph": "", "text": "", "kind": ""}


# ---------------------------------------------------------------- a stance, a mind that changed


def test_a_stance_is_offered_to_whoever_has_one_and_never_ticked(
    debate: Debate, reader: Client, vera: User
) -> None:
    assert "shows_stance" not in str(reader.get(address_of(debate)).content)
    vote(debate, vera, 2)
    page = reader.get(address_of(debate, "?shows_stance=on&changed_mind=on"))
    assert "shows_stance" not in fields_of(page)
    assert "Show my stance with this comment: “B: Side 2”" in words(page)
    press(reader, address_of(debate), text=TYPED)
    assert Comment.objects.get().stance is None
    press(reader, address_of(debate), text="With my stance.", shows_stance="on")
    shown = Comment.objects.latest("pk")
    assert shown.stance_position == debate.positions.get(order=2)
    assert "Shows your stance: “B: Side 2”" in words(reader.get(mine_of(debate)))
    vote(debate, vera, "both")
    assert "“Both persuade me”" in words(reader.get(address_of(debate)))


def test_where_nobody_can_tell_any_more_no_stance_is_offered(
    debate: Debate, ed: User, reader: Client, vera: User, settings: Settings
) -> None:
    from accounts.roles import Role
    from tests.makers import make_user

    vote(debate, vera, 2)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    stances.destroy_key(debate=debate, by=make_user("Root", Role.ADMINISTRATOR), now=NOW)
    Discussion.objects.create(debate=debate, closes_at=timezone.now() + timedelta(days=1))
    assert "shows_stance" not in str(reader.get(address_of(debate)).content)
    press(reader, address_of(debate), text=TYPED, shows_stance="on")
    assert Comment.objects.get().stance is None


def test_a_changed_mind_is_asked_about_what_can_have_changed_it(
    debate: Debate, reader: Client, vera: User, sam: User, ada: User
) -> None:
    text = essay_text(debate)
    assert text.essay is not None
    text.essay.contributor.account = ada
    text.essay.contributor.save()
    own, others = say(debate, vera), say(debate, sam)
    asked = {
        address_of(debate): False,
        address_of(debate, f"?on={text.pk}"): True,
        f"/comments/{own.pk}/reply/": False,
        f"/comments/{others.pk}/reply/": True,
    }
    for address, is_asked in asked.items():
        page = reader.get(address)
        assert ("name=changed_mind" in str(page.content).replace('"', "")) is is_asked
    assert "changed_mind" not in str(client_for(ada).get(address_of(debate, f"?on={text.pk}")).content)
    press(reader, address_of(debate, f"?on={text.pk}"), text=WHY, changed_mind="on")
    assert Comment.objects.latest("pk").changed_mind


# ---------------------------------------------------------------- answers


def test_an_answer_quotes_what_it_answers(debate: Debate, reader: Client, sam: User) -> None:
    thread = say(debate, sam, "Birds *first*", text_id=essay_text(debate).pk)
    page = reader.get(f"/comments/{thread.pk}/reply/")
    assert words(page, "h1") == "Answer Sam"
    assert words(page, ".quote") == "Birds first"
    answer = press(reader, f"/comments/{thread.pk}/reply/", text="Ships second?", kind="asks")
    assert answer.status_code == 302
    found = Comment.objects.latest("pk")
    assert (found.parent, found.thread, found.text, found.kind) == (thread, thread, thread.text, "asks")
    assert "In answer to Sam" in words(reader.get(mine_of(debate)))


def test_a_comment_that_others_have_never_seen_takes_no_answer(
    debate: Debate, reader: Client, sam: User, settings: Settings
) -> None:
    settings.COMMENTS_HELD_FIRST = 1
    hidden = say(debate, sam)
    for step in ("reply", "rate", "edit", "withdraw", "hide-stance", "pin"):
        for sent in (reader.get, reader.post):
            assert sent(f"/comments/{hidden.pk}/{step}/").status_code == 404
            assert sent(f"/comments/999999/{step}/").status_code == 404
            assert sent(f"/comments/{10**30}/{step}/").status_code == 404
    assert client_for(sam).get(f"/comments/{hidden.pk}/reply/").status_code == 200


# ---------------------------------------------------------------- what becomes of it


def test_a_first_comment_is_told_to_wait_before_and_after(
    debate: Debate, reader: Client, settings: Settings
) -> None:
    settings.COMMENTS_HELD_FIRST = 1
    page = reader.get(address_of(debate))
    assert "Your comment will wait for a moderator, because it is among your first here." in words(page)
    landed = reader.get(press(reader, address_of(debate), text=TYPED)["Location"])
    told = "Your comment waits for a moderator, because it is among your first here."
    assert words(landed, "[role=status]") == f"{told} Nobody else sees it until then."
    assert "Waits for a moderator , because it is among your first here" in words(landed, ".own")
    assert parsed(landed).find("a", string="See it in its place") is None


@pytest.mark.parametrize("premoderated", [True, False])
def test_a_debate_in_which_every_comment_waits_says_so(
    debate: Debate, reader: Client, premoderated: bool
) -> None:
    Discussion.objects.create(debate=debate, premoderated=premoderated)
    told = "Your comment will wait for a moderator, because in this debate every comment does."
    assert (told in words(reader.get(address_of(debate)))) is premoderated


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("where", ["debate", "paragraph", "answer"])
@pytest.mark.parametrize("name", MEANWHILE)
def test_what_happens_meanwhile_refuses_and_keeps_what_was_typed(
    debate: Debate, people: tuple[User, User], sam: User, name: str, where: str
) -> None:
    happens, told = MEANWHILE[name]
    reader = client_for(people[1])
    text = essay_text(debate)
    paragraph, _said = first_paragraph(text)
    address = {
        "debate": address_of(debate),
        "paragraph": address_of(debate, f"?on={text.pk}&paragraph={paragraph}"),
        "answer": f"/comments/{say(debate, sam, 'Birds first.').pk}/reply/",
    }[where]
    sent = {**fields_of(reader.get(address)), "text": TYPED, "kind": "objects"}
    happens(debate, *people)
    before = stored()
    response = reader.post(address.partition("?")[0], sent)
    assert response.status_code == 400
    assert told in words(response, "#errors")
    assert fields_of(response) == sent
    assert stored() == before


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text": ""}, "A comment has between 2 and 5,000 characters."),
        ({"text": " x\r\n"}, "A comment has between 2 and 5,000 characters."),
        ({"text": "x" * 5_001}, "The text has 5,001 characters; at most 5,000 are possible."),
        ({"text": "[](https://example.org)"}, "A comment has between 2 and 5,000 characters."),
        ({"kind": "shouts"}, "Choose one of the kinds that are shown, or none."),
        ({"on": "x"}, "This debate has no such text to comment on."),
        ({"on": "999999"}, "This debate has no such text to comment on."),
        ({"on": "9" * 40}, "This debate has no such text to comment on."),
        ({"paragraph": "p-00000000"}, "This paragraph has changed since you opened the page"),
        ({"paragraph": "x" * 9_000}, "This paragraph has changed since you opened the page"),
        ({"changed_mind": "on"}, "Say in at least 50 characters what changed your mind."),
        ({"on": "", "changed_mind": "on"}, "A comment or an essay can change your mind"),
    ],
    ids=lambda value: "" if isinstance(value, str) else "-".join(f"{k} {v[:9]!r}" for k, v in value.items()),
)
def test_what_is_no_comment_is_refused_in_words(
    debate: Debate, reader: Client, typed: dict[str, str], told: str
) -> None:
    sent = {"on": str(essay_text(debate).pk), "text": TYPED, "kind": "", **typed}
    response = reader.post(address_of(debate), sent)
    assert response.status_code == 400
    assert told in words(response, "#errors")
    assert fields_of(response)["text"].split() == sent["text"].split()
    assert not any(stored().values())


def test_a_text_of_another_debate_is_refused(debate: Debate, ed: User, reader: Client) -> None:
    other = essay_text(make_debate(ed, question="Should the lighthouse be sold?"))
    response = reader.post(address_of(debate), {"on": str(other.pk), "text": TYPED})
    assert response.status_code == 400
    assert "This debate has no such text to comment on." in words(response, "#errors")
    assert fields_of(response) == {"text": TYPED, "kind": ""}
    assert not any(stored().values())


def test_a_paragraph_that_changes_while_somebody_writes_keeps_what_they_typed(
    debate: Debate, ed: User, reader: Client
) -> None:
    text = essay_text(debate)
    paragraph, _said = first_paragraph(text)
    address = address_of(debate, f"?on={text.pk}&paragraph={paragraph}")
    sent = {**fields_of(reader.get(address)), "text": TYPED}
    assert text.essay is not None
    save_essay(essay=text.essay, source="Something else altogether.", by=ed)
    response = reader.post(address_of(debate), sent)
    assert "This paragraph has changed" in words(response, "#errors")
    assert fields_of(response) == {**sent, "paragraph": ""}
    assert not any(stored().values())


def test_a_comment_that_is_withdrawn_while_somebody_answers_keeps_what_they_typed(
    debate: Debate, reader: Client, sam: User
) -> None:
    parent = say(debate, sam, "Birds first.")
    address = f"/comments/{parent.pk}/reply/"
    sent = {**fields_of(reader.get(address)), "text": TYPED}
    actions.withdraw_comment(comment=parent, by=sam)
    before = stored()
    response = reader.post(address, sent)
    assert response.status_code == 400
    assert "This comment is no longer there to be answered." in words(response, "#errors")
    assert fields_of(response) == sent
    assert "Birds first." not in words(response)
    assert stored() == before
    opened = reader.get(address)
    assert "This comment is no longer there to be answered." in words(opened, ".notice")
    assert parsed(opened).select("form.writing") == []


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_a_debate_that_readers_do_not_see_has_no_form(ed: User, reader: Client, status: Status) -> None:
    debate = make_debate(ed, status)
    assert reader.get(address_of(debate)).status_code == 404
    assert reader.post(address_of(debate), {"text": TYPED}).status_code == 404
    assert not any(stored().values())


@pytest.mark.parametrize("status", [Status.CLOSED, Status.ARCHIVED])
def test_a_debate_that_is_over_says_so_instead_of_asking(ed: User, reader: Client, status: Status) -> None:
    page = reader.get(address_of(make_debate(ed, status)))
    assert "This debate takes no more comments." in words(page, ".notice")
    assert parsed(page).select("textarea") == []


def test_forms_without_the_token_of_their_page_are_refused(debate: Debate, vera: User, sam: User) -> None:
    theirs, own = say(debate, sam), say(debate, vera)
    before = stored()
    strict = client_for(vera, enforce_csrf_checks=True)
    for address, sent in (
        (address_of(debate), {"text": TYPED}),
        (f"/comments/{theirs.pk}/reply/", {"text": TYPED}),
        (f"/comments/{own.pk}/edit/", {"text": TYPED, "version": "1"}),
        (f"/comments/{own.pk}/withdraw/", {}),
        (f"/comments/{theirs.pk}/rate/", {"helpful": "yes"}),
        ("/comments/preview/", {"text": TYPED}),
    ):
        assert strict.post(address, sent).status_code == 403
    assert stored() == before
    assert not Rating.objects.exists()


# ---------------------------------------------------------------- signing in on the way


def test_a_visitor_signs_in_and_comes_back_to_what_they_typed(debate: Debate, vera: User, sam: User) -> None:
    visitor = Client()
    text = essay_text(debate)
    paragraph, _said = first_paragraph(text)
    asked = visitor.get(address_of(debate, f"?on={text.pk}"))
    assert asked["Location"].startswith("/account/login/?next=%2Fdebates%2F")
    sent = {"on": str(text.pk), "paragraph": paragraph, "text": TYPED, "kind": "asks", "changed_mind": "on"}
    away = visitor.post(address_of(debate), sent)
    assert away["Location"].startswith("/account/login/?next=%2Fdebates%2F")
    visitor.force_login(vera)
    assert fields_of(visitor.get(address_of(debate))) == sent
    assert fields_of(visitor.get(address_of(debate))) == {"text": "", "kind": ""}
    other = Client()
    address = f"/comments/{say(debate, sam).pk}/reply/"
    other.post(address, {"text": TYPED, "kind": "asks"})
    other.force_login(vera)
    assert fields_of(other.get(address)) == {"text": TYPED, "kind": "asks"}


# ---------------------------------------------------------------- what it costs


def test_a_form_costs_the_same_however_much_was_written(
    ed: User, vera: User, sam: User, reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    quiet, busy = make_debate(ed), make_debate(ed, question="Should the quay be widened?")
    for number in range(30):
        say(busy, sam, f"Comment {number}", now=NOW + number * timedelta(hours=1))
    for debate in (quiet, busy):
        vote(debate, vera, 1)
        text = essay_text(debate)
        with django_assert_num_queries(8):
            reader.get(address_of(debate, f"?on={text.pk}"))
        comment = say(debate, sam, now=NOW + timedelta(days=9))
        with django_assert_num_queries(6):
            reader.get(f"/comments/{comment.pk}/reply/")


def test_posting_costs_the_same_however_much_was_written(
    ed: User, sam: User, reader: Client, django_assert_num_queries: DjangoAssertNumQueries, vera: User
) -> None:
    quiet, busy = make_debate(ed), make_debate(ed, question="Should the quay be widened?")
    for number in range(30):
        say(busy, sam, f"Comment {number}", now=NOW + number * timedelta(hours=1))
    for debate in (quiet, busy):
        sent: dict[str, Any] = {"text": f"In {debate.slug}"}
        # Session, account, debate; a transaction: whoever else posts as this person, what is known of them
        # and the words, all in one go or one after the other; and what is stored: in one statement, or in
        # three in a transaction of their own.
        queries = {"postgresql": 7, "sqlite": 12}[connection.vendor]
        with django_assert_num_queries(queries):
            assert reader.post(address_of(debate), sent).status_code == 302
