from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    """What readers answer to a debate, to its essays, and to each other."""

    name = "debates.comments"
    verbose_name = _("Comments")
