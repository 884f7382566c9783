"""Cases: each comment that moderators have to do with has one, however often it comes back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.comments.models import Comment
from debates.moderation.models.rules import SEVERITY_LABELS
from debates.moderation.queues import OPEN, Queue
from debates.moderation.urgency import Severity

QUEUE_LABELS = {
    Queue.APPEALED: pgettext_lazy("queue of moderators", "Appealed"),
    Queue.REPORTED: pgettext_lazy("queue of moderators", "Reported"),
    Queue.HELD: pgettext_lazy("queue of moderators", "Held"),
    Queue.NEW: pgettext_lazy("queue of moderators", "New"),
    Queue.DECIDED: pgettext_lazy("queue of moderators", "Decided"),
}
NOTE_LENGTH = 2000


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, in the domain's words."""

    def open(self) -> "CaseQuerySet":
        """Answer the cases in which something waits."""
        return self.filter(queue__in=[queue.value for queue in OPEN])

    def most_urgent_first(self) -> "CaseQuerySet":
        """Answer them in the order in which moderators take them."""
        return self.order_by("urgent_at", "pk")


class Case(models.Model):
    """What moderators have to do with one comment, opened again rather than twice.

    `version` grows with whatever happens in the case: who acts names the one they saw. `since` is when it
    came into its queue, `urgent_at` the moment by which it is sorted there (`urgency.urgent_at`).
    `seen_version` is the comment's version that the case was last brought into line with.
    """

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="case", verbose_name=_("comment"))
    queue = models.CharField(
        _("queue"), max_length=8, choices=[(queue.value, label) for queue, label in QUEUE_LABELS.items()]
    )
    severity = models.PositiveSmallIntegerField(
        _("severity"),
        choices=[(severity.value, label) for severity, label in SEVERITY_LABELS.items()],
        default=Severity.USUAL.value,
    )
    since = models.DateTimeField(_("in this queue since"))
    urgent_at = models.DateTimeField(_("sorted as of"))
    version = models.PositiveIntegerField(_("version"), default=1)
    seen_version = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(_("opened"))

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            # A page of a queue, and how many there are in it.
            models.Index(fields=["queue", "urgent_at", "id"], name="case_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(queue__in=[queue.value for queue in Queue]), name="case_queue_known"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=[severity.value for severity in Severity]),
                name="case_severity_known",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="case_versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class CaseNote(models.Model):
    """What a moderator notes for the others; neither the author nor readers see it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.CharField(_("note"), max_length=NOTE_LENGTH)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("moderators’ note")
        verbose_name_plural = _("moderators’ notes")
        ordering = ("at", "pk")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="case_note_says_something")]

    def __str__(self) -> str:
        return self.text


class Desk(models.Model):
    """How a moderator works: whether keys decide, and at which hour the summary comes, if at all."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk")
    keys = models.BooleanField(_("decide by keys"), default=True)
    summary_hour = models.PositiveSmallIntegerField(
        _("hour of the summary"), null=True, blank=True, default=8
    )
    next_summary_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("moderator’s desk")
        verbose_name_plural = _("moderators’ desks")
        indexes = [
            models.Index(
                fields=["next_summary_at"], name="desk_due", condition=Q(next_summary_at__isnull=False)
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(summary_hour__isnull=True, next_summary_at__isnull=True)
                | Q(summary_hour__isnull=False, summary_hour__lte=23),
                name="desk_hour_is_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)
