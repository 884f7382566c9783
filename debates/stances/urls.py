"""The addresses of a reader's own ballot."""

from django.urls import path

from debates.stances.views import ballots, results

app_name = "stances"

urlpatterns = [
    path("debates/<slug:slug>/ballot/", ballots.cast, name="ballot"),
    path("debates/<slug:slug>/ballot/withdraw/", ballots.withdraw, name="withdraw"),
    path("debates/<slug:slug>/ballot/results/", results.results, name="results"),
    path("debates/<slug:slug>/ballot/results/show/", results.show, name="show_results"),
]
