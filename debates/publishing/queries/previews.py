"""The links by which outsiders see a debate before its readers do."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from debates.publishing import policies
from debates.publishing.models import Debate, PreviewLink


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A link as editors see it; `url` is empty once it leads nowhere."""

    id: int
    label: str
    url: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def previews_of(debate: Debate, now: datetime) -> tuple[PreviewLine, ...]:
    """Answer the links to a preview of this debate, newest first, in one query."""
    rows = PreviewLink.objects.filter(debate=debate).select_related("made_by").order_by("-made_at", "-pk")
    return tuple(line_of(row, debate, now) for row in rows)


def line_of(row: PreviewLink, debate: Debate, now: datetime) -> PreviewLine:
    """Answer one link as editors see it."""
    row.debate = debate
    path = reverse("reading:shared_preview", args=[row.debate_id, row.token])
    return PreviewLine(
        id=row.pk,
        label=row.label,
        url=settings.SITE.base_url + path if policies.shows_preview(row, now) else "",
        made_by=row.made_by.display_name if row.made_by else "",
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
