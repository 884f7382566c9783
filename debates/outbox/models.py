"""Promised e-mails: each row is one, from the transaction that caused it to what became of it.

And the addresses that are written to no more.
"""

from datetime import datetime
from enum import StrEnum

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.outbox.stops import Cause


class State(StrEnum):
    """How far a message has come."""

    PENDING = "pending"
    CLAIMED = "claimed"
    TRANSMITTING = "transmitting"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    UNCERTAIN = "uncertain"


STATE_LABELS: dict[State, str | Promise] = {
    State.PENDING: pgettext_lazy("state of an e-mail", "waiting"),
    State.CLAIMED: pgettext_lazy("state of an e-mail", "taken by a sender"),
    State.TRANSMITTING: pgettext_lazy("state of an e-mail", "being handed over"),
    State.SENT: pgettext_lazy("state of an e-mail", "sent"),
    State.FAILED: pgettext_lazy("state of an e-mail", "failed"),
    State.SUPPRESSED: pgettext_lazy("state of an e-mail", "called off"),
    State.UNCERTAIN: pgettext_lazy("state of an e-mail", "uncertain"),
}

HELD = frozenset({State.CLAIMED, State.TRANSMITTING})
"""States in which one sender holds the message, for as long as its lease runs."""

EXPLAINED = frozenset({State.FAILED, State.SUPPRESSED, State.UNCERTAIN})
"""States that a message is never in without a reason."""

TROUBLED = frozenset({State.FAILED, State.UNCERTAIN})
"""States in which a person has to decide whether to send again."""


OUT = frozenset({State.TRANSMITTING, State.SENT, State.UNCERTAIN})
"""States of a message that a mail server may have: only of such can a report come back."""


def values(states: frozenset[State]) -> list[str]:
    """Answer the stored values of these states, always in the same order."""
    return sorted(state.value for state in states)


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages, in the words of the domain."""

    def due(self, now: datetime) -> "MessageQuerySet":
        """Answer what may be handed over at `now`, longest due first."""
        return self.filter(state=State.PENDING, due_at__lte=now).order_by("due_at", "pk")

    def waiting(self) -> "MessageQuerySet":
        """Answer what is still to be handed over, now or later, soonest first."""
        return self.filter(state=State.PENDING).order_by("due_at", "pk")

    def held_by(self, sender: str) -> "MessageQuerySet":
        """Answer what this sender holds."""
        return self.filter(claimed_by=sender, state__in=values(HELD))

    def lapsed(self, now: datetime) -> "MessageQuerySet":
        """Answer what a sender held for longer than its lease: it has ended, or lost its database."""
        return self.filter(state__in=values(HELD), lease_until__lte=now)

    def troubled(self) -> "MessageQuerySet":
        """Answer what a person has to decide about, newest first."""
        return self.filter(state__in=values(TROUBLED)).order_by("-pk")


class Message(models.Model):
    """One promised e-mail. It says who gets what about which rows; the words are rendered when it is sent.

    `key` names the cause: the same cause never promises twice. `message_id` stays the same however often it
    is handed over, so that a receiver can recognise a second copy. `attempts` counts tries that ended with an
    answer or without a connection.
    """

    kind = models.CharField(_("kind"), max_length=40)
    recipient = models.CharField(_("recipient"), max_length=254)
    key = models.CharField(_("cause"), max_length=200, unique=True)
    ids = models.JSONField(_("what it is about"), default=dict)
    message_id = models.CharField(_("Message-ID"), max_length=255, unique=True)

    state = models.CharField(
        _("state"),
        max_length=12,
        choices=[(state.value, label) for state, label in STATE_LABELS.items()],
        default=State.PENDING.value,
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    promised_at = models.DateTimeField(_("promised"))
    due_at = models.DateTimeField(_("due"))
    changed_at = models.DateTimeField(_("in this state since"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    claimed_by = models.CharField(_("sender"), max_length=32, blank=True)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            # Senders: what is due, longest first; operators: the oldest that waits.
            models.Index(fields=["due_at", "id"], name="outbox_due", condition=Q(state="pending")),
            # The sweep of what senders left behind.
            models.Index(
                fields=["lease_until"], name="outbox_held", condition=Q(state__in=["claimed", "transmitting"])
            ),
            # What one sender holds.
            models.Index(fields=["claimed_by"], name="outbox_sender", condition=~Q(claimed_by="")),
            # Operators: how many there are in each state, and the troubled ones, newest first.
            models.Index(fields=["state", "-id"], name="outbox_state_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="outbox_state_known"
            ),
            models.CheckConstraint(
                condition=(Q(state__in=values(HELD), lease_until__isnull=False) & ~Q(claimed_by=""))
                | (~Q(state__in=values(HELD)) & Q(lease_until__isnull=True, claimed_by="")),
                name="outbox_lease_exactly_while_held",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="outbox_dated_exactly_when_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=values(EXPLAINED)) | ~Q(reason=""), name="outbox_trouble_is_explained"
            ),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(key=""), name="outbox_cause_is_named"),
            models.CheckConstraint(
                condition=Q(recipient__contains="@")
                & ~Q(recipient__contains="\n")
                & ~Q(recipient__contains="\r"),
                name="outbox_recipient_is_one_address",
            ),
            models.CheckConstraint(
                condition=Q(message_id__startswith="<", message_id__contains="@", message_id__endswith=">"),
                name="outbox_message_id_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


CAUSE_LABELS: dict[Cause, str | Promise] = {
    Cause.BOUNCE: pgettext_lazy("why an address is written to no more", "mail came back"),
    Cause.COMPLAINT: pgettext_lazy("why an address is written to no more", "called spam"),
}


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Suppressions, in the words of the domain."""

    def standing(self) -> "SuppressionQuerySet":
        """Answer those that nobody has lifted."""
        return self.filter(lifted_at=None)


class Suppression(models.Model):
    """An address that is written to no more, for one cause; or was, until that was lifted.

    `address` is as `addresses.folded` has it. `evidence` is what the report said, in a few words. The row of
    one that was lifted stays: a report about a letter from before that, read again, changes nothing.
    """

    address = models.CharField(_("address"), max_length=320)
    cause = models.CharField(
        _("cause"), max_length=9, choices=[(cause.value, label) for cause, label in CAUSE_LABELS.items()]
    )
    evidence = models.CharField(_("evidence"), max_length=200)
    since = models.DateTimeField(_("since"))
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        indexes = [
            # Operators: those that stand, newest first.
            models.Index(fields=["-id"], name="suppression_standing", condition=Q(lifted_at__isnull=True)),
        ]
        constraints = [
            # Whoever is about to write asks by address, which this serves, too.
            models.UniqueConstraint(fields=["address", "cause"], name="suppression_once_for_each_cause"),
            models.CheckConstraint(
                condition=Q(address__contains="@", address=Lower("address")),
                name="suppression_address_folded",
            ),
            models.CheckConstraint(
                condition=Q(cause__in=[cause.value for cause in Cause]), name="suppression_cause_known"
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="suppression_has_evidence"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_at__gte=F("since")),
                name="suppression_lifted_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.pk}"
