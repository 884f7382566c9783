"""How readers rate comments, and the order that follows from it at one moment.

A rating carries the pseudonym that its reader has in this debate's poll, never an account: so it can be
joined to what they answered, and to nothing else.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from debates.comments.models.comments import Comment
from debates.publishing.models import Debate, Position


class Rating(models.Model):
    """Whether one reader finds a comment helpful."""

    debate = models.ForeignKey(
        Debate, models.PROTECT, db_index=False, related_name="ratings", verbose_name=_("debate")
    )
    comment = models.ForeignKey(
        Comment, models.CASCADE, db_index=False, related_name="ratings", verbose_name=_("comment")
    )
    voter = models.CharField(_("pseudonym"), max_length=64)
    helpful = models.BooleanField(_("helpful"))

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        indexes = [
            # What is scored together, and what one reader has rated on a page.
            models.Index(fields=["debate", "voter"], name="rating_of_reader"),
        ]
        constraints = [
            # Plain, without a condition: only so can one statement write it or change what is there.
            models.UniqueConstraint(fields=["comment", "voter"], name="rating_once_of_a_reader"),
            models.CheckConstraint(
                condition=Q(voter__regex=r"\A[0-9a-f]{64}\Z"), name="rating_voter_is_a_pseudonym"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Ranking(models.Model):
    """When the comments of a debate were last put in order, and by which groups of readers.

    `groups` holds the number of each active position and how many verified readers first chose it; fewer than
    two say that the order needed no sides. `number` counts the rankings of the debate, and seeds its draws.
    """

    debate = models.OneToOneField(Debate, models.CASCADE, related_name="ranking", verbose_name=_("debate"))
    number = models.PositiveIntegerField(_("number"))
    taken_at = models.DateTimeField(_("taken"))
    groups = models.JSONField(_("active groups"), default=list)

    class Meta:
        verbose_name = _("ranking")
        verbose_name_plural = _("rankings")
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="ranking_numbers_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.debate_id}: {self.number}"


class Rank(models.Model):
    """The place of a comment in the last ranking of its debate, with what it follows from.

    `groups` are pairs of helpful and all ratings, in the order of the ranking's groups, parts of readers as
    decimal numbers; `helpful` and `ratings` count everybody. Only threads that readers see have a place;
    answers stand in order of time. `is_new` says that the comment was too young for its ratings to count.
    """

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="rank")
    debate = models.ForeignKey(Debate, models.CASCADE, db_index=False, related_name="+")
    position = models.ForeignKey(Position, models.CASCADE, null=True, db_index=False, related_name="+")
    place = models.PositiveIntegerField(_("place"), null=True)
    score = models.FloatField(_("score"))
    helpful = models.PositiveIntegerField(_("helpful"))
    ratings = models.PositiveIntegerField(_("ratings"))
    groups = models.JSONField(_("ratings by group"), default=list)
    is_new = models.BooleanField(_("too young"), default=False)

    class Meta:
        verbose_name = _("rank of a comment")
        verbose_name_plural = _("ranks of comments")
        indexes = [
            # A page of threads in the order valued across sides, of a debate, or of what is on one of
            # its positions or on none.
            models.Index(fields=["debate", "place"], name="rank_in_debate"),
            models.Index(fields=["debate", "position", "place"], name="rank_on_position"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(place__gte=1), name="rank_places_count_from_one"
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1), name="rank_score_between_0_and_1"
            ),
            models.CheckConstraint(
                condition=Q(helpful__lte=F("ratings")), name="rank_helpful_are_among_the_ratings"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.place}"
