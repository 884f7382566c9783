"""Writes a ballot and the cast beside it: both or neither.

Votes come in crowds, and so the statements are written out. Of many posts at once each finds the ballot of
the one before, by its unique constraint.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from accounts.rows import write_together
from debates.publishing.models import Debate
from debates.stances.bursts import bin_of
from debates.stances.models import Cast
from debates.stances.options import EssaysRead, Option, Phase, Tier
from debates.stances.seal import SALT_BYTES

KEY = ("debate_id", "voter", "phase")
SAID = ("tier", "kind", "position_id", "hour", "bin10", "arm")

COLUMNS = ", ".join((*KEY, *SAID))
VALUES = ", ".join(f"%({name})s" for name in (*KEY, *SAID))

BALLOT = f"""
    INSERT INTO stances_ballot ({COLUMNS}, exposed)
    VALUES ({VALUES}, %(exposed)s OR EXISTS (
        SELECT 1 FROM stances_resultsshown
        WHERE debate_id = %(debate_id)s AND voter IN (%(voter)s, %(also_known_as)s)
    ))
    ON CONFLICT ({", ".join(KEY)})
"""  # noqa: S608 - names of our own columns
CHANGES = ", ".join(f"{name} = EXCLUDED.{name}" for name in (*SAID, "exposed"))
CHANGED = f"DO UPDATE SET {CHANGES} RETURNING exposed"
KEPT = "DO NOTHING RETURNING exposed"
CAST = f"""
    INSERT INTO stances_cast ({COLUMNS}, exposed, salt, "read", erased)
    SELECT {VALUES}, ballot.exposed, %(salt)s, %(read)s, %(erased)s FROM ballot
    RETURNING id, exposed
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as a reader gives it, and what they had been shown and read by then.

    `exposed` says that they had been shown results, whatever is noted of that.
    """

    phase: Phase
    option: Option
    arm: int
    read: EssaysRead
    exposed: bool = False


def write(
    debate: Debate,
    voter: str,
    tier: Tier,
    given: Given,
    now: datetime,
    *,
    replace: bool,
    also_known_as: str = "",
) -> Cast | None:
    """Write the ballot, and the cast beside it; nothing where there is a ballot already, unless to `replace`.

    Both are marked where it is noted that results were shown to the voter, or to whom they are
    `also_known_as`.
    """
    moment, stored = now.astimezone(UTC), connection.ops.adapt_datetimefield_value
    hour = moment.replace(minute=0, second=0, microsecond=0)
    bin10 = bin_of(moment) if tier is Tier.UNVERIFIED else None
    row: dict[str, Any] = {
        "debate_id": debate.pk,
        "voter": voter,
        "phase": given.phase.value,
        "tier": tier.value,
        "kind": given.option.kind.value,
        "position_id": given.option.position,
        "arm": given.arm,
        "salt": secrets.token_bytes(SALT_BYTES),
        "read": given.read.value,
        "erased": False,
    }
    times = {"hour": stored(hour), "bin10": stored(bin10)}
    asked = {**row, **times, "exposed": given.exposed, "also_known_as": also_known_as}
    ballot = BALLOT + (CHANGED if replace else KEPT)
    written = write_together(asked, answer="given", ballot=ballot, given=CAST)
    if written is None:
        return None
    number, exposed = written
    cast = Cast(pk=number, hour=hour, bin10=bin10, exposed=bool(exposed), **row)
    cast._state.adding = False
    return cast
