"""A field for what somebody writes at length, or pastes from anywhere."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from debates.richtext.plain_text import invalid_character, without_invalid


class TypedText(forms.CharField):
    """A text that is shown again without the characters that no text may hold, which nobody sees to remove.

    Its view is marked `accounts.any_text.takes_any_text`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        others = (each for each in self.validators if not isinstance(each, ProhibitNullCharactersValidator))
        self.validators = [refuse_invalid_character, *others]

    def prepare_value(self, value: Any) -> Any:
        """Answer what is shown in the field."""
        shown = super().prepare_value(value)
        return without_invalid(shown) if isinstance(shown, str) else shown


def refuse_invalid_character(text: str) -> None:
    """Raise `ValidationError` for a text with a character that no text may hold."""
    if (name := invalid_character(text)) is not None:
        sentence = _(
            "A character in it was no text (%(name)s). It is taken out: look it over, and send it again."
        )
        raise ValidationError(sentence, params={"name": name})
