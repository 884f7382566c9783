"""The addresses of accounts that are not allauth's."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("account/", views.account, name="account"),
    # allauth's own addresses, reached by its names: ours stand before them.
    path("account/login/", views.sign_in),
    path("account/login/code/confirm/", views.sign_in_code),
    path("account/confirm-email/", views.address_code),
    path("account/password/reset/confirm/", views.password_code),
    path("account/profile/", views.profile, name="profile"),
    path("account/me/", views.me, name="me"),
    path("account/second-factor/", views.second_factor, name="second_factor"),
    path("people/<int:pk>/", views.person, name="person"),
]
