"""Who may invite, take back, accept and write: every policy asked for every role and every state."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from pytest_django import Settings

from accounts.models import RoleGrant, User
from accounts.roles import Role
from accounts.verdicts import Remedy
from debates.publishing import actions, policies
from debates.publishing.models import Contributor, Debate, Essay, Invitation
from debates.publishing.workflow import Round, Status
from tests.makers import NOW, accept, make_draft, make_essay, make_invitation, make_user
from tests.publishing.test_policies import EDITORS, LOCKED, MAY_EDIT, REFUSED, sentences

LATER = NOW + timedelta(days=1)
DONE = "This essay is no longer being written: nobody new is invited to it."
TAKEN = "Somebody writes this essay already: take their invitation back first."
ONLY = "Only its contributor and editors can write this essay."
TELL = "This essay is no longer being written. Tell the editors what should change."


@pytest.fixture
def essay(ed: User) -> Essay:
    return Essay.objects.filter(position__debate=make_draft(ed)).order_by("pk")[0]


@pytest.fixture
def people(ed: User, vera: User) -> dict[str, Any]:
    return {
        "visitor": AnonymousUser(),
        "reader": vera,
        "contributor": make_user("Con", Role.CONTRIBUTOR),
        "former editor": make_user("Fay", Role.EDITOR, is_active=False),
        "editor": ed,
        "administrator": User.objects.create_superuser("root@example.org", display_name="Root"),
        "the site itself": None,
    }


def put(essay: Essay, status: Status, **fields: Any) -> Essay:
    """Answer the essay in a debate of this state, which is written around the workflow."""
    moments = {"publish_at": NOW, "published_at": NOW, "closed_at": NOW, "poll_ended_at": NOW}
    told = {"withdrawn_at": NOW, "withdrawal_note": "Its author asked for it."}
    debates = Debate.objects.filter(positions__essays=essay)
    Debate.objects.filter(pk__in=debates.values("pk")).update(status=status, **moments, **told, **fields)
    return Essay.objects.get(pk=essay.pk)


MAY_INVITE = {
    "draft": "",
    "in_review": "",
    "scheduled": DONE,
    "published": DONE,
    "closed": DONE,
    "archived": LOCKED,
    "withdrawn": LOCKED,
}


@pytest.mark.matrix("may_invite", "may_send_again")
@pytest.mark.parametrize("status", list(Status))
def test_editors_invite_while_the_essay_is_being_written(
    people: dict[str, Any], essay: Essay, status: Status
) -> None:
    row = make_invitation(people["editor"], essay)
    essay = put(essay, status)
    row = Invitation.objects.get(pk=row.pk)
    expected = {**REFUSED, **dict.fromkeys(EDITORS, MAY_INVITE[status])}
    assert sentences({role: policies.may_invite(user, essay) for role, user in people.items()}) == expected
    again = {role: policies.may_send_again(user, row) for role, user in people.items()}
    assert sentences(again) == expected


def test_nobody_is_invited_to_an_essay_that_has_its_guest(people: dict[str, Any], essay: Essay) -> None:
    first, second = (make_invitation(people["editor"], essay, f"{name}@example.org") for name in "ab")
    accept(first)
    expected = {**REFUSED, **dict.fromkeys(EDITORS, TAKEN)}
    assert sentences({role: policies.may_invite(user, essay) for role, user in people.items()}) == expected
    for row in (first, second):
        again = {role: policies.may_send_again(user, row) for role, user in people.items()}
        assert sentences(again) == expected


def test_what_was_taken_back_is_not_sent_again(people: dict[str, Any], essay: Essay) -> None:
    row = make_invitation(people["editor"], essay)
    row = actions.revoke_invitation(invitation=row, by=None, now=LATER)
    sentence = "This invitation has been taken back: invite the person anew."
    again = {role: policies.may_send_again(user, row) for role, user in people.items()}
    assert sentences(again) == {**REFUSED, **dict.fromkeys(EDITORS, sentence)}


@pytest.mark.matrix("may_revoke")
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("state", ["open", "expired", "accepted", "revoked", "accepted and revoked"])
def test_editors_take_back_whatever_has_not_been_taken_back(
    people: dict[str, Any], essay: Essay, status: Status, state: str
) -> None:
    row = make_invitation(people["editor"], essay, now=NOW - timedelta(days=30 if state == "expired" else 0))
    if "accepted" in state:
        accept(row)
    if "revoked" in state:
        actions.revoke_invitation(invitation=row, by=None, now=LATER)
    put(essay, status)
    row.refresh_from_db()
    sentence = "This invitation has been taken back already." if "revoked" in state else ""
    expected = {**MAY_EDIT, **dict.fromkeys(EDITORS, sentence)}
    assert sentences({role: policies.may_revoke(user, row) for role, user in people.items()}) == expected


# ---------------------------------------------------------------- accepting

SIGN_IN = "Sign in to accept this invitation."
ELSEWHERE = "This invitation was sent to another address than that of your account. Sign out to accept it."
OVER = {
    "expired": "This invitation has expired. Ask the editors for a new one.",
    "accepted": "This invitation has been accepted already.",
    "revoked": "This invitation has been taken back.",
    "accepted and revoked": "This invitation has been taken back.",
    "another's": "Somebody else has accepted to write this essay.",
}

# Who holds the link → what they are told while the invitation is open.
HOLDERS = {
    "visitor without an account": "",
    "visitor with an account": SIGN_IN,
    "visitor with a closed account": SIGN_IN,
    "invited": "",
    "invited, with the address in another case": "",
    "invited editor": "",
    "invited, the address not confirmed": ELSEWHERE,
    "invited, the account closed": "This account is closed.",
    "somebody else": ELSEWHERE,
    "another editor": ELSEWHERE,
    "the site itself": "",
}


def holder(name: str) -> Any:
    """Answer who holds the link that was sent to ada@example.org."""
    if name == "the site itself":
        return None
    if name == "somebody else":
        return make_user("Sam")
    if name == "another editor":
        return make_user("Eve", Role.EDITOR)
    if name != "visitor without an account":
        roles = [Role.EDITOR] if "editor" in name else []
        ada = make_user("Ada", *roles, is_active="closed" not in name)
        EmailAddress.objects.filter(user=ada).update(verified="not confirmed" not in name)
        if not name.startswith("visitor"):
            return ada
    return AnonymousUser()


@pytest.mark.matrix("may_accept", "is_open")
@pytest.mark.parametrize(("name", "sentence"), HOLDERS.items(), ids=HOLDERS)
@pytest.mark.parametrize("state", ["open", *OVER])
def test_whose_address_was_invited_accepts_while_the_invitation_is_open(
    ed: User, essay: Essay, name: str, sentence: str, state: str
) -> None:
    address = "ADA@Example.org" if "another case" in name else "ada@example.org"
    row = make_invitation(ed, essay, address)
    now = row.expires_at if state == "expired" else LATER
    if "accepted" in state:
        Invitation.objects.filter(pk=row.pk).update(accepted_at=NOW, accepted_by=make_user("Guest"))
    if "revoked" in state:
        actions.revoke_invitation(invitation=row, by=None, now=now)
    if state == "another's":
        accept(make_invitation(ed, essay, "vera@example.org"))
    row.refresh_from_db()
    verdict = policies.may_accept(holder(name), row, now)
    told = OVER.get(state, sentence)
    assert (bool(verdict), str(verdict.sentence)) == (told == "", told)
    assert (verdict.remedy is Remedy.SIGN_IN) == (told == SIGN_IN)
    anybody = policies.is_open(row, now)
    assert (bool(anybody), str(anybody.sentence)) == (state == "open", OVER.get(state, ""))


def test_an_address_that_somebody_wants_to_change_to_is_not_theirs_yet(ed: User, essay: Essay) -> None:
    sam = make_user("Sam")
    EmailAddress.objects.create(user=sam, email="ada@example.org", verified=False, primary=False)
    row = make_invitation(ed, essay)
    assert policies.may_accept(AnonymousUser(), row, NOW)
    assert str(policies.may_accept(sam, row, NOW).sentence) == ELSEWHERE


# ---------------------------------------------------------------- writing


@pytest.fixture
def writers(people: dict[str, Any], essay: Essay) -> dict[str, Any]:
    """Answer the people, and guests of this essay, of the other side, and former ones."""
    editor = people["editor"]
    other = Essay.objects.filter(position__debate=essay.position.debate).exclude(pk=essay.pk)[0]
    released = accept(make_invitation(editor, essay, "released@example.org"))
    row = Invitation.objects.get(accepted_by=released)
    actions.revoke_invitation(invitation=row, by=editor, now=NOW)
    guest = accept(make_invitation(editor, essay))
    invited = make_user("Invited", Role.CONTRIBUTOR)
    make_invitation(
        editor, make_essay(editor, essay.position, "A reply.", Round.REBUTTAL), invited.email or ""
    )
    return {
        **people,
        "guest": guest,
        "guest of the other side": accept(make_invitation(editor, other, "other@example.org")),
        "guest whose invitation was taken back": User.objects.get(pk=released.pk),
        "invited, not accepted": invited,
    }


MAY_WRITE = {
    "visitor": ONLY,
    "reader": ONLY,
    "contributor": ONLY,
    "former editor": ONLY,
    "editor": "",
    "administrator": "",
    "the site itself": "",
    "guest": "",
    "guest of the other side": ONLY,
    "guest whose invitation was taken back": ONLY,
    "invited, not accepted": ONLY,
}
GUEST = {"draft": "", "in_review": ""}
EDITOR = {"archived": LOCKED, "withdrawn": LOCKED}


@pytest.mark.matrix("may_write_essay")
@pytest.mark.parametrize("status", list(Status))
def test_an_essay_is_written_by_its_guest_until_it_is_scheduled_and_by_editors(
    writers: dict[str, Any], essay: Essay, status: Status
) -> None:
    essay = put(essay, status)
    verdicts = {role: policies.may_write_essay(user, essay) for role, user in writers.items()}
    assert sentences(verdicts) == {
        **MAY_WRITE,
        **dict.fromkeys(EDITORS, EDITOR.get(status, "")),
        "guest": GUEST.get(status, TELL),
    }


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("released", [False, True], ids=["secret", "public"])
def test_an_essay_of_a_later_round_is_written_while_the_debate_goes_on(
    ed: User, essay: Essay, status: Status, released: bool
) -> None:
    rebuttal = make_essay(ed, essay.position, "A reply.", Round.REBUTTAL)
    guest = accept(make_invitation(ed, rebuttal))
    rebuttal = put(rebuttal, status, rebuttals_published_at=NOW if released else None)
    writes = status in GUEST or (status == Status.PUBLISHED and not released)
    verdict = policies.may_write_essay(guest, rebuttal)
    assert (bool(verdict), str(verdict.sentence)) == (writes, "" if writes else TELL)
    Invitation.objects.all().delete()
    assert bool(policies.may_invite(ed, rebuttal)) == writes


def test_a_guest_loses_the_right_with_the_account_the_role_or_the_signature(ed: User, essay: Essay) -> None:
    guest = accept(make_invitation(ed, essay))

    def asked() -> bool:
        return bool(policies.may_write_essay(User.objects.get(pk=guest.pk), Essay.objects.get(pk=essay.pk)))

    assert asked()
    for rows, lost, had in (
        (User.objects.filter(pk=guest.pk), {"is_active": False}, {"is_active": True}),
        (RoleGrant.objects.filter(user=guest), {"removed_at": LATER}, {"removed_at": None}),
        (Contributor.objects.filter(essays=essay), {"account": None}, {"account": guest}),
    ):
        rows.update(**lost)
        assert not asked()
        rows.update(**had)
        assert asked()


def test_an_editor_whose_power_waits_for_a_second_factor_is_shown_the_way(
    ed: User, essay: Essay, settings: Settings
) -> None:
    make_invitation(ed, essay)
    settings.SECOND_FACTOR_REQUIRED = True
    assert policies.may_write_essay(ed, essay).remedy is Remedy.SECOND_FACTOR
    assert policies.may_invite(ed, essay).remedy is Remedy.SECOND_FACTOR
    assert policies.may_revoke(ed, Invitation.objects.get()).remedy is Remedy.SECOND_FACTOR
    guest = accept(Invitation.objects.get())
    assert policies.may_write_essay(guest, Essay.objects.get(pk=essay.pk))


def test_an_editor_who_is_the_guest_too_writes_while_the_second_factor_is_missing(
    ed: User, essay: Essay, settings: Settings
) -> None:
    accept(make_invitation(ed, essay, "ed@example.org"), ed)
    settings.SECOND_FACTOR_REQUIRED = True
    essay = Essay.objects.get(pk=essay.pk)
    assert policies.may_write_essay(User.objects.get(pk=ed.pk), essay)
    assert not policies.may_invite(ed, essay)
