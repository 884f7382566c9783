"""An erasure that the law asks for, as an administrator states it."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from debates.moderation.actions import Why
from debates.moderation.measures import Ground
from debates.moderation.models import Case
from debates.moderation.models.decisions import EXPLANATION_LENGTH, LAW_LENGTH

REFERENCE_LENGTH = 200


class ErasureForm(forms.Form):
    """The law, the order and the explanation; the two versions say what whoever erases has seen."""

    law = forms.CharField(
        label=_("Law"),
        max_length=LAW_LENGTH,
        help_text=_("With its section or article. Readers see it in the place of the comment."),
        error_messages={"required": _("Name the law.")},
    )
    reference = forms.CharField(
        label=_("Order or reference"),
        max_length=REFERENCE_LENGTH,
        help_text=_("Who asked for it and under which number, or why the law asks for it without an order."),
        error_messages={"required": _("Say who asked for it, or why nobody had to.")},
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=EXPLANATION_LENGTH - REFERENCE_LENGTH - 300,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For the author: why the text falls under this law. Don’t repeat it: this is kept."),
        error_messages={"required": _("Explain why the text falls under this law.")},
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    comment_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @classmethod
    def for_case(cls, case: Case) -> "ErasureForm":
        """Answer the form about a case as it is now, with nothing filled in."""
        return cls(initial={"version": case.version, "comment_version": case.comment.version})

    def why(self) -> Why:
        """Answer the ground that was stated; the order comes first in the explanation."""
        order = _now("Order or reference: %(reference)s") % {"reference": self.cleaned_data["reference"]}
        explanation = f"{order}\n\n{self.cleaned_data['explanation']}"
        return Why(Ground.LAW, law=self.cleaned_data["law"], explanation=explanation)
