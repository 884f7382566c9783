"""Who comes with a session: one read answers the account together with how it stands."""

from collections.abc import Sequence
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from accounts.models import User
from accounts.rows import Columns

PERSON = Columns(User, "person")
HAS_STANDING = "EXISTS (SELECT 1 FROM accounts_standing WHERE user_id = person.id)"

WHO = f"SELECT {PERSON}, {HAS_STANDING} FROM accounts_user AS person WHERE id = %s"  # noqa: S608 - our own columns


class AccountBackend(AuthenticationBackend):
    """Signs people in as allauth does, and reads how they stand with them: whatever they send asks for it."""

    def get_user(self, user_id: Any) -> User | None:
        """Answer the account that may sign in, or nothing."""
        with connection.cursor() as cursor:
            cursor.execute(WHO, [user_id])
            row = cursor.fetchone()
        person = person_in(row) if row else None
        return person if person is not None and self.user_can_authenticate(person) else None


def person_in(row: Sequence[Any]) -> User | None:
    """Answer the account that a row begins with, which says next whether there is a standing of it."""
    person = PERSON.model_of(row)
    if person is not None and not row[len(PERSON)]:
        # What Django keeps where it has looked in vain: nobody asks again.
        User.standing.related.set_cached_value(person, None)
    return person
