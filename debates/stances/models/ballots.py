"""The answers of a debate's readers: what stands, and everything that was ever answered.

A reader is a pseudonym of this one debate (`secrecy.py`); no column leads to an account. An answer is stored
as its kind and, where it names a position, a reference to it: so the database itself knows no unknown answer
and no position that is not there. That the position is one of this debate is checked where ballots are
written, in `actions.py`; no constraint of both databases can say it.
"""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.publishing.models import Debate, Position
from debates.publishing.models.debates import MAX_POSITIONS
from debates.stances.options import EssaysRead, Kind, Option, Phase, Tier
from debates.stances.seal import SALT_BYTES, commitment
from debates.stances.secrecy import DESTROYED, RANDOM_BYTES

KIND_LABELS = {
    Kind.POSITION: pgettext_lazy("answer of a reader", "A position"),
    Kind.BOTH: pgettext_lazy("answer of a reader", "Both"),
    Kind.UNSURE: pgettext_lazy("answer of a reader", "Unsure"),
}
PHASE_LABELS = {
    Phase.BEFORE: pgettext_lazy("when a ballot was cast", "Before reading"),
    Phase.AFTER: pgettext_lazy("when a ballot was cast", "After reading"),
}
TIER_LABELS = {
    Tier.VERIFIED: pgettext_lazy("kind of ballot", "With an account"),
    Tier.UNVERIFIED: pgettext_lazy("kind of ballot", "Without an account"),
}
READ_LABELS = {
    EssaysRead.BOTH: pgettext_lazy("essays that a reader read to their end", "Both"),
    EssaysRead.ONE: pgettext_lazy("essays that a reader read to their end", "One"),
    EssaysRead.UNKNOWN: pgettext_lazy("essays that a reader read to their end", "Not known"),
}

TEN_MINUTES = range(0, 60, 10)

# An answer has a position exactly when it is one.
NAMES_ITS_POSITION = Q(kind=Kind.POSITION.value, position__isnull=False) | Q(
    kind__in=[Kind.BOTH.value, Kind.UNSURE.value], position__isnull=True
)


class PollKey(models.Model):
    """The half of the key to a debate's pseudonyms that can be destroyed, by overwriting it with zeros."""

    debate = models.OneToOneField(Debate, models.PROTECT, related_name="poll_key", verbose_name=_("debate"))
    random_bytes = models.BinaryField(_("random bytes"), max_length=RANDOM_BYTES)
    destroyed_at = models.DateTimeField(_("destroyed"), null=True, blank=True)

    class Meta:
        verbose_name = _("key of a poll")
        verbose_name_plural = _("keys of polls")
        constraints = [
            models.CheckConstraint(
                condition=Q(random_bytes=DESTROYED, destroyed_at__isnull=False)
                | (~Q(random_bytes=DESTROYED) & Q(destroyed_at__isnull=True)),
                name="poll_key_dated_exactly_when_destroyed",
            ),
            models.CheckConstraint(
                condition=Exact(Length("random_bytes"), RANDOM_BYTES), name="poll_key_has_its_bytes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debate_id}"


class Answer(models.Model):
    """What a ballot and a cast have in common: who answered what, when, and what they had been shown.

    `arm` is the order of the positions that the reader saw; `exposed` says that they had been shown results.
    Times are kept to the hour, so that they cannot be laid beside a log; of unverified ballots also the ten
    minutes, by which a crowd of them is noticed.
    """

    voter = models.CharField(_("pseudonym"), max_length=64)
    phase = models.CharField(
        _("phase"), max_length=6, choices=[(phase.value, label) for phase, label in PHASE_LABELS.items()]
    )
    tier = models.CharField(
        _("tier"), max_length=10, choices=[(tier.value, label) for tier, label in TIER_LABELS.items()]
    )
    kind = models.CharField(
        _("answer"), max_length=8, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()]
    )
    hour = models.DateTimeField(_("hour"))
    bin10 = models.DateTimeField(_("ten minutes"), null=True, blank=True)
    arm = models.PositiveSmallIntegerField(_("order of positions"))
    exposed = models.BooleanField(_("had been shown results"), default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(voter__regex=r"\A[0-9a-f]{64}\Z"), name="%(class)s_voter_is_a_pseudonym"
            ),
            models.CheckConstraint(
                condition=Q(phase__in=[phase.value for phase in Phase]), name="%(class)s_phase_known"
            ),
            models.CheckConstraint(
                condition=Q(tier=Tier.VERIFIED.value, bin10__isnull=True)
                | Q(tier=Tier.UNVERIFIED.value, bin10__isnull=False),
                name="%(class)s_tier_known_and_binned_exactly_when_unverified",
            ),
            models.CheckConstraint(condition=Q(arm__lt=MAX_POSITIONS), name="%(class)s_arm_is_a_rotation"),
            # Parts of a time are taken in UTC on both databases, whatever a connection's own zone is.
            models.CheckConstraint(
                condition=Q(hour__minute=0, hour__second=0), name="%(class)s_hour_is_a_full_one"
            ),
            models.CheckConstraint(
                condition=Q(bin10__isnull=True)
                | Q(
                    bin10__gte=F("hour"),
                    bin10__lt=F("hour") + timedelta(hours=1),
                    bin10__minute__in=[*TEN_MINUTES],
                    bin10__second=0,
                ),
                name="%(class)s_bin_is_ten_minutes_of_its_hour",
            ),
        ]


