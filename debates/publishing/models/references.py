"""What a debate cites."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from debates.publishing.models.debates import Debate

key_validator = RegexValidator(
    r"\A[A-Za-z](?:[A-Za-z0-9_:.-]*[A-Za-z0-9])?\Z",
    _("A key starts with a letter and goes on with letters, digits, or _ : . - between them."),
)


class Reference(models.Model):
    """One bibliographic item, cited in the texts as `[@key]`.

    `csl` is the item as CSL-JSON; an import that could not take a line apart keeps it in `raw` alone.
    `html` is the item formatted in the debate's style, without its number.
    """

    debate = models.ForeignKey(Debate, models.CASCADE, related_name="references", verbose_name=_("debate"))
    key = models.CharField(_("key"), max_length=80, validators=[key_validator])
    order = models.PositiveIntegerField(_("order"), default=0)
    csl = models.JSONField(_("CSL-JSON"), null=True, blank=True)
    raw = models.TextField(_("as it was written"), blank=True)
    html = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ("debate", "order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["debate", "key"], name="reference_key_unique_in_debate"),
            models.CheckConstraint(condition=~Q(key=""), name="reference_has_key"),
            models.CheckConstraint(
                condition=Q(csl__isnull=False) | ~Q(raw=""),
                name="reference_says_something",
                violation_error_message=_("Give the reference as CSL-JSON, or as it was written."),
            ),
        ]

    def __str__(self) -> str:
        return self.key
