"""Whose results are told, and what every part of them needs."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from debates.stances.telling.shapes import Heading


@dataclass(frozen=True, slots=True)
class Poll:
    """The answers in the order of the counts, and how a sentence names one.

    `language` and `direction` are those of the debate. `crowds` says when the ballots came that moderators
    set apart.
    """

    answers: tuple[Heading, ...]
    language: str
    direction: str
    crowds: tuple[str, ...] = ()

    def name(self, option: int) -> SafeString:
        """Answer how a sentence names this option: a position with its letter, in the debate's language."""
        answer = self.answers[option]
        return format_html('<span lang="{}" dir="{}">{}</span>', self.language, self.direction, answer.whole)


def everybody() -> str:
    """Answer the heading of a total."""
    return pgettext("total of a table", "All")


def hidden_sentence() -> str:
    """Answer why something is not shown."""
    return _("Hidden, because fewer than five readers could be told apart.")


def safe(svg: str) -> SafeString:
    """Mark a picture, whose every text was escaped where it was drawn."""
    return mark_safe(svg)  # noqa: S308 - see above
