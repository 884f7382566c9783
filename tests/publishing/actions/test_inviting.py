"""Guests are invited, accept, and lose the right again; each with everything that belongs to it."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from accounts.actions import grant_role
from accounts.models import RoleGrant, User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.outbox.models import Message
from debates.publishing import actions
from debates.publishing.models import Contributor, Essay, Invitation
from debates.publishing.models.invitations import VALID_FOR
from debates.publishing.policies import may_write_essay
from debates.publishing.workflow import Round, Status
from tests.accounts.rows import accounts
from tests.makers import (
    NOW,
    accept,
    bring_to,
    make_contributor,
    make_draft,
    make_essay,
    make_invitation,
    make_user,
)
from tests.publishing.actions.test_simultaneous import both
from tests.publishing.rows import everything

LATER = NOW + timedelta(days=1)
VISITOR = AnonymousUser()

pytestmark = pytest.mark.django_db


@pytest.fixture
def essay(ed: User) -> Essay:
    return Essay.objects.filter(position__debate=make_draft(ed)).order_by("pk")[0]


def told(act: Any, **given: Any) -> str:
    """Answer the sentence of a refusal, after which everything is as it was."""
    before = (everything(), accounts(), [*Message.objects.values()])
    with pytest.raises(Refused) as refusal:
        act(**given)
    assert (everything(), accounts(), [*Message.objects.values()]) == before
    return str(refusal.value)


def writes(person: User) -> set[str]:
    """Answer the essays that the account may write now."""
    asked = User.objects.get(pk=person.pk)
    return {essay.title for essay in Essay.objects.all() if may_write_essay(asked, essay)}


def promised() -> list[tuple[str, str, dict[str, Any], str, str]]:
    rows = Message.objects.order_by("pk")
    return [(row.kind, row.recipient, row.ids, row.state, row.reason) for row in rows]


# ---------------------------------------------------------------- inviting


def test_an_invitation_is_stored_and_its_letter_promised(ed: User, essay: Essay) -> None:
    row = actions.invite_contributor(essay=essay, email="Ada@example.org", by=ed, now=NOW)
    assert Invitation.objects.get() == row
    assert (row.essay, row.email, row.invited_by) == (essay, "Ada@example.org", ed)
    assert (row.invited_at, row.expires_at) == (NOW, NOW + VALID_FOR)
    ids = {"invitation": row.pk, "nonce": row.nonce}
    assert promised() == [("invitation", "Ada@example.org", ids, "pending", "")]
    assert row.token not in str(Message.objects.values().get())


def test_an_address_with_an_open_invitation_is_not_invited_twice(ed: User, essay: Essay) -> None:
    make_invitation(ed, essay)
    sentence = told(actions.invite_contributor, essay=essay, email="ADA@example.org", by=ed, now=LATER)
    assert sentence == "This address has been invited to the essay already: send the invitation again."


def test_an_expired_invitation_is_sent_again_where_the_address_is_invited_anew(
    ed: User, essay: Essay
) -> None:
    first = make_invitation(ed, essay)
    again = make_invitation(ed, essay, "ADA@example.org", now=first.expires_at)
    assert (again.pk, again.email, again.expires_at) == (
        first.pk,
        "ada@example.org",
        first.expires_at + VALID_FOR,
    )
    assert again.token != first.token


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "ada@",
        "ada@example.org\nBcc: x@example.org",
        '"a\x0bb"@example.org',
        "a" * 250 + "@example.org",
    ],
)
def test_what_is_no_address_is_not_invited(ed: User, essay: Essay, email: str) -> None:
    assert told(actions.invite_contributor, essay=essay, email=email, by=ed, now=NOW)


def test_whoever_is_no_editor_invites_nobody(ada: User, essay: Essay) -> None:
    for user in (VISITOR, ada):
        sentence = told(actions.invite_contributor, essay=essay, email="x@example.org", by=user, now=NOW)
        assert sentence == "Only editors can change this."


@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.PUBLISHED, Status.CLOSED])
def test_nobody_is_invited_to_an_essay_that_is_no_longer_written(
    ed: User, essay: Essay, status: Status
) -> None:
    bring_to(essay.position.debate, status, ed)
    essay = Essay.objects.get(pk=essay.pk)
    sentence = told(actions.invite_contributor, essay=essay, email="x@example.org", by=ed, now=NOW)
    assert sentence == "This essay is no longer being written: nobody new is invited to it."


def test_an_invitation_sent_again_has_another_link_and_the_old_letter_is_not_sent(
    ed: User, essay: Essay
) -> None:
    first = make_invitation(ed, essay)
    old_link = first.token
    again = actions.send_invitation_again(invitation=first, by=ed, now=LATER)
    assert (again.pk, again.invited_at, again.expires_at) == (first.pk, LATER, LATER + VALID_FOR)
    assert [row[3:] for row in promised()] == [("suppressed", "Replaced by a newer link."), ("pending", "")]
    sentence = told(actions.accept_invitation, invitation=again, token=old_link, by=VISITOR, now=LATER)
    assert sentence == "This link has been replaced by a newer one."
    assert accept(again, VISITOR, LATER).email == "ada@example.org"


# ---------------------------------------------------------------- accepting


def test_accepting_opens_an_account_that_writes_this_essay_and_no_other(ed: User, essay: Essay) -> None:
    row = make_invitation(ed, essay, "Ada@Example.org")
    person = accept(row, VISITOR, LATER)
    assert (person.email, person.display_name, person.date_joined) == ("Ada@Example.org", "Author A", LATER)
    assert not person.has_usable_password()
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == ("ada@example.org", True, True)
    row.refresh_from_db()
    assert (row.accepted_by, row.accepted_at, row.revoked_at) == (person, LATER, None)
    assert Contributor.objects.get(essays=essay).account == person
    grant = RoleGrant.objects.get(user=person)
    assert (grant.role, grant.reason) == (
        "contributor",
        "Accepted the invitation to write “The opening of side 1”.",
    )
    person = User.objects.get(pk=person.pk)
    assert writes(person) == {"The opening of side 1"}


def test_a_link_is_used_once(ed: User, essay: Essay) -> None:
    row = make_invitation(ed, essay)
    person = accept(row, VISITOR)
    for user in (VISITOR, person, None):
        sentence = told(actions.accept_invitation, invitation=row, token=row.token, by=user, now=LATER)
        assert sentence == "This invitation has been accepted already."


def test_a_link_ends_at_its_moment(ed: User, essay: Essay) -> None:
    row = make_invitation(ed, essay)
    given = {"invitation": row, "token": row.token, "by": VISITOR}
    sentence = told(actions.accept_invitation, **given, now=row.expires_at)
    assert sentence == "This invitation has expired. Ask the editors for a new one."
    assert actions.accept_invitation(**given, now=row.expires_at - timedelta(microseconds=1))


def test_a_wrong_token_accepts_nothing(ed: User, essay: Essay) -> None:
    row = make_invitation(ed, essay)
    for token in ("", "x" * 43, row.token[:-1], row.nonce):
        assert told(actions.accept_invitation, invitation=row, token=token, by=VISITOR, now=NOW)


def test_an_account_that_is_there_is_not_entered_by_the_link(ed: User, ada: User, essay: Essay) -> None:
    row = make_invitation(ed, essay, "ADA@example.org")
    sentence = told(actions.accept_invitation, invitation=row, token=row.token, by=VISITOR, now=NOW)
    assert sentence == "Sign in to accept this invitation."
    assert accept(row, ada) == ada
    assert User.objects.filter(email__iexact="ada@example.org").count() == 1
    assert User.objects.get(pk=ada.pk).roles == {Role.READER, Role.CONTRIBUTOR}


def test_somebody_with_another_address_does_not_accept(ed: User, sam: User, essay: Essay) -> None:
    row = make_invitation(ed, essay)
    sentence = told(actions.accept_invitation, invitation=row, token=row.token, by=sam, now=NOW)
    assert "another address" in sentence
    assert "ada" not in sentence


def test_a_guest_who_writes_a_second_essay_keeps_the_account(ed: User, essay: Essay) -> None:
    rebuttal = make_essay(ed, essay.position, "A reply.", Round.REBUTTAL)
    first, second = make_invitation(ed, essay), make_invitation(ed, rebuttal)
    person = accept(first, VISITOR)
    assert accept(second, person, LATER) == person
    assert RoleGrant.objects.filter(user=person).count() == 1
    assert writes(person) == {"The opening of side 1", "The rebuttal of side 1"}


def test_whoever_signs_as_somebody_else_already_is_sent_to_the_editors(
    ed: User, ada: User, vera: User, essay: Essay
) -> None:
    make_contributor(ed, "Ada Elsewhere", account=ada)
    row = make_invitation(ed, essay)
    sentence = told(actions.accept_invitation, invitation=row, token=row.token, by=ada, now=NOW)
    assert sentence.startswith("Your account signs as another contributor here.")
    Contributor.objects.filter(account=ada).update(account=None)
    Contributor.objects.filter(essays=essay).update(account=vera)
    sentence = told(actions.accept_invitation, invitation=row, token=row.token, by=ada, now=NOW)
    assert sentence.startswith("Another account signs as this contributor.")


@pytest.mark.parametrize(
    ("name", "called"),
    [("A" * 120, "A" * 80), ("Ada\u202e\nLove", "AdaLove"), ("\u202e", "Contributor")],
    ids=["long", "with marks", "nothing but marks"],
)
def test_the_account_is_called_as_its_contributor_as_far_as_a_name_may_be(
    ed: User, essay: Essay, name: str, called: str
) -> None:
    Contributor.objects.filter(essays=essay).update(name=name)
    assert accept(make_invitation(ed, essay), VISITOR).display_name == called


def test_the_reason_of_the_role_names_a_long_essay_shortened(ed: User, essay: Essay) -> None:
    Essay.objects.filter(pk=essay.pk).update(title="T" * 200)
    accept(make_invitation(ed, Essay.objects.get(pk=essay.pk)), VISITOR)
    reason = RoleGrant.objects.get(role="contributor").reason
    assert len(reason) == 200
    assert reason.endswith("TTT…”.")


def test_an_invitation_that_went_with_its_essay_is_not_accepted(ed: User, essay: Essay) -> None:
    row = make_invitation(ed, essay)
    actions.delete_essay(essay=Essay.objects.get(pk=essay.pk), by=ed)
    sentence = told(actions.accept_invitation, invitation=row, token=row.token, by=VISITOR, now=NOW)
    assert sentence == "This invitation is no longer there."


# ---------------------------------------------------------------- taking back


def test_what_is_taken_back_before_it_was_accepted_is_void_and_not_sent(ed: User, essay: Essay) -> None:
    row = make_invitation(ed, essay)
    actions.revoke_invitation(invitation=row, by=ed, now=LATER)
    row.refresh_from_db()
    assert (row.revoked_at, row.revoked_by, row.accepted_at) == (LATER, ed, None)
    assert [line[3:] for line in promised()] == [("suppressed", "The invitation was taken back.")]
    sentence = told(actions.accept_invitation, invitation=row, token=row.token, by=VISITOR, now=LATER)
    assert sentence == "This invitation has been taken back."
    sentence = told(actions.revoke_invitation, invitation=row, by=ed, now=LATER)
    assert sentence == "This invitation has been taken back already."
    sentence = told(actions.send_invitation_again, invitation=row, by=ed, now=LATER)
    assert sentence == "This invitation has been taken back: invite the person anew."
    assert make_invitation(ed, essay, now=LATER).pk != row.pk


def test_taking_back_what_was_accepted_takes_the_right_the_role_and_the_name(ed: User, essay: Essay) -> None:
    row = make_invitation(ed, essay)
    person = accept(row, VISITOR)
    actions.revoke_invitation(invitation=row, by=ed, now=LATER)
    person = User.objects.get(pk=person.pk)
    assert person.roles == {Role.READER}
    grant = RoleGrant.objects.get(user=person)
    assert (grant.removed_at, grant.removal_reason) == (
        LATER,
        "The invitation to write “The opening of side 1” was taken back.",
    )
    assert Contributor.objects.get(essays=essay).account is None
    assert not may_write_essay(person, Essay.objects.get(pk=essay.pk))
    # The essay waits for somebody again.
    second = accept(make_invitation(ed, essay, "vera@example.org", LATER), VISITOR, LATER)
    assert may_write_essay(second, Essay.objects.get(pk=essay.pk))


def test_another_invitation_that_stands_keeps_the_role_and_the_name(ed: User, essay: Essay) -> None:
    rebuttal = make_essay(ed, essay.position, "A reply.", Round.REBUTTAL)
    first, second = make_invitation(ed, essay), make_invitation(ed, rebuttal)
    person = accept(first, VISITOR)
    accept(second, person, LATER)
    actions.revoke_invitation(invitation=first, by=ed, now=LATER)
    person = User.objects.get(pk=person.pk)
    assert person.roles == {Role.READER, Role.CONTRIBUTOR}
    assert writes(person) == {"The rebuttal of side 1"}
    actions.revoke_invitation(invitation=second, by=ed, now=LATER)
    assert User.objects.get(pk=person.pk).roles == {Role.READER}
    assert not Contributor.objects.filter(account=person).exists()


def test_a_role_that_an_administrator_gave_stays(ed: User, ada: User, essay: Essay) -> None:
    root = make_user("Root", Role.ADMINISTRATOR)
    grant_role(person=ada, role=Role.CONTRIBUTOR, reason="A regular.", by=root, now=NOW)
    row = make_invitation(ed, essay)
    accept(row, ada)
    actions.revoke_invitation(invitation=row, by=ed, now=LATER)
    assert User.objects.get(pk=ada.pk).roles == {Role.READER, Role.CONTRIBUTOR}
    assert not may_write_essay(User.objects.get(pk=ada.pk), essay)


# ---------------------------------------------------------------- two at the same time


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_of_two_clicks_at_once_one_accepts(ed: User, essay: Essay, _round: int) -> None:
    row = make_invitation(ed, essay)
    answers = both(*[lambda: accept(row, VISITOR)] * 2)
    assert sorted(answers) == ["", "This invitation has been accepted already."]
    assert (
        User.objects.filter(email="ada@example.org").count()
        == RoleGrant.objects.filter(role="contributor").count()
        == 1
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_of_two_guests_who_accept_at_once_one_writes_the_essay(ed: User, essay: Essay, _round: int) -> None:
    rows = [make_invitation(ed, essay, f"{name}@example.org") for name in ("ada", "vera")]
    answers = both(*[lambda row=row: accept(row, VISITOR) for row in rows])
    assert sorted(answers) == ["", "Somebody else has accepted to write this essay."]
    assert Invitation.objects.standing().count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_of_two_invitations_of_a_person_accepted_at_once_one_opens_the_account(ed: User, _round: int) -> None:
    rows = [
        make_invitation(ed, Essay.objects.filter(position__debate=make_draft(ed, question)).order_by("pk")[0])
        for question in ("One?", "Another?")
    ]
    answers = both(*[lambda row=row: accept(row, VISITOR) for row in rows])
    assert "" in answers
    assert {*answers} - {""} <= {
        "Sign in to accept this invitation.",
        "This was not done, because you did something else just now. Try again.",
    }
    assert User.objects.filter(email="ada@example.org").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_an_invitation_taken_back_while_it_is_accepted_leaves_no_right(
    ed: User, essay: Essay, _round: int
) -> None:
    row = make_invitation(ed, essay)
    answers = both(
        lambda: accept(row, VISITOR),
        lambda: actions.revoke_invitation(invitation=row, by=ed, now=LATER),
    )
    assert answers in (["", ""], ["This invitation has been taken back.", ""])
    assert not Invitation.objects.standing().exists()
    assert not RoleGrant.objects.current().filter(role="contributor").exists()
