"""One statement for each message that is handed over, on PostgreSQL: for `actions.begin` alone.

A statement outside a transaction is one of its own, so that begins, writes, commits and answers in one round
trip. The server prepares it once for each connection, which saves it the planning, and us the writing down.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from psycopg import Cursor

from debates.outbox.models import State
from debates.outbox.outcomes import Result

BEGIN = """
UPDATE outbox_message
   SET state = 'transmitting', lease_until = %(until)s, changed_at = %(now)s
 WHERE id = %(pk)s AND claimed_by = %(sender)s AND state IN ('claimed', 'transmitting')
"""

SETTLE = """
WITH last AS (
    UPDATE outbox_message
       SET state = %(last_state)s, reason = %(last_reason)s, attempts = attempts + 1,
           due_at = COALESCE(%(last_due)s, due_at), sent_at = %(last_sent)s, changed_at = %(now)s,
           claimed_by = '', lease_until = NULL
     WHERE id = %(last)s AND claimed_by = %(sender)s AND state IN ('claimed', 'transmitting')
)
"""


def begin_at_once(pk: int, sender: str, now: datetime, lease: timedelta, last: Result | None) -> bool:
    """Answer whether the message was this sender's to begin; the last is settled either way."""
    values: dict[str, Any] = {"pk": pk, "sender": sender, "now": now, "until": now + lease}
    if last:
        values |= {
            "last": last.pk,
            "last_state": last.state.value,
            "last_reason": last.reason,
            "last_due": last.due_at,
            "last_sent": now if last.state is State.SENT else None,
        }
    return bool(changed(SETTLE + BEGIN if last else BEGIN, values))


def changed(statement: str, values: dict[str, Any]) -> int:
    """Run a statement that the server prepares, and answer how many rows it changed.

    Django's own cursors write parameters into statements, and none is prepared. Behind a pooler that hands
    connections on after each transaction none may be: where Django is told of one, by the setting that keeps
    its cursors out of there, this is told, too.
    """
    connection.ensure_connection()
    driver = connection.connection
    driver.prepare_threshold = None if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS") else 0
    with connection.wrap_database_errors, Cursor(driver) as cursor:
        return cursor.execute(statement, values).rowcount
