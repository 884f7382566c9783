"""What a publication has set about the comments of a debate, and the words that it watches for."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.comments.word_lists import folded_words
from debates.publishing.models import Debate

ENTRY_LENGTH = 100
FOLDED_LENGTH = 250
"""Folding makes some letters into several."""


class Discussion(models.Model):
    """The settings of a debate's comments. No row stands for the usual: open while the debate is."""

    debate = models.OneToOneField(Debate, models.CASCADE, related_name="discussion", verbose_name=_("debate"))
    closes_at = models.DateTimeField(
        _("comments close on"), null=True, blank=True, help_text=_("Empty: with the debate.")
    )
    locked = models.BooleanField(
        _("locked"), default=False, help_text=_("Nobody can comment until this is taken back.")
    )
    premoderated = models.BooleanField(
        _("moderated beforehand"),
        default=False,
        help_text=_("Every comment waits until a moderator has looked at it."),
    )

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")

    def __str__(self) -> str:
        return str(self.debate)

    def takes_comments(self, debate: Debate, now: datetime) -> bool:
        """Answer whether comments can be written: the debate is public, nobody locked it, it is not over."""
        if self.locked or not debate.is_public:
            return False
        return self.closes_at > now if self.closes_at else debate.is_open(now)


class Severity(models.TextChoices):
    """What a watched word does to a comment."""

    BANNED = "banned", pgettext_lazy("what a watched word does", "The comment is refused")
    SUSPECT = "suspect", pgettext_lazy("what a watched word does", "The comment is reported")


class WatchedWord(models.Model):
    """A word, or several that follow each other, that comments must not hold or are reported for."""

    entry = models.CharField(_("word or words"), max_length=ENTRY_LENGTH)
    folded = models.CharField(max_length=FOLDED_LENGTH, unique=True, editable=False)
    severity = models.CharField(_("what it does"), max_length=8, choices=Severity.choices)

    class Meta:
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")
        ordering = ("entry",)
        constraints = [
            models.CheckConstraint(condition=~Q(folded=""), name="watched_word_is_a_word"),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="watched_word_severity_known"
            ),
        ]

    def __str__(self) -> str:
        return self.entry

    @staticmethod
    def folded_of(entry: str) -> str:
        """Answer what an entry is found by: two that are found by the same are one."""
        return " ".join(folded_words(entry))
