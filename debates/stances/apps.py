from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StancesConfig(AppConfig):
    """The poll: what readers answer, before and after reading."""

    name = "debates.stances"
    verbose_name = _("Stances")

    def ready(self) -> None:
        """Name the page on which bursts wait for moderators."""
        # Queries need the models, which are there only now.
        from accounts import duties
        from accounts.roles import Role
        from debates.stances.queries.bursts import undecided_count

        duties.register(
            duties.Duty(Role.MODERATOR, "stances:bursts", _("Bursts of ballots"), undecided_count)
        )
