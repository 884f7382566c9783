"""What everybody who signs up is asked beside the address, however they sign up.

allauth builds its forms on the one here, so this file imports none of them.
"""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User, check_name
from accounts.names import NAME_LENGTH, tidy


class NameField(forms.CharField):
    """A name as others see it: tidied, and without characters that nobody sees."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"max_length": NAME_LENGTH, "label": _("Display name"), "validators": [check_name], **kwargs}
        )

    def to_python(self, value: Any) -> Any:
        """Answer the name with single spaces and composed letters."""
        return tidy(super().to_python(value) or "")


class SignUpDetails(forms.Form):
    """The name that others see."""

    display_name = NameField(
        help_text=_("What others see beside what you write. It need not be your name in real life."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:  # noqa: ARG002 - allauth calls it so
        """Give the new account its name; allauth saves it."""
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])
