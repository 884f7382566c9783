"""Crowds of ballots without an account that were noticed, and what moderators decided about them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from debates.publishing.models import Debate
from debates.stances.bursts import AT_LEAST
from debates.stances.models.ballots import TEN_MINUTES

REASON_LENGTH = 500


class Burst(models.Model):
    """Ten minutes that brought more ballots without an account than the day before made likely.

    Written when it is noticed, and renewed while its ten minutes last. `apart` says whether its ballots are
    counted apart from the others now: that is the last of its decisions.
    """

    debate = models.ForeignKey(Debate, models.PROTECT, related_name="bursts", verbose_name=_("debate"))
    start = models.DateTimeField(_("began"))
    count = models.PositiveIntegerField(_("ballots"))
    expected = models.FloatField(_("usual number of ballots"))
    probability = models.FloatField(_("probability"))
    apart = models.BooleanField(_("set apart"), default=False)

    class Meta:
        verbose_name = _("burst of ballots")
        verbose_name_plural = _("bursts of ballots")
        constraints = [
            # Also the index by which the bursts of a debate are found.
            models.UniqueConstraint(fields=["debate", "start"], name="burst_once_in_ten_minutes"),
            models.CheckConstraint(
                condition=Q(start__minute__in=[*TEN_MINUTES], start__second=0),
                name="burst_starts_with_ten_minutes",
            ),
            models.CheckConstraint(condition=Q(count__gte=AT_LEAST), name="burst_is_a_crowd"),
        ]

    def __str__(self) -> str:
        return f"{self.debate_id}: {self.start:%Y-%m-%d %H:%M}"


class BurstDecision(models.Model):
    """What a moderator decided about a burst: to set its ballots apart, or to count them again. Kept."""

    burst = models.ForeignKey(Burst, models.PROTECT, related_name="decisions", verbose_name=_("burst"))
    apart = models.BooleanField(_("set apart"))
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("decision about a burst")
        verbose_name_plural = _("decisions about bursts")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="burst_decision_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
