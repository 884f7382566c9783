from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """What moderators decide about comments, and why."""

    name = "debates.moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        """Hand over the room's letters, and what other rooms show of it."""
        # All of it needs the models, which are there only now.
        self.hand_over_letters_about_notices()
        self.hand_over_letters_about_decisions()
        self.name_what_waits()

    @staticmethod
    def hand_over_letters_about_notices() -> None:
        """Hand the letters to notifiers to the outbox."""
        from debates.moderation.actions import informing, reporting
        from debates.moderation.letters import notices
        from debates.outbox import renderers
        from debates.outbox.stops import SENT_ANYHOW

        renderers.register(reporting.CONFIRMATION, notices.confirmation_letter, stopped_by=SENT_ANYHOW)
        renderers.register(reporting.RECEIPT, notices.receipt_letter)
        renderers.register(reporting.KNOWN, notices.known_letter)
        renderers.register(informing.OUTCOME, notices.outcome_letter)

    @staticmethod
    def hand_over_letters_about_decisions() -> None:
        """Hand the letters of decisions, appeals and penalties to the outbox, and the reasons to authors."""
        from debates.comments import reasons
        from debates.moderation.actions import appealing, informing, misuse, penalties, summaries
        from debates.moderation.letters import appeals, statements
        from debates.moderation.letters.summaries import summary_letter
        from debates.moderation.queries.own import reasons_of
        from debates.outbox import renderers
        from debates.outbox.stops import WISHED

        renderers.register(informing.STATEMENT, statements.statement_letter)
        renderers.register(misuse.IMPOSED, statements.penalty_letter)
        renderers.register(penalties.LIFTED, statements.lifted_letter)
        renderers.register(appealing.RECEIVED, appeals.received_letter)
        renderers.register(appealing.ANSWERED, appeals.answered_letter)
        renderers.register(summaries.SUMMARY, summary_letter, stopped_by=WISHED)
        reasons.register(reasons_of)

    @staticmethod
    def name_what_waits() -> None:
        """Name the page that leads moderators to all others, and those on which something may wait."""
        from accounts import duties
        from accounts.roles import Role
        from debates.moderation.queries.appeals import waiting_appeals
        from debates.moderation.queries.penalties import waiting_proposals
        from debates.moderation.queries.queue import waiting_count

        for page, label, waiting, always in (
            ("moderation:home", _("Moderation desk"), waiting_count, True),
            ("moderation:appeals", _("Appeals"), waiting_appeals, False),
            ("moderation:proposals", _("Misuse"), waiting_proposals, False),
        ):
            duties.register(duties.Duty(Role.MODERATOR, page, label, waiting, always))
