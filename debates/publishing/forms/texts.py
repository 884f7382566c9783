"""What somebody writes in a text, and the revision that they started from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from debates.publishing.models.corrections import CORRECTION_LENGTH
from debates.publishing.typed_text import TypedText

LARGEST = 2**31 - 1


class StartingForm(forms.Form):
    """What starts from a revision that the writer had before them."""

    started_from = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST)


class TextForm(StartingForm):
    """A text as it is sent: nothing is cut off at its ends before the action looks at it."""

    source = TypedText(
        label=_("Text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 24})
    )
    autosaved = forms.BooleanField(widget=forms.HiddenInput, required=False)


class ChoiceForm(StartingForm):
    """Which of two versions stands: the one that does, the one that was set aside, or one made of both."""

    KEEP, TAKE, MERGE = "keep", "take", "merge"

    choice = forms.ChoiceField(choices=[(name, name) for name in (KEEP, TAKE, MERGE)])
    source = forms.CharField(required=False, strip=False)


class ChangeForm(StartingForm):
    """What becomes of a change of what readers see."""

    CORRECTION, SMALL, DISCARD = "correction", "small", "discard"

    choice = forms.ChoiceField(choices=[(name, name) for name in (CORRECTION, SMALL, DISCARD)])
    note = forms.CharField(label=_("What was wrong"), required=False, max_length=CORRECTION_LENGTH)

    def clean(self) -> dict[str, Any]:
        """Ask for the sentence that readers of a correction are told."""
        given = super().clean() or {}
        if given.get("choice") == self.CORRECTION and not given.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say in a sentence what was wrong: readers see it with the date."))
        return given
