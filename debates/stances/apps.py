from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StancesConfig(AppConfig):
    """The poll: what readers answer, before and after reading."""

    name = "debates.stances"
    verbose_name = _("Stances")

    def ready(self) -> None:
        """Name the page on which bursts wait for moderators, and what is counted for the editors' home."""
        # Queries need the models, which are there only now.
        from accounts import duties
        from accounts.roles import Role
        from debates.publishing import numbers
        from debates.stances.queries.bursts import undecided_count
        from debates.stances.queries.numbers import readers_who_voted

        duties.register(
            duties.Duty(
                Role.MODERATOR, "stances:bursts", _("Bursts of ballots"), undecided_count, always=False
            )
        )
        numbers.register(numbers.Number("voters", _("Readers who voted"), readers_who_voted))
