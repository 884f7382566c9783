from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DigestsConfig(AppConfig):
    """What people want by e-mail, and the digests that answer it."""

    name = "debates.digests"
    verbose_name = _("Subscriptions and digests")

    def ready(self) -> None:
        """Hand the room's letters to the outbox."""
        # Letters need the models, which are there only now.
        from debates.digests.letters import comments, confirming, digest, happening, kinds
        from debates.outbox.renderers import register
        from debates.outbox.stops import PROVING, WISHED

        register(kinds.CONFIRMATION, confirming.confirmation_letter, stopped_by=PROVING)
        register(kinds.EVENT, happening.event_letter, happening.event_letters, stopped_by=WISHED)
        register(kinds.COMMENT, comments.comment_letter, stopped_by=WISHED)
        register(kinds.DIGEST, digest.digest_letter, digest.digest_letters, stopped_by=WISHED)
