"""Guests are invited to write one essay, accept, and lose that right again.

Each action holds the essay's debate first, so that of two clicks at the same time the second finds what the
first one did. The e-mail is promised in the transaction that causes it.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.actions import grant_role, open_account, remove_role
from accounts.models import RoleGrant, User
from accounts.names import name_from
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.outbox.actions import promise, suppress
from debates.publishing import policies
from debates.publishing.actions.drafting import checked
from debates.publishing.actions.locking import locked
from debates.publishing.models import Contributor, Essay, Invitation, InvitationState
from debates.publishing.models.invitations import VALID_FOR, new_nonce

LETTER = "invitation"
"""The kind of the e-mail."""

REASON_LENGTH = 200
"""Characters that the record of a role has for its reason."""

NO_LONGER_THERE = _("This invitation is no longer there.")
ANOTHER_LINK = _("This link has been replaced by a newer one.")


# ---------------------------------------------------------------- what editors do


@transaction.atomic
def invite_contributor(*, essay: Essay, email: str, by: Any, now: datetime) -> Invitation:
    """Invite whoever reads mail at this address to write the essay. An expired invitation is sent again.

    Raises `Refused`, also for an address that cannot be written to or has an open invitation.
    """
    locked(essay.position.debate_id)
    essay = Essay.objects.select_related("position__debate", "contributor").get(pk=essay.pk)
    policies.may_invite(by, essay).or_refuse()
    before = Invitation.objects.unanswered().to_address(email).filter(essay=essay).first()
    if before is None:
        before = Invitation(essay=essay, email=email)
    elif before.state_at(now) is InvitationState.OPEN:
        raise Refused(_("This address has been invited to the essay already: send the invitation again."))
    return send(before, by=by, now=now)


@transaction.atomic
def send_invitation_again(*, invitation: Invitation, by: Any, now: datetime) -> Invitation:
    """Send an invitation again, with a new link and a new time to answer; its old link is void.

    Raises `Refused`.
    """
    invitation = held(invitation)
    policies.may_send_again(by, invitation).or_refuse()
    return send(invitation, by=by, now=now)


def send(invitation: Invitation, *, by: Any, now: datetime) -> Invitation:
    """Store the invitation with a new link, and promise the e-mail that holds it."""
    if invitation.pk:
        suppress(key=letter_key(invitation), reason="Replaced by a newer link.", now=now)
    invitation.nonce = new_nonce()
    invitation.invited_by = by
    invitation.invited_at = now
    invitation.expires_at = now + VALID_FOR
    checked(invitation)
    invitation.save()
    promise(
        kind=LETTER,
        recipient=invitation.email,
        key=letter_key(invitation),
        ids={"invitation": invitation.pk, "nonce": invitation.nonce},
        now=now,
    )
    return invitation


def letter_key(invitation: Invitation) -> str:
    """Answer what the outbox knows the e-mail with the present link by."""
    return f"{LETTER}:{invitation.pk}:{invitation.nonce}"


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Any, now: datetime) -> Invitation:
    """Take an invitation back: its link is void, and who accepted it may no longer write the essay.

    Raises `Refused`.
    """
    invitation = held(invitation)
    policies.may_revoke(by, invitation).or_refuse()
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=now, revoked_by=by)
    invitation.refresh_from_db()
    suppress(key=letter_key(invitation), reason="The invitation was taken back.", now=now)
    if invitation.accepted_by is not None:
        release_guest(invitation, invitation.accepted_by, now)
    return invitation


def release_guest(invitation: Invitation, person: User, now: datetime) -> None:
    """Take from the person what this invitation gave them and no other one that stands gives them too."""
    User.objects.select_for_update().get(pk=person.pk)
    standing = Invitation.objects.standing().filter(accepted_by=person)
    signer = invitation.essay.contributor
    if not standing.filter(essay__contributor=signer).exists():
        Contributor.objects.filter(pk=signer.pk, account=person).update(account=None)
    if standing.exists():
        return
    # What an administrator gave stays: the grant of an acceptance bears its moment.
    moments = Invitation.objects.filter(accepted_by=person).values("accepted_at")
    given = person.grants.current().filter(role=Role.CONTRIBUTOR, granted_by=None, granted_at__in=moments)
    for grant in RoleGrant.objects.filter(pk__in=given):
        reason = _now("The invitation to write “%(essay)s” was taken back.")
        remove_role(grant=grant, reason=naming_essay(reason, invitation.essay), by=None, now=now)


# ---------------------------------------------------------------- what the guest does


@transaction.atomic
def accept_invitation(*, invitation: Invitation, token: str, by: Any, now: datetime) -> User:
    """Bind the invited address to an account that may write the essay, and answer the account.

    `by` is whoever holds the link. For a visitor an account without a password is opened, where the address
    has none; its address counts as confirmed, because the link was sent there. Raises `Refused`.
    """
    invitation = held(invitation)
    if not invitation.is_opened_by(token):
        raise Refused(ANOTHER_LINK)
    policies.may_accept(by, invitation, now).or_refuse()
    try:
        with transaction.atomic():
            person = account_for(invitation, by, now)
            bind(invitation.essay.contributor, person)
    except (IntegrityError, ValidationError) as error:
        # Another invitation of the same person was accepted at this very moment, in another debate.
        raise Refused(_("This was not done, because you did something else just now. Try again.")) from error
    # Compare and set: whatever happened meanwhile, a link is used once.
    unused = Invitation.objects.unanswered().filter(pk=invitation.pk, nonce=invitation.nonce)
    if not unused.update(accepted_at=now, accepted_by=person):
        raise Refused(policies.NO_LONGER_OPEN[InvitationState.ACCEPTED])
    reason = naming_essay(_now("Accepted the invitation to write “%(essay)s”."), invitation.essay)
    grant_role(person=person, role=Role.CONTRIBUTOR, reason=reason, by=None, now=now)
    return person


def account_for(invitation: Invitation, by: Any, now: datetime) -> User:
    """Answer the account that accepts: the one that is signed in, or a new one for the invited address."""
    if isinstance(by, User):
        return User.objects.select_for_update().get(pk=by.pk)
    name = name_from(invitation.essay.contributor.name) or _now("Contributor")
    return open_account(email=invitation.email, display_name=name, now=now)


def bind(signer: Contributor, person: User) -> None:
    """Make the account that of the contributor who signs the essay. Raises `Refused` where it has another."""
    if Contributor.objects.filter(account=person).exclude(pk=signer.pk).exists():
        raise Refused(
            _("Your account signs as another contributor here. Write to the editors, who can mend it.")
        )
    free = Contributor.objects.filter(pk=signer.pk, account=None)
    if not free.update(account=person) and signer.account_id != person.pk:
        raise Refused(_("Another account signs as this contributor. Write to the editors, who can mend it."))


# ---------------------------------------------------------------- what both share


def held(invitation: Invitation) -> Invitation:
    """Answer the invitation as it now is, its debate held until the transaction ends. Raises `Refused`."""
    locked(invitation.essay.position.debate_id)
    rows = Invitation.objects.select_related("essay__position__debate", "essay__contributor", "accepted_by")
    row = rows.filter(pk=invitation.pk).first()
    if row is None:
        raise Refused(NO_LONGER_THERE)
    return row


def naming_essay(sentence: str, essay: Essay) -> str:
    """Answer the sentence with the essay's title, shortened where the record has no room for all of it."""
    room = REASON_LENGTH - len(sentence % {"essay": ""})
    return sentence % {"essay": Truncator(essay.title).chars(room)}
