"""What several forms of subscriptions ask: how often."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from debates.digests.models import FREQUENCY_LABELS
from debates.digests.schedule import Frequency

UNKNOWN = _("Choose one of the answers that are shown.")


def how_often(*, never: bool, **options: Any) -> forms.TypedChoiceField:
    """Answer a field that asks how often somebody wants to be told; whether also never."""
    offered = [
        (frequency.value, label)
        for frequency, label in FREQUENCY_LABELS.items()
        if never or frequency is not Frequency.NEVER
    ]
    messages = {"invalid_choice": UNKNOWN, "required": _("Say how often.")}
    return forms.TypedChoiceField(
        choices=offered, coerce=Frequency, empty_value=None, error_messages=messages, **options
    )
