from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StancesConfig(AppConfig):
    """The poll: what readers answer, before and after reading."""

    name = "debates.stances"
    verbose_name = _("Stances")
