"""What readers may suggest, and what outsiders may see before them."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.policies import may_take_part, or_sign_in
from accounts.verdicts import Verdict
from debates.publishing.models import Debate, Essay, PreviewLink, Suggestion
from debates.publishing.policies.debates import may_edit_debate
from debates.publishing.workflow import Status

SUGGESTIONS = 5
"""So many corrections may one reader suggest within `SUGGESTIONS_WITHIN`."""

SUGGESTIONS_WITHIN = timedelta(minutes=10)


@or_sign_in(_("Sign in to suggest a correction."))
def may_suggest(user: Any, essay: Essay, now: datetime) -> Verdict:
    """Answer whether `user` may suggest a correction of this essay, as whoever may take part may.

    Not many in a few minutes: an editor reads each.
    """
    if not essay.position.debate.round_is_public(essay.round):
        return Verdict.no(_("Readers do not see this essay now."))
    verdict = may_take_part(user, now)
    if verdict and user is not None and user.pk:
        lately = Suggestion.objects.filter(by=user, at__gt=now - SUGGESTIONS_WITHIN)
        if lately.count() >= SUGGESTIONS:
            return Verdict.no(
                _("You have suggested several corrections in a few minutes: wait a little before the next.")
            )
    return verdict


def may_share_preview(user: Any, debate: Debate) -> Verdict:
    """Answer whether `user` may let outsiders see this debate before its readers do."""
    verdict = may_edit_debate(user, debate)
    if verdict and debate.is_public:
        return Verdict.no(_("Readers see this debate already: send its address."))
    return verdict


def shows_preview(link: PreviewLink, now: datetime) -> Verdict:
    """Answer whether this link still leads to its debate: neither taken back nor too old."""
    void = link.revoked_at is not None or link.expires_at <= now
    if void or link.debate.status == Status.WITHDRAWN:
        return Verdict.no(_("This link leads nowhere any more."))
    return Verdict.yes()
