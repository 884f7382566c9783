"""Who was invited to write an essay."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from debates.publishing import policies
from debates.publishing.models import Essay, Invitation, InvitationState
from debates.publishing.models.invitations import INVITATION_LABELS


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation as editors see it: to whom, what became of it, and what they can do with it now."""

    pk: int
    email: str
    label: str | Promise
    invited_at: datetime
    invited_by: str
    expires_at: datetime | None
    """When the link ends; nothing where it no longer matters."""
    accepted_at: datetime | None
    accepted_by: str
    revoked_at: datetime | None
    can_send_again: bool
    can_revoke: bool


def invitations_to(essay: Essay, user: Any, now: datetime) -> tuple[InvitationLine, ...]:
    """Answer the invitations to this essay, newest first, in five queries however many there are."""
    may_invite = policies.may_invite(user, essay)
    rows = essay.invitations.select_related("invited_by", "accepted_by")
    return tuple(invitation_line(row, row.state_at(now), sendable=bool(may_invite)) for row in rows)


def invitation_line(row: Invitation, state: InvitationState, *, sendable: bool) -> InvitationLine:
    """Answer one invitation as editors see it; `sendable` says whether the essay waits for a guest."""
    unanswered = state in {InvitationState.OPEN, InvitationState.EXPIRED}
    return InvitationLine(
        pk=row.pk,
        email=row.email,
        label=INVITATION_LABELS[state],
        invited_at=row.invited_at,
        invited_by=str(row.invited_by or ""),
        expires_at=row.expires_at if unanswered else None,
        accepted_at=row.accepted_at,
        accepted_by=str(row.accepted_by or ""),
        revoked_at=row.revoked_at,
        can_send_again=unanswered and sendable,
        can_revoke=row.revoked_at is None,
    )
