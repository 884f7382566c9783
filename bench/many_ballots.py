"""Copies of a debate, with as many ballots as a measurement asks for, written by the database itself."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from debates.publishing.models import Debate, Essay, Position, Reference, Text
from debates.stances.models import Ballot, Cast, PollKey, SealedLeaf

DAYS = 20
"""Over how many days the votes of a copy are spread, up to the moment that is given."""


@transaction.atomic
def copy_of(debate: Debate, slug: str) -> Debate:
    """Answer a copy of a debate at another address, with its positions, essays, texts and references."""
    copied: Debate = again(debate, slug=slug)
    positions = {
        position.pk: again(position, debate=copied) for position in Position.objects.filter(debate=debate)
    }
    essays = {
        essay.pk: again(essay, position=positions[essay.position_id])
        for essay in Essay.objects.filter(position__debate=debate)
    }
    for text in Text.objects.filter(debate=debate):
        again(text, debate=copied, essay=essays[text.essay_id] if text.essay_id else None)
    for reference in Reference.objects.filter(debate=debate):
        again(reference, debate=copied)
    return copied


def again(row: Any, **changed: Any) -> Any:
    """Store a row once more, with these columns changed."""
    copied = type(row).objects.get(pk=row.pk)
    copied.pk, copied._state.adding = None, True
    for name, value in changed.items():
        setattr(copied, name, value)
    copied.save(force_insert=True)
    return copied


@transaction.atomic
def fill(debate: Debate, count: int, now: datetime) -> None:
    """Give a debate so many ballots, each with its cast and its sealed leaf.

    Every fourth reader answered before reading too; three of ten have no account, and every tenth had been
    shown results. What hashes hash is made up, and of the right form.
    """
    PollKey.objects.create(debate=debate, random_bytes=b"k" * 32)
    positions = [*debate.positions.order_by("order").values_list("pk", flat=True)]
    params: dict[str, Any] = {
        "count": count,
        "debate": debate.pk,
        "positions": positions,
        "first": now.replace(minute=0, second=0, microsecond=0) - timedelta(days=DAYS),
        "hours": DAYS * 24,
        "options": len(positions) + 2,
        "kinds": ["position"] * len(positions) + ["both", "unsure"],
    }
    answer = {
        "debate_id": "%(debate)s",
        # One after reading shares its reader with the one before reading that comes before it.
        "voter": "encode(sha256((%(debate)s || ':' || (n + (n %% 5 = 0)::int))::bytea), 'hex')",
        "phase": "CASE WHEN n %% 5 = 0 THEN 'before' ELSE 'after' END",
        "tier": "CASE WHEN no_account THEN 'unverified' ELSE 'verified' END",
        "kind": "(%(kinds)s::text[])[o + 1]",
        "position_id": "(%(positions)s::bigint[])[o + 1]",
        "hour": "hour",
        "bin10": "CASE WHEN no_account THEN hour + interval '10 minutes' * (n %% 6) END",
        "arm": "n %% 2",
        "exposed": "n %% 10 = 9",
    }
    salt = "substring(sha256(n::text::bytea) for 16)"
    cast = {**answer, "salt": salt, "read": "'unknown'", "erased": "false", "place": "n"}
    leaf = {
        "debate_id": "%(debate)s",
        "place": "n",
        "leaf": "jsonb_build_object('c', encode(sha256(n::text::bytea), 'hex'), 'kind', 'cast', 'seq', n)",
        "hash": "encode(sha256(n::text::bytea), 'hex')",
        "commitment": "encode(sha256(n::text::bytea), 'hex')",
        "erasures": "0",
    }
    with connection.cursor() as cursor:
        for table, columns in ((Ballot, answer), (Cast, cast), (SealedLeaf, leaf)):
            cursor.execute(insert(table, columns), params)


def insert(table: type[models.Model], columns: dict[str, str]) -> str:
    """Answer the statement that writes rows numbered from 1, those columns that the table has."""
    there = {field.column for field in table._meta.concrete_fields}
    written = {name: value for name, value in columns.items() if name in there}
    # Reader by reader, so that both answers of one are of one kind.
    numbered = (
        "SELECT n, (n + (n %% 5 = 0)::int) %% 10 < 3 AS no_account, (n / 3) %% %(options)s AS o,"
        " %(first)s::timestamptz + interval '1 hour' * (n::bigint * %(hours)s / %(count)s) AS hour"
        " FROM generate_series(1, %(count)s) AS n"
    )
    return (
        f"INSERT INTO {table._meta.db_table} ({', '.join(written)}) "  # noqa: S608 - our own names and values
        f"SELECT {', '.join(written.values())} FROM ({numbered}) AS numbered"
    )
