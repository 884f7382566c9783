"""The addresses of a reader's own ballot, and of the crowds of ballots that moderators look at."""

from django.urls import path

from debates.stances.views import ballots, bursts

app_name = "stances"

urlpatterns = [
    path("debates/<slug:slug>/ballot/", ballots.cast, name="ballot"),
    path("debates/<slug:slug>/ballot/withdraw/", ballots.withdraw, name="withdraw"),
    path("moderating/bursts/", bursts.bursts, name="bursts"),
    path("moderating/bursts/<int:pk>/", bursts.burst, name="burst"),
]
