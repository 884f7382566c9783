"""How many of the ballots were cast before a text of the debate was corrected."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from debates.stances.shown_results import Before, ShownResults
from debates.stances.telling.poll import hidden_sentence
from debates.stances.telling.shapes import Heading, Part, Row, Table
from debates.stances.telling.words import count_cell, number


def corrected_part(shown: ShownResults) -> Part | None:
    """Answer a sentence and a row for each day on which a text was corrected; nothing where none was.

    Of several corrections of a day the last one counts.
    """
    if not (shown.before and shown.readers.total):
        return None
    days = by_day(shown.before)
    sentences = [
        *(sentence(day, count, shown.readers.total) for day, count in days),
        _("Votes with an account. Whoever votes again after a correction counts as having voted after it."),
    ]
    rows = tuple(Row(Heading(day), (count_cell(count),)) for day, count in days)
    table = Table(_("Votes before a correction"), (Heading(_("Votes before it")),), rows)
    return Part("corrected", _("Corrections of the texts"), tuple(sentences), (table,))


def by_day(before: Sequence[Before]) -> list[tuple[str, int | None]]:
    """Answer the last correction of each day, by the day in words, oldest first."""
    days: dict[str, int | None] = {}
    for one in before:
        moment = timezone.localtime(datetime.fromisoformat(one.moment))
        days[formats.date_format(moment, "j F Y")] = one.count
    return list(days.items())


def sentence(day: str, count: int | None, whole: int) -> str:
    """Answer how many of all votes were cast before the correction of a day."""
    if count is None:
        hidden = _("Ballots from before the correction of %(day)s: %(why)s")
        return hidden % {"day": day, "why": hidden_sentence()}
    said = ngettext(
        "%(count)s of %(whole)s ballot was cast before the correction of %(day)s.",
        "%(count)s of %(whole)s ballots were cast before the correction of %(day)s.",
        whole,
    )
    return said % {"count": number(count), "whole": number(whole), "day": day}
