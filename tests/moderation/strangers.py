"""Rows of moderation that are others': no stranger sees or changes them."""

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from debates.moderation import actions
from debates.moderation.measures import Measure, Sanction
from debates.moderation.models import (
    Misuse,
)
from debates.publishing.models import Debate
from tests.comments.rows import written
from tests.makers import make_user
from tests.moderation.rows import against, appealed, case_of, decided, noticed, penalised, proposed


def moderated_of(debate: Debate, author: User) -> dict[str, int]:
    """Answer the numbers of a decision about a comment of this author, and of what else there is."""
    now = timezone.now()
    moderator = make_user("Maria", Role.MODERATOR)
    comment = written(debate, author=author, pk=1100)
    notice = noticed(comment, make_user("Nina"), now)
    decision = decided(case_of(comment, now), moderator, Measure.REJECT, against(), now=now)
    penalty = penalised(author, moderator, now=now, sanction=Sanction.WARN, days=0)
    actions.keep_desk(by=moderator, now=now)
    return {
        "decision": decision.pk,
        "appeal": appealed(decision, author, now=now).pk,
        "notice": notice.pk,
        "penalty": penalty.pk,
        "proposal": proposed(author, Misuse.NOTICES).pk,
    }
