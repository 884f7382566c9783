"""The editors' addresses, and the guests' way in."""

from django.urls import path

from debates.publishing import views

app_name = "publishing"

urlpatterns = [
    path("editing/debates/<int:pk>/rounds/<slug:round_>/", views.publish_round, name="publish_round"),
    path("editing/debates/<int:pk>/<slug:move>/", views.move, name="move"),
    path("editing/essays/<int:pk>/invitations/", views.invitations, name="invitations"),
    path("editing/invitations/<int:pk>/again/", views.send_invitation_again, name="send_invitation_again"),
    path("editing/invitations/<int:pk>/revoke/", views.revoke_invitation, name="revoke_invitation"),
    path("invitations/<int:pk>/<slug:token>/", views.accept_invitation, name="accept_invitation"),
]
