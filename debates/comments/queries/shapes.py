"""What pages show of comments: finished values, alike for everybody, nothing for a template to work out.

Each holds plain values only, so that two of the same values are the same: `templatetags/comments.py` renders
a comment once for as long as it is.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Badge:
    """What its author is to the debate; `letter` is that of the position which they argue, else empty."""

    label: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """Who has written a comment. `url` is empty where they have no page."""

    name: str
    url: str = ""
    badges: tuple[Badge, ...] = ()
    is_imported: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a thread is on. `letter` is empty where it is on no position."""

    label: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """The paragraph that a thread is on, as it was then. `url` is empty where it has changed since."""

    text: str
    url: str
    language: str


@dataclass(frozen=True, slots=True)
class ShownStance:
    """The stance that an author shows with a comment; `letter` is empty where it is no position."""

    label: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class SideShare:
    """How many of the raters of one side found a comment helpful, in per cent."""

    label: str
    letter: str
    percent: int


@dataclass(frozen=True, slots=True)
class Helpful:
    """How readers rated a comment; by sides only where no side can be told to have few ratings."""

    helpful: int
    ratings: int
    sides: tuple[SideShare, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """The comment that another one answers, where it does not stand right above. `name` may be empty."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class CommentView:
    """One comment. `stub` is the sentence that stands in its place, empty where it is shown.

    `reason` is what readers are told of its being removed or collapsed; a comment that is shown and has a
    reason is collapsed. `depth` is 1 for the first of a thread, at most 3. `minds` is how many it changed.
    `is_locked` says that nobody can answer in its thread any more, whatever the debate takes.
    """

    id: int
    url: str
    depth: int
    created_at: datetime
    language: str
    stub: str = ""
    reason: str = ""
    is_collapsed: bool = False
    author: Author | None = None
    html: SafeString | None = None
    edited_at: datetime | None = None
    history_url: str = ""
    kind: str = ""
    changed_mind: bool = False
    minds: int = 0
    stance: ShownStance | None = None
    subject: Subject | None = None
    quote: Quote | None = None
    helpful: Helpful | None = None
    in_answer_to: Answered | None = None
    is_pinned: bool = False
    takes_answers: bool = False
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread in a list: its comment with the first answers, and how many more its page has.

    Where there are too many to count, `many_more` is true and `more` a number that there are more than.
    """

    id: int
    url: str
    comments: tuple[CommentView, ...]
    more: int
    many_more: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the filters or orders of a list: `query` is what its address ends in."""

    label: str
    query: str
    is_chosen: bool
    letter: str = ""


@dataclass(frozen=True, slots=True)
class ThreadList:
    """A page of the threads of a debate. `next` is what the address of the next page ends in.

    `counts_alike` says that they stand in the order valued across sides, without sides to tell apart yet.
    """

    threads: tuple[ThreadView, ...]
    filters: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    next: str
    takes_comments: bool
    counts_alike: bool


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A page of one thread: its comment and some answers. `previous` and `next` are pages, 0 for none."""

    id: int
    url: str
    comments: tuple[CommentView, ...]
    page: int
    previous: int
    next: int
    takes_comments: bool


@dataclass(frozen=True, slots=True)
class Discussed:
    """How many comments readers see on a text, more than that where `many`, and how many minds it changed."""

    comments: int
    many: bool
    minds: int
