from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    """Debates, from a question to a published pair of essays."""

    name = "debates.publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        """Hand the room's letters to the outbox."""
        # Letters need the models, which are there only now.
        from debates.outbox import renderers
        from debates.publishing import letters
        from debates.publishing.actions.inviting import LETTER

        renderers.register(LETTER, letters.invitation_letter)
