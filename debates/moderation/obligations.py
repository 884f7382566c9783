"""The duties of the EU's Digital Services Act that this site has taken on; each can be switched off.

Small publishers are exempt from some of them (Arts 15(2), 19); all are on unless a setting says otherwise.
"""

from enum import StrEnum

from django.conf import settings


class Obligation(StrEnum):
    """One duty, by the name that the setting `MODERATION_WITHOUT` knows it by."""

    NOTICES = "notices"
    """Art. 16: whoever finds a comment illegal can say so, also without an account."""
    STATEMENTS = "statements"
    """Art. 17: who is restricted is told why."""
    APPEALS = "appeals"
    """Art. 20: decisions can be complained about for six months."""
    MISUSE = "misuse"
    """Art. 23: repeated misuse leads to a suspension."""
    REPORT = "report"
    """Arts 15, 24: what was moderated is published in numbers."""


def is_on(obligation: Obligation) -> bool:
    """Answer whether this site fulfils the duty."""
    return obligation.value not in settings.MODERATION_WITHOUT
