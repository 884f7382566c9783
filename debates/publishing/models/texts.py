"""The texts of a debate, and every version of each that was ever saved."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from debates.media.models import Image
from debates.publishing.models.debates import Debate
from debates.publishing.models.essays import Essay


class Kind(models.TextChoices):
    """What a text is to its debate."""

    INTRODUCTION = "introduction", _("Introduction")
    ESSAY = "essay", _("Essay")
    CONCLUSION = "conclusion", _("Conclusion")


class Text(models.Model):
    """One text of a debate: its Markdown source, the safe HTML, and the version of the renderer.

    `citations` is a list of [key, anchor, number], one for each link to a reference, in order.
    """

    debate = models.ForeignKey(Debate, models.CASCADE, related_name="texts", verbose_name=_("debate"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    essay = models.OneToOneField(Essay, models.CASCADE, null=True, blank=True, related_name="text")
    source = models.TextField(_("text"), blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    saved_at = models.DateTimeField(_("saved"), null=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    html = models.TextField(blank=True, editable=False)
    plain = models.TextField(blank=True, editable=False)
    words = models.PositiveIntegerField(_("words"), default=0, editable=False)
    citations = models.JSONField(default=list, editable=False)
    renderer_version = models.PositiveIntegerField(default=0, editable=False)
    images = models.ManyToManyField(Image, related_name="+", editable=False)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="essay", essay__isnull=False)
                | Q(kind__in=["introduction", "conclusion"], essay__isnull=True),
                name="text_kind_matches_essay",
            ),
            models.UniqueConstraint(
                fields=["debate", "kind"], condition=Q(essay__isnull=True), name="text_unique_in_debate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.debate}"

    @property
    def name(self) -> str:
        """Answer what the text is called where its debate is known."""
        return self.essay.title if self.essay else self.get_kind_display()


class Revision(models.Model):
    """A version of a text as it was saved. Never changed."""

    text = models.ForeignKey(Text, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("text", "number")
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="revision_number_unique_in_text"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.text_id} r{self.number}"
