"""A decision is kept for good: the database refuses to delete it as long as its case stands.

And a case cannot go while a decision points to it. So only whoever empties the whole database takes both.
"""

from typing import Any

from django.db import migrations

REFUSAL = "A decision is kept for good."

# As with the other trigger of this table: a migration by which SQLite
# builds the table anew has to make it again. A test attacks it.
SQLITE = f"""
CREATE TRIGGER moderation_decision_kept BEFORE DELETE ON moderation_decision
WHEN EXISTS (SELECT 1 FROM moderation_case WHERE id = OLD.case_id)
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION moderation_decision_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF EXISTS (SELECT 1 FROM moderation_case WHERE id = OLD.case_id) THEN
RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN OLD;
END $$;
CREATE TRIGGER moderation_decision_kept BEFORE DELETE ON moderation_decision
FOR EACH ROW EXECUTE FUNCTION moderation_decision_keep()
"""
DROP_SQLITE = "DROP TRIGGER moderation_decision_kept"
DROP_POSTGRESQL = """
DROP TRIGGER moderation_decision_kept ON moderation_decision;
DROP FUNCTION moderation_decision_keep()
"""


def guard(_apps: Any, editor: Any) -> None:
    """Refuse deletions."""
    editor.execute(POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE)


def open_up(_apps: Any, editor: Any) -> None:
    """Take them again."""
    editor.execute(DROP_POSTGRESQL if editor.connection.vendor == "postgresql" else DROP_SQLITE)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_rules_never_edited")]
    operations = [migrations.RunPython(guard, open_up)]
