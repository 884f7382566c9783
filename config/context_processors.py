"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest

from config.site import Site


def site(request: HttpRequest) -> dict[str, Site]:  # noqa: ARG001 - Django calls it with the request
    """Answer the publication's own details."""
    return {"site": settings.SITE}
