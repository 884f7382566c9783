"""Who was invited to write an essay as a guest, and what became of it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.publishing.link_tokens import INVITATION, is_token_of, token_of
from debates.publishing.models.essays import Essay

VALID_FOR = timedelta(days=14)
"""How long the link of an invitation leads somewhere."""

NONCE_LENGTH = 16


def new_nonce() -> str:
    """Answer what sets one link of an invitation apart from the links before it."""
    return get_random_string(NONCE_LENGTH)


class InvitationState(StrEnum):
    """What has become of an invitation. The time decides whether it has expired; nothing records it."""

    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    REVOKED = "revoked"


INVITATION_LABELS: dict[InvitationState, str | Promise] = {
    InvitationState.OPEN: pgettext_lazy("state of an invitation", "Sent, not accepted yet"),
    InvitationState.EXPIRED: pgettext_lazy("state of an invitation", "Expired"),
    InvitationState.ACCEPTED: pgettext_lazy("state of an invitation", "Accepted"),
    InvitationState.REVOKED: pgettext_lazy("state of an invitation", "Taken back"),
}


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, in the domain's words."""

    def unanswered(self) -> Self:
        """Answer those that nobody has accepted or taken back, expired or not."""
        return self.filter(accepted_at=None, revoked_at=None)

    def to_address(self, address: str) -> Self:
        """Answer those that went to this address, in whatever case it was typed."""
        return self.filter(email__iexact=address)

    def standing(self) -> Self:
        """Answer those that were accepted and not taken back: each gives a right on its essay."""
        return self.filter(accepted_at__isnull=False, revoked_at=None)


class Invitation(models.Model):
    """One guest's invitation to write one essay.

    Its link holds a token that follows from the key of the site, the row's id and `nonce`, and that is stored
    nowhere. An account that goes takes the invitations that it accepted with it, and the address in them.
    """

    essay = models.ForeignKey(Essay, models.CASCADE, related_name="invitations", verbose_name=_("essay"))
    email = models.EmailField(_("e-mail address"))
    nonce = models.CharField(max_length=NONCE_LENGTH, default=new_nonce, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("expires"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("accepted by"),
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-invited_at", "-pk")
        # A comparison with nothing is neither true nor false, and a constraint admits it: where a column may
        # be empty, it is said.
        constraints = [
            models.UniqueConstraint(
                "essay",
                Lower("email"),
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_unanswered_once_for_address",
                violation_error_message=_("This address has been invited to the essay already."),
            ),
            models.UniqueConstraint(
                fields=["essay"],
                condition=Q(accepted_at__isnull=False, revoked_at=None),
                name="invitation_one_guest_for_essay",
            ),
            models.CheckConstraint(condition=~Q(email="") & ~Q(nonce=""), name="invitation_has_address"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_after_it_was_sent"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(
                    accepted_at__isnull=False,
                    accepted_at__gte=F("invited_at"),
                    accepted_at__lt=F("expires_at"),
                    accepted_by__isnull=False,
                ),
                name="invitation_accepted_by_somebody_in_time",
            ),
            # Who took it back may be gone, or have been the site itself; the moment always stands.
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_at__gte=F("invited_at")),
                name="invitation_revoked_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None) | Q(revoked_at__gte=F("accepted_at")),
                name="invitation_revoked_is_not_accepted_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.essay}"

    @property
    def token(self) -> str:
        """The secret part of the link that is valid now."""
        return token_of(INVITATION, secret=settings.SECRET_KEY, pk=self.pk, nonce=self.nonce)

    def is_opened_by(self, token: str) -> bool:
        """Answer whether this is the secret part of the link that is valid now."""
        return is_token_of(token, INVITATION, secret=settings.SECRET_KEY, pk=self.pk, nonce=self.nonce)

    def state_at(self, now: datetime) -> InvitationState:
        """Answer what has become of the invitation by `now`."""
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        return InvitationState.OPEN if now < self.expires_at else InvitationState.EXPIRED
