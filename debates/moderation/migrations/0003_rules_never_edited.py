"""A version of the rules is published once, and never edited: the database itself refuses.

Only who published it may be forgotten, and its HTML be rendered again.
"""

from typing import Any

from django.db import migrations

COLUMNS = {
    "moderation_terms": "number, introduction, in_force_at, published_at",
    "moderation_rule": 'terms_id, "order", "key", title, "text", severity',
}
REFUSAL = "A version of the rules is never edited: publish a new one."

SQLITE = """
CREATE TRIGGER {table}_never_edited BEFORE UPDATE OF {columns} ON {table}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
POSTGRESQL = """
CREATE TRIGGER {table}_never_edited BEFORE UPDATE OF {columns} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION moderation_rules_refuse()
"""
REFUSE = f"""
CREATE FUNCTION moderation_rules_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def guard(_apps: Any, editor: Any) -> None:
    """Refuse updates."""
    if editor.connection.vendor == "postgresql":
        editor.execute(REFUSE)
    statement = POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE
    for table, columns in COLUMNS.items():
        editor.execute(statement.format(table=table, columns=columns, refusal=REFUSAL))


def open_up(_apps: Any, editor: Any) -> None:
    """Take them again."""
    for table in COLUMNS:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER {table}_never_edited{on}")
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION moderation_rules_refuse()")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_decisions_append_only")]
    operations = [migrations.RunPython(guard, open_up)]
