"""The addresses of a reader's own ballot, and of the crowds of ballots that moderators look at."""

from django.urls import path

from debates.stances.views import ballots, bursts, keys, receipts, results

app_name = "stances"

urlpatterns = [
    path("debates/<slug:slug>/ballot/", ballots.cast, name="ballot"),
    path("debates/<slug:slug>/ballot/withdraw/", ballots.withdraw, name="withdraw"),
    path("debates/<slug:slug>/ballot/receipt/", receipts.receipt, name="receipt"),
    path("debates/<slug:slug>/ballot/key/", keys.key, name="key"),
    path("debates/<slug:slug>/ballot/claim/", ballots.claim, name="claim"),
    path("moderating/bursts/", bursts.bursts, name="bursts"),
    path("moderating/bursts/<int:pk>/", bursts.burst, name="burst"),
    path("debates/<slug:slug>/ballot/results/", results.results, name="results"),
    path("debates/<slug:slug>/ballot/results/show/", results.show, name="show_results"),
]
