from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    """What readers answer to a debate, to its essays, and to each other."""

    name = "debates.comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        """Name what is counted for the editors' home."""
        # Queries need the models, which are there only now.
        from debates.comments.queries.numbers import comments_held, comments_shown
        from debates.publishing import numbers

        numbers.register(numbers.Number("comments", _("Comments"), comments_shown))
        numbers.register(numbers.Number("held", _("Comments that wait for a moderator"), comments_held))
