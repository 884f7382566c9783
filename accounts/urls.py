"""The addresses of accounts that are not allauth's."""

from allauth.account.views import complete_password_reset, password_change, password_set
from allauth.mfa.totp.views import activate_totp, deactivate_totp
from allauth.mfa.webauthn.views import add_webauthn, remove_webauthn
from allauth.socialaccount.views import connections
from django.db.transaction import atomic
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
    # What changes an account promises an e-mail about it: both are written, or neither.
    path("account/password/change/", atomic(password_change)),
    path("account/password/set/", atomic(password_set)),
    path("account/password/reset/complete/", atomic(complete_password_reset)),
    path("account/2fa/totp/activate/", atomic(activate_totp)),
    path("account/2fa/totp/deactivate/", atomic(deactivate_totp)),
    path("account/2fa/webauthn/add/", atomic(add_webauthn)),
    path("account/2fa/webauthn/keys/<int:pk>/remove/", atomic(remove_webauthn)),
    path("account/2fa/recovery-codes/generate/", atomic(views.new_recovery_codes)),
    path("account/3rdparty/", atomic(connections)),
    path("account/profile/", views.profile, name="profile"),
    path("account/me/", views.me, name="me"),
    path("account/sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("account/second-factor/", views.second_factor, name="second_factor"),
    path("people/<int:pk>/", views.person, name="person"),
]
