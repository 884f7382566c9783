"""One statement for each message that is handed over, on PostgreSQL: for `actions.begin` alone.

A statement outside a transaction is one of its own, so that begins, writes, commits and answers in one round
trip. The server knows it again (`accounts.questions`), which saves it the planning, and us the writing down.
"""

from datetime import datetime, timedelta
from typing import Any

from accounts.questions import changed
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
