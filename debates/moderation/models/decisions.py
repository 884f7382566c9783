"""Decisions and what they do to people: statements of reasons (DSA Art. 17), kept for good."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.comments.models.comments import REASON_LENGTH
from debates.comments.visibility import Visibility
from debates.moderation.measures import ABOUT_ANSWERS, RESTRICTIVE, STATES, Ground, Measure, Sanction, Source
from debates.moderation.models.cases import Case
from debates.moderation.models.rules import Rule, Terms

MEASURE_LABELS = {
    Measure.APPROVE: pgettext_lazy("what a moderator did", "Approved"),
    Measure.REJECT: pgettext_lazy("what a moderator did", "Rejected"),
    Measure.RESTRICT: pgettext_lazy("what a moderator did", "Collapsed"),
    Measure.LOCK: pgettext_lazy("what a moderator did", "Thread locked"),
    Measure.UNLOCK: pgettext_lazy("what a moderator did", "Thread unlocked"),
    Measure.HOLD: pgettext_lazy("what the screening did", "Held"),
    Measure.ERASE: pgettext_lazy("what an administrator did", "Erased by law"),
    Measure.UNDO: pgettext_lazy("what a moderator did", "Undone"),
    Measure.NONE: pgettext_lazy("what a moderator did to a comment", "Left as it is"),
}
SANCTION_LABELS = {
    Sanction.WARN: pgettext_lazy("what a moderator did to somebody", "Warned"),
    Sanction.SUSPEND: pgettext_lazy("what a moderator did to somebody", "Suspended"),
    Sanction.BAN: pgettext_lazy("what a moderator did to somebody", "Banned"),
    Sanction.IGNORE_NOTICES: pgettext_lazy("what a moderator did to somebody", "Notices not taken"),
}
EXPLANATION_LENGTH = 3000
LAW_LENGTH = 200
LIFTING_LENGTH = 500


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, in the domain's words."""

    def standing(self) -> "DecisionQuerySet":
        """Answer the decisions that hold: none came in their place, and they were not taken back.

        One in whose place came what was taken back since holds again.
        """
        stands = ~Q(superseded_by__measure=Measure.UNDO.value)
        later = Decision.objects.filter(stands, case=OuterRef("case"), number__gt=OuterRef("number"))
        found = self.filter(stands)
        for group in (STATES, ABOUT_ANSWERS):
            measures = [measure.value for measure in group]
            found = found.filter(~Q(measure__in=measures) | ~Exists(later.filter(measure__in=measures)))
        return found

    def concerning_author(self) -> "DecisionQuerySet":
        """Answer the decisions that change anything for the author of their comment."""
        takes = Q(measure__in=sorted(measure.value for measure in RESTRICTIVE))
        gives_back = Q(measure__in=[Measure.UNLOCK.value, Measure.UNDO.value])
        return self.filter(takes | gives_back | ~Q(before=models.F("after")))


