"""What a ballot, and a decision about a crowd of them, look like when they are sent.

Whether a ballot counts is decided where it is cast.
"""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.shared_fields import shares_fields
from debates.stances.models.bursts import REASON_LENGTH
from debates.stances.options import EssaysRead, Phase


@shares_fields
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
    browser = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    consent = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_phase(self) -> Phase:
        """Answer the phase; after reading, where none is named."""
        return Phase(self.cleaned_data["phase"] or Phase.AFTER)

    def clean_read(self) -> EssaysRead:
        """Answer what the browser says of the essays; whatever else stands there says nothing."""
        said = self.cleaned_data["read"]
        return EssaysRead(said) if said in [*EssaysRead] else EssaysRead.UNKNOWN


RECEIPT = re.compile("[0-9a-f]{64}")


class ReceiptForm(forms.Form):
    """A receipt, as somebody types or pastes it: spaces and capitals are forgiven."""

    receipt = forms.CharField(
        label=_("Your receipt"),
        max_length=1000,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("64 letters and digits, as the page of your vote shows them."),
        error_messages={"required": _("Enter a receipt.")},
    )

    def clean_receipt(self) -> str:
        """Answer the receipt as it is written in the seal."""
        receipt = "".join(self.cleaned_data["receipt"].split()).lower()
        if not RECEIPT.fullmatch(receipt):
            raise forms.ValidationError(
                _("A receipt has 64 of the letters a to f and the digits 0 to 9: check that it is whole.")
            )
        return receipt


class DestroyKeyForm(forms.Form):
    """The address of a debate, typed by whoever is about to destroy its key."""

    address = forms.CharField(
        label=_("Address of the debate"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the address, so that it is this debate and no other.")},
    )

    def __init__(self, slug: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slug = slug
        self.fields["address"].help_text = _now("To confirm, type %(address)s") % {"address": slug}

    def clean_address(self) -> str:
        """Answer the address, which is that of this debate."""
        if self.cleaned_data["address"] != self.slug:
            raise forms.ValidationError(_("That is not the address of this debate."))
        return self.slug


class BurstDecisionForm(forms.Form):
    """What a moderator decides about a burst: `decision` is the button pressed, `seen` what they knew of."""

    reason = forms.CharField(
        label=pgettext_lazy("of a moderator’s decision", "Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Other moderators read it."),
        error_messages={"required": _("Say why: the decision is recorded with its reason.")},
    )
    decision = forms.TypedChoiceField(
        choices=[("apart", "apart"), ("counted", "counted")],
        coerce=lambda decision: decision == "apart",
        error_messages={"required": _("Choose what shall happen to these ballots.")},
        widget=forms.HiddenInput,
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
