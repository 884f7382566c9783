from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    """Debates, from a question to a published pair of essays."""

    name = "debates.publishing"
    verbose_name = _("Publishing")
