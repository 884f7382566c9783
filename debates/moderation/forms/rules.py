"""A whole new version of the rules, typed by an administrator."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from debates.moderation.actions.rules import RuleText
from debates.moderation.models import Terms
from debates.moderation.models.rules import (
    KEY_LENGTH,
    MOST_RULES,
    SEVERITY_LABELS,
    TEXT_LENGTH,
    TITLE_LENGTH,
)
from debates.moderation.urgency import Severity

PLACES = range(1, MOST_RULES + 1)
PARTS = ("title", "text", "severity", "place", "key")
"""What is typed about each rule, in this order."""


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]  # its parameter exists only in the stubs
    """What stands before the rules, up to nine rules, and from when on they hold."""

    in_force_at = forms.SplitDateTimeField(
        required=False,
        label=_("In force from"),
        help_text=_("Empty: at once."),
    )
    expected_number = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Terms
        fields = ("introduction",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["introduction"].help_text = _("Markdown. It stands above the rules.")
        for place in PLACES:
            self.fields |= {name_of(part, place): field for part, field in fields_of(place)}

    def clean(self) -> dict[str, Any]:
        """Answer what was typed, with `rules`: those that have a name, by their places."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["rules"] = [rule for _place, _row, rule in sorted(self.typed(cleaned), key=by_place)]
        return cleaned

    def typed(self, cleaned: dict[str, Any]) -> Iterator[tuple[int, int, RuleText]]:
        """Answer the rules as they were typed, each with the place that it wants and its row."""
        for row in PLACES:
            said = {part: cleaned.get(name_of(part, row)) for part in PARTS}
            if said["title"] or said["text"]:
                severity = Severity(int(said["severity"] or Severity.USUAL))
                rule = RuleText(said["title"] or "", said["text"] or "", severity, said["key"] or "")
                yield said["place"] or row, row, rule


def by_place(typed: tuple[int, int, RuleText]) -> tuple[int, int]:
    """Answer by what rules are sorted: the place that each wants, then the row in which it stood."""
    return typed[0], typed[1]


def name_of(part: str, place: int) -> str:
    """Answer the name of a field of the rule in this row."""
    return f"rule_{place}_{part}"


def fields_of(place: int) -> Iterator[tuple[str, forms.Field]]:
    """Answer the fields of one rule."""
    severities = [(severity.value, label) for severity, label in SEVERITY_LABELS.items()]
    yield (
        "title",
        forms.CharField(
            required=False,
            max_length=TITLE_LENGTH,
            # Translators: the label of a field for the name of a rule, such as "Rule 3".
            label=format_lazy("{} {}", _("Rule"), place),
            help_text=_("Without a name and a text it is left out."),
            widget=forms.TextInput(attrs={"size": 70}),
        ),
    )
    yield (
        "text",
        forms.CharField(
            required=False,
            max_length=TEXT_LENGTH,
            label=_("What it means"),
            widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        ),
    )
    yield (
        "severity",
        forms.ChoiceField(
            required=False,
            choices=severities,
            initial=Severity.USUAL.value,
            label=_("Severity"),
            help_text=_("How much harm is likely while a comment waits that is reported under this rule."),
        ),
    )
    yield (
        "place",
        forms.IntegerField(
            required=False, min_value=1, max_value=MOST_RULES, initial=place, label=_("Place among the rules")
        ),
    )
    yield (
        "key",
        forms.CharField(
            required=False,
            max_length=KEY_LENGTH,
            label=_("Key"),
            help_text=_(
                "By it a rule is counted as the same from version to version. Empty: made from the name."
            ),
        ),
    )
