"""What the public pages show: finished values, nothing for a template to work out."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from debates.comments.queries.shapes import Discussed, ThreadList
from debates.richtext.render import Picture
from debates.stances.queries.results import Summary


@dataclass(frozen=True, slots=True)
class Signature:
    """A contributor as an essay shows them. `disclosure` is empty where an import did not record one."""

    name: str
    url: str
    role: str
    affiliation: str
    disclosure: str
    initials: str
    portrait: Picture | None


@dataclass(frozen=True, slots=True)
class EssayView:
    """One essay: `html` is safe, `direction` is `ltr` or `rtl`, `text_id` names what a comment is on.

    After `seconds_on_screen`, and its end, a browser takes it for read.

    `discussed` is there on the pages that show how much the essay is discussed. `corrected_at` is when it was
    last corrected, `suggest_url` where readers say what should be, empty where they do not see it.
    """

    text_id: int
    title: str
    url: str
    round: str
    round_label: str
    html: SafeString
    language: str
    direction: str
    minutes: int
    seconds_on_screen: int
    words: int
    licence_name: str
    licence_url: str
    original_url: str
    signature: Signature
    discussed: Discussed | None = None
    corrected_at: datetime | None = None
    suggest_url: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A position with its essays. `letter` names its colour, wherever it stands."""

    id: int
    letter: str
    label: str
    claim: str
    url: str
    essays: tuple[EssayView, ...]

    @property
    def opening(self) -> EssayView:
        """Answer the essay that every public position has."""
        return self.essays[0]


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A reference: its number (none where no text cites it), safe HTML, and the places that cite it."""

    key: str
    number: int | None
    html: SafeString
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic and its page."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class DebateView:
    """What stands at the top of a debate's page, and in lists, of any debate.

    `result` is the result of its poll in a sentence, in lists and once it is over; else it is empty.
    `corrected_at` is when any text of it that readers see was last corrected, `corrections_url` where that is
    told.
    """

    id: int
    slug: str
    question: str
    url: str
    summary: str
    language: str
    direction: str
    is_open: bool
    published_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    imported: bool
    original_url: str
    topics: tuple[TopicView, ...]
    sides: tuple[Side, ...]
    minutes: int
    picture: Picture | None
    result: SafeString | str = ""
    corrected_at: datetime | None = None
    corrections_url: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side says in a round."""

    side: Side
    essay: EssayView


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round after the opening, its turns in the reader's order of positions."""

    name: str
    label: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class StanceLink:
    """The way to the ballot with one answer chosen; `letter` is empty where it is no position."""

    url: str
    label: str | Promise
    letter: str = ""


@dataclass(frozen=True, slots=True)
class DebatePage:
    """The whole page of a debate.

    Stances, before and after reading, are there while it is open, `results` once it is over. `results_url`
    leads to the results: while the debate is open to a private page that asks first. `comments` are there
    once it is public; `introduction_id` names what a comment on the introduction is on, 0 where there is
    none.
    """

    debate: DebateView
    introduction: SafeString
    later_rounds: tuple[RoundView, ...]
    conclusion: SafeString
    references: tuple[ReferenceView, ...]
    stances_before: tuple[StanceLink, ...] = ()
    stances: tuple[StanceLink, ...] = ()
    results: Summary | None = None
    results_url: str = ""
    comments: ThreadList | None = None
    introduction_id: int = 0


@dataclass(frozen=True, slots=True)
class EssayPage:
    """The page of one essay: `others` are the other sides, each to be read next.

    `takes_comments` says whether it can be commented on now.
    """

    debate: DebateView
    side: Side
    essay: EssayView
    others: tuple[Side, ...]
    references: tuple[ReferenceView, ...]
    takes_comments: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """An essay as its contributor's page lists it."""

    title: str
    url: str
    claim: str
    letter: str
    question: str
    debate_url: str
    published_at: datetime | None
    language: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of debates, and where the next one begins."""

    debates: tuple[DebateView, ...]
    next: str
