"""Writes ratings. Like a ballot's, a rating's transaction writes and locks nothing of an account."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.comments import policies
from debates.comments.models import Comment, Rating
from debates.stances.voters import key_for_casting, voter_of


@transaction.atomic
def rate_comment(*, comment: Comment, by: Any, helpful: bool | None, now: datetime) -> None:
    """Count whether `by` finds a comment helpful, in place of what they said before; None takes it back.

    One statement inserts or changes: of many posts at once each finds the rating of the one before. Raises
    `Refused`.
    """
    # Without the key of the poll: no statement has a comment's author beside anything of a ballot.
    around = Comment.objects.select_related("debate__discussion")
    found = around.filter(pk=comment.pk).first()
    if found is None:
        raise Refused(_("This comment is no longer there."))
    debate = found.debate
    policies.may_rate(by, found, now).or_refuse()
    voter = voter_of(key_for_casting(debate), by=by)
    if helpful is None:
        Rating.objects.filter(comment=found, voter=voter).delete()
        return
    Rating.objects.bulk_create(
        [Rating(debate=debate, comment=found, voter=voter, helpful=helpful)],
        update_conflicts=True,
        unique_fields=["comment", "voter"],
        update_fields=["helpful"],
    )
