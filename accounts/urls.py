"""The addresses of accounts that are not allauth's."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/profile/", views.profile, name="profile"),
    path("account/me/", views.me, name="me"),
    path("account/second-factor/", views.second_factor, name="second_factor"),
    path("people/<int:pk>/", views.person, name="person"),
]
