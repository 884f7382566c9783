"""What a decision does to a comment and to its author, and on what ground."""

from enum import StrEnum

from debates.comments.visibility import Visibility


class Measure(StrEnum):
    """What a decision does to a comment, or to its thread."""

    APPROVE = "approve"
    REJECT = "reject"
    """Out of sight; a stub with the reason stays."""
    RESTRICT = "restrict"
    """Collapsed; it can be opened."""
    LOCK = "lock"
    """Its thread takes no more answers."""
    UNLOCK = "unlock"
    HOLD = "hold"
    """Out of sight until a moderator has decided. Only the screening does this."""
    ERASE = "erase"
    """The text is gone for good, because the law asks for it. An act of administrators."""
    UNDO = "undo"
    """What another decision did is taken back."""
    NONE = "none"
    """Nothing happens to the comment: the decision is about its author."""


STATES = {
    Measure.APPROVE: Visibility.PUBLISHED,
    Measure.REJECT: Visibility.REJECTED,
    Measure.RESTRICT: Visibility.RESTRICTED,
    Measure.HOLD: Visibility.HELD,
    Measure.ERASE: Visibility.ERASED,
}
"""The state into which a measure brings a comment; the others leave it in its state."""

ABOUT_ANSWERS = frozenset({Measure.LOCK, Measure.UNLOCK})
"""Measures about the thread of a comment."""

RESTRICTIVE = frozenset(
    {Measure.REJECT, Measure.RESTRICT, Measure.LOCK, Measure.HOLD, Measure.ERASE, Measure.NONE}
)
"""Measures that take something from somebody, and so need a ground (DSA Art. 17(3)(d), (e))."""


def about_the_same(measure: Measure) -> frozenset[Measure]:
    """Answer the measures of which one takes the place of another: about the comment, or about its thread."""
    return next((group for group in (frozenset(STATES), ABOUT_ANSWERS) if measure in group), frozenset())


class Sanction(StrEnum):
    """What a decision does to a person."""

    WARN = "warn"
    SUSPEND = "suspend"
    """They cannot vote, comment or rate until a moment."""
    BAN = "ban"
    """The same, for good. They can still sign in, read, export their data and appeal."""
    IGNORE_NOTICES = "ignore_notices"
    """Their notices are not taken until a moment (DSA Art. 23(2))."""


class Ground(StrEnum):
    """Why a decision takes something from somebody."""

    NONE = ""
    RULES = "rules"
    """Against a rule that the site has published."""
    LAW = "law"
    """Against a law, which the decision names."""
    SCREENING = "screening"
    """Not judged yet: a check that runs on its own holds it for a moderator."""


class Source(StrEnum):
    """What led to a decision (DSA Art. 17(3)(b))."""

    NOTICE = "notice"
    OWN = "own"
    """The moderators' own initiative."""
    SCREENING = "screening"
    APPEAL = "appeal"
