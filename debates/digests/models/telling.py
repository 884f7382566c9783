"""What there is to tell, and what was told: planned once for each person, whatever is swept twice."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.comments.models import Comment
from debates.digests.models.subscriptions import Subscriber
from debates.publishing.models import Correction, Debate, Position


class News(models.TextChoices):
    """What can happen to a debate that people are told of."""

    OPENED = "opened", _("Opened")
    CLOSING_SOON = "closing", _("Closing soon")
    RESULT = "result", _("Result")
    CORRECTED = "corrected", _("Corrected")


class Event(models.Model):
    """Something that happened to a debate, found by a sweep. `planned_up_to` is the last subscriber told.

    `at` is when it happened, `found_at` when the sweep saw it: digests go by the second, so that what is
    found late is told late and not never. Whoever wants it at once is planned in batches, in the order of
    their numbers: a worker that is killed loses nothing, and the next goes on from there.
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
    debate = models.ForeignKey(Debate, models.CASCADE, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("announced comment")
        verbose_name_plural = _("announced comments")
        indexes = [
            # How many are new in a debate since somebody was last told.
            models.Index(fields=["debate", "at"], name="announced_in_debate"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}"


class Valued(models.Model):
    """The comment on a position that readers of opposing sides value most, and since when it is that one."""

    position = models.OneToOneField(Position, models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("most valued comment")
        verbose_name_plural = _("most valued comments")

    def __str__(self) -> str:
        return f"{self.position_id}: {self.comment_id}"


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


class Why(models.TextChoices):
    """Why somebody is told of a comment."""

    REPLY = "reply", pgettext_lazy("why somebody is told of a comment", "It answers theirs")
    THREAD = "thread", pgettext_lazy("why somebody is told of a comment", "They follow its thread")


class Told(models.Model):
    """That somebody is told of a comment, at once or in a digest: whatever else they want, not again.

    One that is not told at once waits, without a digest, for the next that may tell it.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, db_index=False, related_name="told")
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    why = models.CharField(max_length=6, choices=Why.choices)
    at = models.DateTimeField()
    at_once = models.BooleanField(default=False)
    digest = models.ForeignKey(Digest, models.CASCADE, null=True, blank=True, related_name="told")

    class Meta:
        verbose_name = _("what somebody was told")
        verbose_name_plural = _("what people were told")
        indexes = [
            # What waits for somebody's next digest.
            models.Index(
                fields=["subscriber"],
                name="told_waiting",
                condition=Q(at_once=False, digest__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "comment"], name="told_once"),
            models.CheckConstraint(
                condition=Q(at_once=False) | Q(digest__isnull=True), name="told_at_once_or_in_a_digest"
            ),
            models.CheckConstraint(condition=Q(why__in=Why.values), name="told_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.comment_id}"
