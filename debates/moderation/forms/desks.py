"""What moderators type about misuse and about their own desk."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.moderation.actions.misuse import REASON_LENGTH
from debates.moderation.models.decisions import LIFTING_LENGTH

CONFIRM, DISMISS = "confirm", "dismiss"


class ProposalForm(forms.Form):
    """A decision about a proposal: the button says which, and a reason goes with either."""

    reason = forms.CharField(
        label=pgettext_lazy("label of a field", "Reason"),
        help_text=_("If you confirm it, whoever it is about is shown this."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Say why, in at most 500 characters.")},
    )
    decision = forms.ChoiceField(
        choices=[(CONFIRM, CONFIRM), (DISMISS, DISMISS)],
        widget=forms.HiddenInput,
        error_messages={"required": _("Confirm or dismiss it.")},
    )


class LiftingForm(forms.Form):
    """Why a penalty ends before its time."""

    reason = forms.CharField(
        label=pgettext_lazy("label of a field", "Reason"),
        help_text=_("Whoever had the penalty is told this."),
        max_length=LIFTING_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Say why, in at most 500 characters.")},
    )


class DeskForm(forms.Form):
    """How a moderator works."""

    keys = forms.BooleanField(
        required=False,
        label=_("Decide by keys"),
        help_text=_("In the queue, single keys act: f approves, d rejects. Off, they do nothing."),
    )
    summary_hour = forms.TypedChoiceField(
        required=False,
        label=_("Summary of what waits, by e-mail"),
        help_text=_("Once a day at this hour of your time zone, and only where something waits."),
        choices=[
            ("", pgettext_lazy("when a summary comes", "Never")),
            *((str(hour), f"{hour:02}:00") for hour in range(24)),
        ],
        coerce=int,
        empty_value=None,
    )
