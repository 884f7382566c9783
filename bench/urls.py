"""The site's addresses, and one of a view that does nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as of_the_site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def bare(request: HttpRequest, length: int) -> HttpResponse:  # noqa: ARG001 - Django calls it with the request
    """Answer so many bytes: what Django and its middleware cost, whatever the page."""
    return HttpResponse(b"x" * length)


urlpatterns = [*of_the_site, path("bare/<int:length>/", bare)]
