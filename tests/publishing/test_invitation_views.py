"""The editors' page of invitations, and the page behind the link."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from accounts.views import LINK_OPENINGS
from debates.outbox.models import Message
from debates.publishing import actions
from debates.publishing.models import Essay, Invitation
from tests.accounts.rows import accounts
from tests.makers import NOW, accept, make_draft, make_invitation, make_user
from tests.publishing.browser import fields_of
from tests.publishing.rows import everything
from tests.publishing.test_views import parsed, said, words

NEVER_STORED = "max-age=0, no-cache, no-store, must-revalidate, private"
CALM = "This link leads nowhere"

pytestmark = pytest.mark.django_db


@pytest.fixture
def essay(ed: User) -> Essay:
    return Essay.objects.filter(position__debate=make_draft(ed)).order_by("pk")[0]


@pytest.fixture
def invitation(ed: User, essay: Essay) -> Invitation:
    return make_invitation(ed, essay, now=timezone.now())


def client_for(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def link(invitation: Invitation) -> str:
    return f"/invitations/{invitation.pk}/{invitation.token}/"


def rows() -> Any:
    return everything(), accounts(), [*Message.objects.values()]


def signed_in(client: Client) -> User | None:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


# ---------------------------------------------------------------- the link


def test_the_page_says_what_it_is_about_and_changes_nothing(invitation: Invitation) -> None:
    before = rows()
    page = Client().get(link(invitation))
    assert rows() == before
    assert page.status_code == 200
    assert words(page, "h1, .lede, main form button") == [
        "The opening of side 1",
        "Should the harbour be dredged?",
        "Accept the invitation",
    ]
    text = " ".join(words(page, "main p"))
    assert "Ed invites you to write this essay for Sic et Non" in text
    assert "“The claim of side 1”" in text
    assert f"open until {invitation.expires_at:%-d %B %Y, %H:%M} UTC" in text
    # Neither the address nor the name of whom it was sent to; by chance a token may hold their letters.
    assert re.search(r"\bada\b", page.content.decode(), re.IGNORECASE) is None


def test_a_visitor_accepts_and_is_signed_in_to_a_new_account(invitation: Invitation) -> None:
    client = Client()
    client.get(link(invitation))
    before = client.session.session_key
    response = client.post(link(invitation))
    assert (response.status_code, response["Location"]) == (302, f"/writing/essays/{invitation.essay_id}/")
    person = User.objects.get(email="ada@example.org")
    assert signed_in(client) == person
    assert client.session.session_key != before
    assert [line.user_id for line in person.usersession_set.all()] == [person.pk]
    assert "Thank you. You write “The opening of side 1”; the editors tell you how it goes on." in said(
        response
    )
    assert client.get("/account/").status_code == 200


def test_whoever_has_an_account_signs_in_first(invitation: Invitation, ada: User) -> None:
    client = Client()
    before = rows()
    for response, status in ((client.get(link(invitation)), 200), (client.post(link(invitation)), 403)):
        assert response.status_code == status
        assert words(response, "main .notice") == ["Sign in to accept this invitation."]
        assert parsed(response).select("main form") == []
        [way] = parsed(response).select("main .actions a")
        assert way["href"] == f"/account/login/?next={link(invitation)}"
    assert (rows(), signed_in(client)) == (before, None)
    client = client_for(ada)
    assert "You accept as Ada." in words(client.get(link(invitation)), "main form p")
    response = client.post(link(invitation))
    assert (response.status_code, response["Location"]) == (302, f"/writing/essays/{invitation.essay_id}/")
    assert User.objects.get(pk=ada.pk).roles == {Role.READER, Role.CONTRIBUTOR}


def test_somebody_signed_in_with_another_address_is_told_so_and_not_which(
    invitation: Invitation, sam: User
) -> None:
    client = client_for(sam)
    before = rows()
    for response, status in ((client.get(link(invitation)), 200), (client.post(link(invitation)), 403)):
        assert response.status_code == status
        [sentence] = words(response, "main .notice")
        assert sentence.startswith("This invitation was sent to another address than that of your account.")
        assert "ada" not in response.content.decode().lower()
        assert parsed(response).select("main form") == []
    assert rows() == before


def void_answers(client: Client, address: str) -> list[tuple[int, str]]:
    """Answer status and words of the page by GET and by POST, having seen that nothing is changed."""
    before = rows()
    answers = [client.get(address), client.post(address)]
    assert rows() == before
    for answer in answers:
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == (NEVER_STORED, "same-origin")
    return [(answer.status_code, " ".join(words(answer, "main"))) for answer in answers]


def test_every_link_that_leads_nowhere_is_answered_alike(
    ed: User, essay: Essay, invitation: Invitation, sam: User
) -> None:
    accepted = make_invitation(ed, essay, "one@example.org", timezone.now())
    revoked = make_invitation(ed, essay, "two@example.org", timezone.now())
    actions.revoke_invitation(invitation=revoked, by=ed, now=timezone.now())
    expired = make_invitation(ed, essay, "three@example.org", NOW)
    replaced = make_invitation(ed, essay, "four@example.org", timezone.now())
    old_link = link(replaced)
    actions.send_invitation_again(invitation=replaced, by=ed, now=timezone.now())
    accept(accepted, now=timezone.now())
    wrong = "x" * 43
    not_found = [
        f"/invitations/{invitation.pk}/{wrong}/",
        f"/invitations/{invitation.pk}/{invitation.token[:-1]}/",
        f"/invitations/{invitation.pk}/{accepted.token}/",
        f"/invitations/{accepted.pk}/{wrong}/",
        f"/invitations/{revoked.pk}/{wrong}/",
        f"/invitations/{10**30}/{wrong}/",
        f"/invitations/0/{wrong}/",
        old_link,
    ]
    gone = [
        link(each) for each in (accepted, revoked, expired, invitation)
    ]  # the last: somebody else accepted
    pages: set[str] = set()
    for status, addresses in ((404, not_found), (410, gone)):
        for address in addresses:
            for client in (Client(REMOTE_ADDR=f"192.0.2.{len(pages)}"), client_for(sam)):
                [first, second] = void_answers(client, address)
                assert (address, first[0], second[0]) == (address, status, status)
                pages |= {first[1], second[1]}
                assert signed_in(client) in (None, sam)
    assert len(pages) == 1
    assert CALM in pages.pop()


def test_a_link_that_was_used_does_not_sign_anybody_in_again(invitation: Invitation) -> None:
    Client().post(link(invitation))
    thief = Client()
    assert [status for status, _words in void_answers(thief, link(invitation))] == [410, 410]
    assert signed_in(thief) is None


def test_a_closed_account_is_not_entered(invitation: Invitation, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    client = Client()
    assert client.post(link(invitation)).status_code == 403
    assert signed_in(client) is None


def test_the_page_is_not_stored_not_indexed_and_its_address_not_told_to_others(
    invitation: Invitation,
) -> None:
    page = Client().get(link(invitation))
    assert page["Cache-Control"] == NEVER_STORED
    assert page["Referrer-Policy"] == "same-origin"
    assert parsed(page).select("meta[name=robots]")[0]["content"] == "noindex"
    [form] = parsed(page).select("main form")
    assert form.get("action") is None


def test_the_page_is_asked_for_and_sent_and_nothing_else(invitation: Invitation) -> None:
    for method in ("put", "delete", "patch"):
        assert getattr(Client(), method)(link(invitation)).status_code == 405


def test_a_button_pressed_on_another_site_accepts_nothing(invitation: Invitation) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link(invitation)).status_code == 403
    assert not Invitation.objects.standing().exists()


def test_links_are_opened_at_a_limited_pace_by_each_client(invitation: Invitation) -> None:
    guesser = Client(REMOTE_ADDR="192.0.2.9")
    wrong = f"/invitations/{invitation.pk}/{'x' * 43}/"
    with time_machine.travel(timezone.now().replace(minute=0, second=10), tick=False) as clock:
        statuses = [guesser.get(wrong).status_code for _ in range(LINK_OPENINGS.tries)]
        assert statuses == [404] * LINK_OPENINGS.tries
        for refused in (guesser.get(wrong), guesser.get(link(invitation)), guesser.post(link(invitation))):
            assert (refused.status_code, refused["Retry-After"]) == (429, "290")
            assert (refused["Cache-Control"], refused["Referrer-Policy"]) == (NEVER_STORED, "same-origin")
        assert Client(REMOTE_ADDR="192.0.2.10").get(link(invitation)).status_code == 200
        clock.shift(290)
        assert guesser.get(link(invitation)).status_code == 200
    assert not Invitation.objects.standing().exists()


# ---------------------------------------------------------------- the editors' page


def page_of(essay: Essay) -> str:
    return f"/editing/essays/{essay.pk}/invitations/"


def test_an_editor_finds_the_page_beside_the_essay_and_invites(
    editor: Client, ed: User, essay: Essay
) -> None:
    workspace = editor.get(f"/editing/debates/{essay.position.debate_id}/")
    assert f'href="{page_of(essay)}"' in workspace.content.decode()
    page = editor.get(page_of(essay))
    assert (page.status_code, page["Cache-Control"]) == (200, NEVER_STORED)
    assert words(page, "h1, .lede") == ["The opening of side 1", "Should the harbour be dredged?"]
    assert any("in the name of Author A" in sentence for sentence in words(page, "main p"))
    response = editor.post(page_of(essay), {**fields_of(page), "email": "ada@example.org"})
    assert (response.status_code, response["Location"]) == (302, page_of(essay))
    assert said(response) == ["Invited: ada@example.org."]
    row = Invitation.objects.get()
    assert (row.email, row.invited_by, row.essay) == ("ada@example.org", ed, essay)
    listed = editor.get(page_of(essay))
    assert words(listed, "main li p b") == ["ada@example.org"]
    assert words(listed, "main li button") == ["Send again", "Take back"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "This field is required."),
        ("ada", "Enter a valid email address."),
        ("<script>@example.org", "Enter a valid email address."),
        ("a" * 250 + "@example.org", "Ensure this value has at most 254 characters (it has 262)."),
        (
            "ADA@example.org",
            "This address has been invited to the essay already: send the invitation again.",
        ),
    ],
)
def test_an_address_that_is_refused_stays_in_its_field_with_the_reason(
    editor: Client, essay: Essay, invitation: Invitation, typed: str, sentence: str
) -> None:
    before = rows()
    response = editor.post(page_of(essay), {"email": typed})
    assert (response.status_code, rows()) == (400, before)
    page = parsed(response)
    [field] = page.select("main input[name=email]")
    assert (field["value"] if typed else "", field["aria-invalid"]) == (typed, "true")
    [link_to_field] = page.select("#errors a")
    assert link_to_field["href"] == f"#{field['id']}"
    assert words(response, "#errors li") == [f"E-mail address: {sentence}"]
    assert words(response, ".errorlist li") == [sentence]


def test_an_invitation_is_sent_again_and_taken_back_by_a_button(
    editor: Client, ed: User, essay: Essay, invitation: Invitation
) -> None:
    old = link(invitation)
    response = editor.post(f"/editing/invitations/{invitation.pk}/again/")
    assert (response.status_code, response["Location"]) == (302, page_of(essay))
    assert said(response) == ["Sent again: ada@example.org. The link that was sent before no longer works."]
    assert Client().get(old).status_code == 404
    invitation.refresh_from_db()
    assert Client().get(link(invitation)).status_code == 200
    response = editor.post(f"/editing/invitations/{invitation.pk}/revoke/")
    assert (response.status_code, response["Location"]) == (302, page_of(essay))
    assert said(response)[-1] == "Taken back: ada@example.org."
    assert Client().get(link(invitation)).status_code == 410
    assert words(editor.get(page_of(essay)), "main li button") == []
    again = editor.post(f"/editing/invitations/{invitation.pk}/revoke/")
    assert said(again)[-1] == "This invitation has been taken back already."


def test_the_page_lists_what_became_of_each_invitation(editor: Client, ed: User, essay: Essay) -> None:
    now = timezone.now()
    expired = make_invitation(ed, essay, "late@example.org", NOW)
    revoked = make_invitation(ed, essay, "gone@example.org", now - timedelta(hours=3))
    actions.revoke_invitation(invitation=revoked, by=ed, now=now)
    make_invitation(ed, essay, "open@example.org", now - timedelta(hours=2))
    accepted = make_invitation(ed, essay, "ada@example.org", now - timedelta(hours=1))
    accept(accepted, now=now)
    page = editor.get(page_of(essay))
    assert words(page, "main li > p:first-child") == [
        "ada@example.org: Accepted",
        "open@example.org: Sent, not accepted yet",
        "gone@example.org: Taken back",
        "late@example.org: Expired",
    ]
    assert f"accepted by Author A, {now:%-d %B %Y, %H:%M}" in words(page, "main li .meta")[0]
    # Nobody else is invited while somebody writes; every name of a button says what it is about.
    assert [button["aria-label"] for button in parsed(page).select("main li button")] == [
        "Take back: ada@example.org",
        "Take back: open@example.org",
        "Take back: late@example.org",
    ]
    assert words(page, "main .notice") == [
        "Somebody writes this essay already: take their invitation back first."
    ]
    assert parsed(page).select("main input[name=email]") == []
    assert expired.pk in Invitation.objects.values_list("pk", flat=True)


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_takes_as_many_queries_for_one_invitation_as_for_many(
    editor: Client,
    ed: User,
    essay: Essay,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        row = make_invitation(make_user(f"Ed{number}", Role.EDITOR), essay, f"guest{number}@example.org", NOW)
        if number % 2:
            accept(row)
            actions.revoke_invitation(invitation=row, by=ed, now=NOW)
    editor.get(page_of(essay))
    with django_assert_num_queries(7):
        page = editor.get(page_of(essay))
    assert len(parsed(page).select("main li")) == count


@pytest.mark.parametrize("who", ["visitor", "reader", "guest", "former editor", "moderator"])
def test_strangers_find_no_page_of_invitations(
    ed: User, essay: Essay, invitation: Invitation, who: str
) -> None:
    user = {
        "reader": lambda: make_user("Sam"),
        "guest": lambda: accept(invitation, now=timezone.now()),
        "former editor": lambda: make_user("Fay", Role.EDITOR, is_active=False),
        "moderator": lambda: make_user("Mo", Role.MODERATOR),
    }.get(who)
    client = client_for(user()) if user else Client()
    before = rows()
    # Who is not signed in is asked to, whatever the address.
    refused = 404 if who in {"reader", "guest", "moderator"} else 302
    addresses = [
        page_of(essay),
        f"/editing/invitations/{invitation.pk}/again/",
        f"/editing/invitations/{invitation.pk}/revoke/",
    ]
    for address in addresses:
        assert client.post(address, {"email": "x@example.org"}).status_code == refused
    assert client.get(addresses[0]).status_code == refused
    assert rows() == before


def test_what_is_not_there_is_not_found_by_an_editor(editor: Client, essay: Essay) -> None:
    for pk in (0, essay.pk + 1000, 10**30):
        assert editor.get(f"/editing/essays/{pk}/invitations/").status_code == 404
        for step in ("again", "revoke"):
            assert editor.post(f"/editing/invitations/{pk}/{step}/").status_code == 404


def test_the_buttons_are_sent_and_nothing_else(editor: Client, invitation: Invitation) -> None:
    for step in ("again", "revoke"):
        assert editor.get(f"/editing/invitations/{invitation.pk}/{step}/").status_code == 405
    assert Invitation.objects.get().revoked_at is None


def test_no_page_holds_a_token_or_shows_the_outbox_one(
    editor: Client, essay: Essay, invitation: Invitation
) -> None:
    body = editor.get(page_of(essay)).content.decode()
    assert invitation.token not in body
    assert invitation.nonce not in body