class Decision(models.Model):
    """What was done in a case, by whom, on what ground: never edited, only superseded by another.

    `before` and `after` are the states of the comment; `comment_revision` is the revision that was judged,
    `case_version` the version of the case that was acted on.
    `decided_by` is null where nobody decided but the screening, or where their account is gone. The letter to
    the author is due a minute after `at`: a decision that supersedes this one before then takes it back.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions", verbose_name=_("case"))
    number = models.PositiveIntegerField(_("number in the case"))
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    measure = models.CharField(
        _("measure"),
        max_length=8,
        choices=[(measure.value, label) for measure, label in MEASURE_LABELS.items()],
    )
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    comment_revision = models.PositiveIntegerField(_("revision of the comment"))
    case_version = models.PositiveIntegerField(_("version of the case"))

    ground = models.CharField(
        _("ground"),
        max_length=9,
        blank=True,
        choices=[
            (Ground.RULES.value, _("Against the site’s rules")),
            (Ground.LAW.value, _("Illegal")),
            (Ground.SCREENING.value, _("Held by the screening")),
        ],
    )
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("rule")
    )
    terms = models.ForeignKey(
        Terms, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rules in force")
    )
    law = models.CharField(_("law"), max_length=LAW_LENGTH, blank=True)
    explanation = models.TextField(_("explanation"), blank=True)
    public_reason = models.CharField(_("what readers are told"), max_length=REASON_LENGTH, blank=True)

    source = models.CharField(
        _("what led to it"),
        max_length=9,
        choices=[
            (Source.NOTICE.value, _("A notice")),
            (Source.OWN.value, _("The moderators’ own initiative")),
            (Source.SCREENING.value, _("The screening")),
            (Source.APPEAL.value, _("An appeal")),
        ],
    )
    automated_detection = models.BooleanField(_("found by automated means"), default=False)
    automated_decision = models.BooleanField(_("decided by automated means"), default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    at = models.DateTimeField(_("decided"))

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("case", "number")
        indexes = [models.Index(fields=["at"], name="decision_at")]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="decision_number_once_in_case"),
            models.CheckConstraint(condition=Q(number__gte=1), name="decision_number_from_one"),
            models.CheckConstraint(
                condition=Q(measure__in=[measure.value for measure in Measure]), name="decision_measure_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=[source.value for source in Source]), name="decision_source_known"
            ),
            models.CheckConstraint(
                condition=Q(ground=Ground.NONE.value, rule__isnull=True, law="")
                | Q(ground=Ground.SCREENING.value, rule__isnull=True, law="", automated_decision=True)
                | Q(ground=Ground.RULES.value, rule__isnull=False, terms__isnull=False, law="")
                | (Q(ground=Ground.LAW.value, rule__isnull=True, terms__isnull=False) & ~Q(law="")),
                name="decision_names_its_ground",
            ),
            models.CheckConstraint(
                condition=~Q(measure__in=sorted(measure.value for measure in RESTRICTIVE))
                | ~Q(ground=Ground.NONE.value),
                name="decision_that_takes_has_a_ground",
            ),
            models.CheckConstraint(
                condition=~Q(measure=Measure.UNDO.value) | Q(supersedes__isnull=False),
                name="decision_undoes_another",
            ),
            models.CheckConstraint(
                condition=Q(automated_decision=False) | Q(decided_by__isnull=True),
                name="decision_of_nobody_is_automated",
            ),
            models.CheckConstraint(
                condition=Q(before__in=[state.value for state in Visibility])
                & Q(after__in=[state.value for state in Visibility]),
                name="decision_states_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number}: {self.measure}"

    @property
    def holds(self) -> bool:
        """Whether what was decided holds now: nothing came in its place, or that was taken back."""
        return Decision.objects.standing().filter(pk=self.pk).exists()


class PenaltyQuerySet(models.QuerySet["Penalty"]):
    """Penalties, in the domain's words."""

    def in_force(self, now: datetime) -> "PenaltyQuerySet":
        """Answer the penalties that nobody has lifted and that have not run out."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=now), lifted_at__isnull=True)


class Penalty(models.Model):
    """A sanction on a person, from a decision about a comment or from a proposal that somebody confirmed.

    `until` is null for a warning and for a ban. Lifted, never deleted: with a reason of its own, or
    by another decision or the answer to an appeal, which have theirs.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="penalties")
    sanction = models.CharField(
        _("sanction"),
        max_length=14,
        choices=[(sanction.value, label) for sanction, label in SANCTION_LABELS.items()],
    )
    until = models.DateTimeField(_("until"), null=True, blank=True)
    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="penalty", verbose_name=_("decision")
    )
    proposal = models.OneToOneField(
        "moderation.Proposal", models.PROTECT, null=True, blank=True, related_name="penalty"
    )
    at = models.DateTimeField(_("imposed"))
    imposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lifting_reason = models.CharField(_("why it was lifted"), max_length=LIFTING_LENGTH, blank=True)

    objects = PenaltyQuerySet.as_manager()

    class Meta:
        verbose_name = _("penalty")
        verbose_name_plural = _("penalties")
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(sanction__in=[Sanction.WARN.value, Sanction.BAN.value], until__isnull=True)
                | Q(
                    sanction__in=[Sanction.SUSPEND.value, Sanction.IGNORE_NOTICES.value],
                    until__gt=models.F("at"),
                    until__isnull=False,
                ),
                name="penalty_ends_where_it_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=False, proposal__isnull=True)
                | Q(decision__isnull=True, proposal__isnull=False),
                name="penalty_has_one_cause",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=False) | Q(lifted_by__isnull=True, lifting_reason=""),
                name="penalty_lifted_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.sanction}"
