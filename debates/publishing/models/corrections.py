"""What was put right after publication, and what readers think should be."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.publishing.models.essays import Essay
from debates.publishing.models.texts import Revision, Text

CORRECTION_LENGTH = 300
SUGGESTION_LENGTH = 2000
SHORTEST_SUGGESTION = 10


class Correction(models.Model):
    """A change of a text that readers had seen, told to them: when, what was wrong, and the words.

    Never changed.
    """

    text = models.ForeignKey(Text, models.CASCADE, related_name="corrections")
    before = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    after = models.OneToOneField(Revision, models.CASCADE, related_name="correction")
    note = models.CharField(_("what was corrected"), max_length=CORRECTION_LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["text", "-at"], name="correction_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="correction_is_explained"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="correction_changes"),
        ]

    def __str__(self) -> str:
        return self.note


class Outcome(models.TextChoices):
    """What editors did with a suggestion."""

    OPEN = "", pgettext_lazy("what became of a suggestion", "Open")
    TAKEN = "taken", pgettext_lazy("what became of a suggestion", "Taken up")
    DECLINED = "declined", pgettext_lazy("what became of a suggestion", "Declined")


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Suggestions, in the domain’s words."""

    def open(self) -> Self:
        """Answer those that wait for an editor."""
        return self.filter(outcome=Outcome.OPEN)


class Suggestion(models.Model):
    """What a reader thinks is wrong in an essay that they read, in this revision."""

    essay = models.ForeignKey(Essay, models.CASCADE, related_name="suggestions")
    revision = models.PositiveIntegerField()
    body = models.TextField(_("what should be corrected"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggested correction")
        verbose_name_plural = _("suggested corrections")
        ordering = ("at", "pk")
        indexes = [models.Index(fields=["at"], name="suggestion_open", condition=Q(outcome=""))]
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="suggestion_says_something"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="suggestion_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="", handled_at=None, handled_by=None)
                | (~Q(outcome="") & Q(handled_at__isnull=False)),
                name="suggestion_handled_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.body
