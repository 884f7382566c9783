"""What posting a comment is measured against: bare views that insert one row."""

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone


class Note(models.Model):
    """A text with its author and time. The table is made for the measurement."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "bench"
        managed = False

    def __str__(self) -> str:
        return f"{self.pk}"


def insert(request: HttpRequest) -> HttpResponse:
    """Store what was posted, as a first tutorial would, in the name of whoever the form names."""
    return store(request, int(request.POST["author"]))


def insert_signed_in(request: HttpRequest) -> HttpResponse:
    """Do the same for whoever is signed in: the least that a view can do which knows who writes."""
    return store(request, request.user.pk)


def store(request: HttpRequest, author: int | None) -> HttpResponse:
    """Insert one row."""
    Note._base_manager.create(author_id=author, text=request.POST["text"], at=timezone.now())
    return redirect("/")
