"""What somebody writes in a text, and the revision that they started from."""

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 2**31 - 1


class TextForm(forms.Form):
    """A text as it is sent: nothing is cut off at its ends before the action looks at it."""

    source = forms.CharField(
        label=_("Text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 24})
    )
    started_from = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST)
    autosaved = forms.BooleanField(widget=forms.HiddenInput, required=False)
