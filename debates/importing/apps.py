from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportingConfig(AppConfig):
    """Debates from elsewhere: WordPress exports, and the demonstration."""

    name = "debates.importing"
    verbose_name = _("Importing")
