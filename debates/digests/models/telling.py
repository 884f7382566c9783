"""What there is to tell, and what was told: planned once for each person, whatever is swept twice."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from debates.comments.models import Comment
from debates.digests.models.subscriptions import Subscriber
from debates.publishing.models import Correction, Debate


class News(models.TextChoices):
    """What can happen to a debate that people are told of."""

    OPENED = "opened", _("Opened")
    CLOSING_SOON = "closing", _("Closing soon")
    RESULT = "result", _("Result")
    CORRECTED = "corrected", _("Corrected")


class Event(models.Model):
    """Something that happened to a debate, found by a sweep. `planned_up_to` is the last subscriber told.

    Whoever wants it at once is planned in batches, in the order of their numbers: a worker that is killed
    loses nothing, and the next goes on from there.
    """

    debate = models.ForeignKey(Debate, models.CASCADE, related_name="+")
    news = models.CharField(max_length=9, choices=News.choices)
    correction = models.OneToOneField(Correction, models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    found_at = models.DateTimeField()
    planned_up_to = models.PositiveBigIntegerField(default=0)
    planned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("event of a debate")
        verbose_name_plural = _("events of debates")
        ordering = ("found_at", "pk")
        indexes = [
            models.Index(fields=["found_at"], name="event_found"),
            models.Index(fields=["id"], name="event_to_plan", condition=Q(planned_at__isnull=True)),
        ]
        constraints = [
            # A debate that is opened again is not told anew, nor does it close soon or end twice.
            models.UniqueConstraint(
                fields=["debate", "news"], condition=~Q(news="corrected"), name="event_once_of_a_debate"
            ),
            models.CheckConstraint(condition=Q(news__in=News.values), name="event_known"),
            models.CheckConstraint(
                condition=Q(news=News.CORRECTED.value, correction__isnull=False)
                | (~Q(news=News.CORRECTED.value) & Q(correction__isnull=True)),
                name="event_names_its_correction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debate_id}: {self.news}"


class Announced(models.Model):
    """A comment that readers see, found once by the sweep that plans who is told of it."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="announced")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("announced comment")
        verbose_name_plural = _("announced comments")
        indexes = [models.Index(fields=["at"], name="announced_at")]

    def __str__(self) -> str:
        return f"{self.comment_id}"


class Told(models.Model):
    """That somebody was told of a comment, at once or in a digest: whatever else they want, not again."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, db_index=False, related_name="told")
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("what somebody was told")
        verbose_name_plural = _("what people were told")
        constraints = [models.UniqueConstraint(fields=["subscriber", "comment"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.comment_id}"


class Digest(models.Model):
    """One e-mail to one person for one of their days: what there was from `covers_from` until `covers_until`.

    It is planned whether or not there is something to tell; where there was nothing, there is no letter.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, db_index=False, related_name="digests")
    period = models.DateField(_("day"))
    is_weekly = models.BooleanField(_("with what is wanted weekly"), default=False)
    covers_from = models.DateTimeField()
    weekly_from = models.DateTimeField()
    covers_until = models.DateTimeField()
    planned_at = models.DateTimeField()

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "period"], name="digest_once_a_period"),
            models.CheckConstraint(
                condition=Q(covers_from__lt=F("covers_until")) & Q(weekly_from__lte=F("covers_from")),
                name="digest_covers_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.period}"
