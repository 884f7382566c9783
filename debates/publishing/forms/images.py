"""What editors type about images. Nothing here writes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CommonsForm(forms.Form):
    """Which file to copy."""

    name = forms.CharField(
        label=_("File on Wikimedia Commons"),
        max_length=1000,
        help_text=_("Its name, such as Harbour.jpg, or the address of its page."),
    )
