"""The site's addresses, and those of views that do nothing, or no more than one insert."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.notes import comment, insert
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as of_the_site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def bare(request: HttpRequest, length: int) -> HttpResponse:  # noqa: ARG001 - Django calls it with the request
    """Answer so many bytes: what Django and its middleware cost, whatever the page."""
    return HttpResponse(b"x" * length)


urlpatterns = [
    *of_the_site,
    path("bare/<int:length>/", bare),
    path("bare/insert/", insert),
    path("bare/comment/<slug:slug>/", comment),
]
