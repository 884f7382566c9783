"""The editors' addresses."""

from django.urls import path

from debates.publishing import views

app_name = "publishing"

urlpatterns = [
    path("debates/<int:pk>/rounds/<slug:round_>/", views.publish_round, name="publish_round"),
    path("debates/<int:pk>/<slug:move>/", views.move, name="move"),
]
