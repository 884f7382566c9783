"""Every public address, for search engines."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from debates.moderation.obligations import Obligation, is_on
from debates.publishing.models import Debate, Essay
from debates.reading.queries import public_essays


class Pages(Sitemap):  # type: ignore[type-arg]
    """The pages that every installation has."""

    def items(self) -> list[str]:
        """Answer their names."""
        reported = ["transparency"] if is_on(Obligation.REPORT) else []
        return ["home", "archive", "topics", "rules", "imprint", "privacy", *reported]

    def location(self, item: str) -> str:
        """Answer where the page is."""
        return reverse(f"reading:{item}")


class Debates(Sitemap):  # type: ignore[type-arg]
    """Public debates."""

    def items(self) -> QuerySet[Debate]:
        """Answer the debates."""
        return Debate.objects.public().order_by("-published_at", "-pk")

    def lastmod(self, item: Debate) -> datetime:
        """Answer when the debate last changed."""
        return item.updated_at


class Essays(Sitemap):  # type: ignore[type-arg]
    """Public essays."""

    def items(self) -> Iterable[Essay]:
        """Answer the essays."""
        return public_essays().order_by("pk")


SITEMAPS = {"pages": Pages, "debates": Debates, "essays": Essays}
