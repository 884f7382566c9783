"""Whether readers see a comment: the states that there are, and who may bring it into which.

A comment that its author has withdrawn stays withdrawn, whatever a moderator thinks; what the law had erased
stays erased.
"""

from enum import StrEnum


class Visibility(StrEnum):
    """What readers see of a comment."""

    PUBLISHED = "published"
    RESTRICTED = "restricted"
    """Collapsed, with the reason; it can be opened."""
    HELD = "held"
    """Not before a moderator has decided."""
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    ERASED = "erased"
    """The text itself is gone."""


class Cause(StrEnum):
    """Who brought a comment into its state."""

    SCREENING = "screening"
    AUTHOR = "author"
    MODERATION = "moderation"
    ERASURE = "erasure"


SHOWN = frozenset({Visibility.PUBLISHED, Visibility.RESTRICTED})
"""States in which readers can read the text."""

MAY_BRING_ABOUT = {
    Cause.SCREENING: frozenset({Visibility.PUBLISHED, Visibility.HELD}),
    Cause.AUTHOR: frozenset({Visibility.WITHDRAWN}),
    Cause.MODERATION: frozenset(
        {Visibility.PUBLISHED, Visibility.RESTRICTED, Visibility.HELD, Visibility.REJECTED}
    ),
    Cause.ERASURE: frozenset({Visibility.ERASED}),
}

MAY_CHANGE = {
    Cause.SCREENING: frozenset({Visibility.PUBLISHED, Visibility.HELD}),
    Cause.AUTHOR: frozenset(Visibility) - {Visibility.WITHDRAWN, Visibility.ERASED},
    Cause.MODERATION: frozenset(Visibility) - {Visibility.WITHDRAWN, Visibility.ERASED},
    Cause.ERASURE: frozenset(Visibility) - {Visibility.ERASED},
}


def may_become(before: Visibility, after: Visibility, cause: Cause) -> bool:
    """Answer whether this cause may bring a comment from one state into another, or renew it in its state."""
    return before in MAY_CHANGE[cause] and after in MAY_BRING_ABOUT[cause]
