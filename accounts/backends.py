"""Who comes with a session: one read answers the account together with how it stands."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User

# Written out: everything that somebody sends asks it, and Django takes five times as long to write it with a
# join as it takes to be answered.
WHO = """
    SELECT person.*, EXISTS (SELECT 1 FROM accounts_standing WHERE user_id = person.id) AS has_standing
    FROM accounts_user AS person WHERE id = %s
"""


class AccountBackend(AuthenticationBackend):
    """Signs people in as allauth does, and reads how they stand with them: whatever they send asks for it."""

    def get_user(self, user_id: Any) -> User | None:
        """Answer the account that may sign in, or nothing."""
        found: Any = next(iter(User.objects.raw(WHO, [user_id])), None)
        if found is None or not self.user_can_authenticate(found):
            return None
        person: User = found
        if not found.has_standing:
            # What Django keeps where it has looked in vain: nobody asks again.
            User.standing.related.set_cached_value(person, None)
        return person
