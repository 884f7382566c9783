"""The addresses of a reader's own ballot."""

from django.urls import path

from debates.stances import views

app_name = "stances"

urlpatterns = [
    path("debates/<slug:slug>/ballot/", views.cast, name="ballot"),
    path("debates/<slug:slug>/ballot/withdraw/", views.withdraw, name="withdraw"),
]
