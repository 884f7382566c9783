"""The letter that tells a moderator once a day what waits."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Role
from debates.moderation.letters.rendering import as_read_by, letter
from debates.moderation.queries.waiting import what_waits
from debates.outbox.renderers import Letter


def summary_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the summary as it is now; nothing where nothing waits, or their role has ended."""
    person = User.objects.holding(Role.MODERATOR).filter(pk=ids["user"]).first()
    lines = what_waits() if person else ()
    if person is None or not lines:
        return None
    with as_read_by(person):
        address = settings.SITE.base_url
        count = sum(line.count for line in lines)
        # Translators: the subject of an e-mail to moderators, about comments, appeals and proposals.
        subject = ngettext(
            "%(count)d thing waits for moderators", "%(count)d things wait for moderators", count
        )
        context = {
            "lines": [(line, address + reverse(line.page, args=line.args)) for line in lines],
            "desk_url": address + reverse("moderation:desk"),
        }
        return letter(subject % {"count": count}, "summary", context)
