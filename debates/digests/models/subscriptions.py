"""Who wants to be told what, how often, and at which hour."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import models
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat, Lower
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import check_time_zone
from debates.comments.models import Comment
from debates.digests import targets
from debates.digests.schedule import Frequency
from debates.publishing.models import Debate, Topic

FREQUENCY_LABELS = {
    Frequency.IMMEDIATELY: pgettext_lazy("how often an e-mail comes", "Immediately"),
    Frequency.DAILY: pgettext_lazy("how often an e-mail comes", "Daily"),
    Frequency.WEEKLY: pgettext_lazy("how often an e-mail comes", "Weekly"),
    Frequency.NEVER: pgettext_lazy("how often an e-mail comes", "Never"),
}


NONCE_LENGTH = 22


def new_nonce() -> str:
    """Answer the secret part of somebody's links, which nobody can guess."""
    return get_random_string(NONCE_LENGTH)


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

    def of_address(self, address: str) -> "SubscriberQuerySet":
        """Answer who subscribed by this address alone, in whatever case it is typed."""
        return self.filter(user=None).alias(folded=Lower("email")).filter(folded=Lower(Value(address)))


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
    nonce = models.CharField(max_length=NONCE_LENGTH, default=new_nonce, editable=False)
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
            models.CheckConstraint(condition=~Q(nonce=""), name="subscriber_has_secret"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def address(self) -> str:
        """Answer where to write to; empty where an account has no address."""
        return (self.user.email or "") if self.user else self.email

    @property
    def zone(self) -> ZoneInfo:
        """Answer the time zone of this person's clock; the site's where theirs is none any more."""
        try:
            return ZoneInfo(self.user.time_zone if self.user else self.time_zone)
        except (ValueError, ZoneInfoNotFoundError):
            return ZoneInfo(settings.TIME_ZONE)

    @property
    def spoken(self) -> str:
        """Answer the language to write in: theirs where the site has it, else the site's own."""
        language = self.user.language if self.user else self.language
        return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class FormerSubscriber(models.Model):
    """Whose row went when they became one with another: the links in their old letters still work.

    `number` and `nonce` are those of the row that went.
    """

    number = models.BigIntegerField(primary_key=True)
    nonce = models.CharField(max_length=NONCE_LENGTH)
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="former")

    class Meta:
        verbose_name = _("former subscriber")
        verbose_name_plural = _("former subscribers")

    def __str__(self) -> str:
        return f"{self.number}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions, in the domain's words."""

    def wanted(self) -> "SubscriptionQuerySet":
        """Answer those that are not switched off, of people who may be written to."""
        return self.exclude(frequency=Frequency.NEVER).filter(subscriber__confirmed_at__isnull=False)

    def immediate(self) -> "SubscriptionQuerySet":
        """Answer those that are told at once."""
        return self.filter(frequency=Frequency.IMMEDIATELY, subscriber__confirmed_at__isnull=False)


def numbered(before: str, column: str) -> Concat:
    """Answer the name that begins so and ends in the number in this column."""
    return Concat(Value(before), Cast(column, CharField()), output_field=CharField())


_NOTHING: dict[str, Any] = {
    "topic__isnull": True,
    "language": "",
    "debate__isnull": True,
    "thread__isnull": True,
}

TARGET_NAMES_ITS_COLUMNS = (
    Q(kind=Kind.NEW_DEBATES.value, target=targets.new_debates(), **_NOTHING)
    | Q(
        kind=Kind.NEW_DEBATES.value,
        target=numbered("new:topic:", "topic_id"),
        **_NOTHING | {"topic__isnull": False},
    )
    | (
        Q(
            kind=Kind.NEW_DEBATES.value,
            target=Concat(Value("new:language:"), "language"),
            **{name: value for name, value in _NOTHING.items() if name != "language"},
        )
        & ~Q(language="")
    )
    | Q(
        kind=Kind.DEBATE.value,
        target=numbered("debate:", "debate_id"),
        **_NOTHING | {"debate__isnull": False},
    )
    | Q(kind=Kind.REPLIES.value, target=targets.replies(), **_NOTHING)
    | Q(
        kind=Kind.THREAD.value,
        target=numbered("thread:", "thread_id"),
        **_NOTHING | {"thread__isnull": False},
    )
)


class Subscription(models.Model):
    """One thing that somebody wants to be told of. `target` names it: nobody has the same one twice.

    New debates may be all, those on a topic, or those in a language. Switched off is a row, too: whoever
    said “never” to replies is not asked again.

    `asked` is how often somebody who typed an address wants it, until whoever reads mail there has said so:
    `frequency` alone decides what is sent, and is “never” for what nobody has confirmed.

    `daily_after` is up to when digests had told what is wanted daily when this went from weekly to daily: the
    digest that begins there also tells of this what the weekly one would have told.
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
    daily_after = models.DateTimeField(null=True, blank=True)
    asked = models.CharField(
        _("asked for, not confirmed"),
        max_length=11,
        choices=[
            (frequency.value, label)
            for frequency, label in FREQUENCY_LABELS.items()
            if frequency is not Frequency.NEVER
        ],
        blank=True,
    )
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)

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
            # What was asked for and never confirmed.
            models.Index(fields=["asked_at"], name="subscription_asked", condition=Q(asked_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "target"], name="subscription_once"),
            models.CheckConstraint(
                condition=Q(frequency__in=[frequency.value for frequency in Frequency]),
                name="subscription_frequency_known",
            ),
            models.CheckConstraint(
                condition=Q(asked="", asked_at__isnull=True)
                | (
                    Q(asked__in=[frequency.value for frequency in Frequency if frequency != Frequency.NEVER])
                    & Q(asked_at__isnull=False)
                ),
                name="subscription_asked_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(daily_after__isnull=True) | Q(frequency=Frequency.DAILY.value),
                name="subscription_daily_after_weekly",
            ),
            # The target says what the other columns say, so that one thing never has two rows.
            models.CheckConstraint(condition=TARGET_NAMES_ITS_COLUMNS, name="subscription_names_its_target"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.target}"
