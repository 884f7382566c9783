"""The e-mails of this room, rendered when they are sent from what is true then."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from debates.outbox.renderers import Letter
from debates.publishing.models import Approval, Essay, Invitation, InvitationState, Note


def invitation_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the e-mail with the link of an invitation, or nothing where the link leads nowhere."""
    rows = Invitation.objects.select_related("essay__position__debate", "essay__contributor", "invited_by")
    invitation = rows.filter(pk=ids["invitation"], nonce=ids["nonce"]).first()
    if invitation is None or invitation.state_at(timezone.now()) is not InvitationState.OPEN:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        return written(invitation)


def written(invitation: Invitation) -> Letter:
    """Answer the e-mail in the language that is active."""
    address = reverse("publishing:accept_invitation", args=[invitation.pk, invitation.token])
    context = {
        "essay": invitation.essay,
        "position": invitation.essay.position,
        "debate": invitation.essay.position.debate,
        "inviter": invitation.invited_by,
        "expires_at": invitation.expires_at,
        "url": settings.SITE.base_url + address,
        "site": settings.SITE,
    }
    return letter(_("Invitation to write for %(site)s") % {"site": settings.SITE.name}, "invitation", context)


def returned_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the e-mail with the note with which an essay was given back; nothing once it is in again."""
    notes = Note.objects.select_related("revision__text__essay__position__debate", "by")
    note = notes.filter(pk=ids["note"], revision__text__essay__submitted_at=None).first()
    if note is None or note.revision.text.essay is None:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        context = {**about(note.revision.text.essay), "note": note}
        return letter(_("Your essay for %(site)s") % {"site": settings.SITE.name}, "returned", context)


def approval_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the e-mail that asks for an approval; nothing where that version is approved or gone."""
    essays = Essay.objects.select_related("position__debate", "text")
    essay = essays.filter(pk=ids["essay"], text__revision=ids["revision"]).first()
    approved = Approval.objects.filter(revision__text__essay=ids["essay"], revision__number=ids["revision"])
    if essay is None or approved.exists():
        return None
    with translation.override(settings.LANGUAGE_CODE):
        context = {**about(essay), "number": ids["revision"]}
        subject = _("Your essay for %(site)s waits for your approval") % {"site": settings.SITE.name}
        return letter(subject, "approval", context)


def about(essay: Essay) -> dict[str, Any]:
    """Answer what a letter to the guest of an essay names."""
    return {
        "essay": essay,
        "debate": essay.position.debate,
        "url": settings.SITE.base_url + reverse("publishing:writing_essay", args=[essay.pk]),
        "site": settings.SITE,
    }


def letter(subject: str, name: str, context: Mapping[str, Any]) -> Letter:
    """Answer the letter of this name, with its subject on one line."""
    return Letter(
        subject=" ".join(subject.split()),
        text=render_to_string(f"publishing/email/{name}.txt", dict(context)),
        html=render_to_string(f"publishing/email/{name}.html", dict(context)),
        language=settings.LANGUAGE_CODE,
    )
