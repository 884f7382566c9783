"""The only writers of rules, notices, cases, decisions, penalties, appeals and proposals."""

from debates.moderation.actions.appealing import (
    answer_appeal,
    answer_penalty_appeal,
    appeal_decision,
    appeal_outcome,
    appeal_penalty,
)
from debates.moderation.actions.casework import open_case
from debates.moderation.actions.deciding import Consequence, Why, decide, undo
from debates.moderation.actions.misuse import confirm_proposal, dismiss_proposal, find_misuse
from debates.moderation.actions.penalties import lift_penalty, restate_due
from debates.moderation.actions.summaries import keep_desk, set_desk, summarise_due

__all__ = [
    "Consequence",
    "Why",
    "answer_appeal",
    "answer_penalty_appeal",
    "appeal_decision",
    "appeal_outcome",
    "appeal_penalty",
    "confirm_proposal",
    "decide",
    "dismiss_proposal",
    "find_misuse",
    "keep_desk",
    "lift_penalty",
    "open_case",
    "restate_due",
    "set_desk",
    "summarise_due",
    "undo",
]
