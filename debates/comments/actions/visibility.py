"""The only writer of whether readers see a comment, and of whether its thread takes answers."""

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.comments.models import Comment
from debates.comments.models.comments import REASON_LENGTH
from debates.comments.visibility import SHOWN, Cause, Visibility, may_become

CHANGED_MEANWHILE = _("This comment has changed since you opened the page: look at it again.")


@transaction.atomic
def set_visibility(
    *,
    comment: Comment,
    expected_version: int,
    state: Visibility,
    cause: Cause,
    public_reason: str | Promise = "",
) -> Comment:
    """Bring a comment into a state, and answer it as it then is.

    `expected_version` is the version that whoever decides has seen, `public_reason` what readers are told in
    its place. Callers are the screening, the author, moderation and legal erasure; each asks its own policy
    first. Erasure leaves nothing of what was said, nor of who is said to have said it on another site.
    Raises `Refused` where the comment has changed meanwhile, or the cause may not do this.
    """
    if len(str(public_reason)) > REASON_LENGTH:
        raise Refused(_("A reason has at most %(count)d characters.") % {"count": REASON_LENGTH})
    seen = Comment.objects.filter(pk=comment.pk, version=expected_version)
    found = seen.select_for_update(no_key=True).first()
    if found is None:
        raise Refused(CHANGED_MEANWHILE)
    if not may_become(Visibility(found.visibility), state, cause):
        raise Refused(_("This comment can’t be brought into this state any more."))
    changes = {
        "visibility": state,
        "cause": cause,
        "public_reason": str(public_reason),
        "version": F("version") + 1,
        "was_public": found.was_public or state in SHOWN,
        "pinned": found.pinned and state in SHOWN,
    }
    if state is Visibility.ERASED:
        changes |= {"source": "", "html": "", "plain": "", "author_name": ""}
        changes |= {"stance_kind": "", "stance_position": None}
        found.revisions.all().delete()
    if not seen.update(**changes):
        raise Refused(CHANGED_MEANWHILE)
    found.refresh_from_db()
    return found


@transaction.atomic
def lock_thread(*, comment: Comment, locked: bool) -> None:
    """Let the thread that a comment is in take no more answers, or take them again. Moderation calls.

    The first comment comes first: who answers counts their answer there, and finds it locked.
    """
    first = comment.thread_id or comment.pk
    Comment.objects.filter(pk=first).update(is_locked=locked)
    Comment.objects.filter(thread=first).update(is_locked=locked)
