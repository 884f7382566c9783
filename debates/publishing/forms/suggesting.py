"""What a reader types who thinks that something should be put right, and what an editor answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from debates.publishing.models import Outcome
from debates.publishing.models.corrections import SHORTEST_SUGGESTION, SUGGESTION_LENGTH
from debates.publishing.typed_text import TypedText
from debates.publishing.words import SUGGESTION_BOUNDS
from debates.richtext.render import Profile, TextRefused, check


class SuggestionForm(forms.Form):
    """What should be put right."""

    body = TypedText(
        label=_("What should be corrected, and how do you know?"),
        help_text=_("Quote the words, and name a source if you can."),
        widget=forms.Textarea(attrs={"rows": 9, "dir": "auto", "maxlength": SUGGESTION_LENGTH}),
        error_messages={"required": SUGGESTION_BOUNDS},
    )

    def clean_body(self) -> str:
        """Answer the text, its lines ended as they are stored."""
        text = str(self.cleaned_data["body"]).replace("\r\n", "\n")
        try:
            check(text, Profile.COMMENT)
        except TextRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        if not SHORTEST_SUGGESTION <= len(text) <= SUGGESTION_LENGTH:
            raise forms.ValidationError(SUGGESTION_BOUNDS)
        return text


class AnswerForm(forms.Form):
    """Whether an editor takes a suggestion up."""

    ANSWERS = (Outcome.TAKEN, Outcome.DECLINED)

    outcome = forms.TypedChoiceField(
        choices=[(answer.value, answer.label) for answer in ANSWERS],
        coerce=Outcome,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Take it up or decline it.")),
    )
