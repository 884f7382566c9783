"""What happens to a comment before anybody has read it: one pipeline, in one order, on posting and on edits.

Each check lets a comment pass, refuses it, holds it for a moderator, or has it published and reported. The
first refusal or hold ends the pipeline, and is why; what was to be reported is reported only where the
comment is published. A rule knows no table: what is known of debate and author comes in as arguments.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from debates.comments.word_lists import Phrase, WordList, folded_words

SHORTEST, LONGEST = 2, 5_000
"""Characters of a comment, without the space around it."""


class Outcome(StrEnum):
    """What becomes of a comment."""

    PUBLISH = "publish"
    REPORT = "report"
    """Published, and shown to the moderators."""
    HOLD = "hold"
    """Kept out of sight until a moderator has decided."""
    REFUSE = "refuse"
    """Not stored at all: its author is told why."""


class Rule(StrEnum):
    """Which check decided."""

    LENGTH = "length"
    CLOSED = "closed"
    REPEAT = "repeat"
    BANNED_WORDS = "banned_words"
    RATE = "rate"
    SUSPECT_WORDS = "suspect_words"
    LINKS = "links"
    FIRST_COMMENTS = "first_comments"
    HISTORY = "history"
    DEBATE_PREMODERATED = "debate_premoderated"
    PERSON_PREMODERATED = "person_premoderated"


@dataclass(frozen=True)
class Draft:
    """A comment as it was written: the source, the words that a reader sees, and how many links it has."""

    source: str
    plain: str
    links: int

    @cached_property
    def words(self) -> Phrase:
        """Answer its words, folded: those that a reader sees, and those of addresses that it links to."""
        return folded_words(f"{self.plain}\n{self.source}")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of the debate and the author.

    `is_closed` says that this debate, or this part of it, takes no comments; `is_repeat` that the author said
    the same here before; `published` counts comments of theirs that readers see; `rejections` those that were
    lately rejected; `is_too_fast` that they have just written more than one person writes.
    """

    is_closed: bool = False
    is_repeat: bool = False
    published: int = 0
    rejections: int = 0
    debate_premoderated: bool = False
    person_premoderated: bool = False
    is_too_fast: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the publication has set: words, and from how many on a comment waits. 0 switches a number off."""

    banned: WordList = field(default_factory=lambda: WordList.of(()))
    suspect: WordList = field(default_factory=lambda: WordList.of(()))
    links: int = 3
    first_comments: int = 1
    rejections: int = 3


@dataclass(frozen=True, slots=True)
class Screening:
    """What becomes of a comment, by which check, and the words that it found."""

    outcome: Outcome
    rule: Rule | None = None
    found: tuple[str, ...] = ()


Check = Callable[[Draft, Circumstances, Thresholds], "Screening | None"]


def screen(draft: Draft, known: Circumstances, thresholds: Thresholds) -> Screening:
    """Answer what becomes of a comment."""
    reported: Screening | None = None
    for check in PIPELINE:
        said = check(draft, known, thresholds)
        if said is None:
            continue
        if said.outcome is Outcome.REPORT:
            reported = said
        else:
            return said
    return reported or Screening(Outcome.PUBLISH)


def screen_imported(draft: Draft, thresholds: Thresholds) -> Screening:
    """Answer what becomes of a comment that another site has published: only its length can refuse it.

    Somebody has looked at it, so nothing holds it; watched words, banned ones too, are reported.
    """
    refused = length(draft, Circumstances(), thresholds)
    if refused:
        return refused
    for rule, words in ((Rule.BANNED_WORDS, thresholds.banned), (Rule.SUSPECT_WORDS, thresholds.suspect)):
        if found := words.found_among(draft.words):
            return Screening(Outcome.REPORT, rule, found)
    return Screening(Outcome.PUBLISH)


def length(draft: Draft, _known: Circumstances, _thresholds: Thresholds) -> Screening | None:
    """Refuse what is too short or too long, or shows nothing."""
    fits = SHORTEST <= len(draft.source.strip()) <= LONGEST
    return None if fits and draft.plain.strip() else Screening(Outcome.REFUSE, Rule.LENGTH)


def banned_words(draft: Draft, _known: Circumstances, thresholds: Thresholds) -> Screening | None:
    """Refuse what holds a banned word, in its text or in an address that it links to."""
    found = thresholds.banned.found_among(draft.words)
    return Screening(Outcome.REFUSE, Rule.BANNED_WORDS, found) if found else None


def suspect_words(draft: Draft, _known: Circumstances, thresholds: Thresholds) -> Screening | None:
    """Report what holds a suspect word, in its text or in an address that it links to."""
    found = thresholds.suspect.found_among(draft.words)
    return Screening(Outcome.REPORT, Rule.SUSPECT_WORDS, found) if found else None


def links(draft: Draft, _known: Circumstances, thresholds: Thresholds) -> Screening | None:
    """Hold what has more links than the publication allows."""
    many = thresholds.links and draft.links > thresholds.links
    return Screening(Outcome.HOLD, Rule.LINKS) if many else None


def first_comments(_draft: Draft, known: Circumstances, thresholds: Thresholds) -> Screening | None:
    """Hold the first comments of an account."""
    is_new = known.published < thresholds.first_comments
    return Screening(Outcome.HOLD, Rule.FIRST_COMMENTS) if is_new else None


def history(_draft: Draft, known: Circumstances, thresholds: Thresholds) -> Screening | None:
    """Hold what comes from somebody of whom lately several comments were rejected."""
    bad = thresholds.rejections and known.rejections >= thresholds.rejections
    return Screening(Outcome.HOLD, Rule.HISTORY) if bad else None


def when(question: Callable[[Circumstances], bool], outcome: Outcome, rule: Rule) -> Check:
    """Answer the check that decides so where something is known."""
    return lambda _draft, known, _thresholds: Screening(outcome, rule) if question(known) else None


PIPELINE: tuple[Check, ...] = (
    length,
    when(lambda known: known.is_closed, Outcome.REFUSE, Rule.CLOSED),
    when(lambda known: known.is_repeat, Outcome.REFUSE, Rule.REPEAT),
    banned_words,
    # With the refusals: where it came after the holds, a flood could fill the moderators' queue.
    when(lambda known: known.is_too_fast, Outcome.REFUSE, Rule.RATE),
    suspect_words,
    links,
    first_comments,
    history,
    when(lambda known: known.debate_premoderated, Outcome.HOLD, Rule.DEBATE_PREMODERATED),
    when(lambda known: known.person_premoderated, Outcome.HOLD, Rule.PERSON_PREMODERATED),
)
