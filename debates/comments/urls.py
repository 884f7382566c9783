"""The private addresses of comments, by name, until their pages land: none of them is there yet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

app_name = "comments"


def nothing(request: HttpRequest, **_: object) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer that there is no such page."""
    raise Http404


urlpatterns = [
    path("debates/<slug:slug>/comment/", nothing, name="write"),
    path("comments/<int:pk>/reply/", nothing, name="reply"),
    path("comments/<int:pk>/rate/", nothing, name="rate"),
]
