"""What an import proposes, before anything is written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from debates.importing.wxr import Post, Term

MAX_QUESTION, MAX_TITLE, MAX_CLAIM, MAX_LABEL, MAX_NAME, MAX_OFFICE = 250, 200, 200, 40, 120, 160
MAX_GUID = 500
"""What the tables hold, in characters; a test compares."""


@dataclass(frozen=True, slots=True)
class ProposedReference:
    """A reference: CSL-JSON where its line could be taken apart, and the line."""

    key: str
    csl: dict[str, Any] | None
    raw: str


@dataclass(frozen=True, slots=True)
class ProposedSide:
    """A position with its contributor and opening essay."""

    post: Post
    label: str
    claim: str
    name: str
    role: str
    affiliation: str
    title: str
    markdown: str


@dataclass(frozen=True, slots=True)
class ProposedDebate:
    """A debate, and what a person should look at."""

    post: Post
    question: str
    language: str
    markdown: str
    published_at: datetime
    sides: tuple[ProposedSide, ...]
    references: tuple[ProposedReference, ...]
    topics: tuple[Term, ...]
    remarks: tuple[str, ...]

    @property
    def posts(self) -> tuple[Post, ...]:
        """Answer the introduction and the contributions."""
        return (self.post, *(side.post for side in self.sides))

    @property
    def comments(self) -> int:
        """Answer how many approved comments the posts had."""
        return sum(len(post.comments) for post in self.posts)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that was found in an export."""

    posts_read: int
    debates: tuple[ProposedDebate, ...]
    remarks: tuple[str, ...]
