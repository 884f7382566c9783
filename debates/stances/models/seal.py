"""The seal over a debate's answers, and the results that were counted from it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from debates.publishing.models import Debate
from debates.stances.results import Counted


class SealedLeaf(models.Model):
    """One leaf of a debate's seal, with the hash of the chain up to it. Written once, never changed.

    `commitment` repeats what the leaf commits to, so that a receipt is found without a walk; an erasure has
    none. `erasures` is how many of the leaves up to this one are erasures, so that the last leaf tells how
    many there are, however long the chain is. A recount compares both with the leaves.
    """

    debate = models.ForeignKey(Debate, models.PROTECT, related_name="seal", verbose_name=_("debate"))
    place = models.PositiveBigIntegerField(_("place"))
    leaf = models.JSONField(_("leaf"))
    hash = models.CharField(_("hash of the chain"), max_length=64)
    # Nothing rather than an empty text: a plain unique constraint lets many leaves have nothing, and its
    # index serves both databases.
    commitment = models.CharField(_("commitment"), max_length=64, null=True, blank=True)  # noqa: DJ001
    erasures = models.PositiveBigIntegerField(_("erasures so far"), default=0)

    class Meta:
        verbose_name = _("leaf of a seal")
        verbose_name_plural = _("leaves of seals")
        constraints = [
            # Also the index by which the end of a chain is found, and its leaves in order.
            models.UniqueConstraint(fields=["debate", "place"], name="sealed_leaf_once_at_each_place"),
            models.CheckConstraint(condition=Q(place__gte=1), name="sealed_leaf_places_count_from_one"),
            models.CheckConstraint(
                condition=Q(hash__regex=r"^[0-9a-f]{64}$"), name="sealed_leaf_hash_is_one"
            ),
            # Also the index by which a receipt is found.
            models.UniqueConstraint(
                fields=["debate", "commitment"], name="sealed_leaf_commitment_once_in_debate"
            ),
            models.CheckConstraint(
                condition=Q(commitment__isnull=True) | Q(commitment__regex=r"\A[0-9a-f]{64}\Z"),
                name="sealed_leaf_commitment_is_a_hash",
            ),
            # Each erasure follows an answer of its own.
            models.CheckConstraint(
                condition=Q(place__gte=F("erasures") * 2), name="sealed_leaf_erasures_have_their_answers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debate_id}: {self.place}"


class Snapshot(models.Model):
    """The results of a debate at one moment: what pages read, so that no page ever counts ballots.

    `counted` is what `results.Counted` stores; it covers the seal up to `place`, whose hash is `head`.
    """

    debate = models.ForeignKey(Debate, models.PROTECT, related_name="snapshots", verbose_name=_("debate"))
    place = models.PositiveBigIntegerField(_("place in the seal"))
    head = models.CharField(_("head of the seal"), max_length=64)
    taken_at = models.DateTimeField(_("taken"))
    counted = models.JSONField(_("what was counted"))

    class Meta:
        verbose_name = _("snapshot of results")
        verbose_name_plural = _("snapshots of results")
        constraints = [
            # Also the index by which the last snapshot of a debate is found.
            models.UniqueConstraint(fields=["debate", "place"], name="snapshot_once_at_each_place"),
            models.CheckConstraint(condition=Q(place__gte=1), name="snapshot_places_count_from_one"),
            models.CheckConstraint(
                condition=Q(head__regex=r"^[0-9a-f]{64}$"), name="snapshot_head_is_a_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debate_id}: {self.place}"

    @property
    def results(self) -> Counted:
        """Answer what was counted."""
        return Counted.from_json(self.counted)
