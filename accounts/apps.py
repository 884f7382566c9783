from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People: the user model, roles, sign-in, and the verdicts that every policy answers."""

    name = "accounts"
    verbose_name = _("Accounts")
