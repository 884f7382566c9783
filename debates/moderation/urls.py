"""The addresses of moderation."""

from django.urls import URLPattern, path

from debates.moderation.views import balance, erasure

app_name = "moderation"

urlpatterns: list[URLPattern] = [
    path("moderating/balance/", balance.balance, name="balance"),
    path("moderating/balance/<slug:slug>/", balance.debate_balance, name="debate_balance"),
    path("moderating/cases/<int:pk>/erase/", erasure.erase, name="erase"),
]
