from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """What moderators decide about comments, and why."""

    name = "debates.moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        """Hand the room's letters to the outbox, and name the page on which comments wait for moderators."""
        # They need the models, which are there only now.
        from accounts import duties
        from accounts.roles import Role
        from debates.moderation.actions import informing, reporting
        from debates.moderation.letters import notices
        from debates.moderation.queries.queue import waiting_count
        from debates.outbox import renderers

        duties.register(
            duties.Duty(Role.MODERATOR, "moderation:home", _("Comments to look at"), waiting_count)
        )
        renderers.register(reporting.CONFIRMATION, notices.confirmation_letter)
        renderers.register(reporting.RECEIPT, notices.receipt_letter)
        renderers.register(reporting.KNOWN, notices.known_letter)
        renderers.register(informing.OUTCOME, notices.outcome_letter)
