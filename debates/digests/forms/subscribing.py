"""What is asked of whoever subscribes: how often, to which new debates, and, of a visitor, where to write."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.digests.forms.choices import UNKNOWN, how_often
from debates.digests.schedule import Frequency
from debates.outbox.addresses import LONGEST_ADDRESS


class FollowForm(forms.Form):
    """How often, and an address of whoever has no account here."""

    frequency = how_often(
        never=False,
        label=_("How often"),
        widget=forms.RadioSelect,
        initial=Frequency.DAILY.value,
    )

    def __init__(self, data: object = None, *, asks_address: bool, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        if asks_address:
            self.fields["email"] = forms.EmailField(
                label=_("E-mail address"),
                max_length=LONGEST_ADDRESS,
                widget=forms.EmailInput(attrs={"autocomplete": "email"}),
                help_text=_("We send a link there. Only when you have opened it do you get anything else."),
            )


class SubscribeForm(FollowForm):
    """Which new debates, too."""

    def __init__(
        self,
        data: object = None,
        *,
        choices: Sequence[tuple[str, str]],
        everything: tuple[str, str],
        **options: object,
    ) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self.fields["what"] = forms.ChoiceField(
            label=pgettext_lazy("label of a field: which new debates", "Which"),
            choices=[everything, *choices],
            error_messages={"invalid_choice": UNKNOWN},
        )
        self.order_fields(["what", "frequency", "email"])
