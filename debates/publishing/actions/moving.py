"""The moves of a debate. Each holds the debate first, and is recorded with who, when and why."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.publishing import policies
from debates.publishing.actions.locking import hold
from debates.publishing.actions.rendering import render_debate, renumber
from debates.publishing.actions.texts import Version, normalised, write
from debates.publishing.models import Debate, Essay, Kind, StatusChange, Text
from debates.publishing.queries import missing_in
from debates.publishing.workflow import IllegalMove, Move, Round, Status, target_of

logger = logging.getLogger(__name__)

SIMPLE = frozenset(
    {
        Move.SUBMIT,
        Move.RETURN,
        Move.APPROVE,
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

EXPLAINED = frozenset({Move.RETURN, Move.UNPUBLISH})
"""Moves that undo what somebody else did, and so say why."""


def _move(debate: Debate, move: Move, *, by: Any, now: datetime, note: str = "", **values: Any) -> Debate:
    """Change the state of a debate that the caller holds, and record it.

    `values` are the columns that change together with the state. Answers the debate as it now is.
    """
    before = Status(debate.status)
    try:
        after = target_of(move, before)
    except IllegalMove as error:
        raise Refused(_("The debate is no longer in the state that this step starts from.")) from error
    if debate.has_ended(now) and debate.poll_ended_at is None:
        # By its date, before the sweep came: its results have been public since.
        values.setdefault("poll_ended_at", debate.closes_at)
    Debate.objects.filter(pk=debate.pk).update(status=after, updated_at=now, **values)
    StatusChange.objects.create(
        debate=debate, move=move, from_status=before, to_status=after, by=by, at=now, note=note
    )
    debate.refresh_from_db()
    return debate


@transaction.atomic
def change_status(*, debate: Debate, move: Move, by: Any, now: datetime, note: str = "") -> Debate:
    """Make one of the simple moves. Raises `Refused`."""
    if move not in SIMPLE:
        raise ValueError(f"{move} has an action of its own")
    hold(debate)
    policies.may_move(by, debate, move).or_refuse()
    if move in EXPLAINED and not note.strip():
        raise Refused(_("Say why, in a sentence: it stands in the history of the debate."))
    values: dict[str, Any] = {}
    if move is Move.CLOSE:
        refuse_conclusion(debate)
        values = {"closed_at": now, "poll_ended_at": debate.poll_ended_at or now}
    if move is Move.REOPEN:
        # A date in the past would close it again at once.
        values = {"closed_at": None, "closes_at": None}
    _move(debate, move, by=by, now=now, note=note, **values)
    if move in {Move.CLOSE, Move.REOPEN}:
        renumber(debate)  # the conclusion shows, or no longer does
    return debate


@transaction.atomic
def close_debate(*, debate: Debate, conclusion: str, by: Any, now: datetime, note: str = "") -> Debate:
    """End a debate with what the editors conclude, which may be nothing. Raises `Refused`."""
    hold(debate)
    policies.may_move(by, debate, Move.CLOSE).or_refuse()
    text, _created = Text.objects.get_or_create(debate=debate, kind=Kind.CONCLUSION, essay=None)
    write(text, Version(normalised(conclusion), by, now))
    render_debate(debate)
    return change_status(debate=debate, move=Move.CLOSE, by=by, now=now, note=note)


@transaction.atomic
def publish(*, debate: Debate, by: Any, now: datetime, note: str = "") -> Debate:
    """Make all positions of the debate public at once. Raises `Refused` while something blocks."""
    hold(debate)
    policies.may_move(by, debate, Move.PUBLISH).or_refuse()
    refuse_incomplete(debate)
    refuse_closing(debate, now)
    _move(
        debate,
        Move.PUBLISH,
        by=by,
        now=now,
        note=note,
        published_at=now,
        closed_at=None,
        withdrawn_at=None,
        withdrawal_note="",
    )
    render_debate(debate)
    return debate


def refuse_conclusion(debate: Debate) -> None:
    """Raise `Refused` when readers would see a conclusion that cites what is not there."""
    conclusion = debate.texts.filter(kind=Kind.CONCLUSION).first()
    if conclusion is not None and (conclusion.unknown_citations or conclusion.unknown_images):
        keys = ", ".join([*conclusion.unknown_citations, *conclusion.unknown_images])
        raise Refused(_("The conclusion cites or shows what is not there: %(keys)s.") % {"keys": keys})


def refuse_incomplete(debate: Debate, *more: Round) -> None:
    """Raise `Refused` with everything that blocks publication; `more` are rounds about to come out."""
    blocking = [str(row.sentence) for row in missing_in(debate, *more) if row.blocks]
    if blocking:
        raise Refused(" ".join(blocking))


def refuse_closing(debate: Debate, opens_at: datetime) -> None:
    """Raise `Refused` when the debate would be over before its readers see it."""
    if debate.closes_at is not None and debate.closes_at <= opens_at:
        raise Refused(_("The debate would close before it opens: choose a later date to close, or none."))


@transaction.atomic
def schedule(*, debate: Debate, publish_at: datetime, by: Any, now: datetime, note: str = "") -> Debate:
    """Name the moment at which the debate becomes public. Raises `Refused`."""
    hold(debate)
    policies.may_move(by, debate, Move.SCHEDULE).or_refuse()
    if publish_at <= now:
        raise Refused(_("That moment has passed: choose one to come, or publish now."))
    refuse_incomplete(debate)
    refuse_closing(debate, publish_at)
    return _move(debate, Move.SCHEDULE, by=by, now=now, note=note, publish_at=publish_at)


@transaction.atomic
def publish_round(*, debate: Debate, round_: Round, by: Any, now: datetime, note: str = "") -> Debate:
    """Make a later round public, for all positions at once. Raises `Refused`."""
    hold(debate)
    policies.may_publish_round(by, debate, round_, now).or_refuse()
    refuse_incomplete(debate, round_)
    column = {Round.REBUTTAL: "rebuttals_published_at", Round.CLOSING: "closings_published_at"}[round_]
    Debate.objects.filter(pk=debate.pk).update(**{column: now, "updated_at": now})
    StatusChange.objects.create(
        debate=debate,
        move=round_,
        from_status=debate.status,
        to_status=debate.status,
        by=by,
        at=now,
        note=note,
    )
    debate.refresh_from_db()
    render_debate(debate)
    return debate


@transaction.atomic
def withdraw_essay(*, essay: Essay, note: str, by: Any, now: datetime) -> Debate:
    """Take a published essay back, and with it the whole debate: no side stands alone.

    Its addresses answer 410 with a dated page that carries `note`. Raises `Refused`.
    """
    debate = essay.position.debate
    hold(debate)
    policies.may_move(by, debate, Move.WITHDRAW).or_refuse()
    if not debate.round_is_public(essay.round):
        raise Refused(_("Readers have not seen this essay: there is nothing to withdraw."))
    note = note.strip()
    if not note:
        raise Refused(_("Say in a sentence what readers should know: it stands where the debate stood."))
    Essay.objects.filter(pk=essay.pk).update(withdrawn_at=now)
    return _move(debate, Move.WITHDRAW, by=by, now=now, note=note, withdrawn_at=now, withdrawal_note=note)


@transaction.atomic
def record_import(*, debate: Debate, published_at: datetime, by: Any, now: datetime) -> Debate:
    """Put a debate that another site published long ago among the closed ones, as it is.

    What it lacks is the editors' to-do list; only a publication anew asks for it. Raises `Refused`.
    """
    hold(debate)
    policies.may_move(by, debate, Move.IMPORT).or_refuse()
    _move(
        debate,
        Move.IMPORT,
        by=by,
        now=now,
        published_at=published_at,
        closed_at=published_at,
        poll_ended_at=published_at,
    )
    render_debate(debate)
    return debate


# ---------------------------------------------------------------- what the beat does


def publish_due(*, now: datetime) -> int:
    """Publish what is scheduled for now or earlier, and answer how many debates that were.

    A debate that is no longer complete goes back to review with the reason recorded; no debate stops another.
    """
    due = Debate.objects.due(now).order_by("publish_at", "pk").values_list("pk", flat=True)
    published = 0
    for debate_id in list(due):
        try:
            published += publish_scheduled(debate_id, now)
        except Exception:
            # A fault of ours or of the database: this one is tried again, the others must not wait for it.
            logger.exception("Debate %s could not be published", debate_id)
    return published


@transaction.atomic
def publish_scheduled(debate_id: int, now: datetime) -> bool:
    """Publish one debate if it is still due and nobody else holds it; answer whether it is public now."""
    debate = Debate.objects.due(now).select_for_update(skip_locked=True).filter(pk=debate_id).first()
    if debate is None:
        return False
    try:
        publish(debate=debate, by=None, now=now)
    except Refused as refusal:
        debate.refresh_from_db()
        _move(debate, Move.UNSCHEDULE, by=None, now=now, note=str(refusal))
        return False
    return True


def close_due(*, now: datetime) -> int:
    """Record as closed what ended by its date, and answer how many debates that were."""
    ended = Debate.objects.ended_unrecorded(now).values_list("pk", flat=True)
    return sum(close_ended(debate_id, now) for debate_id in list(ended))


@transaction.atomic
def close_ended(debate_id: int, now: datetime) -> bool:
    """Record one debate as closed if its date still says so and nobody else holds it."""
    unrecorded = Debate.objects.ended_unrecorded(now).select_for_update(skip_locked=True)
    debate = unrecorded.filter(pk=debate_id).first()
    if debate is None:
        return False
    ended = debate.closes_at
    _move(debate, Move.CLOSE, by=None, now=now, closed_at=ended, poll_ended_at=debate.poll_ended_at or ended)
    renumber(debate)
    return True
