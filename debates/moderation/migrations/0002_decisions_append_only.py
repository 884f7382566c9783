"""A decision is superseded, never edited: the database itself refuses. Only whose it was may be forgotten."""

from typing import Any

from django.db import migrations

COLUMNS = (
    "case_id, number, supersedes_id, measure, before, after, comment_revision, case_version, ground, rule_id, "
    "terms_id, law, explanation, public_reason, source, automated_detection, automated_decision, at"
)
REFUSAL = "A decision is superseded, never edited."

SQLITE = f"""
CREATE TRIGGER moderation_decision_append_only BEFORE UPDATE OF {COLUMNS} ON moderation_decision
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION moderation_decision_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER moderation_decision_append_only BEFORE UPDATE OF {COLUMNS} ON moderation_decision
FOR EACH STATEMENT EXECUTE FUNCTION moderation_decision_refuse()
"""
# SQLite drops the triggers of a table that a later migration
# rebuilds, which then has to make this one again. A test attacks it.
DROP_SQLITE = "DROP TRIGGER moderation_decision_append_only"
DROP_POSTGRESQL = """
DROP TRIGGER moderation_decision_append_only ON moderation_decision;
DROP FUNCTION moderation_decision_refuse()
"""


def guard(_apps: Any, editor: Any) -> None:
    """Refuse updates."""
    editor.execute(POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE)


def open_up(_apps: Any, editor: Any) -> None:
    """Take them again."""
    editor.execute(DROP_POSTGRESQL if editor.connection.vendor == "postgresql" else DROP_SQLITE)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_moderation")]
    operations = [migrations.RunPython(guard, open_up)]
