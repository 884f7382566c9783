"""What is known of an author and of the publication when something is posted, and what becomes of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from accounts.models import Standing
from accounts.rows import ask_together
from accounts.verdicts import Refused
from debates.comments import policies
from debates.comments.models import Comment, Severity
from debates.comments.screening import (
    SHORTEST,
    Circumstances,
    Draft,
    Outcome,
    Rule,
    Screening,
    Thresholds,
    screen,
)
from debates.comments.visibility import Visibility
from debates.comments.word_lists import WordList
from debates.comments.words import REFUSALS
from debates.publishing.models import Debate

REPEATS_WITHIN = timedelta(days=1)
"""The same text of the same author is a repetition for so long."""

# Written out: everything that is posted asks these, and Django takes longer to write them than the answers
# take. Not the key of the account: ever so many rows may go on referring to it meanwhile.
ONE_AT_A_TIME = "SELECT 1 FROM accounts_user WHERE id = %(by)s FOR NO KEY UPDATE"
SAID = """
    SELECT
        EXISTS (
            SELECT 1 FROM comments_comment
            WHERE author_id = %(by)s AND id <> %(but)s AND debate_id = %(debate)s AND source = %(source)s
                AND created_at > %(repeated_since)s AND visibility <> %(withdrawn)s
        ),
        (SELECT COUNT(*) FROM (
            SELECT 1 FROM comments_comment
            WHERE author_id = %(by)s AND id <> %(but)s AND visibility IN (%(published)s, %(restricted)s)
            LIMIT %(first)s
        ) AS seen),
        (SELECT COUNT(*) FROM (
            SELECT 1 FROM comments_comment
            WHERE author_id = %(by)s AND created_at > %(recent_since)s
            LIMIT %(most)s
        ) AS recent)
