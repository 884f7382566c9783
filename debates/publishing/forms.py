"""What editors type: shape and plausibility. Nothing here writes."""

from typing import Any

from django import forms
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from debates.citations.csl import InvalidReference, validate
from debates.publishing.actions.rendering import problems_of_source
from debates.publishing.models import Contributor, Debate, Essay, Kind, Position, Reference, Text, Topic

LARGE = forms.Textarea(attrs={"rows": 24, "cols": 90})
SMALL = forms.Textarea(attrs={"rows": 3})
NOTE_LENGTH = 1000


def source_field(label: Any) -> forms.CharField:
    """Answer a field for Markdown."""
    return forms.CharField(
        label=label,
        required=False,
        widget=LARGE,
        help_text=_('Markdown. Cite with [@key], show an image with ![description](image:key "caption").'),
    )


class WebAddressField(forms.URLField):
    """An address; one typed without its scheme is taken for https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class CSLField(forms.JSONField):
    """A reference as CSL-JSON; what is refused stands as it was typed."""

    def to_python(self, value: Any) -> Any:
        """Answer the item as it will be kept, or nothing."""
        try:
            read = super().to_python(value)
        except (RecursionError, ValueError) as error:  # nested too deep, or a number too long
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        if read is None:
            return None
        try:
            return validate(read)
        except InvalidReference as error:
            raise forms.ValidationError(list(error.problems)) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Answer what was typed, which may hold what no page can: it is not decoded."""
        return initial if self.disabled or data is None else InvalidJSONInput(data)


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]  # its parameter exists only in the stubs
    """A form with texts of a debate; each is rendered before it may be saved."""

    def check_source(self, name: str, debate: Debate | None) -> None:
        """Put every problem of this text beside its field."""
        source = self.cleaned_data.get(name)
        if source:
            for problem in problems_of_source(source, debate):
                self.add_error(name, problem)


class PartForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form for what belongs to one debate, and stays in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "debate" in self.fields:
            self.fields["debate"].disabled = True


class DebateForm(SourceForm):
    """A debate with its introduction and conclusion."""

    introduction = source_field(_("Introduction"))
    conclusion = source_field(_("Conclusion"))

    class Meta:
        model = Debate
        fields = (
            "question",
            "slug",
            "summary",
            "language",
            "lead_image",
            "topics",
            "citation_style",
            "closes_at",
            "visitors_vote",
            "original_url",
        )
        field_classes = {"original_url": WebAddressField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            sources = dict(
                Text.objects.filter(debate=self.instance, essay=None).values_list("kind", "source")
            )
            self.initial["introduction"] = sources.get(Kind.INTRODUCTION, "")
            self.initial["conclusion"] = sources.get(Kind.CONCLUSION, "")

    def clean(self) -> dict[str, Any]:
        """Check both texts."""
        super().clean()
        debate = self.instance if self.instance.pk else None
        for name in ("introduction", "conclusion"):
            self.check_source(name, debate)
        return self.cleaned_data


class EssayForm(SourceForm):
    """An essay with its text."""

    source = source_field(_("Text"))

    class Meta:
        model = Essay
        fields = (
            "position",
            "round",
            "contributor",
            "title",
            "language",
            "licence_name",
            "licence_url",
            "original_url",
        )
        field_classes = {"licence_url": WebAddressField, "original_url": WebAddressField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["source"] = self.instance.text.source

    def clean(self) -> dict[str, Any]:
        """Check the text against the debate that it is for."""
        super().clean()
        position: Position | None = self.cleaned_data.get("position")
        if position is not None:
            self.check_source("source", position.debate)
        return self.cleaned_data


class PositionForm(PartForm):
    """A position."""

    class Meta:
        model = Position
        fields = ("debate", "order", "label", "slug", "claim")


class ReferenceForm(PartForm):
    """A reference: CSL-JSON, or the line as it was written."""

    class Meta:
        model = Reference
        fields = ("debate", "key", "order", "csl", "raw")
        field_classes = {"csl": CSLField}


class ContributorForm(forms.ModelForm):  # type: ignore[type-arg]
    """A contributor."""

    class Meta:
        model = Contributor
        fields = ("name", "slug", "role", "affiliation", "disclosure", "biography", "portrait", "account")


class TopicForm(forms.ModelForm):  # type: ignore[type-arg]
    """A topic."""

    class Meta:
        model = Topic
        fields = ("name", "slug")


class MoveForm(forms.Form):
    """The note that any move may carry."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=SMALL,
        help_text=_("Kept in the history of the debate. Readers do not see it."),
    )


class ScheduleForm(MoveForm):
    """When to publish."""

    publish_at = forms.DateTimeField(
        label=_("Publish on (UTC)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    field_order = ("publish_at", "note")


class WithdrawForm(MoveForm):
    """Which essay is taken back, and what readers are told."""

    essay = forms.ModelChoiceField(label=_("Essay that is withdrawn"), queryset=Essay.objects.none())
    note = forms.CharField(
        label=_("What readers are told"),
        max_length=NOTE_LENGTH,
        widget=SMALL,
        help_text=_("This stands where the debate stood, with today’s date."),
    )
    field_order = ("essay", "note")

    def __init__(self, *args: Any, debate: Debate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["essay"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Essay.objects.filter(position__debate=debate, round__in=debate.released_rounds)


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The link goes there. Whoever opens it can accept, once, within two weeks."),
    )
