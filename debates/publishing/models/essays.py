"""Who signs essays, and the essays."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.media.models import Image, is_web_address, validate_web_address
from debates.publishing.models.debates import Position, language_validator
from debates.publishing.workflow import Round


def site_licence_name() -> str:
    """Answer the licence that new essays get; an essay keeps the one that it was signed under."""
    return str(settings.SITE.licence_name)


def site_licence_url() -> str:
    """Answer the deed of the licence that new essays get."""
    return str(settings.SITE.licence_url)


class Contributor(models.Model):
    """The person who signs essays. The record needs no account."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    role = models.CharField(_("role"), max_length=160, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=160, blank=True)
    disclosure = models.TextField(
        _("disclosure of interests"),
        blank=True,
        help_text=_("What a reader should know. “Nothing to disclose.” is an answer; an empty field is not."),
    )
    biography = models.TextField(_("biography"), blank=True)
    portrait = models.ForeignKey(
        Image, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("portrait")
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributor",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(slug=""), name="contributor_is_named")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Answer the contributor's page."""
        return reverse("reading:contributor", args=[self.slug])


class Essay(models.Model):
    """The signed text that argues a position, in one round."""

    ROUND_LABELS = {
        Round.OPENING: pgettext_lazy("round of a debate", "Opening"),
        Round.REBUTTAL: pgettext_lazy("round of a debate", "Rebuttal"),
        Round.CLOSING: pgettext_lazy("round of a debate", "Closing"),
    }

    position = models.ForeignKey(Position, models.CASCADE, related_name="essays", verbose_name=_("position"))
    round = models.CharField(
        _("round"),
        max_length=8,
        choices=[(round_.value, label) for round_, label in ROUND_LABELS.items()],
        default=Round.OPENING.value,
    )
    contributor = models.ForeignKey(
        Contributor, models.PROTECT, related_name="essays", verbose_name=_("contributor")
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        validators=[language_validator],
        help_text=_("Empty: the debate’s language."),
    )
    licence_name = models.CharField(_("licence"), max_length=60, default=site_licence_name)
    licence_url = models.CharField(
        _("address of the licence"),
        max_length=200,
        default=site_licence_url,
        validators=[validate_web_address],
    )
    original_url = models.CharField(
        _("first published at"), max_length=500, blank=True, validators=[validate_web_address]
    )
    submitted_at = models.DateTimeField(
        _("submitted on"),
        null=True,
        blank=True,
        help_text=_("From then on its guest reads, and the editors write, until they give it back."),
    )
    withdrawn_at = models.DateTimeField(
        _("withdrawn on"), null=True, blank=True, help_text=_("By its author, until it is saved anew.")
    )

    class Meta:
        verbose_name = _("essay")
        verbose_name_plural = _("essays")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["position", "round"], name="essay_unique_in_round"),
            models.CheckConstraint(condition=Q(round__in=[r.value for r in Round]), name="essay_round_known"),
            models.CheckConstraint(condition=~Q(title=""), name="essay_has_title"),
            models.CheckConstraint(
                condition=~Q(licence_name="") & ~Q(licence_url="") & is_web_address("licence_url"),
                name="essay_has_licence",
            ),
            models.CheckConstraint(
                condition=is_web_address("original_url"), name="essay_original_url_is_web"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Answer the essay's page."""
        return essay_url(self.position.debate.slug, self.position.slug, self.round)


def essay_url(debate_slug: str, position_slug: str, round_: str) -> str:
    """Answer the page of the essay that argues this position in this round; the opening needs no suffix."""
    if round_ == Round.OPENING:
        return reverse("reading:essay", args=[debate_slug, position_slug])
    return reverse("reading:essay", args=[debate_slug, position_slug, round_])
