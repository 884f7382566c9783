"""The only writers of rules, notices, cases, decisions, penalties, appeals and proposals."""

from debates.moderation.actions.casework import open_case
from debates.moderation.actions.deciding import Consequence, Why, decide, undo

__all__ = ["Consequence", "Why", "decide", "open_case", "undo"]
