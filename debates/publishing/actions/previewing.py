"""Secret links by which outsiders see a draft."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.publishing import policies
from debates.publishing.actions.drafting import checked
from debates.publishing.actions.locking import locked
from debates.publishing.models import Debate, PreviewLink

VALID_FOR = timedelta(days=30)
"""How long a link leads somewhere."""


@transaction.atomic
def make_preview_link(*, debate: Debate, label: str, by: Any, now: datetime) -> PreviewLink:
    """Make a link by which whoever has it sees the debate as readers will. Raises `Refused`."""
    policies.may_share_preview(by, locked(debate.pk)).or_refuse()
    link = PreviewLink(
        debate=debate, label=label.strip(), made_by=by, made_at=now, expires_at=now + VALID_FOR
    )
    checked(link)
    link.save()
    return link


@transaction.atomic
def revoke_preview_link(*, link: PreviewLink, by: Any, now: datetime) -> PreviewLink:
    """Take a link back: from now on it leads nowhere. Raises `Refused`."""
    policies.may_edit(by).or_refuse()
    if not PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        raise Refused(_("This link has been taken back already."))
    link.refresh_from_db()
    return link
