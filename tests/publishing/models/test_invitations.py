"""What the database refuses of invitations, whoever writes; and what a row answers."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import User
from debates.publishing.models import Essay, Invitation, InvitationState
from debates.publishing.models.invitations import VALID_FOR
from tests.makers import NOW, accept, make_draft, make_invitation
from tests.publishing.test_models import refused, refused_new

LATER = NOW + timedelta(days=1)
END = NOW + VALID_FOR


@pytest.fixture
def invitation(ed: User) -> Invitation:
    return make_invitation(ed)


def another(invitation: Invitation, **values: Any) -> Invitation:
    """Answer an invitation like this one that is not stored yet."""
    same = {"essay": invitation.essay, "email": "vera@example.org", "invited_at": NOW, "expires_at": END}
    return Invitation(**{**same, **values})


# Values; `somebody` stands for an account.
REFUSED: dict[str, dict[str, Any]] = {
    "no address": {"email": ""},
    "no nonce": {"nonce": ""},
    "expires when it is sent": {"expires_at": NOW},
    "expires before it is sent": {"expires_at": NOW - timedelta(seconds=1)},
    "accepted by nobody": {"accepted_at": LATER},
    "accepted at no time": {"accepted_by": "somebody"},
    "accepted before it was sent": {"accepted_at": NOW - timedelta(seconds=1), "accepted_by": "somebody"},
    "accepted at its end": {"accepted_at": END, "accepted_by": "somebody"},
    "taken back at no time": {"revoked_by": "somebody"},
    "taken back before it was sent": {"revoked_at": NOW - timedelta(seconds=1)},
    "accepted after it was taken back": {
        "revoked_at": LATER,
        "accepted_at": LATER + timedelta(seconds=1),
        "accepted_by": "somebody",
    },
}


@pytest.mark.parametrize("values", REFUSED.values(), ids=REFUSED)
def test_database_refuses_an_invitation(invitation: Invitation, vera: User, values: dict[str, Any]) -> None:
    given = {name: vera if value == "somebody" else value for name, value in values.items()}
    refused(Invitation.objects.all(), **given)
    refused_new(another(invitation, **given))


@pytest.mark.parametrize("email", ["ada@example.org", "ADA@Example.ORG"])
def test_database_refuses_a_second_unanswered_invitation_to_an_address_in_any_case(
    invitation: Invitation, email: str
) -> None:
    refused_new(another(invitation, email=email))


def test_an_address_is_invited_again_once_the_first_invitation_is_answered(invitation: Invitation) -> None:
    Invitation.objects.update(revoked_at=LATER)
    another(invitation, email="Ada@example.org").save()
    assert Invitation.objects.unanswered().to_address("ADA@EXAMPLE.ORG").count() == 1


def test_database_refuses_a_second_guest_of_an_essay(invitation: Invitation, vera: User, sam: User) -> None:
    Invitation.objects.update(accepted_at=LATER, accepted_by=vera)
    refused_new(another(invitation, accepted_at=LATER, accepted_by=sam))
    second = another(invitation)
    second.save()
    refused(Invitation.objects.filter(pk=second.pk), accepted_at=LATER, accepted_by=sam)
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=LATER)
    Invitation.objects.filter(pk=second.pk).update(accepted_at=LATER, accepted_by=sam)
    assert [*Invitation.objects.standing()] == [second]


def test_two_essays_invite_the_same_address(ed: User) -> None:
    essays = Essay.objects.filter(position__debate=make_draft(ed))
    assert {make_invitation(ed, essay).essay for essay in essays} == {*essays}


def test_an_account_that_goes_takes_its_invitation_and_its_address_with_it(
    ed: User, invitation: Invitation
) -> None:
    accept(invitation).delete()
    assert not Invitation.objects.exists()


def test_an_editor_who_goes_leaves_the_invitations(ed: User, invitation: Invitation) -> None:
    Invitation.objects.update(revoked_at=LATER, revoked_by=ed)
    ed.delete()
    invitation.refresh_from_db()
    assert (invitation.invited_by, invitation.revoked_by, invitation.revoked_at) == (None, None, LATER)


STATES: list[tuple[dict[str, datetime], datetime, str]] = [
    ({}, NOW, "open"),
    ({}, END - timedelta(microseconds=1), "open"),
    ({}, END, "expired"),
    ({"accepted_at": LATER}, LATER, "accepted"),
    ({"accepted_at": LATER}, END, "accepted"),
    ({"revoked_at": LATER}, LATER, "revoked"),
    ({"revoked_at": LATER}, END, "revoked"),
    ({"accepted_at": LATER, "revoked_at": LATER}, END, "revoked"),
]


@pytest.mark.parametrize(("values", "moment", "state"), STATES)
def test_the_time_decides_what_has_become_of_an_invitation(
    values: dict[str, datetime], moment: datetime, state: str
) -> None:
    row = Invitation(invited_at=NOW, expires_at=END, **values)
    assert row.state_at(moment) is InvitationState(state)


def test_the_link_is_stored_nowhere_and_follows_from_the_sites_key(
    invitation: Invitation, settings: Settings
) -> None:
    token = invitation.token
    stored = [str(value) for value in Invitation.objects.values_list().get()]
    assert not any(token in value or value in token for value in stored if len(value) > 4)
    assert invitation.is_opened_by(token)
    settings.SECRET_KEY = "another"
    assert not invitation.is_opened_by(token)


def test_each_invitation_has_a_link_of_its_own(ed: User) -> None:
    debate = make_draft(ed)
    rows = [make_invitation(ed, essay) for essay in Essay.objects.filter(position__debate=debate)]
    assert len({row.nonce for row in rows}) == len({row.token for row in rows}) == 2
    assert str(rows[0]) == f"ada@example.org · {rows[0].essay}"
