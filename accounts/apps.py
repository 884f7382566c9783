from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People: the user model, roles, sign-in, and the verdicts that every policy answers."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Hear of what happens at allauth's pages."""
        # Models can be imported only now.
        from allauth.mfa.signals import authenticator_added

        from accounts.sessions import end_sessions_without_factor

        authenticator_added.connect(end_sessions_without_factor)
