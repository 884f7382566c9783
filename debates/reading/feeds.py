"""The feed of new debates: whole texts, positions in the canonical order."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from debates.reading.public import public_page
from debates.reading.queries import feed_entries
from debates.reading.shapes import DebatePage

LENGTH = 20


class DebateFeed(Feed):  # type: ignore[type-arg]  # its parameters exist only in the stubs
    """The newest public debates as Atom."""

    feed_type = Atom1Feed

    def title(self) -> str:
        """Answer the publication's name."""
        return str(settings.SITE.name)

    def link(self) -> str:
        """Answer the home page."""
        return reverse("reading:home")

    def subtitle(self) -> str:
        """Answer what the publication says of itself."""
        return str(settings.SITE.tagline)

    def items(self) -> Iterable[DebatePage]:
        """Answer the newest public debates."""
        return feed_entries(timezone.now(), LENGTH)

    def item_title(self, item: DebatePage) -> str:
        """Answer the question."""
        return item.debate.question

    def item_link(self, item: DebatePage) -> str:
        """Answer the debate's page."""
        return item.debate.url

    def item_description(self, item: DebatePage) -> str:
        """Answer the introduction and both claims, with who signs them."""
        return render_to_string("reading/feed_entry.html", {"page": item, "site": settings.SITE})

    def item_pubdate(self, item: DebatePage) -> datetime | None:
        """Answer when the debate was published."""
        return item.debate.published_at

    def item_updateddate(self, item: DebatePage) -> datetime | None:
        """Answer when the debate was last corrected, or else published."""
        return item.debate.corrected_at or item.debate.published_at

    def item_copyright(self, item: DebatePage) -> str:
        """Answer the licences of the debate's essays."""
        names = dict.fromkeys(essay.licence_name for side in item.debate.sides for essay in side.essays)
        return str(_("Essays: %(licences)s") % {"licences": ", ".join(names)})


_feed = DebateFeed()


@require_safe
@public_page
def feed(request: HttpRequest) -> HttpResponse:
    """Answer the feed."""
    return _feed(request)
