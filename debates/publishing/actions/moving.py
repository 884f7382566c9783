"""The moves of a debate. Every change of state goes through `_move`, and is recorded with who and when."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.policies import Refused
from debates.publishing import policies
from debates.publishing.actions.rendering import render_debate
from debates.publishing.models import Debate, Essay, Position, StatusChange
from debates.publishing.queries import missing_in
from debates.publishing.workflow import IllegalMove, Move, Round, Status, target_of

SIMPLE = frozenset(
    {
        Move.SUBMIT,
        Move.RETURN,
        Move.UNSCHEDULE,
        Move.CLOSE,
        Move.REOPEN,
        Move.ARCHIVE,
        Move.UNARCHIVE,
        Move.UNPUBLISH,
        Move.REVISE,
    }
)
"""Moves that need nothing but who, when, and a note."""


def _move(debate: Debate, move: Move, *, by: Any, now: datetime, note: str = "", **values: Any) -> Debate:
    """Change the state of a debate, once: of two who try at the same time, the second is refused.

    `values` are the columns that change together with the state. Answers the debate as it now is.
    """
    try:
        target = target_of(move, Status(debate.status))
    except IllegalMove as error:
        raise Refused(_("The debate is no longer in the state that this step starts from.")) from error
    moved = Debate.objects.filter(pk=debate.pk, status=debate.status).update(
        status=target, updated_at=now, **values
    )
    if not moved:
        raise Refused(_("Somebody else has just changed the state of this debate."))
    StatusChange.objects.create(
        debate=debate, move=move, from_status=debate.status, to_status=target, by=by, at=now, note=note
    )
    debate.refresh_from_db()
    render_debate(debate)  # what readers see has changed, and with it the numbers
    return debate


@transaction.atomic
def change_status(*, debate: Debate, move: Move, by: Any, now: datetime, note: str = "") -> Debate:
    """Make one of the simple moves. Raises `Refused`."""
    if move not in SIMPLE:
        raise ValueError(f"{move} has an action of its own")
    policies.may_move(by, debate, move).or_refuse()
    values: dict[str, Any] = {}
    if move is Move.CLOSE:
        values = {"closed_at": now}
    if move is Move.REOPEN:
        # A date in the past would close it again at once.
        values = {"closed_at": None, "closes_at": None}
    return _move(debate, move, by=by, now=now, note=note, **values)


@transaction.atomic
def publish(*, debate: Debate, by: Any, now: datetime, note: str = "") -> Debate:
    """Make all positions of the debate public at once. Raises `Refused` while something blocks."""
    policies.may_move(by, debate, Move.PUBLISH).or_refuse()
    return _publish(debate, by=by, now=now, note=note)


def _publish(debate: Debate, *, by: Any, now: datetime, note: str = "") -> Debate:
    refuse_incomplete(debate)
    if debate.closes_at is not None and debate.closes_at <= now:
        raise Refused(_("The date on which the debate closes has passed: choose a later one, or none."))
    return _move(debate, Move.PUBLISH, by=by, now=now, note=note, published_at=now, closed_at=None)


def refuse_incomplete(debate: Debate) -> None:
    """Raise `Refused` with everything that blocks publication."""
    blocking = [str(row.sentence) for row in missing_in(debate) if row.blocks]
    if blocking:
        raise Refused(" ".join(blocking))


@transaction.atomic
def schedule(*, debate: Debate, publish_at: datetime, by: Any, now: datetime, note: str = "") -> Debate:
    """Name the moment at which the debate becomes public. Raises `Refused`."""
    policies.may_move(by, debate, Move.SCHEDULE).or_refuse()
    if publish_at <= now:
        raise Refused(_("That moment has passed: choose one to come, or publish now."))
    refuse_incomplete(debate)
    return _move(debate, Move.SCHEDULE, by=by, now=now, note=note, publish_at=publish_at)


@transaction.atomic
def publish_round(*, debate: Debate, round_: Round, by: Any, now: datetime) -> Debate:
    """Make a later round public, for all positions at once. Raises `Refused`."""
    policies.may_edit_debate(by, debate).or_refuse()
    column = {Round.REBUTTAL: "rebuttals_published_at", Round.CLOSING: "closings_published_at"}[round_]
    if not debate.is_public:
        raise Refused(_("Publish the debate first: its opening essays come before."))
    written = set(
        Essay.objects.filter(position__debate=debate, round=round_).values_list("position", flat=True)
    )
    silent = [str(p) for p in Position.objects.filter(debate=debate).order_by("order") if p.pk not in written]
    if silent:
        raise Refused(_("All positions speak in a round, or none. Still missing: ") + ", ".join(silent))
    refuse_incomplete(debate)
    if not Debate.objects.filter(pk=debate.pk, **{column: None}).update(**{column: now, "updated_at": now}):
        raise Refused(_("This round is already public."))
    debate.refresh_from_db()
    render_debate(debate)
    return debate


@transaction.atomic
def withdraw_essay(*, essay: Essay, note: str, by: Any, now: datetime) -> Debate:
    """Take a published essay back, and with it the whole debate: no side stands alone.

    Its addresses answer 410 with a dated page that carries `note`. Raises `Refused`.
    """
    debate = essay.position.debate
    policies.may_move(by, debate, Move.WITHDRAW).or_refuse()
    if not note.strip():
        raise Refused(_("Say in a sentence what readers should know: it stands where the debate stood."))
    Essay.objects.filter(pk=essay.pk).update(withdrawn_at=now)
    return _move(debate, Move.WITHDRAW, by=by, now=now, note=note, withdrawn_at=now, withdrawal_note=note)


@transaction.atomic
def record_import(*, debate: Debate, published_at: datetime, by: Any, now: datetime) -> Debate:
    """Put a debate that another site published long ago among the closed ones, as it is.

    What it lacks is the editors' to-do list; only a publication anew asks for it. Raises `Refused`.
    """
    policies.may_move(by, debate, Move.IMPORT).or_refuse()
    return _move(debate, Move.IMPORT, by=by, now=now, published_at=published_at, closed_at=published_at)


def publish_due(*, now: datetime) -> int:
    """Publish what is scheduled for now or earlier, and answer how many debates that were.

    A debate that is no longer complete goes back to review with the reason recorded, and stops no other.
    """
    published = 0
    for debate in Debate.objects.due(now).order_by("publish_at"):
        try:
            with transaction.atomic():
                _publish(debate, by=None, now=now)
            published += 1
        except Refused as refusal:
            return_to_review(debate.pk, str(refusal), now)
    return published


@transaction.atomic
def return_to_review(debate_id: int, reason: str, now: datetime) -> None:
    """Take a scheduled debate back to the editors, unless somebody has moved it meanwhile."""
    debate = Debate.objects.get(pk=debate_id)
    if debate.status == Status.SCHEDULED:
        _move(debate, Move.UNSCHEDULE, by=None, now=now, note=reason)


def close_due(*, now: datetime) -> int:
    """Record as closed what ended by its date, and answer how many debates that were."""
    closed = 0
    for debate in Debate.objects.filter(status=Status.PUBLISHED, closes_at__lte=now):
        try:
            with transaction.atomic():
                _move(debate, Move.CLOSE, by=None, now=now, closed_at=debate.closes_at)
            closed += 1
        except Refused:
            continue  # an editor closed it a moment ago
    return closed
