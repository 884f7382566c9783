"""Takes note of what happens to comments: a sweep that opens a case for each, and keeps it in line.

Whatever changes a comment leaves a mark on its row (`Comment.objects.unnoted`), so nothing is lost while the
sweep does not run, and a sweep that finds nothing asks one question.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _now

from debates.comments.actions import note_versions
from debates.comments.models import Comment
from debates.comments.queries.own import holds_of
from debates.comments.visibility import Cause, Visibility
from debates.comments.words import HOLDS
from debates.moderation.actions.casework import bring_into_line, open_case
from debates.moderation.actions.deciding import Why, decide
from debates.moderation.actions.rules import ensure_rules
from debates.moderation.actions.settling import settle_gone
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import Case, Decision, Notice, State
from debates.moderation.queries.unnoted import GONE, unnoted

logger = logging.getLogger(__name__)

BATCH = 200
"""So many comments are read at once; each that calls for something has a transaction of its own."""
MOST = 5_000
"""So many comments at most in one sweep: the next goes on."""


def take_in(*, now: datetime, most: int = MOST) -> int:
    """Take note of comments that have changed, and answer how many that were; no comment stops another."""
    taken, last = 0, 0
    while taken < most:
        waiting = unnoted(last, min(BATCH, most - taken))
        if not waiting:
            break
        if not taken:
            # A site that has published none begins with the first ones: nobody decides without rules.
            ensure_rules(now=now)
        note_versions(versions={row.pk: row.version for row in waiting if row.needs_nothing})
        for row in waiting:
            if not row.needs_nothing:
                take_in_carefully(row.pk, now)
        taken, last = taken + len(waiting), waiting[-1].pk
    return taken


def take_in_carefully(pk: int, now: datetime) -> None:
    """Take note of one comment; what goes wrong with it is logged, and tried again by the next sweep."""
    try:
        take_in_comment(pk=pk, now=now)
    except Exception:
        logger.exception("Comment %s could not be taken to the moderators", pk)


@transaction.atomic
def take_in_comment(*, pk: int, now: datetime) -> None:
    """Open the case of a comment, or bring it into line with what the comment now is.

    A case that somebody is acting on is left to them: they bring it into line themselves.
    """
    case = Case.objects.filter(comment=pk).first() or open_case(comment=Comment.objects.get(pk=pk), now=now)
    free = Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    found = free.filter(pk=case.pk).first()
    if found is None:
        return
    comment = Comment.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if found.seen_version != comment.version:
        if is_held_anew(found, comment):
            hold(found, comment, now)
        else:
            if comment.visibility in GONE:
                settle_gone(notices=[*Notice.objects.filter(case=found, state=State.OPEN)], now=now)
            bring_into_line(case=found, now=now)
    note_versions(versions={pk: comment.version})


def is_held_anew(case: Case, comment: Comment) -> bool:
    """Answer whether the screening holds a comment, and no decision says so yet."""
    if comment.visibility != Visibility.HELD or comment.cause != Cause.SCREENING:
        return False
    return not Decision.objects.standing().filter(case=case, measure=Measure.HOLD).exists()


def hold(case: Case, comment: Comment, now: datetime) -> Decision:
    """Write the decision of the screening to hold a comment, which its author is told a minute later.

    A moderator who decides before takes that letter back.
    """
    return decide(
        case=case,
        expected_version=case.version,
        expected_comment_version=comment.version,
        measure=Measure.HOLD,
        by=None,
        now=now,
        why=Why(Ground.SCREENING, explanation=why_held(comment)),
    )


def why_held(comment: Comment) -> str:
    """Answer why the screening holds a comment, in the site's language: statements are kept in that."""
    rule = holds_of([comment]).get(comment.pk)
    if rule is None:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        # Translators: the reason follows in its place: “it has many links”, “it is among your first here”.
        return _now("It waits for a moderator, because %(why)s.") % {"why": HOLDS[rule]}
