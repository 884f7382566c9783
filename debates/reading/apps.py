from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadingConfig(AppConfig):
    """The public pages."""

    name = "debates.reading"
    verbose_name = _("Reading")
