"""Pins a comment above the others on its position, one for each."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.comments import policies
from debates.comments.actions.posting import held
from debates.comments.models import Comment


@transaction.atomic
def pin_comment(*, comment: Comment, by: Any, pinned: bool) -> Comment:
    """Pin a comment, in place of the one that was pinned on its position, or take the pin off.

    Raises `Refused`.
    """
    comment = held(comment)
    policies.may_pin(by, comment).or_refuse()
    if comment.pinned == pinned:
        return comment
    if pinned:
        Comment.objects.filter(position=comment.position_id, pinned=True).update(pinned=False)
    try:
        with transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(pinned=pinned)
    except IntegrityError as error:  # two editors at the same moment
        raise Refused(_("Another comment has just been pinned here: look at it again.")) from error
    comment.refresh_from_db()
    return comment
