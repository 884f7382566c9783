"""What became of a debate: every change of its state, with who, when and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from debates.publishing import policies
from debates.publishing.models import Debate
from debates.publishing.models.debates import STATUS_LABELS
from debates.publishing.words import MOVE_LABELS, ROUND_MOVE_LABELS
from debates.publishing.workflow import LATER_ROUNDS, Move, Round, Status


@dataclass(frozen=True, slots=True)
class StateLine:
    """One step of a debate; `by` is empty where the site itself made it, or somebody who is gone."""

    label: str | Promise
    state: str | Promise
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a debate stands: when it is to be published, who approved it, and why the user may not."""

    status: str | Promise
    publish_at: datetime | None
    closes_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    not_by_you: str | Promise


def states_of(debate: Debate) -> tuple[StateLine, ...]:
    """Answer the steps of a debate, newest first, in one query."""
    changes = debate.status_changes.select_related("by").order_by("-at", "-pk")
    return tuple(
        StateLine(
            label=label_of(change.move),
            state=STATUS_LABELS[Status(change.to_status)],
            by=change.by.display_name if change.by else "",
            at=change.at,
            note=change.note,
        )
        for change in changes
    )


def label_of(move: str) -> str | Promise:
    """Answer what a step is called; a later round that came out is one too."""
    return ROUND_MOVE_LABELS[Round(move)] if move in LATER_ROUNDS else MOVE_LABELS[Move(move)]


def standing_of(debate: Debate, user: Any) -> Standing:
    """Answer how a debate stands, as its workspace says it."""
    in_review = debate.status == Status.IN_REVIEW
    approval = policies.approval_of(debate) if in_review else None
    verdict = policies.may_approve_debate(user, debate) if in_review and approval is None else None
    return Standing(
        status=debate.get_status_display(),
        publish_at=debate.publish_at if debate.status == Status.SCHEDULED else None,
        closes_at=debate.closes_at,
        approved_by=approval.by.display_name if approval and approval.by else "",
        approved_at=approval.at if approval else None,
        not_by_you=verdict.sentence if verdict is not None else "",
    )
