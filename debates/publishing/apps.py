from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    """Debates, from a question to a published pair of essays."""

    name = "debates.publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        """Hand the room's letters to the outbox, and name the page on which something waits for editors."""
        # Both need the models, which are there only now.
        from accounts import duties
        from accounts.roles import Role
        from debates.outbox import renderers
        from debates.outbox.stops import SENT_ANYHOW
        from debates.publishing import letters
        from debates.publishing.actions import agreeing, inviting
        from debates.publishing.queries.home import waiting_count

        renderers.register(inviting.LETTER, letters.invitation_letter, stopped_by=SENT_ANYHOW)
        renderers.register(agreeing.RETURNED, letters.returned_letter)
        renderers.register(agreeing.APPROVAL_ASKED, letters.approval_letter)
        duties.register(duties.Duty(Role.EDITOR, "publishing:home", _("Write and publish"), waiting_count))
