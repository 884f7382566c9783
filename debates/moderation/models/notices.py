"""Notices: what readers report, and what became of it (DSA Art. 16)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.moderation.measures import Ground
from debates.moderation.models.cases import Case
from debates.moderation.models.decisions import LAW_LENGTH, Decision
from debates.moderation.models.rules import Rule
from debates.publishing.link_tokens import is_token_of, token_of

EXPLANATION_LENGTH = 3000
SHORTEST_EXPLANATION = 20
PLACE_LENGTH = 500
NAME_LENGTH = 120

LINK = b"debates.moderation: notice of a reader"
"""What the links of a notice are for: keeps their tokens apart from all others of the same key."""


class State(models.TextChoices):
    """How far a notice has come."""

    UNCONFIRMED = "unconfirmed", pgettext_lazy("state of a notice", "Its address is not confirmed")
    OPEN = "open", pgettext_lazy("state of a notice", "Open")
    SETTLED = "settled", pgettext_lazy("state of a notice", "Settled")


class Outcome(models.TextChoices):
    """What became of a notice."""

    NONE = "", pgettext_lazy("what became of a notice", "Open")
    FOUNDED = "founded", pgettext_lazy("what became of a notice", "Something was done")
    UNFOUNDED = "unfounded", pgettext_lazy("what became of a notice", "Nothing was done")
    GONE = "gone", pgettext_lazy("what became of a notice", "The comment was gone before")


class Notice(models.Model):
    """One reader's report of one comment.

    Who has no account confirms an address first; who reports a sexual offence against children may leave out
    who they are (DSA Art. 16(2)(c)). `comment_revision` is what they had read; `nonce` is the secret part of
    their links, of which nothing else is stored.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices", verbose_name=_("case"))
    comment_revision = models.PositiveIntegerField(_("revision of the comment"))
    ground = models.CharField(
        _("why"),
        max_length=5,
        choices=[
            (Ground.RULES.value, _("It is against the rules")),
            (Ground.LAW.value, _("It is illegal")),
        ],
    )
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("rule")
    )
    law = models.CharField(_("law"), max_length=LAW_LENGTH, blank=True)
    explanation = models.TextField(_("explanation"), blank=True)
    place = models.CharField(_("exact place"), max_length=PLACE_LENGTH, blank=True)
    in_good_faith = models.BooleanField(_("in good faith"), default=False)
    is_excepted = models.BooleanField(_("without a name"), default=False)

    notifier = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    nonce = models.CharField(max_length=43)
    language = models.CharField(max_length=12, default="en")

    state = models.CharField(_("state"), max_length=11, choices=State.choices)
    created_at = models.DateTimeField(_("sent"))
    confirmed_at = models.DateTimeField(_("taken"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="settled_notices"
    )

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("created_at", "pk")
        indexes = [
            models.Index(fields=["created_at"], name="notice_created"),
            models.Index(fields=["notifier", "state"], name="notice_of_notifier"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "notifier"],
                condition=~Q(state=State.SETTLED.value) & Q(notifier__isnull=False),
                name="notice_open_once_of_a_reader",
            ),
            models.UniqueConstraint(
                "case",
                Lower("email"),
                condition=~Q(state=State.SETTLED.value) & Q(notifier__isnull=True) & ~Q(email=""),
                name="notice_open_once_of_an_address",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="notice_state_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="notice_outcome_known"),
            models.CheckConstraint(
                condition=Q(state=State.SETTLED.value, settled_at__isnull=False) & ~Q(outcome="")
                | Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                & ~Q(state=State.SETTLED.value),
                name="notice_settled_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state=State.UNCONFIRMED.value, confirmed_at__isnull=True)
                | Q(confirmed_at__isnull=False),
                name="notice_taken_once_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(ground=Ground.RULES.value, rule__isnull=False, law="", is_excepted=False)
                | (
                    Q(ground=Ground.LAW.value, rule__isnull=True, in_good_faith=True)
                    & ~Q(law="")
                    & ~Q(explanation="")
                ),
                name="notice_names_its_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.pk}"

    @property
    def token(self) -> str:
        """The secret part of the links of this notice: whoever has it sees the notice, and may appeal."""
        return token_of(LINK, secret=settings.SECRET_KEY, pk=self.pk, nonce=self.nonce)

    def is_opened_by(self, token: str) -> bool:
        """Answer whether this is the secret part of its links."""
        return is_token_of(token, LINK, secret=settings.SECRET_KEY, pk=self.pk, nonce=self.nonce)

    @property
    def address(self) -> str:
        """Where letters about it go: to the account that sent it, else to the address that was given."""
        return (self.notifier.email if self.notifier else self.email) or ""
