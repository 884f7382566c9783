"""Links by which somebody without an account sees a debate before its readers do."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from debates.publishing.link_tokens import PREVIEW, is_token_of, token_of
from debates.publishing.models.debates import Debate
from debates.publishing.models.invitations import NONCE_LENGTH, new_nonce


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    """Links, in the domain’s words."""

    def standing(self, now: datetime) -> Self:
        """Answer those that lead somewhere at `now`."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class PreviewLink(models.Model):
    """A secret address of a draft for outsiders, until it is taken back or its time is over.

    The secret follows from the key of the site, the row’s id and `nonce`; it is stored nowhere.
    """

    debate = models.ForeignKey(Debate, models.CASCADE, related_name="preview_links")
    label = models.CharField(_("for whom"), max_length=80)
    nonce = models.CharField(max_length=NONCE_LENGTH, default=new_nonce, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ("-made_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(label="") & ~Q(nonce=""), name="preview_link_is_named"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="preview_link_expires_after_it_was_made"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("made_at")),
                name="preview_link_revoked_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def token(self) -> str:
        """The secret part of the link."""
        return token_of(PREVIEW, secret=settings.SECRET_KEY, pk=self.pk, nonce=self.nonce)

    def is_opened_by(self, token: str) -> bool:
        """Answer whether this is the secret part of the link."""
        return is_token_of(token, PREVIEW, secret=settings.SECRET_KEY, pk=self.pk, nonce=self.nonce)
