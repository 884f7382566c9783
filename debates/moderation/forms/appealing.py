"""What is typed about appeals: shape and length. Whether it is done is decided by the actions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.moderation.actions import Why
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import AppealOutcome, Rule
from debates.moderation.models.appeals import APPEAL_LENGTH, REPLY_LENGTH, SHORTEST_APPEAL
from debates.moderation.models.decisions import EXPLANATION_LENGTH, LAW_LENGTH

LENGTH = _("Say why, in 20 to 3,000 characters.")


class AppealForm(forms.Form):
    """An appeal: why a decision is wrong."""

    text = forms.CharField(
        label=_("Why is the decision wrong?"),
        help_text=_("20 to 3,000 characters. Whoever answers reads everything again, and this."),
        min_length=SHORTEST_APPEAL,
        max_length=APPEAL_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": LENGTH, "min_length": LENGTH, "max_length": LENGTH},
    )


class AnswerForm(forms.Form):
    """The answer to an appeal: whether the decision stands, and a reply."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    comment_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("What becomes of the decision"),
        choices=[
            (AppealOutcome.UPHELD.value, _("The decision stands")),
            (AppealOutcome.REVERSED.value, _("The decision is reversed")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the decision stands.")},
    )
    reply = forms.CharField(
        label=_("Reply"),
        help_text=_("Whoever appealed gets this by e-mail."),
        max_length=REPLY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Whoever appeals gets a reply: write one.")},
    )

    def clean_outcome(self) -> AppealOutcome:
        """Answer the outcome."""
        return AppealOutcome(self.cleaned_data["outcome"])


MEASURES = {Measure.REJECT: _("Remove the comment"), Measure.RESTRICT: _("Collapse the comment")}


class AnswerNotifierForm(AnswerForm):
    """The answer to somebody who had reported a comment: where it is reversed, what is done, and why."""

    measure = forms.ChoiceField(
        required=False,
        label=_("If it is reversed: what is done now"),
        choices=[(measure.value, label) for measure, label in MEASURES.items()],
        widget=forms.RadioSelect,
    )
    rule = forms.ChoiceField(
        required=False,
        label=_("Against which rule"),
        widget=forms.Select,
        error_messages={"invalid_choice": _("The rules have changed since: choose the rule again.")},
    )
    law = forms.CharField(
        required=False,
        max_length=LAW_LENGTH,
        label=_("Or against which law"),
    )
    explanation = forms.CharField(
        required=False,
        label=_("Why, for the author"),
        max_length=EXPLANATION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, *given: Any, rules: Iterable[Rule] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        self.rules = {str(rule.pk): rule for rule in rules}
        none = pgettext_lazy("choice of a rule", "None of these")
        field = self.fields["rule"]
        field.choices = [("", none), *((pk, rule.title) for pk, rule in self.rules.items())]  # type: ignore[attr-defined]

    def why(self) -> Why:
        """Answer the ground that was chosen: the law where one is named, else the rule."""
        explanation, law = self.cleaned_data["explanation"], self.cleaned_data["law"]
        rule = self.rules.get(self.cleaned_data["rule"])
        if law:
            return Why(Ground.LAW, law=law, explanation=explanation)
        return Why(Ground.RULES, rule, explanation=explanation) if rule else Why(explanation=explanation)

    def clean_measure(self) -> Measure | None:
        """Answer what is to be done, where that is said."""
        chosen = self.cleaned_data["measure"]
        return Measure(chosen) if chosen else None
