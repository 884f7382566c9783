"""The roles that an account can hold, in words for people.

A table of names: who holds a role stands in `models.RoleGrant`, what it allows in each room's policies.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody may be here. Stored as text; a constraint admits no other value."""

    READER = "reader", _("reader")
    CONTRIBUTOR = "contributor", _("contributor")
    EDITOR = "editor", _("editor")
    MODERATOR = "moderator", _("moderator")
    ADMINISTRATOR = "administrator", _("administrator")


GRANTABLE = tuple(role for role in Role if role is not Role.READER)
"""Roles that somebody is given. Whoever has an account is a reader."""

POWERFUL = frozenset({Role.EDITOR, Role.MODERATOR, Role.ADMINISTRATOR})
"""Roles with power over what others wrote: where the site asks for it, they need a second factor."""
