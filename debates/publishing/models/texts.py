"""The texts of a debate, and every version of each that was ever saved."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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

    `citations` is a list of [key, anchor, number], one for each link to a reference, in order;
    `unknown_citations` and `unknown_images` are the keys that lead nowhere: nothing that readers see has any.

    While readers see a text, a change of it waits as `pending` until an editor says what it is.
    """

    debate = models.ForeignKey(Debate, models.CASCADE, related_name="texts", verbose_name=_("debate"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    essay = models.OneToOneField(Essay, models.CASCADE, null=True, blank=True, related_name="text")
    source = models.TextField(_("text"), blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    pending = models.ForeignKey(
        "Revision", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("pending change")
    )
    saved_at = models.DateTimeField(_("saved"), null=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    html = models.TextField(blank=True, editable=False)
    plain = models.TextField(blank=True, editable=False)
    words = models.PositiveIntegerField(_("words"), default=0, editable=False)
    citations = models.JSONField(default=list, editable=False)
    unknown_citations = models.JSONField(default=list, editable=False)
    unknown_images = models.JSONField(default=list, editable=False)
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

    @property
    def working_source(self) -> str:
        """Answer what whoever writes goes on from: the change that waits, else the text itself."""
        return self.pending.source if self.pending else self.source

    @property
    def working_revision(self) -> int:
        """Answer the number of the revision that `working_source` is."""
        return self.pending.number if self.pending else self.revision


class Saving(models.TextChoices):
    """How a revision came about, and so what it is in the history."""

    SAVED = "saved", pgettext_lazy("how a version of a text came about", "Saved")
    AUTOSAVED = "autosaved", pgettext_lazy("how a version of a text came about", "Saved while typing")
    RESTORED = "restored", pgettext_lazy("how a version of a text came about", "Restored")
    ASIDE = "aside", pgettext_lazy("how a version of a text came about", "Set aside: somebody else had saved")


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions, in the domain's words."""

    def with_people(self) -> Self:
        """Answer them with who saved each, newest first."""
        return self.select_related("by").order_by("-number")


class Revision(models.Model):
    """A version of a text as it was saved. Its words never change.

    `started_from` is the number of the revision that its writer had before them. What one person saves while
    typing makes way for what they save soon after (`actions.texts.make_room`), so numbers may be missing.
    """

    text = models.ForeignKey(Text, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.TextField(blank=True)
    saving = models.CharField(max_length=9, choices=Saving.choices, default=Saving.SAVED)
    started_from = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("text", "number")
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="revision_number_unique_in_text"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
            models.CheckConstraint(condition=Q(saving__in=Saving.values), name="revision_saving_known"),
            models.CheckConstraint(
                condition=Q(started_from__lt=F("number")), name="revision_starts_from_an_earlier_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text_id} r{self.number}"
