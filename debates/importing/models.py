"""Which posts of other sites became debates here, and where they stood."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from debates.publishing.models import Debate, Essay


class ImportedPost(models.Model):
    """One post of an export: the introduction of a debate (no essay), or one of its essays.

    `guid` says whether a post is here already. `path` is its old address without the host and without a
    slash at its end, decoded; empty where it had none or where another post came from the same path.
    """

    guid = models.CharField(_("identifier in the export"), max_length=500, unique=True)
    post_id = models.PositiveBigIntegerField(_("number of the post"), default=0)
    path = models.CharField(_("old address"), max_length=500, blank=True)
    debate = models.ForeignKey(
        Debate, models.CASCADE, related_name="imported_posts", verbose_name=_("debate")
    )
    essay = models.ForeignKey(
        Essay, models.SET_NULL, null=True, blank=True, related_name="imported_posts", verbose_name=_("essay")
    )
    comment_count = models.PositiveIntegerField(_("comments on the old site"), default=0)

    class Meta:
        verbose_name = _("imported post")
        verbose_name_plural = _("imported posts")
        ordering = ("pk",)
        indexes = [
            # Old addresses of the form `?p=101`.
            models.Index(fields=["post_id"], name="imported_post_number"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(guid=""), name="imported_post_has_guid"),
            models.UniqueConstraint(
                fields=["path"], condition=~Q(path=""), name="imported_post_path_unique_or_blank"
            ),
        ]

    def __str__(self) -> str:
        return self.guid
