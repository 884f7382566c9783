"""Who may add, describe and remove images."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.policies import may_act_as
from accounts.roles import Role
from accounts.verdicts import Verdict


def may_store(user: Any) -> Verdict:
    """Answer whether this person may add images, and describe or remove those that are there."""
    return may_act_as(user, Role.EDITOR, _("Only the editors of this publication work with its images."))
