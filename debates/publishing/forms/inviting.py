"""Whom editors invite."""

from django import forms
from django.utils.translation import gettext_lazy as _


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The link goes there. Whoever opens it can accept, once, within two weeks."),
    )
