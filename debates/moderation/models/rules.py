"""The rules that readers agree to, as a page that is published anew whenever they change."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from debates.moderation.urgency import Severity

SEVERITY_LABELS = {
    Severity.USUAL: _("usual"),
    Severity.NOTABLE: _("notable"),
    Severity.SERIOUS: _("serious"),
    Severity.GRAVE: _("grave"),
}
KEY_LENGTH = 40
MOST_RULES = 9
"""As many as there are keys from 1 to 9."""
TITLE_LENGTH = 80
TEXT_LENGTH = 1000


class TermsQuerySet(models.QuerySet["Terms"]):
    """Versions of the rules, in the domain's words."""

    def in_force(self, now: datetime) -> Self:
        """Answer the versions whose time had come by then, the one that holds first: the newest of them.

        So a version also takes the place of an earlier one that has not come into force yet.
        """
        return self.filter(in_force_at__lte=now).order_by("-number")


class Terms(models.Model):
    """One version of the site's rules. Published once, never changed: decisions point to it.

    A trigger of the database refuses to change what it says, or what its rules say.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    introduction = models.TextField(_("introduction"))
    html = models.TextField(editable=False)
    renderer_version = models.PositiveIntegerField(default=0, editable=False)
    in_force_at = models.DateTimeField(_("in force from"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"))

    objects = TermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the rules")
        verbose_name_plural = _("versions of the rules")
        ordering = ("-number",)
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="terms_number_from_one"),
            models.CheckConstraint(
                condition=Q(in_force_at__gte=models.F("published_at")), name="terms_in_force_once_published"
            ),
        ]

    def __str__(self) -> str:
        return _("Version %(number)d") % {"number": self.number}

    def get_absolute_url(self) -> str:
        """Answer the page on which readers find this version."""
        return reverse("reading:rules_version", args=[self.number])


class Rule(models.Model):
    """One rule of a version. `key` stays the same from version to version, so that periods compare."""

    terms = models.ForeignKey(Terms, models.PROTECT, related_name="rules", verbose_name=_("version"))
    order = models.PositiveSmallIntegerField(_("place"))
    key = models.SlugField(_("key"), max_length=KEY_LENGTH)
    title = models.CharField(_("rule"), max_length=TITLE_LENGTH)
    text = models.CharField(_("what it means"), max_length=TEXT_LENGTH)
    severity = models.PositiveSmallIntegerField(
        _("severity"),
        choices=[(severity.value, label) for severity, label in SEVERITY_LABELS.items()],
        default=Severity.USUAL.value,
        help_text=_("How much harm is likely while a comment waits that is reported under this rule."),
    )

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ("terms", "order")
        constraints = [
            models.UniqueConstraint(fields=["terms", "order"], name="rule_place_once"),
            models.UniqueConstraint(fields=["terms", "key"], name="rule_key_once"),
            models.CheckConstraint(
                condition=Q(order__gte=1, order__lte=MOST_RULES), name="rule_place_is_a_key"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text="") & ~Q(key=""), name="rule_says_something"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=[severity.value for severity in Severity]),
                name="rule_severity_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Answer where readers find this rule, in its version."""
        return f"{self.terms.get_absolute_url()}#rule-{self.key}"
