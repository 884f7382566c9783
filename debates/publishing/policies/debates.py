"""Who may do what with a debate and its rounds."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import may_act_as
from accounts.roles import Role
from accounts.verdicts import Verdict
from debates.publishing.models import Debate, Origin, StatusChange
from debates.publishing.workflow import LATER_ROUNDS, ROUNDS, Move, Round, Status, moves_from

CHANGEABLE = frozenset(Status) - {Status.ARCHIVED, Status.WITHDRAWN}
"""States in which an editor may change what a debate says."""


def may_edit(user: Any) -> Verdict:
    """Answer whether `user` may write debates, contributors, topics and images at all."""
    return may_act_as(user, Role.EDITOR, _("Only editors can change this."))


def may_edit_debate(user: Any, debate: Debate) -> Verdict:
    """Answer whether `user` may change what this debate says."""
    return may_edit(user) and may_edit_state(debate)


def may_edit_state(debate: Debate) -> Verdict:
    """Answer whether the debate is in a state in which anybody changes what belongs to it."""
    if debate.status not in CHANGEABLE:
        return Verdict.no(_("This debate is archived or withdrawn: bring it back before you change it."))
    return Verdict.yes()


def may_change_structure(user: Any, debate: Debate) -> Verdict:
    """Answer whether `user` may add, remove or reorder positions: never under the eyes of readers."""
    verdict = may_edit_debate(user, debate)
    if verdict and debate.is_public:
        return Verdict.no(
            _("Readers have seen these positions: unpublish the debate before you change them.")
        )
    return verdict


def may_change_round(user: Any, debate: Debate, round_: str) -> Verdict:
    """Answer whether `user` may add an essay to this round, or take one out of it."""
    verdict = may_edit_debate(user, debate)
    if verdict and debate.round_is_public(round_):
        return Verdict.no(
            _("Readers have seen this round: unpublish the debate before you add or remove an essay.")
        )
    return verdict


def may_publish_round(user: Any, debate: Debate, round_: Round, now: datetime) -> Verdict:
    """Answer whether `user` may make this round public, as far as role, state and the other rounds decide.

    Rounds come out in their order and while the debate goes on: a citation that readers have seen keeps its
    number.
    """
    editor = may_edit(user)
    if not editor:
        return editor
    if not debate.is_open(now):
        return Verdict.no(_("Only a debate that is going on gets another round."))
    if round_ in debate.released_rounds:
        return Verdict.no(_("This round is already public."))
    if any(later in debate.released_rounds for later in ROUNDS[ROUNDS.index(round_) :]):
        return Verdict.no(_("A later round is already public."))
    return Verdict.yes()


def may_delete(user: Any, debate: Debate) -> Verdict:
    """Answer whether `user` may delete the debate: only what no reader has ever seen."""
    editor = may_edit(user)
    if editor and debate.published_at is not None:
        return Verdict.no(
            _("This debate has been published: withdraw it, so that its address still answers.")
        )
    return editor


def may_move(user: Any, debate: Debate, move: Move) -> Verdict:
    """Answer whether `user` may make this move of the workflow, as far as role and state decide."""
    editor = may_edit(user)
    if not editor:
        return editor
    if move is Move.IMPORT and debate.origin != Origin.IMPORT:
        return Verdict.no(_("Only a debate from elsewhere can come in closed."))
    if move not in moves_from(Status(debate.status)):
        return Verdict.no(_("The debate is no longer in the state that this step starts from."))
    return may_approve_debate(user, debate) if move is Move.APPROVE else Verdict.yes()


def may_approve_debate(user: Any, debate: Debate) -> Verdict:
    """Answer whether `user` may say that the debate can go out: another editor than who submitted it.

    Where there is one editor only, that one.
    """
    verdict = may_edit(user)
    if not verdict:
        return verdict
    if debate.status != Status.IN_REVIEW:
        return Verdict.no(_("The debate is not in review: there is nothing to approve."))
    if approval_of(debate) is not None:
        return Verdict.no(_("This debate has been approved already."))
    submitted = last_change(debate, Move.SUBMIT)
    if user is None or submitted is None or submitted.by_id != user.pk:
        return verdict
    if User.objects.holding(Role.EDITOR).exclude(pk=user.pk).exists():
        return Verdict.no(_("You submitted this debate: another editor approves it."))
    return verdict


def approval_of(debate: Debate) -> StatusChange | None:
    """Answer the approval of a debate in review, if it stands: nothing has moved since."""
    last = last_change(debate)
    return last if last is not None and last.move == Move.APPROVE else None


def last_change(debate: Debate, *moves: Move) -> StatusChange | None:
    """Answer the last change of state of a debate, or the last of these moves; a new debate has none."""
    changes = StatusChange.objects.filter(debate=debate.pk)
    return (changes.filter(move__in=moves) if moves else changes).order_by("at", "pk").last()


def moves_for(user: Any, debate: Debate) -> tuple[Move, ...]:
    """Answer the moves that `user` is offered now, in the order of the workflow."""
    offered = (move for move in moves_from(Status(debate.status)) if move is not Move.IMPORT)
    return tuple(move for move in offered if may_move(user, debate, move))


def rounds_for(user: Any, debate: Debate, now: datetime) -> tuple[Round, ...]:
    """Answer the rounds that `user` is offered to publish now."""
    return tuple(round_ for round_ in LATER_ROUNDS if may_publish_round(user, debate, round_, now))
