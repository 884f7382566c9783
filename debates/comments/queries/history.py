"""What a comment said before it was edited."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from debates.comments.models import Comment, CommentRevision
from debates.richtext.differences import Change, Part, differences

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a comment: when it was written, and what it changed in the one before.

    The earliest one that is shown is all kept.
    """

    number: int
    at: datetime
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The versions of a comment, newest first, and how many earlier ones are left out."""

    versions: tuple[Version, ...]
    left_out: int


def history_of(comment: Comment) -> History:
    """Answer what a comment has said, the last ten versions of it."""
    found = CommentRevision.objects.filter(comment=comment).order_by("-number")[:MOST_SHOWN]
    revisions = [*reversed(found)]
    versions = [
        Version(revision.number, revision.at, (Part(Change.KEPT, revision.source),))
        for revision in revisions[:1]
    ]
    for before, after in pairwise(revisions):
        versions.append(Version(after.number, after.at, differences(before.source, after.source)))
    return History(tuple(reversed(versions)), revisions[0].number - 1 if revisions else 0)
