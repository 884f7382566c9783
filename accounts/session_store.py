"""Sessions in the database, as Django keeps them: one question answers a session with its account."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.backends import HAS_STANDING, PERSON, person_in
from accounts.models import User
from accounts.questions import rows

# Written out: everything that somebody sends asks it. Whose a session is stands beside it since it began.
SESSION = f"""
    SELECT {PERSON}, {HAS_STANDING}, session.session_data
    FROM django_session AS session
    LEFT JOIN usersessions_usersession AS begun ON begun.session_key = session.session_key
    LEFT JOIN accounts_user AS person ON person.id = begun.user_id
    WHERE session.session_key = %s AND session.expire_date > %s
"""  # noqa: S608 - names of our own columns


class SessionStore(InDatabase):
    """A session, and who it says is signed in, read at the same time."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.read_with: User | None = None

    def load(self) -> dict[str, Any]:
        """Answer what the session holds, nothing where it has ended; keep the account read with it."""
        moment = connection.ops.adapt_datetimefield_value(timezone.now())
        found = rows(SESSION, [self.session_key, moment])
        if not found:
            self._session_key = None
            return {}
        row = found[0]
        self.read_with = person_in(row)
        held: dict[str, Any] = self.decode(row[-1])
        return held

    def signed_in(self) -> User | None:
        """Answer who is signed in, where that is plain; nothing where it is for Django to look closer.

        Plain is what Django asks of a session: it names this account, signed in by a backend that is still in
        use, which lets them in, and its hash is that of the account's password.
        """
        said = self.get(SESSION_KEY)  # reads the session, where nobody has yet
        person = self.read_with
        if person is None or not person.is_active or said != str(person.pk):
            return None
        if self.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
            return None
        same = constant_time_compare(self.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
        return person if same else None
