"""The address of every stored copy of an image, the same that the storage gives."""

from django.urls import re_path

from debates.media import views

app_name = "media"
urlpatterns = [
    re_path(
        r"^(?P<name>images/[0-9a-f]{2}/[0-9a-f]{20}-[1-9][0-9]{0,4}\.webp)$",
        views.rendition,
        name="rendition",
    ),
]
