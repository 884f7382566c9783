"""The e-mails of this room, rendered when they are sent from what is true then."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from debates.outbox.renderers import Letter
from debates.publishing.models import Invitation, InvitationState


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
    subject = _("Invitation to write for %(site)s") % {"site": settings.SITE.name}
    return Letter(
        subject=" ".join(subject.split()),
        text=render_to_string("publishing/email/invitation.txt", context),
        html=render_to_string("publishing/email/invitation.html", context),
        language=settings.LANGUAGE_CODE,
    )
