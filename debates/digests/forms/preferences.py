"""The form in which somebody chooses what they get by e-mail, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import time_zones
from debates.digests.forms.choices import UNKNOWN, how_often
from debates.digests.queries.preferences import Line, Preferences
from debates.digests.schedule import Frequency

TIME_ZONES = [(name, name.replace("_", " ")) for name in sorted(time_zones())]


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of what somebody gets, with the field that asks how often."""

    line: Line
    field: BoundField


def name_of_field(target: str) -> str:
    """Answer the name of the field that asks about this target: one that styles and scripts can name."""
    return f"often-{target.replace(':', '-')}"


class PreferencesForm(forms.Form):
    """How often each thing is wanted, one thing more, and when digests come."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, preferences: Preferences) -> None:
        super().__init__(data)
        self.preferences = preferences
        for line in preferences.lines:
            self.fields[name_of_field(line.target)] = how_often(
                never=True, required=False, label=line.name, initial=line.frequency.value
            )
        if preferences.addable:
            self.fields["added"] = forms.ChoiceField(
                required=False,
                label=_("Also new debates on a topic, or in a language"),
                choices=[("", pgettext_lazy("nothing is chosen in a list", "None")), *preferences.addable],
                error_messages={"invalid_choice": UNKNOWN},
            )
            self.fields["added_often"] = how_often(
                never=False, required=False, label=_("How often"), initial=Frequency.DAILY.value
            )
        self.ask_when(preferences)

    def ask_when(self, preferences: Preferences) -> None:
        """Add the fields that ask when digests come; an account's clock and language are the account's."""
        self.fields["hour"] = forms.TypedChoiceField(
            label=_("Digests come at"),
            choices=[(hour, f"{hour:02}:00") for hour in range(24)],
            coerce=int,
            initial=preferences.hour,
            error_messages={"invalid_choice": UNKNOWN},
        )
        self.fields["weekday"] = forms.TypedChoiceField(
            label=_("Weekly ones come on"),
            choices=[*WEEKDAYS.items()],
            coerce=int,
            initial=preferences.weekday,
            error_messages={"invalid_choice": UNKNOWN},
        )
        if preferences.has_account:
            return
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=TIME_ZONES,
            initial=preferences.time_zone,
            error_messages={"invalid_choice": UNKNOWN},
        )
        if len(settings.LANGUAGES) > 1:
            self.fields["language"] = forms.ChoiceField(
                label=_("Language of the e-mails"),
                choices=settings.LANGUAGES,
                initial=preferences.language,
                error_messages={"invalid_choice": UNKNOWN},
            )

    @property
    def replies(self) -> list[Asked]:
        """The line of replies, where there is one."""
        return self.asked(filter(None, [self.preferences.replies]))

    @property
    def new(self) -> list[Asked]:
        """The lines of new debates."""
        return self.asked(self.preferences.new)

    @property
    def debates(self) -> list[Asked]:
        """The lines of debates that somebody follows."""
        return self.asked(self.preferences.debates)

    @property
    def threads(self) -> list[Asked]:
        """The lines of threads that somebody follows."""
        return self.asked(self.preferences.threads)

    def asked(self, lines: Iterable[Line]) -> list[Asked]:
        """Answer these lines with their fields."""
        return [Asked(line, self[name_of_field(line.target)]) for line in lines]

    @property
    def when(self) -> list[BoundField]:
        """The fields that ask when digests come."""
        names = ("hour", "weekday", "time_zone", "language")
        return [self[name] for name in names if name in self.fields]

    @property
    def frequencies(self) -> dict[str, Frequency]:
        """What was chosen, by target; what was not asked for by the page that was sent stays out."""
        given = {
            line.target: self.cleaned_data.get(name_of_field(line.target)) for line in self.preferences.lines
        }
        return {target: often for target, often in given.items() if often is not None}
