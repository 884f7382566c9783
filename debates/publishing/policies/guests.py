"""Who may do what with an essay while it is written: editors, and the guest who was invited to it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import may_act_as
from accounts.roles import Role
from accounts.verdicts import Remedy, Verdict
from debates.publishing.models import Essay, Invitation, InvitationState, Position, Text
from debates.publishing.policies.debates import may_edit, may_edit_debate, may_edit_state
from debates.publishing.workflow import Status

GUESTS_WRITE = frozenset({Status.DRAFT, Status.IN_REVIEW})
"""States of a debate in which a guest contributor may write: what is scheduled is what they agreed to."""


def is_in_writing(essay: Essay) -> bool:
    """Answer whether this essay is still being written: readers have not seen it, and it has no date yet.

    An essay of a later round is written while the debate goes on, until its round comes out.
    """
    debate = essay.position.debate
    if debate.status == Status.PUBLISHED:
        return essay.round not in debate.released_rounds
    return debate.status in GUESTS_WRITE


def may_invite(user: Any, essay: Essay) -> Verdict:
    """Answer whether `user` may invite somebody to write this essay."""
    verdict = may_edit_debate(user, essay.position.debate)
    if verdict and not is_in_writing(essay):
        return Verdict.no(_("This essay is no longer being written: nobody new is invited to it."))
    if verdict and Invitation.objects.standing().filter(essay=essay).exists():
        return Verdict.no(_("Somebody writes this essay already: take their invitation back first."))
    return verdict


def may_send_again(user: Any, invitation: Invitation) -> Verdict:
    """Answer whether `user` may send this invitation again, with a new link."""
    verdict = may_invite(user, invitation.essay)
    if verdict and invitation.revoked_at is not None:
        return Verdict.no(_("This invitation has been taken back: invite the person anew."))
    return verdict


def may_revoke(user: Any, invitation: Invitation) -> Verdict:
    """Answer whether `user` may take this invitation back, and with one that was accepted the right."""
    editor = may_edit(user)
    if editor and invitation.revoked_at is not None:
        return Verdict.no(_("This invitation has been taken back already."))
    return editor


NO_LONGER_OPEN = {
    InvitationState.EXPIRED: _("This invitation has expired. Ask the editors for a new one."),
    InvitationState.ACCEPTED: _("This invitation has been accepted already."),
    InvitationState.REVOKED: _("This invitation has been taken back."),
}


def is_open(invitation: Invitation, now: datetime) -> Verdict:
    """Answer whether anybody at all may still accept this invitation."""
    if (state := invitation.state_at(now)) is not InvitationState.OPEN:
        return Verdict.no(NO_LONGER_OPEN[state])
    if Invitation.objects.standing().filter(essay=invitation.essay_id).exists():
        return Verdict.no(_("Somebody else has accepted to write this essay."))
    return Verdict.yes()


def may_accept(user: Any, invitation: Invitation, now: datetime) -> Verdict:
    """Answer whether `user`, who holds the invitation's link, may accept it.

    A visitor may where the address has no account yet: one is opened. An account that is there already is
    never entered by a link, which would pass by its second factor: its person signs in first.
    """
    anybody = is_open(invitation, now)
    if user is None or not anybody:
        return anybody
    if not user.is_authenticated:
        if User.objects.of_address(invitation.email).exists():
            return Verdict.no(_("Sign in to accept this invitation."), Remedy.SIGN_IN)
        return Verdict.yes()
    if not user.is_active:
        return Verdict.no(_("This account is closed."))
    if not user.has_confirmed(invitation.email):
        return Verdict.no(
            _("This invitation was sent to another address than that of your account. Sign out to accept it.")
        )
    return Verdict.yes()


def may_write_essay(user: Any, essay: Essay) -> Verdict:
    """Answer whether `user` may write this essay: an editor, or the guest invited to this very one."""
    editor = may_edit(user)
    if editor:
        return may_edit_debate(user, essay.position.debate)
    if not may_write_as_guest(user, essay):
        # An editor whose power waits for a second factor is told that, and shown the way.
        waits = editor.remedy is Remedy.SECOND_FACTOR
        return editor if waits else Verdict.no(_("Only its contributor and editors can write this essay."))
    if not is_in_writing(essay):
        return Verdict.no(_("This essay is no longer being written. Tell the editors what should change."))
    if essay.submitted_at is not None:
        return Verdict.no(_("You have handed this essay in: the editors give it back where it needs you."))
    return Verdict.yes()


def may_write_text(user: Any, text: Text) -> Verdict:
    """Answer whether `user` may write this text: the debate's own are the editors'."""
    if text.essay is not None:
        return may_write_essay(user, text.essay)
    return may_edit_debate(user, text.debate)


def may_follow_text(user: Any, text: Text) -> Verdict:
    """Answer whether `user` may see a text being written, with its versions and the change that waits.

    Editors, and the guest who writes this essay: also where anybody reads what was published of it.
    """
    editor = may_edit(user)
    if editor or editor.remedy is Remedy.SECOND_FACTOR or text.essay is None:
        return editor
    return may_write_as_guest(user, text.essay)


def may_publish_change(user: Any, text: Text) -> Verdict:
    """Answer whether `user` may put a change in the place of what readers see."""
    return may_edit_debate(user, text.debate)


def may_read_essay(user: Any, essay: Essay) -> Verdict:
    """Answer whether `user` may read this essay before readers do: editors, its guest, the others' guests.

    The sides are sealed from each other: who writes one reads another only once all of its round are in.
    """
    if may_edit(user) or essay.position.debate.round_is_public(essay.round):
        return Verdict.yes()
    return may_find_in_writing(user, essay)


def may_find_in_writing(user: Any, essay: Essay) -> Verdict:
    """Answer whether `user` finds this essay where guests write: their own, or another side's in time."""
    if user is None:
        return Verdict.yes()
    if may_write_as_guest(user, essay):
        return Verdict.yes()
    if not may_act_as(user, Role.CONTRIBUTOR):
        return Verdict.no(NOT_YOURS)
    written = Invitation.objects.standing().filter(
        accepted_by=user,
        essay__position__debate=essay.position.debate_id,
        essay__round=essay.round,
        essay__contributor__account=user,
    )
    if not written.exists():
        return Verdict.no(NOT_YOURS)
    if not essay.position.debate.round_is_public(essay.round) and is_sealed(essay):
        return Verdict.no(_("You read the other side once all have handed in their essay."))
    return Verdict.yes()


