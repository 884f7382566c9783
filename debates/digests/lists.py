"""The lists of letters: what each letter is one of, and what one click on its “unsubscribe” ends.

A pure rule. The names stand in addresses and in `List-Id`, and never change.
"""

from enum import StrEnum


class MailingList(StrEnum):
    """What a letter is one of: told at once, by what it is about, or a digest."""

    NEW_DEBATES = "new-debates"
    DEBATE = "debate"
    REPLIES = "replies"
    THREADS = "threads"
    DIGEST = "digest"
