"""What stands in the tables of accounts, so that a test can say that nothing was written."""

from typing import Any

from django.apps import apps


def accounts() -> dict[str, list[dict[str, Any]]]:
    """Answer every row of people, their roles, addresses, factors and accounts elsewhere."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for room in ("accounts", "account", "mfa", "socialaccount")
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
    }
