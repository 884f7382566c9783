from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """E-mails that the database has promised, and their delivery."""

    name = "debates.outbox"
    verbose_name = _("Outbox")

    def ready(self) -> None:
        """Hand the room's own letters to the registry, and say on account pages who is written to no more."""
        # Letters need the models, which are there only now.
        from accounts import mailbox
        from debates.outbox import account_letters, letters, queries, renderers
        from debates.outbox.stops import SENT_ANYHOW

        renderers.register(letters.TEST, letters.arrival_letter, stopped_by=SENT_ANYHOW)
        renderers.register(account_letters.NOTICE, account_letters.notice_letter)
        mailbox.register(queries.stopped_since)
