"""The addresses of accounts that are not allauth's."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("account/", views.account, name="account"),
    # allauth's own address, reached by its name `account_login`: ours stands before it.
    path("account/login/", views.sign_in),
    path("account/profile/", views.profile, name="profile"),
    path("account/me/", views.me, name="me"),
    path("account/second-factor/", views.second_factor, name="second_factor"),
    path("people/<int:pk>/", views.person, name="person"),
]
