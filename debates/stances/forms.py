"""What a ballot looks like when it is sent. Whether it counts is decided where it is cast."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.stances.options import EssaysRead, Phase


class BallotForm(forms.Form):
    """A ballot; the page draws the answers itself, in the order that `order` says."""

    stance = forms.CharField(
        label=pgettext_lazy("what a reader answers in the poll", "Your answer"),
        max_length=40,
        error_messages={"required": _("Choose one of the answers.")},
    )
    phase = forms.ChoiceField(
        choices=[(phase.value, phase.value) for phase in Phase],
        required=False,
        initial=Phase.AFTER.value,
        widget=forms.HiddenInput,
    )
    order = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    consent = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_phase(self) -> Phase:
        """Answer the phase; after reading, where none is named."""
        return Phase(self.cleaned_data["phase"] or Phase.AFTER)

    def clean_read(self) -> EssaysRead:
        """Answer what the browser says of the essays; whatever else stands there says nothing."""
        said = self.cleaned_data["read"]
        return EssaysRead(said) if said in [*EssaysRead] else EssaysRead.UNKNOWN
