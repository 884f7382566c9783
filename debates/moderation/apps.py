from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """What moderators decide about comments, and why."""

    name = "debates.moderation"
    verbose_name = _("Moderation")
