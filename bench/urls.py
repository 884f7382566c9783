"""The site's addresses, and those of views that do as little as can be."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.naive import naive, with_includes
from bench.notes import insert, insert_signed_in
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as of_the_site
from debates.stances.models import Ballot

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def bare(request: HttpRequest, length: int) -> HttpResponse:  # noqa: ARG001 - Django calls it with the request
    """Answer so many bytes: what Django and its middleware cost, whatever the page."""
    return HttpResponse(b"x" * length)


def upsert(request: HttpRequest, debate: int) -> HttpResponse:
    """Write the ballot of whoever the form names, by one statement, and do nothing else."""
    row = Ballot(
        debate_id=debate,
        voter=request.POST["voter"],
        phase="after",
        tier="verified",
        kind=request.POST["kind"],
        hour=datetime(2026, 3, 1, 9, tzinfo=UTC),
        arm=0,
    )
    Ballot.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["debate", "voter", "phase"],
        update_fields=["tier", "kind", "position", "hour", "bin10", "arm", "exposed"],
    )
    return HttpResponse(status=302, headers={"Location": "/"})


def upsert_signed_in(request: HttpRequest, debate: int) -> HttpResponse:
    """Do the same for whoever is signed in: the least that a view can do which knows who votes."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    return upsert(request, debate)


urlpatterns = [
    *of_the_site,
    path("bare/<int:length>/", bare),
    path("bare/<int:debate>/upsert/", upsert),
    path("bare/<int:debate>/upsert/signed-in/", upsert_signed_in),
    path("bare/debate/<slug:slug>/", naive),
    path("bare/includes/<slug:slug>/", with_includes),
    path("bare/insert/", insert),
    path("bare/insert/signed-in/", insert_signed_in),
]
