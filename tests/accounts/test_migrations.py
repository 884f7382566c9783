"""What two flags allowed before roles were recorded is allowed after."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("accounts", "0002_roles_and_profiles")]
BETWEEN = [("accounts", "0003_roles_from_flags")]


def migrate(*targets: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([*targets])
    return MigrationExecutor(connection).loader.project_state([*targets]).apps


@pytest.mark.django_db(transaction=True)
def test_flags_become_roles_and_roles_flags() -> None:
    flags = {
        "reader": (False, False),
        "editor": (True, False),
        "root without a desk": (False, True),
        "both": (True, True),
    }
    newest = [key for key in MigrationExecutor(connection).loader.graph.leaf_nodes() if key[0] == "accounts"]
    try:
        user = migrate(*BEFORE).get_model("accounts", "User")
        for name, (is_staff, is_superuser) in flags.items():
            user.objects.create(
                email=f"{name.replace(' ', '.')}@example.org",
                display_name=name,
                is_staff=is_staff,
                is_superuser=is_superuser,
            )
        grants = migrate(*newest).get_model("accounts", "RoleGrant").objects
        held = grants.order_by("user_id", "role").values_list("user__display_name", "role", "removed_at")
        assert [*held] == [
            ("editor", "editor", None),
            ("root without a desk", "administrator", None),
            ("both", "administrator", None),
            ("both", "editor", None),
        ]
        back = migrate(*BEFORE).get_model("accounts", "User")
        kept = {person.display_name: (person.is_staff, person.is_superuser) for person in back.objects.all()}
        assert kept == flags
    finally:
        migrate(*newest)
