from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """What the house keeps about a person, for themselves."""

    name = "debates.privacy"
    verbose_name = _("Personal data")
