"""What letters tell: finished values, nothing for a template to work out."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class SideLine:
    """A position in one sentence, with who argues it, and the way to the essay."""

    letter: str
    label: str
    claim: str
    contributor: str
    role: str
    url: str


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment in an excerpt. `on` says what it is on, empty where that stands beside it."""

    author: str
    excerpt: str
    url: str
    on: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """What was put right: in which text, and what was wrong."""

    title: str
    note: str
    at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class DebateNews:
    """What there is to tell of one debate; whatever is empty or none is not told.

    `sides` stand in the canonical order, as do the `valued` comments: one on each side, or none at all.
    """

    id: int
    question: str
    url: str
    language: str
    direction: str
    sides: tuple[SideLine, ...]
    minutes: int
    opened: bool = False
    closes_at: datetime | None = None
    result: SafeString | str = ""
    result_url: str = ""
    ended: bool = False
    corrections: tuple[CorrectionLine, ...] = ()
    corrections_url: str = ""
    comments: int = 0
    comments_url: str = ""
    valued: tuple[CommentLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentNews:
    """A comment that somebody is told of: an answer to theirs, or one in a thread that they follow."""

    is_reply: bool
    question: str
    debate_url: str
    comment: CommentLine
    thread: int
    language: str
    direction: str
