"""Who may comment, edit, withdraw, rate and pin, now.

`user` is whoever asks; `None` is the site itself, which has nothing to say and no opinion.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.policies import may_act_as, may_take_part, or_sign_in
from accounts.roles import Role
from accounts.verdicts import Verdict
from debates.comments.models import Comment, Discussion
from debates.comments.visibility import Cause, Visibility, may_become
from debates.publishing.models import Debate
from debates.publishing.policies import may_edit_debate
from debates.stances.voters import is_destroyed

EDITING_TIME = timedelta(minutes=15)
"""For so long a comment can be changed; then it stands as others have read and answered it."""

EDITABLE = frozenset({Visibility.PUBLISHED, Visibility.HELD})
"""States in which a comment can be changed."""

ONLY_PEOPLE = _("Only people comment.")
NOT_THERE = _("This comment is not there.")
NOT_YOURS = _("Only its author can change a comment.")
LOCKED = _("This thread is locked: it takes no more answers.")


def discussion_of(debate: Debate) -> Discussion:
    """Answer the settings of a debate's comments: the usual ones where nobody has set any."""
    found: Discussion | None = getattr(debate, "discussion", None)
    return found or Discussion(debate=debate)


def takes_comments(debate: Debate, now: datetime) -> Verdict:
    """Answer whether anybody at all may comment in this debate now."""
    discussion = discussion_of(debate)
    if not debate.is_public:
        return Verdict.no(_("There are no comments on this debate."))
    if discussion.locked:
        return Verdict.no(_("The comments of this debate are locked for now."))
    if not discussion.takes_comments(debate, now):
        return Verdict.no(_("This debate takes no more comments."))
    return Verdict.yes()


@or_sign_in(_("Sign in to comment."))
def may_comment(user: Any, debate: Debate, now: datetime) -> Verdict:
    """Answer whether `user` may comment in this debate, or answer a comment in it."""
    verdict = takes_comments(debate, now)
    if not verdict:
        return verdict
    return Verdict.no(ONLY_PEOPLE) if user is None else may_take_part(user, now)


def may_answer(user: Any, comment: Comment, now: datetime) -> Verdict:
    """Answer whether `user` may answer this comment: not where readers cannot read it."""
    verdict = may_comment(user, comment.debate, now)
    if verdict and not comment.is_shown:
        return Verdict.no(_("This comment is no longer there to be answered."))
    return Verdict.no(LOCKED) if verdict and comment.is_locked else verdict


@or_sign_in(_("Sign in to edit your comment."))
def may_edit(user: Any, comment: Comment, now: datetime) -> Verdict:
    """Answer whether `user` may change what this comment says: its author, for fifteen minutes.

    Also while it waits for a moderator. Not after a moderator has removed or collapsed it, which was about
    the text that stood there; nor where the author may not take part, or the debate takes no comments.
    """
    if user is None or not is_author(user, comment):
        return Verdict.no(NOT_YOURS)
    if comment.visibility not in EDITABLE:
        return Verdict.no(_("This comment can no longer be changed."))
    if now >= comment.created_at + EDITING_TIME:
        return Verdict.no(
            _("A comment can be changed for fifteen minutes. You can still withdraw it, or answer it.")
        )
    return may_comment(user, comment.debate, now)


@or_sign_in(_("Sign in to withdraw your comment."))
def may_withdraw(user: Any, comment: Comment) -> Verdict:
    """Answer whether `user` may take this comment back: its author, at any time, also while suspended."""
    if user is None or not is_author(user, comment):
        return Verdict.no(_("Only its author can withdraw a comment."))
    if not user.is_active:
        return Verdict.no(_("This account is closed."))
    if not may_become(Visibility(comment.visibility), Visibility.WITHDRAWN, Cause.AUTHOR):
        return Verdict.no(_("This comment has been withdrawn already."))
    return Verdict.yes()


@or_sign_in(_("Sign in to say whether a comment is helpful."))
def may_rate(user: Any, comment: Comment, now: datetime) -> Verdict:
    """Answer whether `user` may rate this comment: never their own, and for as long as comments are taken.

    Where the key of the poll was destroyed nobody could tell who has rated: the ratings stand as they are.
    """
    verdict = may_comment(user, comment.debate, now)
    if not verdict:
        return verdict
    if is_author(user, comment):
        return Verdict.no(_("You can’t rate your own comment."))
    if not comment.is_shown:
        return Verdict.no(_("This comment is no longer there to be rated."))
    if is_destroyed(comment.debate):
        return Verdict.no(_("The ratings of this debate stand: nobody can tell any more who has rated."))
    return Verdict.yes()


def may_hide_stance(user: Any, comment: Comment) -> Verdict:
    """Answer whether `user` may take the stance off this comment: its author, at any time."""
    if not is_author(user, comment):
        return Verdict.no(NOT_YOURS)
    if not comment.stance_kind:
        return Verdict.no(_("This comment shows no stance."))
    return Verdict.yes()


def may_pin(user: Any, comment: Comment) -> Verdict:
    """Answer whether `user` may pin this comment above the others on its position, or take the pin off."""
    verdict = may_act_as(user, Role.EDITOR, _("Only editors pin comments."))
    if not verdict or comment.pinned:
        return verdict
    if comment.parent_id or not comment.position_id:
        return Verdict.no(_("Only a comment on a position can be pinned, and no answer to another."))
    if not comment.is_shown:
        return Verdict.no(_("Readers do not see this comment."))
    return Verdict.yes()


def may_set_discussion(user: Any, debate: Debate) -> Verdict:
    """Answer whether `user` may close, lock and moderate the comments of this debate: editors, moderators."""
    moderator = may_act_as(user, Role.MODERATOR)
    return moderator or may_edit_debate(user, debate)


def may_watch_words(user: Any) -> Verdict:
    """Answer whether `user` may say which words comments must not hold, or are reported for."""
    told = _("Only editors and moderators watch words.")
    return may_act_as(user, Role.EDITOR, told) or may_act_as(user, Role.MODERATOR, told)


def may_see(user: Any, comment: Comment) -> Verdict:
    """Answer whether `user` may read the text of this comment: everybody where it is shown, else its author.

    Moderators see everything but what was erased.
    """
    if comment.visibility == Visibility.ERASED:
        return Verdict.no(NOT_THERE)
    if comment.debate.is_public and (comment.is_shown or is_author(user, comment)):
        return Verdict.yes()
    return may_act_as(user, Role.MODERATOR, NOT_THERE)


def is_author(user: Any, comment: Comment) -> bool:
    """Answer whether `user` has written the comment: of an imported one nobody here has."""
    # A visitor is asked as a reader who has no number yet, and an imported comment has no author's number.
    return user is not None and user.is_authenticated and user.pk is not None and user.pk == comment.author_id
