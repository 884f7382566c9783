"""What moderation keeps about somebody: what was decided about them, what they reported, what they decided.

Never who decided, who reported, or what moderators note for each other.
"""

from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.own_data import WITHOUT_OTHERS, Act, Part, Whose, is_one_of, part, part_of_acts
from debates.moderation.models import (
    Appeal,
    CaseNote,
    Decision,
    Desk,
    Notice,
    Penalty,
    Proposal,
    ProposalState,
    Terms,
)
from debates.moderation.queries.own import listed


def parts_about(whose: Whose) -> tuple[Part, ...]:
    """Answer what this room keeps about somebody."""
    return (*decided(whose), *asked(whose), *moderated(whose))


def decided(whose: Whose) -> tuple[Part, ...]:
    """Answer what was decided about somebody and their comments, as they are told of it."""
    decisions = listed(Decision.objects.filter(case__comment__author=whose.person))
    return (
        part(
            "decisions",
            _("Decisions about your comments"),
            decisions.prefetch_related(None),
            columns={
                "id": "pk",
                "comment": "case__comment",
                "comment_version": "comment_revision",
                "measure": "measure",
                "before": "before",
                "after": "after",
                "ground": "ground",
                "rule": "rule__title",
                "version_of_the_rules": "terms__number",
                "law": "law",
                "explanation": "explanation",
                "readers_are_told": "public_reason",
                "led_to_by": "source",
                "found_automatically": "automated_detection",
                "decided_automatically": "automated_decision",
                "at": "at",
                "superseded_at": "superseded_by__at",
            },
        ),
        part(
            "penalties",
            _("Penalties"),
            Penalty.objects.filter(person=whose.person),
            columns={
                "id": "pk",
                "sanction": "sanction",
                "until": "until",
                "decision": "decision",
                "reason": "proposal__reason",
                "at": "at",
                "lifted_at": "lifted_at",
                "reason_of_the_lifting": "lifting_reason",
            },
        ),
        part(
            "misuse_found",
            _("What the site counted as misuse"),
            Proposal.objects.filter(person=whose.person),
            columns={
                "misuse": "misuse",
                "unfounded_or_against_the_rules": "bad",
                "of": "counted",
                "proposed": "sanction",
                "days": "days",
                "state": "state",
                "found_at": "created_at",
                "decided_at": "decided_at",
                "reason": Case(When(state=ProposalState.CONFIRMED, then=F("reason")), default=Value("")),
            },
            says=_("The site counts and proposes; nothing follows before a person confirms it."),
        ),
    )


def asked(whose: Whose) -> tuple[Part, ...]:
    """Answer what somebody reported, and their appeals, with what became of each."""
    without_account = Q(notifier=None) & is_one_of("email", whose.addresses)
    notices = Notice.objects.filter(Q(notifier=whose.person) | without_account)
    appeals = Appeal.objects.filter(
        Q(appellant=whose.person) | Q(appellant=None, notice__in=notices.values("pk"))
    )
    return (
        part(
            "reports",
            _("Comments that you reported"),
            notices,
            columns={
                "id": "pk",
                "comment": "case__comment",
                "comment_version": "comment_revision",
                "ground": "ground",
                "rule": "rule__title",
                "law": "law",
                "explanation": "explanation",
                "place": "place",
                "in_good_faith": "in_good_faith",
                "without_a_name": "is_excepted",
                "name": "name",
                "address": "email",
                "sent_at": "created_at",
                "confirmed_at": "confirmed_at",
                "state": "state",
                "outcome": "outcome",
                "settled_at": "settled_at",
            },
        ),
        part(
            "appeals",
            _("Appeals"),
            appeals,
            columns={
                "id": "pk",
                "decision": "decision",
                "penalty": "penalty",
                "report": "notice",
                "text": "text",
                "sent_at": "created_at",
                "outcome": "outcome",
                "reply": "reply",
                "answered_at": "decided_at",
            },
            text="text",
        ),
    )


def moderated(whose: Whose) -> tuple[Part, ...]:
    """Answer how somebody moderates, and what they did: when, and in which debate."""
    person, of_case = whose.person, "case__comment__debate__slug"
    return (
        part(
            "desk",
            _("Your desk as a moderator"),
            Desk.objects.filter(user=person),
            columns={
                "keys": "keys",
                "hour_of_the_summary": "summary_hour",
                "next_summary_at": "next_summary_at",
            },
        ),
        part_of_acts(
            "moderation",
            _("What you did as a moderator"),
            Act("decided about a comment", Decision.objects.filter(decided_by=person), "at", of_case),
            Act("left a note for moderators", CaseNote.objects.filter(by=person), "at", of_case),
            Act("imposed a penalty", Penalty.objects.filter(imposed_by=person), "at"),
            Act("lifted a penalty", Penalty.objects.filter(lifted_by=person), "lifted_at"),
            Act("answered an appeal", Appeal.objects.filter(decided_by=person), "decided_at"),
            Act("decided about misuse", Proposal.objects.filter(decided_by=person), "decided_at"),
            Act("published rules", Terms.objects.filter(published_by=person), "published_at"),
            says=WITHOUT_OTHERS,
        ),
    )
