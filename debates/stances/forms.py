"""What a ballot, and a decision about a crowd of them, look like when they are sent.

Whether a ballot counts is decided where it is cast.
"""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.stances.models.bursts import REASON_LENGTH
from debates.stances.options import Phase


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

    def clean_phase(self) -> Phase:
        """Answer the phase; after reading, where none is named."""
        return Phase(self.cleaned_data["phase"] or Phase.AFTER)


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
