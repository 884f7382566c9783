"""The tables of comments, by what they are about."""

from debates.comments.models.comments import Comment, CommentRevision, Kind, Screened
from debates.comments.models.discussions import Discussion, Severity, WatchedWord
from debates.comments.models.ratings import Rank, Ranking, Rating

__all__ = [
    "Comment",
    "CommentRevision",
    "Discussion",
    "Kind",
    "Rank",
    "Ranking",
    "Rating",
    "Screened",
    "Severity",
    "WatchedWord",
]
