"""The administration, for editors and administrators."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest

from accounts.policies import may_use_administration
from accounts.verdicts import Remedy, SecondFactorMissing

OUR_PACKAGES = frozenset({"accounts", "debates"})


class Administration(AdminSite):
    """The site's administration. Signing in is the same as everywhere: there is no second door."""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take on the rows of our own rooms alone.

        What a library would show here (addresses, keys, sessions) is written round the actions, and seen by
        more people than it concerns.
        """
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else [*model_or_iterable]
        ours = [model for model in models if model.__module__.partition(".")[0] in OUR_PACKAGES]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Answer whether this person has anything to do here.

        Raises `SecondFactorMissing`, which leads to where one is added, where only that is missing.
        """
        verdict = may_use_administration(request.user)
        if verdict.remedy is Remedy.SECOND_FACTOR:
            raise SecondFactorMissing
        return bool(verdict)

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Lead a visitor to the site's own sign-in, and whoever is no editor nowhere."""
        return secure_admin_login(super().login)(request, extra_context)
