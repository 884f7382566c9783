"""Who comes with a session: one read answers the account together with how it stands."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class AccountBackend(AuthenticationBackend):
    """Signs people in as allauth does, and reads how they stand with them: whatever they send asks for it."""

    def get_user(self, user_id: Any) -> User | None:
        """Answer the account that may sign in, or nothing."""
        found = User.objects.get_queryset().select_related("standing").filter(pk=user_id).first()
        return found if found is not None and self.user_can_authenticate(found) else None