def is_sealed(essay: Essay) -> bool:
    """Answer whether an essay of this round is still to be handed in."""
    positions = Position.objects.filter(debate=essay.position.debate_id)
    handed_in = Essay.objects.filter(position__in=positions, round=essay.round, submitted_at__isnull=False)
    return handed_in.count() < positions.count()


def may_submit_essay(user: Any, essay: Essay) -> Verdict:
    """Answer whether `user` may hand this essay in: its guest, or an editor for who has no account."""
    verdict = may_write_essay(user, essay)
    if verdict and not speaks_for(user, essay):
        return Verdict.no(_("Its contributor has an account here, and hands the essay in there."))
    if verdict and not is_in_writing(essay):
        return Verdict.no(_("This essay is no longer being written."))
    if verdict and essay.submitted_at is not None:
        return Verdict.no(_("This essay has been handed in already."))
    return verdict


def may_return_essay(user: Any, essay: Essay) -> Verdict:
    """Answer whether `user` may give this essay back to its guest."""
    verdict = may_edit_debate(user, essay.position.debate)
    if verdict and (essay.submitted_at is None or not is_in_writing(essay)):
        return Verdict.no(_("This essay is not with the editors: there is nothing to give back."))
    return verdict


def may_approve(user: Any, essay: Essay) -> Verdict:
    """Answer whether `user` may say that the contributor stands by the essay as it is.

    A contributor who has an account says so; for one who has none an editor does.
    """
    signs = speaks_for(user, essay)
    if not may_edit(user) and not (signs and may_write_as_guest(user, essay)):
        return Verdict.no(_("Only its contributor can approve this essay."))
    if not signs:
        return Verdict.no(_("Its contributor has an account here, and approves the essay there."))
    return may_edit_state(essay.position.debate)


def speaks_for(user: Any, essay: Essay) -> bool:
    """Answer whether `user` may speak for the essay's contributor: who has no account, or is they."""
    account = essay.contributor.account_id
    return user is None or account is None or account == user.pk


def may_ask_for_approval(user: Any, essay: Essay) -> Verdict:
    """Answer whether `user` may ask the essay's contributor to approve it as it is."""
    verdict = may_edit_debate(user, essay.position.debate)
    if verdict and speaks_for(user, essay):
        return Verdict.no(_("Nobody else has to be asked: approve the essay yourself."))
    if verdict and essay.submitted_at is None:
        return Verdict.no(_("This essay has not been handed in yet."))
    return verdict


def may_note(user: Any, essay: Essay) -> Verdict:
    """Answer whether `user` may remark on this essay: editors and its guest, in whatever state it is."""
    if may_edit(user) or may_write_as_guest(user, essay):
        return may_edit_state(essay.position.debate)
    return Verdict.no(NOT_YOURS)


NOT_YOURS = _("Only its contributor and editors can see this essay.")


def may_write_as_guest(user: Any, essay: Essay) -> Verdict:
    """Answer whether this essay is `user`'s own: theirs by invitation, whatever state it is in."""
    if may_act_as(user, Role.CONTRIBUTOR) and is_guest_of(user, essay):
        return Verdict.yes()
    return Verdict.no(NOT_YOURS)


def is_guest_of(user: Any, essay: Essay) -> bool:
    """Answer whether `user` accepted an invitation to this essay that stands, and is the one who signs it."""
    if user is None or not user.is_authenticated:
        return False
    invited = Invitation.objects.standing().filter(essay=essay, accepted_by=user).exists()
    return invited and essay.contributor.account_id == user.pk
