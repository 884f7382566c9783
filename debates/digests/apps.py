from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DigestsConfig(AppConfig):
    """What people want by e-mail, and the digests that answer it."""

    name = "debates.digests"
    verbose_name = _("Subscriptions and digests")
