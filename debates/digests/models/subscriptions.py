"""Who wants to be told what, how often, and at which hour."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import check_time_zone
from debates.comments.models import Comment
from debates.digests.schedule import IN_DIGESTS, Frequency
from debates.publishing.models import Debate, Topic

FREQUENCY_LABELS = {
    Frequency.IMMEDIATELY: pgettext_lazy("how often an e-mail comes", "Immediately"),
    Frequency.DAILY: pgettext_lazy("how often an e-mail comes", "Daily"),
    Frequency.WEEKLY: pgettext_lazy("how often an e-mail comes", "Weekly"),
    Frequency.NEVER: pgettext_lazy("how often an e-mail comes", "Never"),
}


class Kind(models.TextChoices):
    """What somebody can be told of."""

    NEW_DEBATES = "new", _("New debates")
    DEBATE = "debate", _("One debate")
    REPLIES = "replies", _("Replies to me")
    THREAD = "thread", _("One thread of comments")


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """Subscribers, in the domain's words."""

    def confirmed(self) -> "SubscriberQuerySet":
        """Answer those who may be written to: they have shown that the address is theirs."""
        return self.filter(confirmed_at__isnull=False)

    def due(self, now: datetime) -> "SubscriberQuerySet":
        """Answer those whose digest is due, longest first."""
        return self.confirmed().filter(next_due_at__lte=now).order_by("next_due_at", "pk")


class Subscriber(models.Model):
    """One person who is written to: with an account, or with an address alone that they have confirmed.

    An account's address, language and time zone are the account's. `nonce` is the secret part of this
    person's links. `covered_until` says up to when digests have told what there was, `weekly_covered_until`
    the same of what is wanted weekly; `next_due_at` when the next one is planned, none where nothing is
    wanted in digests.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="subscriber"
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[check_time_zone])
    hour = models.PositiveSmallIntegerField(_("hour"), default=7)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), default=5)
    nonce = models.CharField(max_length=43)
    created_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    covered_until = models.DateTimeField(_("told until"))
    weekly_covered_until = models.DateTimeField(_("told weekly until"))
    next_due_at = models.DateTimeField(_("next digest"), null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        indexes = [
            # Who is due: asked every few minutes.
            models.Index(
                fields=["next_due_at", "id"], name="subscriber_due", condition=Q(next_due_at__isnull=False)
            ),
            models.Index(
                fields=["created_at"], name="subscriber_unconfirmed", condition=Q(confirmed_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="") | (Q(user__isnull=True) & ~Q(email="")),
                name="subscriber_has_account_or_address",
            ),
            models.UniqueConstraint(
                Lower("email"), condition=Q(user__isnull=True), name="subscriber_address_once"
            ),
            models.CheckConstraint(condition=Q(hour__lte=23), name="subscriber_hour_is_one"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="subscriber_weekday_is_one"),
            models.CheckConstraint(
                condition=Q(next_due_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="subscriber_due_once_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def address(self) -> str:
        """Answer where to write to; empty where an account has no address."""
        return (self.user.email or "") if self.user else self.email


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions, in the domain's words."""

    def wanted(self) -> "SubscriptionQuerySet":
        """Answer those that are not switched off, of people who may be written to."""
        return self.exclude(frequency=Frequency.NEVER).filter(subscriber__confirmed_at__isnull=False)

    def immediate(self) -> "SubscriptionQuerySet":
        """Answer those that are told at once."""
        return self.filter(frequency=Frequency.IMMEDIATELY, subscriber__confirmed_at__isnull=False)

    def in_digests(self) -> "SubscriptionQuerySet":
        """Answer those that digests tell of."""
        return self.filter(frequency__in=[frequency.value for frequency in IN_DIGESTS])


class Subscription(models.Model):
    """One thing that somebody wants to be told of. `target` names it: nobody has the same one twice.

    New debates may be all, those on a topic, or those in a language. Switched off is a row, too: whoever
    said “never” to replies is not asked again.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, db_index=False, related_name="subscriptions")
    kind = models.CharField(_("what"), max_length=8, choices=Kind.choices)
    target = models.CharField(max_length=40)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+")
    language = models.CharField(_("language"), max_length=12, blank=True)
    debate = models.ForeignKey(Debate, models.CASCADE, null=True, blank=True, related_name="+")
    thread = models.ForeignKey(Comment, models.CASCADE, null=True, blank=True, related_name="+")
    frequency = models.CharField(
        _("how often"),
        max_length=11,
        choices=[(frequency.value, label) for frequency, label in FREQUENCY_LABELS.items()],
    )
    since = models.DateTimeField(_("since"))

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        indexes = [
            # Who is told of something at once, a page at a time.
            models.Index(
                fields=["target", "subscriber"],
                name="subscription_immediate",
                condition=Q(frequency="immediately"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "target"], name="subscription_once"),
            models.CheckConstraint(
                condition=Q(frequency__in=[frequency.value for frequency in Frequency]),
                name="subscription_frequency_known",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind=Kind.NEW_DEBATES.value, debate__isnull=True, thread__isnull=True)
                    & (Q(topic__isnull=True) | Q(language=""))
                )
                | Q(kind=Kind.DEBATE.value, debate__isnull=False, thread=None, topic=None, language="")
                | Q(kind=Kind.REPLIES.value, debate=None, thread=None, topic=None, language="")
                | Q(kind=Kind.THREAD.value, debate=None, thread__isnull=False, topic=None, language=""),
                name="subscription_names_its_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.target}"
