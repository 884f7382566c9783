"""Sets what comments in a debate depend on, and which words are watched."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.comments import policies
from debates.comments.actions.posting import current
from debates.comments.models import Discussion, Severity, WatchedWord
from debates.comments.models.discussions import ENTRY_LENGTH, FOLDED_LENGTH
from debates.publishing.models import Debate

logger = logging.getLogger(__name__)

JUST_ADDED = _("Somebody has just added one of these entries: look at the list again.")

MOST_TOLD = 10
LONGEST_TOLD = 40
"""So many entries a refusal names, and so much of each: a thousand of them nobody could read."""


@transaction.atomic
def save_discussion(
    *, debate: Debate, by: Any, closes_at: datetime | None, locked: bool, premoderated: bool
) -> Discussion:
    """Set until when a debate takes comments, whether it does now, and whether each waits for a moderator.

    Raises `Refused`.
    """
    debate = current(debate)
    policies.may_set_discussion(by, debate).or_refuse()
    settings = {"closes_at": closes_at, "locked": locked, "premoderated": premoderated}
    discussion, _new = Discussion.objects.update_or_create(debate=debate, defaults=settings)
    logger.info("The comments of debate %s were set by account %s: %s", debate.pk, by and by.pk, settings)
    return discussion


@transaction.atomic
def add_watched_words(*, entries: Iterable[str], severity: str, by: Any) -> list[WatchedWord]:
    """Watch for these entries: all of them, or none and `Refused` is raised, with the ones that are to blame.

    An entry without any word could never be found; two that are found by the same would be one.
    """
    policies.may_watch_words(by).or_refuse()
    words = [watched(entry, severity) for entry in map(str.strip, entries) if entry]
    if not words:
        raise Refused(_("Write one entry a line."))
    check_new(words)
    try:
        with transaction.atomic():
            return WatchedWord.objects.bulk_create(words)
    except IntegrityError as error:
        raise Refused(JUST_ADDED) from error


@transaction.atomic
def save_watched_word(*, word: WatchedWord, entry: str, severity: str, by: Any) -> WatchedWord:
    """Write an entry, or what it does, anew. Raises `Refused`."""
    policies.may_watch_words(by).or_refuse()
    changed = watched(entry.strip(), severity)
    changed.pk = word.pk
    check_new([changed])
    written = {"entry": changed.entry, "folded": changed.folded, "severity": severity}
    try:
        with transaction.atomic():
            found = WatchedWord.objects.filter(pk=word.pk).update(**written)
    except IntegrityError as error:
        raise Refused(JUST_ADDED) from error
    if not found:
        raise Refused(_("This entry is no longer there."))
    return changed


@transaction.atomic
def delete_watched_word(*, word: WatchedWord, by: Any) -> None:
    """Watch for an entry no longer. Raises `Refused`."""
    policies.may_watch_words(by).or_refuse()
    WatchedWord.objects.filter(pk=word.pk).delete()


# ---------------------------------------------------------------- what an entry must be


def watched(entry: str, severity: str) -> WatchedWord:
    """Answer an entry as it would be stored. Raises `Refused` for what is too long or could not be found."""
    folded = WatchedWord.folded_of(entry)
    if severity not in Severity.values:
        raise Refused(_("Choose what the words do."))
    if not folded:
        raise Refused(_("There is no word in “%(entry)s”.") % {"entry": shortened(entry)})
    if len(entry) > ENTRY_LENGTH or len(folded) > FOLDED_LENGTH:
        told = _("An entry has at most %(most)s characters, and “%(entry)s” has more.")
        raise Refused(told % {"most": ENTRY_LENGTH, "entry": shortened(entry)})
    return WatchedWord(entry=entry, folded=folded, severity=severity)


def check_new(words: list[WatchedWord]) -> None:
    """Raise `Refused` with the entries that are there already, or twice among these."""
    known = WatchedWord.objects.exclude(pk__in=[word.pk for word in words if word.pk])
    there = {*known.filter(folded__in=[word.folded for word in words]).values_list("folded", flat=True)}
    twice = []
    for word in words:
        if word.folded in there:
            twice.append(f"“{word.entry}”")
        there.add(word.folded)
    if twice:
        more = "…" if len(twice) > MOST_TOLD else ""
        raise Refused(
            _("Already on the list: %(entries)s") % {"entries": ", ".join(twice[:MOST_TOLD]) + more}
        )


def shortened(entry: str) -> str:
    """Answer as much of an entry as fits into a sentence."""
    return entry if len(entry) <= LONGEST_TOLD else f"{entry[:LONGEST_TOLD]}…"
