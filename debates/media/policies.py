"""Who may add, describe and remove images."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import Verdict


def may_store(user: User | AnonymousUser) -> Verdict:
    """Answer whether this person may add images, and describe or remove those that are there."""
    if not user.is_authenticated:
        return Verdict.no(_("Sign in to work with images."))
    if not (user.is_active and user.is_staff):
        return Verdict.no(_("Only the editors of this publication work with its images."))
    return Verdict.yes()
