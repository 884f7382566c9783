"""A debate, its positions, its topics, and the record of its states."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.policies import may_act_as
from accounts.roles import Role
from debates.citations.formatting import Style
from debates.media.models import Image, is_web_address, validate_web_address
from debates.publishing.workflow import ENDED, LATER_ROUNDS, PUBLIC, ROUNDS, Move, Round, Status

STATUS_LABELS = {
    Status.DRAFT: pgettext_lazy("state of a debate", "Draft"),
    Status.IN_REVIEW: pgettext_lazy("state of a debate", "In review"),
    Status.SCHEDULED: pgettext_lazy("state of a debate", "Scheduled"),
    Status.PUBLISHED: pgettext_lazy("state of a debate", "Published"),
    Status.CLOSED: pgettext_lazy("state of a debate", "Closed"),
    Status.ARCHIVED: pgettext_lazy("state of a debate", "Archived"),
    Status.WITHDRAWN: pgettext_lazy("state of a debate", "Withdrawn"),
}

STATUSES = [status.value for status in Status]
STYLES = {Style.IEEE: "IEEE", Style.APA: "APA", Style.HARVARD: "Harvard"}

MAX_POSITIONS = 6
"""Six letters and six colours can be told apart; more sides than that are a list, not a debate."""

language_validator = RegexValidator(
    r"\A[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}\Z",
    _("Give the language as a tag, for example en, fr or pt-BR."),
)


class Origin(models.TextChoices):
    """Where a debate was first published."""

    SITE = "site", pgettext_lazy("where a debate was first published", "This site")
    IMPORT = "import", pgettext_lazy("where a debate was first published", "Imported")


class Topic(models.Model):
    """A subject that debates share; each has a page."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("name",)
        constraints = [models.CheckConstraint(condition=~Q(name="") & ~Q(slug=""), name="topic_is_named")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Answer the topic's page."""
        return reverse("reading:topic", args=[self.slug])


class DebateQuerySet(models.QuerySet["Debate"]):
    """Debates, in the domain's words."""

    def public(self) -> Self:
        """Answer the debates that readers see."""
        return self.filter(status__in=PUBLIC)

    def open(self, now: datetime) -> Self:
        """Answer the public debates that are still going on at `now`."""
        return self.filter(Q(closes_at=None) | Q(closes_at__gt=now), status=Status.PUBLISHED)

    def over(self, now: datetime) -> Self:
        """Answer the public debates that have ended by `now`, recorded as closed or not yet."""
        return self.public().exclude(pk__in=self.open(now).values("pk"))

    def visible_to(self, user: Any) -> Self:
        """Answer the debates whose pages `user` may see: all of them for editors, else the public ones."""
        return self.all() if may_act_as(user, Role.EDITOR) else self.public()

    def due(self, now: datetime) -> Self:
        """Answer the debates whose scheduled moment has come."""
        return self.filter(status=Status.SCHEDULED, publish_at__lte=now)

    def ended_unrecorded(self, now: datetime) -> Self:
        """Answer the debates that ended by their date and are not recorded as closed yet."""
        return self.filter(status=Status.PUBLISHED, closes_at__lte=now)


class Debate(models.Model):
    """One question, with everything that stands around it."""

    question = models.CharField(_("question"), max_length=250)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    summary = models.CharField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences for lists, feeds and link previews."),
    )
    language = models.CharField(_("language"), max_length=12, default="en", validators=[language_validator])
    lead_image = models.ForeignKey(
        Image, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead image")
    )
    images = models.ManyToManyField(
        Image,
        related_name="+",
        editable=False,
        verbose_name=_("images"),
        help_text=_("Added for this debate, shown in it or not yet."),
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="debates", verbose_name=_("topics"))
    citation_style = models.CharField(
        _("style of the references"),
        max_length=12,
        choices=[(style.value, label) for style, label in STYLES.items()],
        default=Style.IEEE.value,
    )
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices, default=Origin.SITE)
    original_url = models.CharField(
        _("first published at"), max_length=500, blank=True, validators=[validate_web_address]
    )

    status = models.CharField(
        _("state"),
        max_length=12,
        choices=[(status.value, label) for status, label in STATUS_LABELS.items()],
        default=Status.DRAFT.value,
    )
    publish_at = models.DateTimeField(_("to be published on"), null=True, blank=True)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    rebuttals_published_at = models.DateTimeField(_("rebuttals published on"), null=True, blank=True)
    closings_published_at = models.DateTimeField(_("closing essays published on"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes on"), null=True, blank=True)
    visitors_vote = models.BooleanField(
        _("readers without an account vote too"),
        default=False,
        help_text=_(
            "Their ballots are counted and shown apart: nobody can tell whether one person gave several."
        ),
    )
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    poll_ended_at = models.DateTimeField(_("vote ended on"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    withdrawal_note = models.TextField(_("what readers are told about the withdrawal"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = DebateQuerySet.as_manager()

    class Meta:
        verbose_name = _("debate")
        verbose_name_plural = _("debates")
        ordering = ("-published_at", "-pk")
        indexes = [
            # Home, archive, feeds: the public ones, newest first.
            models.Index(fields=["status", "-published_at", "-id"], name="debate_public_newest"),
            # The sweep: what is scheduled, by its moment.
            models.Index(fields=["publish_at"], name="debate_due", condition=Q(status="scheduled")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="debate_status_known"),
            models.CheckConstraint(condition=Q(origin__in=["site", "import"]), name="debate_origin_known"),
            models.CheckConstraint(
                condition=Q(citation_style__in=[style.value for style in STYLES]), name="debate_style_known"
            ),
            models.CheckConstraint(condition=~Q(question="") & ~Q(slug=""), name="debate_is_named"),
            models.CheckConstraint(
                condition=is_web_address("original_url"), name="debate_original_url_is_web"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(status.value for status in PUBLIC))
                | Q(published_at__isnull=False),
                name="debate_public_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(status="scheduled") | Q(publish_at__isnull=False),
                name="debate_scheduled_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(status.value for status in ENDED))
                | Q(closed_at__isnull=False),
                name="debate_ended_is_dated",
            ),
            # Results were public from then on, so nobody votes any more, whatever becomes of the debate.
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(poll_ended_at__isnull=False),
                name="debate_closed_has_ended_its_poll",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_note="")),
                name="debate_withdrawn_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(rebuttals_published_at=None, closings_published_at=None)
                | Q(published_at__isnull=False),
                name="debate_rounds_follow_publication",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        """Answer the debate's page."""
        return reverse("reading:debate", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Answer whether readers see this debate."""
        return self.status in PUBLIC

    def is_open(self, now: datetime) -> bool:
        """Answer whether the debate is going on at `now`. The time decides, not whether it was recorded."""
        return self.status == Status.PUBLISHED and (self.closes_at is None or self.closes_at > now)

    def has_ended(self, now: datetime) -> bool:
        """Answer whether the debate is public and over at `now`."""
        return self.is_public and not self.is_open(now)

    def takes_ballots(self, now: datetime) -> bool:
        """Answer whether readers vote at `now`: while the debate goes on for the first time.

        Once it has closed its results are public, and a debate that is reopened takes comments only.
        """
        return self.is_open(now) and self.poll_ended_at is None

    def poll_has_ended(self, now: datetime) -> bool:
        """Answer whether the debate is public and its poll over at `now`, so that its results are public."""
        return self.is_public and not self.takes_ballots(now)

    @property
    def released_rounds(self) -> tuple[Round, ...]:
        """Answer the rounds that readers see while the debate is public: for all positions, or for none."""
        moments = {
            Round.REBUTTAL: self.rebuttals_published_at,
            Round.CLOSING: self.closings_published_at,
        }
        return tuple(round_ for round_ in ROUNDS if round_ is Round.OPENING or moments[round_] is not None)

    def round_is_public(self, round_: str) -> bool:
        """Answer whether readers see the essays of this round now."""
        return self.is_public and round_ in self.released_rounds


RESERVED_SLUGS = frozenset(
    {
        "ballot",
        "cite",
        "comment",
        "comments",
        "conclusion",
        "corrections",
        "follow",
        "introduction",
        "recount",
        "results",
        "vote",
    }
)
"""Names of a debate's own pages: no position may take one as its address."""


def validate_not_reserved(slug: str) -> None:
    """Raise `ValidationError` for the name of one of a debate's own pages."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("This address is a page of every debate: choose another."))


class Position(models.Model):
    """One side of a debate. Its letter, colour and place in the canonical order follow from `order`."""

    debate = models.ForeignKey(Debate, models.CASCADE, related_name="positions", verbose_name=_("debate"))
    order = models.PositiveSmallIntegerField(_("order"))
    label = models.CharField(_("label"), max_length=40, help_text=_("Short: it stands on the ballot."))
    slug = models.SlugField(_("address"), max_length=60, validators=[validate_not_reserved])
    claim = models.CharField(
        _("claim"),
        max_length=200,
        help_text=_("The position in one sentence, as its contributor would say it."),
    )

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ("debate", "order")
        constraints = [
            models.UniqueConstraint(fields=["debate", "order"], name="position_order_unique_in_debate"),
            models.UniqueConstraint(fields=["debate", "slug"], name="position_slug_unique_in_debate"),
            models.CheckConstraint(
                condition=Q(order__gte=1, order__lte=MAX_POSITIONS),
                name="position_order_within_letters",
                violation_error_message=_("A debate has at most six positions, numbered from 1."),
            ),
            models.CheckConstraint(
                condition=~Q(label="") & ~Q(slug="") & ~Q(claim=""), name="position_is_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.debate}"

    @property
    def name(self) -> str:
        """Answer what the position is called where its debate is known."""
        return f"{self.letter}: {self.label}"

    @property
    def letter(self) -> str:
        """Answer A for the first position, B for the second."""
        return "ABCDEF"[self.order - 1]


STAYING = [Move.APPROVE.value, *(round_.value for round_ in LATER_ROUNDS)]
"""What is recorded of a debate and leaves its state as it is."""


class StatusChange(models.Model):
    """One move of a debate: what stood before, what after, who and when. Never changed.

    A later round that becomes public is recorded too: `move` is then the round, and the state stays.
    """

    debate = models.ForeignKey(Debate, models.CASCADE, related_name="status_changes")
    move = models.CharField(max_length=12)
    from_status = models.CharField(max_length=12)
    to_status = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_status=F("to_status")) | Q(move__in=STAYING),
                name="status_change_changes",
            ),
            models.CheckConstraint(
                condition=Q(
                    move__in=[step.value for step in [*Move, *LATER_ROUNDS]],
                    from_status__in=STATUSES,
                    to_status__in=STATUSES,
                ),
                name="status_change_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"
