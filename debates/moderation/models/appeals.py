"""Appeals against decisions (DSA Art. 20), and proposals about who misuses the site (Art. 23)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.moderation.measures import Sanction
from debates.moderation.models.decisions import SANCTION_LABELS, Decision, Penalty
from debates.moderation.models.notices import Notice

APPEAL_LENGTH = 3000
SHORTEST_APPEAL = 20
REPLY_LENGTH = 3000


class AppealOutcome(models.TextChoices):
    """What became of an appeal."""

    OPEN = "", pgettext_lazy("what became of an appeal", "Open")
    UPHELD = "upheld", pgettext_lazy("what became of an appeal", "The decision stands")
    REVERSED = "reversed", pgettext_lazy("what became of an appeal", "The decision was reversed")


class Appeal(models.Model):
    """One person's complaint against one decision: the author's, or that of somebody who reported.

    `decision` may also be one by which nothing was done. `notice` is null where the author appeals. Against a
    penalty that no decision about a comment holds up, it names the `penalty` instead. Decided by a person,
    never automatically, with a reply.
    """

    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="appeals", verbose_name=_("decision")
    )
    penalty = models.OneToOneField(
        Penalty, models.PROTECT, null=True, blank=True, related_name="appeal", verbose_name=_("penalty")
    )
    notice = models.OneToOneField(Notice, models.PROTECT, null=True, blank=True, related_name="appeal")
    appellant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="appeals"
    )
    text = models.TextField(_("why the decision is wrong"))
    created_at = models.DateTimeField(_("sent"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=AppealOutcome.choices, blank=True)
    reply = models.TextField(_("reply"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    result = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="answers_appeal"
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ("created_at", "pk")
        indexes = [models.Index(fields=["created_at"], name="appeal_created")]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"], condition=Q(notice__isnull=True), name="appeal_of_author_once"
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=False, penalty__isnull=True)
                | Q(decision__isnull=True, penalty__isnull=False, notice__isnull=True),
                name="appeal_against_one_thing",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_something"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, reply="", result__isnull=True)
                | (
                    Q(outcome__in=[AppealOutcome.UPHELD.value, AppealOutcome.REVERSED.value])
                    & Q(decided_at__isnull=False)
                    & ~Q(reply="")
                ),
                name="appeal_decided_with_a_reply",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=AppealOutcome.REVERSED.value)
                | Q(result__isnull=False)
                | Q(penalty__isnull=False),
                name="appeal_reversed_by_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id or self.penalty_id}: {self.outcome or 'open'}"


class Misuse(models.TextChoices):
    """In what way somebody may misuse the site."""

    NOTICES = "notices", _("Repeated unfounded notices")
    VIOLATIONS = "violations", _("Repeated violations")


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", pgettext_lazy("what became of a proposal", "Open")
    CONFIRMED = "confirmed", pgettext_lazy("what became of a proposal", "Confirmed")
    DISMISSED = "dismissed", pgettext_lazy("what became of a proposal", "Dismissed")


PROPOSED = {Misuse.NOTICES: Sanction.IGNORE_NOTICES, Misuse.VIOLATIONS: Sanction.SUSPEND}
"""The sanction that is proposed for each misuse, once a warning has gone before it."""


class Proposal(models.Model):
    """That a rule found misuse by somebody, for a person to confirm or dismiss: `bad` of `counted`.

    `days` is how long the sanction would last, 0 for a warning.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="proposals")
    misuse = models.CharField(_("misuse"), max_length=10, choices=Misuse.choices)
    bad = models.PositiveIntegerField(_("of these unfounded, or violations"))
    counted = models.PositiveIntegerField(_("notices or comments counted"))
    sanction = models.CharField(
        _("sanction"),
        max_length=14,
        choices=[(sanction.value, label) for sanction, label in SANCTION_LABELS.items()],
        default=Sanction.WARN.value,
    )
    days = models.PositiveIntegerField(_("days"), default=0)
    state = models.CharField(_("state"), max_length=9, choices=ProposalState.choices)
    created_at = models.DateTimeField(_("found"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("created_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "misuse"], condition=Q(state="open"), name="proposal_open_once"
            ),
            models.CheckConstraint(condition=Q(misuse__in=Misuse.values), name="proposal_misuse_known"),
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN.value, decided_at__isnull=True)
                | (
                    Q(state__in=[ProposalState.CONFIRMED.value, ProposalState.DISMISSED.value])
                    & Q(decided_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="proposal_decided_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(bad__lte=models.F("counted")), name="proposal_counts_agree"),
            models.CheckConstraint(
                condition=Q(sanction=Sanction.WARN.value, days=0)
                | Q(misuse=Misuse.NOTICES.value, sanction=Sanction.IGNORE_NOTICES.value, days__gte=1)
                | Q(misuse=Misuse.VIOLATIONS.value, sanction=Sanction.SUSPEND.value, days__gte=1),
                name="proposal_fits_the_misuse",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.misuse}"
