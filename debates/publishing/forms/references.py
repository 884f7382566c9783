"""What editors type about a reference: shape and plausibility. Nothing here writes."""

from typing import Any, ClassVar

from django import forms
from django.forms.fields import InvalidJSONInput

from debates.citations.csl import InvalidReference, validate
from debates.publishing.models import Reference


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


class ReferenceForm(forms.ModelForm):  # type: ignore[type-arg]  # its parameter exists only in the stubs
    """A reference: CSL-JSON, or the line as it was written."""

    class Meta:
        model = Reference
        fields = ("key", "order", "csl", "raw")
        field_classes: ClassVar = {"csl": CSLField}
