from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Images with title, author, source and licence."""

    name = "debates.media"
    verbose_name = _("Images")
