"""The only writers of comments, ratings, their order, and what is set about them."""

from debates.comments.actions.importing import import_comment
from debates.comments.actions.noting import note_versions
from debates.comments.actions.ordering import rank_comments, rank_waiting
from debates.comments.actions.pinning import pin_comment
from debates.comments.actions.posting import edit_comment, hide_stance, post_comment, withdraw_comment
from debates.comments.actions.rating import rate_comment
from debates.comments.actions.setting import (
    add_watched_words,
    delete_watched_word,
    save_discussion,
    save_watched_word,
)
from debates.comments.actions.visibility import lock_thread, set_visibility

__all__ = [
    "add_watched_words",
    "delete_watched_word",
    "edit_comment",
    "hide_stance",
    "import_comment",
    "lock_thread",
    "note_versions",
    "pin_comment",
    "post_comment",
    "rank_comments",
    "rank_waiting",
    "rate_comment",
    "save_discussion",
    "save_watched_word",
    "set_visibility",
    "withdraw_comment",
]
