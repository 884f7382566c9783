"""What editors type about a reference, by its kind; and what they paste. Nothing here writes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from debates.citations.csl import InvalidReference, validate
from debates.citations.lines import date_line, date_of, name_line, names_of
from debates.citations.pasting.report import MAX_LENGTH
from debates.citations.vocabulary import DATES, NAMES, TEXTS
from debates.publishing.models import Reference
from debates.publishing.reference_kinds import HELP, KINDS, LABELS, LEAST

# Lines in a field of names.
NAME_ROWS = 3


class ReferenceForm(forms.Form):
    """A reference of one kind: the fields of that kind, and every other that says something already.

    So a change of the kind hides nothing that was typed, and nothing of what was pasted is lost.
    """

    type = forms.ChoiceField(
        label=_("Kind of publication"), choices=[(k, kind.label) for k, kind in KINDS.items()]
    )

    def __init__(
        self,
        data: Any = None,
        *,
        reference: Reference | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.stored = dict(initial or (reference and reference.csl) or {})
        kind = str((data or {}).get("type") or self.stored.get("type") or "")
        super().__init__(data, initial=typed(self.stored) | {"key": reference.key if reference else ""})
        if kind and kind not in KINDS:  # a paste or an import knows more kinds
            choices = self.fields["type"]
            assert isinstance(choices, forms.ChoiceField)  # noqa: S101 - declared above
            if self.stored.get("type") == kind:
                choices.choices = [*KINDS_AS_CHOICES, (kind, kind)]
        names = list(KINDS[kind].fields if kind in KINDS else LEAST)
        names += [name for name in LABELS if name not in names and self.says(name)]
        for name in names:
            self.fields[name] = field_for(name)
        if reference is not None and reference.pk:
            self.fields["key"] = key_field(required=True)
        else:
            self.fields["key"] = key_field(required=False)

    def says(self, name: str) -> bool:
        """Answer whether this field holds something, typed or stored."""
        return bool(
            str(self.data.get(name, "")).strip()
            if self.is_bound and name in self.data
            else name in self.stored
        )

    def clean(self) -> dict[str, Any]:
        """Make one CSL item of the fields, and put what is wrong beside each."""
        super().clean()
        least = {"type": "document", "title": "…"}
        item: dict[str, Any] = {"type": self.cleaned_data.get("type")}
        for name, value in list(self.cleaned_data.items()):
            if name in {"type", "key"}:
                continue
            read = self.read(name, value)
            try:
                item |= {name: read} if read else {}
                validate({**least, name: read} if read else least)
            except InvalidReference as refusal:
                self.add_error(name, [in_words(name, problem) for problem in refusal.problems])
        if not self.errors:
            self.cleaned_data["item"] = validate(item)
        return self.cleaned_data

    def read(self, name: str, value: str) -> Any:
        """Answer what was typed as CSL has it."""
        if name in NAMES:
            return names_of(value, self.stored.get(name, ()))
        if name in DATES:
            return date_of(value)
        return value


KINDS_AS_CHOICES = [(key, kind.label) for key, kind in KINDS.items()]


def in_words(name: str, problem: str) -> str:
    """Answer a sentence about a variable of CSL with the name that the form has for it."""
    label = str(LABELS[name])
    return problem.replace(f"“{name}”", f"“{label}”").replace(f"“{name} ", f"“{label} ")


def typed(item: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a CSL item as it stands in the fields of the form."""
    shown: dict[str, Any] = {}
    for name, value in item.items():
        if name in NAMES:
            shown[name] = "\n".join(map(name_line, value))
        elif name in DATES:
            shown[name] = date_line(value)
        else:
            shown[name] = value
    return shown


def field_for(name: str) -> forms.CharField:
    """Answer the field for one variable of CSL."""
    widget: Any = forms.Textarea(attrs={"rows": NAME_ROWS}) if name in NAMES else forms.TextInput
    return forms.CharField(
        label=LABELS[name],
        required=name == "title",
        max_length=TEXTS.get(name),
        help_text=HELP.get(name, HELP["names"] if name in NAMES else HELP["dates"] if name in DATES else ""),
        widget=widget,
    )


def key_field(*, required: bool) -> forms.CharField:
    """Answer the field for the key by which texts cite a reference."""
    return forms.CharField(
        label=_("Key"),
        required=required,
        max_length=80,
        help_text=_("Texts cite it as [@key].")
        if required
        else _("Texts cite it as [@key]. Empty: made from the author and the year."),
    )


class PasteForm(forms.Form):
    """References of a reference manager."""

    pasted = forms.CharField(
        label=_("BibTeX, RIS or CSL-JSON"),
        strip=False,
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_(
            "One or several; the format is recognised. Those that are there already are not added again."
        ),
    )


class LookUpForm(forms.Form):
    """What to look up."""

    address = forms.CharField(
        label=_("DOI or web address"), max_length=2000, help_text=_("For example 10.1234/abcd.")
    )


class PlaceForm(forms.Form):
    """Where in the list a reference goes."""

    place = forms.IntegerField(min_value=1, max_value=100_000)