"""
WATCHED = "SELECT severity, folded, entry FROM comments_watchedword"
# An answer's own two. The row alone is locked, and not its key: others answer and rate it meanwhile. The
# second names no row where the thread is locked, and lets the answers of one thread wait for each other.
ANSWERED = "SELECT version FROM comments_comment WHERE id = %(answered)s"
NUMBERED = """
    UPDATE comments_comment SET reply_count = reply_count + 1 WHERE id = %(thread)s AND NOT is_locked
    RETURNING reply_count
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows: of what somebody has posted, and the words that the publication watches.

    Of an answer also the `version` that what it answers has now, and its own `number` in the thread: nothing
    where the one is gone, or the other takes no more.
    """

    is_repeat: bool
    published: int
    is_too_fast: bool
    words: tuple[tuple[str, str, str], ...] = ()
    version: int | None = None
    number: int | None = None


def one_at_a_time(by: Any) -> None:
    """Let what one person posts and edits wait for each other: each is screened knowing of the one before.

    Before any comment is locked, so that nobody waits in a circle. A comment is signed, so this may lock the
    row of an account; a transaction that writes ballots or ratings must not (decision 009).
    """
    if by is not None and by.is_authenticated:
        ask_together({"by": by.pk}, *waiting())


def waiting() -> tuple[str, ...]:
    """Answer the statement by which that is done; none for SQLite, where only one transaction writes."""
    return (ONE_AT_A_TIME,) if connection.features.has_select_for_update else ()


def known_of(by: Any, debate: Debate, draft: Draft, now: datetime, but: Comment | None = None) -> Known:
    """Answer what is known to screen a text by, once nothing else of its author is on its way.

    An edit is not counted against itself. The database is asked in one go, and answers each question from
    what is committed by then: also what was waited for.
    """
    *_locked, said, watched = ask_together(asked(by, debate, draft, now, but), *waiting(), SAID, WATCHED)
    return replace(counted(said[0], but), words=tuple(watched))


def known_of_answer(by: Any, answered: Comment, draft: Draft, now: datetime) -> Known:
    """Answer the same for an answer to this comment, which is kept from others until the transaction ends.

    The number of the answer is taken in the same go, and last: from then the others of the thread wait.
    """
    about = {
        **asked(by, answered.debate, draft, now),
        "answered": answered.pk,
        "thread": answered.thread_id or answered.pk,
    }
    locking = ANSWERED + " FOR NO KEY UPDATE" if connection.features.has_select_for_update else ANSWERED
    *_locked, found, said, watched, numbered = ask_together(
        about, *waiting(), locking, SAID, WATCHED, NUMBERED
    )
    return replace(
        counted(said[0]),
        words=tuple(watched),
        version=found[0][0] if found else None,
        number=numbered[0][0] if numbered else None,
    )


def next_number(thread: int) -> int | None:
    """Take the number of the next answer in a thread; nothing where it takes no more."""
    (numbered,) = ask_together({"thread": thread}, NUMBERED)
    return numbered[0][0] if numbered else None


def asked(
    by: Any, debate: Debate, draft: Draft, now: datetime, but: Comment | None = None
) -> dict[str, object]:
    """Answer what the questions are about."""
    moment = connection.ops.adapt_datetimefield_value
    return {
        "by": by.pk,
        "but": but.pk if but else 0,
        "debate": debate.pk,
        "source": draft.source,
        "repeated_since": moment(now - REPEATS_WITHIN),
        "recent_since": moment(now - timedelta(seconds=settings.COMMENTS_WITHIN)),
        "withdrawn": Visibility.WITHDRAWN.value,
        "published": Visibility.PUBLISHED.value,
        "restricted": Visibility.RESTRICTED.value,
        "first": settings.COMMENTS_HELD_FIRST,
        "most": settings.COMMENTS_MOST,
    }


def counted(row: tuple[Any, ...], but: Comment | None = None) -> Known:
    """Answer what a row of `SAID` says."""
    is_repeat, published, recent = row
    return Known(bool(is_repeat), published, but is None and recent >= settings.COMMENTS_MOST)


def screened(draft: Draft, known: Known, by: Any, debate: Debate, now: datetime) -> Screening:
    """Answer what becomes of a text. Raises `Refused` where it is not to be stored."""
    said = screen(draft, circumstances(known, by, debate, now), thresholds_with(known.words))
    if said.outcome is Outcome.REFUSE and said.rule is not None:
        raise Refused(REFUSALS[said.rule])
    return said


def circumstances(known: Known, by: Any, debate: Debate, now: datetime) -> Circumstances:
    """Answer what a text is screened by, beside itself."""
    standing: Standing | None = getattr(by, "standing", None)  # whoever signs in comes with it
    return Circumstances(
        is_closed=not policies.takes_comments(debate, now),
        is_repeat=known.is_repeat,
        published=known.published,
        rejections=standing.recent_rejections if standing else 0,
        debate_premoderated=policies.discussion_of(debate).premoderated,
        person_premoderated=bool(standing and standing.premoderated),
        is_too_fast=known.is_too_fast,
    )


def thresholds() -> Thresholds:
    """Answer what the publication has set."""
    (watched,) = ask_together({}, WATCHED)
    return thresholds_with(watched)


def thresholds_with(watched: Iterable[tuple[Any, ...]]) -> Thresholds:
    """Answer what the publication has set, which watches these words."""
    words: dict[str, dict[str, str]] = {severity: {} for severity in Severity.values}
    for severity, folded, entry in watched:
        words[severity][folded] = entry
    banned, suspect = (WordList.stored(words[kind]) for kind in (Severity.BANNED, Severity.SUSPECT))
    return Thresholds(
        links=settings.COMMENT_LINKS,
        first_comments=settings.COMMENTS_HELD_FIRST,
        rejections=settings.COMMENT_REJECTIONS,
        banned=banned,
        suspect=suspect,
    )


def hold_ahead(debate: Debate, by: Any, now: datetime) -> Rule | None:
    """Answer why whatever somebody writes in this debate now will wait; nothing where it need not."""
    anything = Draft(source="?" * SHORTEST, plain="?" * SHORTEST, links=0)
    (said,) = ask_together(asked(by, debate, anything, now), SAID)
    found = screen(anything, circumstances(counted(said[0]), by, debate, now), thresholds_with(()))
    return found.rule if found.outcome is Outcome.HOLD else None