class BallotQuerySet(models.QuerySet["Ballot"]):
    """Ballots, in the domain's words."""

    def of_reader(self, debate: Debate, voter: str) -> Self:
        """Answer the ballots of one reader in a debate, `after` before `before`: the alphabet's order."""
        return self.filter(debate=debate, voter=voter).order_by("phase")


class Ballot(Answer):
    """The answer of one reader in one phase that stands now."""

    # Every index costs at each vote: that of the unique constraint serves the debate too, and a position is
    # looked up only by whoever deletes it.
    debate = models.ForeignKey(
        Debate, models.PROTECT, db_index=False, related_name="ballots", verbose_name=_("debate")
    )
    position = models.ForeignKey(
        Position,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="ballots",
        verbose_name=_("position"),
    )

    objects = BallotQuerySet.as_manager()

    class Meta(Answer.Meta):
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            # Plain, without a condition: only so can one statement write it or change what is there.
            models.UniqueConstraint(fields=["debate", "voter", "phase"], name="ballot_once_in_each_phase"),
            models.CheckConstraint(
                condition=NAMES_ITS_POSITION, name="ballot_kind_known_and_names_its_position"
            ),
            *Answer.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def option(self) -> Option:
        """Answer what the ballot says."""
        return Option(Kind(self.kind), self.position_id)


class CastQuerySet(models.QuerySet["Cast"]):
    """Casts, in the domain's words."""

    def standing(self) -> Self:
        """Answer the casts that still say something: nobody has withdrawn them."""
        return self.filter(erased=False)

    def with_which_ballots_came(self) -> Self:
        """Answer the first cast of each ballot: no older one of its reader stands in the same phase.

        Whoever answers again changes a ballot, and brings none.
        """
        same = {name: OuterRef(name) for name in ("debate", "voter", "phase")}
        older = Cast.objects.standing().filter(**same, pk__lt=OuterRef("pk"))
        return self.standing().filter(~Exists(older))

    def of_reader(self, debate: Debate, voter: str) -> Self:
        """Answer what one reader has answered in a debate, oldest first."""
        return self.filter(debate=debate, voter=voter).order_by("pk")

    def to_seal(self, debate: Debate) -> Self:
        """Answer what has no place in the debate's seal yet, oldest first; what is erased never gets one."""
        return self.standing().filter(debate=debate, place=None).order_by("pk")

    def waiting_for_the_seal(self) -> Self:
        """Answer what has no place in a seal yet, in any debate: answers, and erasures of sealed ones."""
        return self.filter(
            Q(erased=False, place=None) | Q(erased=True, place__isnull=False, erasure_place=None)
        )

    def erasures_to_seal(self, debate: Debate) -> Self:
        """Answer the sealed casts that were erased and whose erasure has no place in the seal yet."""
        sealed = self.filter(debate=debate, erased=True, place__isnull=False)
        return sealed.filter(erasure_place=None).order_by("place")


