"""The pages of guests, as they and the wrong people find them."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from debates.outbox.models import Message
from debates.publishing import actions
from debates.publishing.models import Approval, Contributor, Debate, Essay, Note, Text
from debates.publishing.queries.paragraphs import paragraphs_of
from debates.publishing.workflow import Status
from tests.makers import NOW, accept, make_invitation
from tests.publishing.browser import fill_in
from tests.publishing.rows import everything
from tests.publishing.writers import NOBODY, Pair, again, hand_in, make_pair, put, signed_in

LATER = NOW + timedelta(hours=1)
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def pair(ed: User) -> Pair:
    return make_pair(ed)


@pytest.fixture
def guest(pair: Pair) -> Client:
    return signed_in(pair.guest)


def page_of(essay: Essay, more: str = "") -> str:
    return f"/writing/essays/{essay.pk}/{more}"


def words(response: HttpResponse, selector: str = "main") -> str:
    found = BeautifulSoup(response.content, "html.parser").select(selector)
    return " ".join(" ".join(tag.get_text(" ").split()) for tag in found)


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def empty_essay(ed: User, beside: Essay, round_: str) -> Essay:
    """Answer an essay of another round by the same contributor, in which nothing is written yet."""
    essay = Essay(
        position=beside.position, contributor=beside.contributor, round=round_, title=f"The {round_}"
    )
    return actions.save_essay(essay=essay, source="", by=ed, now=NOW)


def version(essay: Essay) -> int:
    return Text.objects.get(essay=essay).revision


# ---------------------------------------------------------------- the guest's own pages


def test_a_guest_finds_their_essays_and_what_is_asked_of_them(guest: Client, pair: Pair, ed: User) -> None:
    page = guest.get("/writing/")
    assert "The opening of side 1" in words(page, "main li")
    assert "Write it, and hand it in." in words(page, "main li")
    assert "side 2" not in words(page, "main li")
    hand_in(pair.essay)
    Approval.objects.all().delete()
    assert "Read it as it is now, and approve it" in words(guest.get("/writing/"), "main li")
    actions.return_essay(essay=pair.essay, body="Shorter.", by=ed, now=NOW)
    told = words(guest.get("/writing/"), "main li")
    assert "Read the note with which it came back" in told
    assert "1 note is open." in told
    put(pair.essay, Status.PUBLISHED)
    assert "Nothing: readers see it." in words(guest.get("/writing/"), "main li")


def test_a_guest_writes_and_comes_back_to_their_own_page(guest: Client, pair: Pair) -> None:
    page = guest.get(page_of(pair.essay))
    assert page.status_code == 200
    assert BeautifulSoup(page.content, "html.parser").select_one("textarea[name=source]") is not None
    text = Text.objects.get(essay=pair.essay)
    response = guest.post(
        f"/editing/texts/{text.pk}/", {"source": "My own words.", "started_from": text.revision}
    )
    assert (response.status_code, response["Location"]) == (302, page_of(pair.essay))
    assert Text.objects.get(pk=text.pk).source == "My own words."


def test_handing_in_is_asked_about_once(guest: Client, pair: Pair) -> None:
    before = everything()
    page = guest.get(page_of(pair.essay, "hand-in/"))
    assert (page.status_code, everything()) == (200, before)
    assert "The essay has 9 words." in words(page)
    response = guest.post(page_of(pair.essay, "hand-in/"))
    assert (response["Location"], said(response)) == (
        page_of(pair.essay),
        ["Handed in. The editors read it now."],
    )
    assert again(pair.essay).submitted_at is not None
    page = guest.get(page_of(pair.essay))
    assert BeautifulSoup(page.content, "html.parser").select_one("textarea") is None
    assert "You have handed this essay in" in words(page)
    response = guest.post(page_of(pair.essay, "hand-in/"))
    assert said(response)[-1:] == [
        "You have handed this essay in: the editors give it back where it needs you."
    ]


def test_the_other_side_is_sealed_until_all_are_in(guest: Client, pair: Pair) -> None:
    hand_in(pair.essay)
    assert guest.get(page_of(pair.other)).status_code == 404
    page = words(guest.get(page_of(pair.essay)))
    assert "The essays are sealed from each other" in page
    assert "B: Side 2 : not handed in yet" in page
    assert "The opening of side 2" not in page
    hand_in(pair.other)
    page = guest.get(page_of(pair.essay))
    assert "sealed" not in words(page)
    assert f'href="{page_of(pair.other)}"' in page.content.decode()
    other = guest.get(page_of(pair.other))
    assert other.status_code == 200
    assert "Essay number 2 argues its case" in words(other)
    # Reading is all: no way to write, to approve or to remark.
    assert BeautifulSoup(other.content, "html.parser").select("main form") == []
    for more in ("hand-in/", "notes/"):
        assert guest.get(page_of(pair.other, more)).status_code == 404
    assert guest.post(page_of(pair.other, "approve/"), {"number": 1}).status_code == 404


def test_a_guest_sees_what_the_editors_changed_and_approves_that_version(
    guest: Client, pair: Pair, ed: User
) -> None:
    text = Text.objects.get(essay=pair.essay)
    actions.save_text(text=text, source="The mud is deep.", by=pair.guest, now=NOW)
    hand_in(pair.essay)
    actions.save_text(text=text, source="The mud is shallow.", by=ed, now=LATER)
    page = guest.get(page_of(pair.essay))
    assert (words(page, ".version del"), words(page, ".version ins")) == ("deep.", "shallow.")
    assert f"Approve version {version(pair.essay)}" in words(page, "main button")
    seen = version(pair.essay)
    actions.save_text(text=Text.objects.get(pk=text.pk), source="The mud is gone.", by=ed, now=LATER)
    response = guest.post(page_of(pair.essay, "approve/"), {"number": seen})
    assert said(response) == [
        "The text has changed since you opened it: read it again before you approve it."
    ]
    response = guest.post(page_of(pair.essay, "approve/"), {"number": seen + 1})
    assert said(response)[-1:] == [f"Thank you. You have approved version {seen + 1}."]
    page = words(guest.get(page_of(pair.essay)))
    assert f"You approved version {seen + 1}" in page
    assert "Approve version" not in page
    actions.save_text(text=Text.objects.get(pk=text.pk), source="The mud is back.", by=ed, now=LATER)
    assert f"The essay has changed since: it is version {seen + 2} now." in words(
        guest.get(page_of(pair.essay))
    )


@pytest.mark.parametrize("number", ["", "x", "0", "99999999999999999999"])
def test_an_approval_of_no_version_is_refused(guest: Client, pair: Pair, number: str) -> None:
    hand_in(pair.essay)
    before = everything()
    response = guest.post(page_of(pair.essay, "approve/"), {"number": number})
    assert (response["Location"], everything()) == (page_of(pair.essay), before)
    assert said(response) == ["Which version? Read the essay, and approve it from there."]


def test_the_wrong_people_find_none_of_it(pair: Pair, editor: Client) -> None:
    hand_in(pair.essay)
    note = actions.add_note(essay=pair.essay, number=1, body="Why?", by=pair.guest, now=NOW)
    addresses = [page_of(pair.essay, more) for more in ("", "hand-in/", "notes/")]
    posts = [*addresses[1:], page_of(pair.essay, "approve/"), f"/writing/notes/{note.pk}/settle/"]
    before = everything()
    for role in (*NOBODY[1:-2], "released guest", "guest of the other side"):
        client = signed_in(pair.people[role])
        assert [(role, client.get(address).status_code) for address in addresses] == [(role, 404)] * 3
        sent = {"number": 1, "body": "x", "settled": "yes"}
        assert [(role, client.post(address, sent).status_code) for address in posts] == [(role, 404)] * 4
    assert everything() == before
    # Editors have the workspace; what belongs to the guest alone is not there for them.
    assert [editor.get(address).status_code for address in addresses] == [404] * 3
    assert editor.post(page_of(pair.essay, "approve/"), {"number": 1}).status_code == 404


def test_who_accepts_an_invitation_is_led_to_the_essay(ed: User, pair: Pair) -> None:
    rebuttal = empty_essay(ed, pair.essay, "rebuttal")
    invitation = make_invitation(ed, rebuttal, now=timezone.now())
    client = signed_in(pair.guest)
    response = client.post(f"/invitations/{invitation.pk}/{invitation.token}/")
    assert response["Location"] == page_of(rebuttal)
    assert client.get(page_of(rebuttal)).status_code == 200


@pytest.mark.parametrize("many", [False, True])
def test_a_guests_list_takes_the_same_queries_for_one_essay_and_for_many(
    ed: User, pair: Pair, guest: Client, many: bool, django_assert_num_queries: object
) -> None:
    if many:
        for round_ in ("rebuttal", "closing"):
            essay = empty_essay(ed, pair.essay, round_)
            accept(make_invitation(ed, essay), pair.guest)
    with django_assert_num_queries(6):  # type: ignore[operator]
        assert words(guest.get("/writing/"), "main").count("Debate") == (3 if many else 1)


# ---------------------------------------------------------------- what editors do


def step(essay: Essay, name: str) -> str:
    return f"/editing/essays/{essay.pk}/{name}/"


def test_an_editor_gives_an_essay_back_with_a_note(editor: Client, pair: Pair) -> None:
    hand_in(pair.essay)
    empty = fill_in(editor, step(pair.essay, "return"), body="  ")
    assert (empty.status_code, words(empty, "#errors li")) == (400, "Note : This field is required.")
    response = fill_in(editor, step(pair.essay, "return"), body=f"Shorter. {HOSTILE}")
    workspace = f"/editing/debates/{pair.debate.pk}/#text-{pair.essay.text.pk}"
    assert (response.status_code, response["Location"]) == (302, workspace)
    assert said(response) == ["Given back: The opening of side 1."]
    assert again(pair.essay).submitted_at is None
    page = editor.get(step(pair.essay, "notes"))
    assert "Shorter. <script>" in words(page)
    assert "<script>alert" not in page.content.decode()


def test_an_editor_acts_for_a_contributor_without_an_account(editor: Client, pair: Pair) -> None:
    Contributor.objects.filter(essays=pair.essay).update(account=None)
    Approval.objects.all().delete()
    workspace = f"/editing/debates/{pair.debate.pk}/"
    page = editor.get(workspace)
    assert "Hand in on their behalf" in words(page)
    assert said(fill_in(editor, step(pair.essay, "submit"))) == ["Handed in: The opening of side 1."]
    number = version(pair.essay)
    response = editor.post(step(pair.essay, "approve"), {"number": number})
    assert said(response)[-1:] == ["Approved on its contributor’s behalf: The opening of side 1."]
    approval = Approval.objects.get()
    assert (approval.on_behalf, approval.by_id) == (True, pair.people["editor"].pk)
    assert "Approved by Ed on behalf of Author A, " in words(editor.get(workspace))
    assert f"approved r{number}" in words(editor.get(workspace))


def test_an_approval_on_behalf_of_what_has_changed_is_refused(editor: Client, pair: Pair, ed: User) -> None:
    Contributor.objects.filter(essays=pair.essay).update(account=None)
    Approval.objects.all().delete()
    response = editor.post(step(pair.essay, "approve"), {"number": version(pair.essay) + 1})
    assert response.status_code == 400
    assert "The text has changed since you opened it" in words(response, "#errors")
    assert not Approval.objects.exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("submit", "Its contributor has an account here, and hands the essay in there."),
        ("return", "This essay is not with the editors: there is nothing to give back."),
        ("approve", "Its contributor has an account here, and approves the essay there."),
        ("ask", "This essay has not been handed in yet."),
    ],
)
def test_a_step_that_is_not_an_editors_now_leads_back_and_says_why(
    editor: Client, pair: Pair, name: str, sentence: str
) -> None:
    before = everything()
    for response in (
        editor.get(step(pair.essay, name)),
        editor.post(step(pair.essay, name), {"number": 1, "body": "x"}),
    ):
        assert response["Location"].startswith(f"/editing/debates/{pair.debate.pk}/")
        assert said(response)[-1:] == [sentence]
    assert everything() == before


def test_an_editor_asks_for_an_approval(editor: Client, pair: Pair) -> None:
    hand_in(pair.essay)
    Approval.objects.all().delete()
    assert "Ask for approval" in words(editor.get(f"/editing/debates/{pair.debate.pk}/"))
    response = fill_in(editor, step(pair.essay, "ask"))
    assert said(response) == ["Asked for approval: The opening of side 1."]
    assert Message.objects.filter(kind="approval asked").count() == 1
    again_ = fill_in(editor, step(pair.essay, "ask"))
    assert (again_.status_code, words(again_, "#errors li")) == (
        400,
        "They have been asked to approve this version already.",
    )


# ---------------------------------------------------------------- notes


def test_editor_and_guest_talk_in_notes_on_a_paragraph_and_on_all(
    editor: Client, guest: Client, pair: Pair
) -> None:
    [(place, _words)] = paragraphs_of(Text.objects.get(essay=pair.essay).source).items()
    seen = version(pair.essay)
    at = step(pair.essay, "notes")
    page = editor.get(f"{at}?on={place}")
    assert "A note on this paragraph" in words(page)
    response = editor.post(at, {"number": seen, "paragraph": place, "body": "Which case?"})
    note = Note.objects.get()
    assert response["Location"] == f"{at}#note-{note.pk}"
    own = page_of(pair.essay, "notes/")
    assert "Which case?" in words(guest.get(own), f"#{place} .notes")
    response = guest.post(own, {"number": seen, "paragraph": place, "body": "This one."})
    assert response["Location"].startswith(own)
    response = guest.post(own, {"number": seen, "body": "And on all of it."})
    assert "And on all of it." in words(editor.get(at), "[aria-labelledby=whole]")
    response = guest.post(f"/writing/notes/{note.pk}/settle/", {"settled": "yes"})
    assert response["Location"] == f"{own}#note-{note.pk}"
    assert "settled by Author A" in words(editor.get(at), f"#note-{note.pk}")
    response = editor.post(f"/writing/notes/{note.pk}/settle/", {"settled": "no"})
    assert response["Location"] == f"{at}#note-{note.pk}"
    assert Note.objects.open().count() == 3
    before = everything()
    editor.post(f"/writing/notes/{note.pk}/settle/", {"settled": "perhaps"})
    assert everything() == before


def test_a_note_on_what_is_gone_keeps_its_words(editor: Client, pair: Pair, ed: User) -> None:
    [(place, _words)] = paragraphs_of(Text.objects.get(essay=pair.essay).source).items()
    actions.add_note(
        essay=pair.essay, number=version(pair.essay), paragraph=place, body="Hm.", by=ed, now=NOW
    )
    actions.save_text(text=Text.objects.get(essay=pair.essay), source="New words.", by=ed, now=NOW)
    page = editor.get(step(pair.essay, "notes"))
    assert "Essay number 1 argues its case in one paragraph. Ed" in words(page, "[aria-labelledby=gone]")


def test_a_note_that_is_refused_stays_on_the_page_as_it_was_typed(editor: Client, pair: Pair) -> None:
    before = everything()
    response = editor.post(step(pair.essay, "notes"), {"number": 99, "body": HOSTILE})
    assert response.status_code == 400
    assert words(response, "#errors li") == "This version is no longer there: look at the text again."
    assert (
        BeautifulSoup(response.content, "html.parser").select_one("textarea").get_text(strip=True) == HOSTILE
    )  # type: ignore[union-attr]
    too_long = editor.post(step(pair.essay, "notes"), {"number": 1, "body": "x" * 2001})
    assert too_long.status_code == 400
    assert everything() == before


@pytest.mark.parametrize("many", [1, 7])
def test_the_page_of_notes_takes_the_same_queries_for_one_note_and_for_many(
    editor: Client, pair: Pair, ed: User, many: int, django_assert_num_queries: object
) -> None:
    for number in range(many):
        actions.add_note(essay=pair.essay, number=version(pair.essay), body=f"Note {number}", by=ed, now=NOW)
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert (
            words(editor.get(step(pair.essay, "notes")), ".notes p:not(.meta, .actions)").count("Note ")
            == many
        )


def test_in_a_debate_that_nobody_changes_notes_are_read_only(editor: Client, pair: Pair, ed: User) -> None:
    actions.add_note(essay=pair.essay, number=version(pair.essay), body="Why?", by=ed, now=NOW)
    put(pair.essay, Status.ARCHIVED)
    page = editor.get(step(pair.essay, "notes"))
    assert "Why?" in words(page)
    assert "bring it back before you change it" in words(page)
    assert BeautifulSoup(page.content, "html.parser").select("main form") == []


def test_the_account_page_leads_to_what_somebody_writes(guest: Client, editor: Client, pair: Pair) -> None:
    assert 'href="/writing/"' in guest.get("/account/").content.decode()
    page = editor.get("/account/").content.decode()
    assert 'href="/editing/"' in page
    assert 'href="/writing/"' not in page
    assert Debate.objects.count() == 1
