"""What a moderator sends: a decision, a choice of cases, a note. Shape only; the actions decide."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.shared_fields import shares_fields
from debates.moderation.actions import Consequence, Why
from debates.moderation.actions.bulk import Chosen
from debates.moderation.measures import Ground, Measure, Sanction
from debates.moderation.models import Rule
from debates.moderation.models.cases import NOTE_LENGTH
from debates.moderation.models.decisions import EXPLANATION_LENGTH, LAW_LENGTH
from debates.moderation.queues import Queue

LAW = "law"
"""What the ground is called that is a law, beside the numbers of rules."""

ON_SCREEN = (
    Measure.APPROVE,
    Measure.REJECT,
    Measure.RESTRICT,
    Measure.LOCK,
    Measure.UNLOCK,
    Measure.NONE,
)
"""Measures that have a button."""

DAYS = {"day": 1, "week": 7, "month": 30}
UNTIL = "until"
LONGEST = timedelta(days=5 * 365)
CONSEQUENCES = {
    "": pgettext_lazy("what happens to the author of a comment", "Nothing"),
    "warn": pgettext_lazy("what happens to the author of a comment", "A warning"),
    "day": pgettext_lazy("what happens to the author of a comment", "Suspended for a day"),
    "week": pgettext_lazy("what happens to the author of a comment", "Suspended for 7 days"),
    "month": pgettext_lazy("what happens to the author of a comment", "Suspended for 30 days"),
    "ban": pgettext_lazy("what happens to the author of a comment", "Banned for good"),
    UNTIL: pgettext_lazy("what happens to the author of a comment", "Suspended to the end of a day"),
}
"""What a decision can do to the author, by the name in the form."""

RULES_CHANGED = _("The rules have changed since you opened the page: choose the rule again.")


@shares_fields
class DecisionForm(forms.Form):
    """A decision about one case, with the versions that whoever decides has seen. `rules` are in force."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    comment_version = forms.IntegerField(widget=forms.HiddenInput)
    measure = forms.ChoiceField(
        label=_("Decision"),
        choices=[(measure.value, measure.value) for measure in ON_SCREEN],
        error_messages={
            "required": _("Choose what is to be done."),
            "invalid_choice": _("Choose what is to be done."),
        },
    )
    ground = forms.CharField(label=_("Why"), required=False)
    law = forms.CharField(
        label=_("The law"),
        required=False,
        max_length=LAW_LENGTH,
        help_text=_("Which law, and where in it"),
    )
    explanation = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=EXPLANATION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("Its author reads this beside the rule."),
    )
    consequence = forms.ChoiceField(
        label=_("For its author"),
        choices=[*CONSEQUENCES.items()],
        required=False,
        initial="",
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label=_("Which day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, rules: Sequence[Rule], **named: Any) -> None:
        super().__init__(*args, **named)
        self.rules = {str(rule.pk): rule for rule in rules}

    def clean_ground(self) -> str:
        """Answer the ground that was chosen; a law that was only named is one, too."""
        ground = str(self.cleaned_data["ground"])
        if ground and ground != LAW and ground not in self.rules:
            raise ValidationError(RULES_CHANGED)
        return ground or (LAW if str(self.data.get("law", "")).strip() else "")

    def clean(self) -> dict[str, Any]:
        """Ask for the day where one is needed."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("consequence") == UNTIL and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", _("Choose the day."))
        return cleaned

    def clean_until(self) -> date | None:
        """Answer the day, which is no further away than a suspension makes sense."""
        until: date | None = self.cleaned_data["until"]
        if until and until > timezone.localdate() + LONGEST:
            raise ValidationError(_("A suspension ends within five years: after that it is a ban."))
        return until

    @property
    def measure_chosen(self) -> Measure:
        """Answer what is to be done."""
        return Measure(self.cleaned_data["measure"])

    def why(self) -> Why:
        """Answer the ground. What takes nothing from anybody has none, whatever was chosen before."""
        data = self.cleaned_data
        if self.measure_chosen in {Measure.APPROVE, Measure.UNLOCK}:
            return Why()
        if data["ground"] == LAW:
            return Why(Ground.LAW, law=data["law"], explanation=data["explanation"])
        rule = self.rules.get(data["ground"])
        ground = Ground.RULES if rule else Ground.NONE
        return Why(ground, rule, explanation=data["explanation"])

    def consequence_chosen(self, now: datetime) -> Consequence | None:
        """Answer what is to happen to the author, with its end; None for nothing."""
        chosen = self.cleaned_data["consequence"]
        if not chosen:
            return None
        if chosen in DAYS:
            return Consequence(Sanction.SUSPEND, now + timedelta(days=DAYS[chosen]))
        if chosen == UNTIL:
            next_day = self.cleaned_data["until"] + timedelta(days=1)
            end = datetime.combine(next_day, time(), tzinfo=timezone.get_current_timezone())
            return Consequence(Sanction.SUSPEND, end)
        return Consequence(Sanction(chosen))


class UndoForm(forms.Form):
    """That a decision is to be taken back, with the version of its case that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    queue = forms.ChoiceField(choices=[(queue.value, queue.value) for queue in Queue], required=False)


class BulkForm(forms.Form):
    """Cases that were chosen in a list, and the rule that all of them are against."""

    MOST = 100
    TOKEN = re.compile(r"([0-9]{1,18})-([0-9]{1,9})-([0-9]{1,9})")

    rule = forms.CharField(
        label=_("Reject those chosen, for the rule"),
        widget=forms.Select,
        error_messages={"required": _("Choose the rule that they are against.")},
    )

    def __init__(self, data: QueryDict, *, rules: Sequence[Rule]) -> None:
        super().__init__(data)
        self.rules = {str(rule.pk): rule for rule in rules}
        self.tokens = data.getlist("case")[: self.MOST]

    def chosen(self) -> tuple[Chosen, ...]:
        """Answer the cases that were chosen, as many as a page may hold; what names none is left out."""
        found = (self.TOKEN.fullmatch(token) for token in self.tokens)
        return tuple(Chosen(*map(int, match.groups())) for match in found if match)

    def clean_rule(self) -> Rule:
        """Answer the rule."""
        rule = self.rules.get(self.cleaned_data["rule"])
        if rule is None:
            raise ValidationError(RULES_CHANGED)
        return rule

    def clean(self) -> dict[str, Any]:
        """Ask for at least one case."""
        if not self.chosen():
            raise ValidationError(_("Choose at least one comment."))
        return super().clean() or self.cleaned_data


@shares_fields
class NoteForm(forms.Form):
    """A note for the other moderators."""

    text = forms.CharField(
        label=_("A note for the other moderators"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": _("Write what you want to note.")},
    )