class Cast(Answer):
    """One answer that was once given. It is never changed but by withdrawal, which wipes option and salt.

    `place` is its leaf in the seal and `erasure_place` that of its erasure, counted from 1; both wait for the
    task that seals.
    """

    debate = models.ForeignKey(
        Debate, models.PROTECT, db_index=False, related_name="casts", verbose_name=_("debate")
    )
    position = models.ForeignKey(
        Position,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="casts",
        verbose_name=_("position"),
    )
    salt = models.BinaryField(_("salt"), max_length=SALT_BYTES)
    read = models.CharField(
        _("essays read to their end"),
        max_length=7,
        choices=[(read.value, label) for read, label in READ_LABELS.items()],
        default=EssaysRead.UNKNOWN.value,
    )
    erased = models.BooleanField(_("erased"), default=False)
    place = models.PositiveBigIntegerField(_("place in the seal"), null=True, blank=True)
    erasure_place = models.PositiveBigIntegerField(
        _("place of the erasure in the seal"), null=True, blank=True
    )

    objects = CastQuerySet.as_manager()

    class Meta(Answer.Meta):
        verbose_name = _("cast")
        verbose_name_plural = _("casts")
        indexes = [
            # One reader's answers: to withdraw, and to find those before results were shown.
            models.Index(fields=["debate", "voter"], name="cast_of_reader"),
            # Who looks for bursts: what came without an account, by its ten minutes.
            models.Index(
                fields=["debate", "bin10"], name="cast_by_ten_minutes", condition=Q(bin10__isnull=False)
            ),
            # The task that seals: what waits for its place.
            models.Index(
                fields=["debate", "id"], name="cast_to_seal", condition=Q(erased=False, place__isnull=True)
            ),
            models.Index(
                fields=["debate", "place"],
                name="cast_erasure_to_seal",
                condition=Q(erased=True, place__isnull=False, erasure_place__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(erased=False) & NAMES_ITS_POSITION & Exact(Length("salt"), SALT_BYTES))
                | Q(erased=True, kind="", position__isnull=True, salt=b""),
                name="cast_says_nothing_exactly_when_erased",
            ),
            models.CheckConstraint(
                condition=Q(read__in=[read.value for read in EssaysRead]), name="cast_read_known"
            ),
            models.UniqueConstraint(fields=["debate", "place"], name="cast_place_unique_in_debate"),
            models.UniqueConstraint(
                fields=["debate", "erasure_place"], name="cast_erasure_place_unique_in_debate"
            ),
            models.CheckConstraint(
                condition=Q(erasure_place__isnull=True)
                | Q(erased=True, place__isnull=False, erasure_place__gt=F("place")),
                name="cast_erasure_follows_its_cast",
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(place__gte=1), name="cast_places_count_from_one"
            ),
            *Answer.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def option(self) -> Option | None:
        """Answer what was answered; None where that is erased."""
        return None if self.erased else Option(Kind(self.kind), self.position_id)

    @property
    def commitment(self) -> str:
        """Answer the commitment to what was answered. Raises `ValueError` where that is erased."""
        option = Option(Kind(self.kind), self.position_id)
        return commitment(bytes(self.salt), option=option.code, voter=self.voter)

    @property
    def sealed_at(self) -> int:
        """Answer the place in the seal, 0 where there is none yet."""
        return self.place or 0


class ResultsShown(models.Model):
    """That a reader was shown results of a debate while its poll was open: later answers are counted apart.

    It stays where their ballots are withdrawn, for what was seen stays seen. It says nothing of any answer.
    """

    debate = models.ForeignKey(
        Debate, models.PROTECT, db_index=False, related_name="+", verbose_name=_("debate")
    )
    voter = models.CharField(_("pseudonym"), max_length=64)

    class Meta:
        verbose_name = _("showing of results")
        verbose_name_plural = _("showings of results")
        constraints = [
            models.UniqueConstraint(fields=["debate", "voter"], name="results_shown_noted_once"),
            models.CheckConstraint(
                condition=Q(voter__regex=r"\A[0-9a-f]{64}\Z"), name="results_shown_to_a_pseudonym"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
