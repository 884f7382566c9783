from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """What moderators decide about comments, and why."""

    name = "debates.moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        """Name the page on which comments wait for moderators."""
        # Queries need the models, which are there only now.
        from accounts import duties
        from accounts.roles import Role
        from debates.moderation.queries.queue import waiting_count

        duties.register(
            duties.Duty(Role.MODERATOR, "moderation:home", _("Comments to look at"), waiting_count)
        )
