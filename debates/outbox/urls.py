"""The operators' addresses, and those of the mail files of an embedded site."""

from django.urls import URLPattern

app_name = "outbox"

urlpatterns: list[URLPattern] = []
