"""What contributors and editors agree on while an essay is written: approvals, and notes in its margin."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from debates.publishing.models.essays import Contributor
from debates.publishing.models.texts import Revision

NOTE_LENGTH = 2000
PARAGRAPH_LENGTH = 40


class Approval(models.Model):
    """A contributor stands by this very revision of their essay.

    An editor says so `on_behalf` of a contributor who has no account here. Never changed: of another revision
    there is another approval.
    """

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="approval")
    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    on_behalf = models.BooleanField(_("on the contributor’s behalf"), default=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")

    def __str__(self) -> str:
        return f"{self.revision} · {self.contributor}"


class NoteQuerySet(models.QuerySet["Note"]):
    """Notes, in the domain’s words."""

    def open(self) -> Self:
        """Answer those that nobody has settled."""
        return self.filter(settled_at=None)


class Note(models.Model):
    """A remark of an editor or of the essay’s contributor on a paragraph of a revision, or on all of it.

    `paragraph` is the paragraph’s id in that revision and `quote` its words, so that both stay what was
    remarked on. Answers are notes on the same paragraph. Readers never see one.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="notes")
    paragraph = models.CharField(max_length=PARAGRAPH_LENGTH, blank=True)
    quote = models.TextField(blank=True)
    body = models.TextField(_("note"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="note_says_something"),
            models.CheckConstraint(
                condition=Q(paragraph="", quote="") | (~Q(paragraph="") & ~Q(quote="")),
                name="note_quotes_its_paragraph",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False) | Q(settled_by=None), name="note_settled_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.body
