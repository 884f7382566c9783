"""What the two flags of an account allowed becomes roles, recorded as given by the site itself."""

from django.db import migrations

REASON = "Held before roles were recorded."


def grant(apps, schema_editor):
    """Give `editor` to whoever may use the administration, `administrator` to whoever may do everything."""
    user, role_grant = apps.get_model("accounts", "User"), apps.get_model("accounts", "RoleGrant")
    for flag, role in (("is_staff", "editor"), ("is_superuser", "administrator")):
        for person in user.objects.filter(**{flag: True}):
            role_grant.objects.get_or_create(
                user=person,
                role=role,
                removed_at=None,
                defaults={"reason": REASON, "granted_at": person.date_joined},
            )


def flag(apps, schema_editor):
    """Set the flags by the roles that are held."""
    role_grant = apps.get_model("accounts", "RoleGrant")
    user = apps.get_model("accounts", "User")
    for role, flag in (("editor", "is_staff"), ("administrator", "is_superuser")):
        held = role_grant.objects.filter(role=role, removed_at=None).values("user")
        user.objects.filter(pk__in=held).update(**{flag: True})


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_roles_and_profiles"),
    ]

    operations = [migrations.RunPython(grant, flag)]
